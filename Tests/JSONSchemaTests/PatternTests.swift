import JSONSchema
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("^a+$", "aaa", true), ("b", "abc", true), ("^b", "abc", false), ("^$", "", true), ("", "x", true),
        ("^[a-c]{2,3}$", "abc", true), ("^[a-c]{2,3}$", "abcd", false), ("^(ab|c)*d$", "abcabd", true),
        ("^\\p{L}+$", "Åé日", true), ("^\\p{Lu}$", "a", false), ("^.$", "\u{1F600}", true), ("^\\d+$", "٣", false),
        ("\\bfoo\\b", "a foo b", true), ("^(?=.*\\d)(?=.*[a-z]).+$", "a1", true), ("^(?!.*xx).*$", "axxb", false),
        ("(?<=€)5", "€5", true), ("(?<!€)5", "€5", false), ("^\\u{1F600}$", "\u{1F600}", true),
        ("^[^\\s]$", "\u{3000}", false),
        ("^(a?){3}$", "aa", true), ("^\\S+@\\S+$", "a@b", true), ("^(?:x{0})$", "", true), ("^a*?b$", "aab", true),
    ])
    func textsMatchAsInECMAScript(pattern: String, text: String, matches: Bool) throws {
        #expect(try Pattern(pattern).search(text) == (matches ? .match : .noMatch))
    }

    @Test(arguments: [
        ("(", 1), ("a)", 1), ("[", 1), ("[b-a]", 3), ("*a", 0), ("a{2,1}", 1), ("\\", 1), ("(?<n>a)\\k<n>", 7),
        ("(a)\\1", 3), ("\\p{Nonsense}", 0), ("(?<a>x)(?<a>y)", 8), ("\\u{110000}", 0),
    ])
    func whatIsNoPatternIsRefused(pattern: String, near: Int) {
        let error = #expect(throws: PatternError.self) { try Pattern(pattern) }
        #expect(abs((error?.position ?? -100) - near) <= 8, "\(String(describing: error))")
        #expect(error?.sentence.isEmpty == false)
    }

    @Test func repetitionsThatWouldBeWrittenOutEndlesslyAreRefused() {
        #expect(throws: PatternError.self) { try Pattern("((a{100}){100}){100}") }
    }

    /// Each of these takes a backtracking matcher longer than the age of the universe.
    @Test(arguments: [
        "^(a+)+$", "^(a|a)*$", "^(a*)*b$", "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]$", "^(([a-z])+.)+[A-Z]([a-z])+$",
    ])
    func pathologicalPatternsAreDecided(pattern: String) throws {
        let text = String(repeating: "a", count: 20_000) + "!"
        #expect(try Pattern(pattern).search(text) != .match || pattern.hasSuffix("[^a]$"))
    }

    @Test func aSearchThatWouldCostTooMuchIsAbandonedAndSaysSo() throws {
        let pattern = try Pattern("^(?:(?=.*x)a)*$")
        #expect(pattern.search(String(repeating: "a", count: 100_000)) != .match)
    }
}
