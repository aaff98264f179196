import Foundation
import Gateway
import Support
import Testing

@Suite struct DutchTextTests {
    @Test(arguments: [
        ("must have at least 9 characters, but has 8", "moet minstens 9 tekens hebben, maar heeft er 8"),
        ("must be a string or null, but is a number", "moet een tekst of null zijn, maar is een getal"),
        (#"the member "ketenId" is missing"#, #"het veld "ketenId" ontbreekt"#),
        ("the application is on the waiting list", "de aanmelding is op de wachtlijst"),
        ("there is no such grant", "er is geen toestemming met dit id"),
        (
            "the room is taken by another activity: 2eb8aa08-aa98-41ea-b4aa-73b441d16380, 2027-09-06 from 10:30 to 12:00",
            "de ruimte is bezet door een andere activiteit: 2eb8aa08-aa98-41ea-b4aa-73b441d16380, 2027-09-06 van 10:30 "
                + "tot 12:00"
        ),
    ])
    func aSentenceIsFoundWithWhatDiffersInIt(_ english: String, _ dutch: String) {
        #expect(DutchText.of(english) == dutch)
    }

    @Test func whatIsNotKnownStaysAsItIs() {
        #expect(DutchText.of("the moon is full") == nil)
        #expect(DutchText.of("the moon: 1, 2 from 3 to 4") == nil)
        #expect(DutchText.of("") == nil)
    }

    /// Every reason for a refusal that the rules give, and everything that a problem says, as the sources have it.
    @Test func everySentenceOfARefusalOrProblemHasItsDutch() throws {
        let refusals =
            try sentences(
                in: ["Services", "Catalogue", "ServiceRuntime"],
                of: /(?:Refusal|init)\(\s*\.\w+,\s*"(?<text>(?:[^"\\]|\\.)*)"/, files: /\.swift$/)
            + sentences(
                in: ["Services"], of: /case [^\n]*:\s*"(?<text>[^"\/](?:[^"\\]|\\.)*)"/, files: /Refusals\.swift$/)
        let problems = try sentences(
            in: ["Gateway"], of: /Problem\(\s*\.\w+,\s*"(?<text>(?:[^"\\]|\\.)*)"/, files: /\.swift$/)
        #expect(refusals.count > 100 && problems.count > 50, "\(refusals.count), \(problems.count)")
        let unknown = (refusals + problems).filter { DutchText.of($0) == nil }
        #expect(unknown.isEmpty, "\(unknown.joined(separator: "\n"))")
    }

    private func sentences(
        in folders: [String], of pattern: Regex<(Substring, text: Substring)>, files: Regex<some Any>
    ) throws -> [String] {
        try folders.flatMap { folder in
            let root = SharedData.projectFolder.appendingPathComponent("Sources/\(folder)")
            let paths = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
            return try paths.filter { $0.contains(files) }.flatMap { path in
                try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8).matches(of: pattern)
                    .map { String($0.output.text) }
            }
        }
        .map { $0.replacing(/\\\([^()]*(?:\([^()]*\)[^()]*)*\)/, with: "x").replacing("\\u{2019}", with: "’") }
    }
}
