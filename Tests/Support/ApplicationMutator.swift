/// Makes applications that are wrong in one to three ways, in an order that a seed repeats.
package struct ApplicationMutator {
    private var random: SeededGenerator
    private var number = 0

    package init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// What people are called here, and nowhere else.
    package static let secret = "Zilverschoon"

    /// Whether a text repeats something of the person.
    package static func tells(_ text: String) -> Bool { text.contains(secret) || text.contains("99771") }

    /// Every value that can be made wrong, and how.
    private static let faults: [(pointer: String, path: [String], value: String)] = [
        ("", ["ketenId"], ""), ("", ["wijzigingsvolgnummer"], ""), ("", ["type"], ""), ("", ["opleidingCohort"], ""),
        ("", ["datumTijdIndienen"], ""), ("", ["roepnaam"], ""), ("", ["instelling"], ""), ("", ["opleiding"], ""),
        ("/ketenId", ["ketenId"], "\"\(secret)\""), ("/ketenId", ["ketenId"], "\"25LX:9977164\""),
        ("/wijzigingsvolgnummer", ["wijzigingsvolgnummer"], "\"7\""),
        ("/wijzigingsvolgnummer", ["wijzigingsvolgnummer"], "-1"),
        ("/wijzigingsvolgnummer", ["wijzigingsvolgnummer"], "9223372036854775808"),
        ("/wijzigingsvolgnummer", ["wijzigingsvolgnummer"], "1.5"), ("/type", ["type"], "\"\(secret)\""),
        ("/ingetrokken", ["ingetrokken"], "\"\(secret)\""), ("/ingetrokken", ["ingetrokken"], "0"),
        ("/datumTijdIndienen", ["datumTijdIndienen"], "\"20-03-2026\""), ("/bsn", ["bsn"], "\"99771646\""),
        ("/bsn", ["bsn"], "997716460"), ("/bsn", ["bsn"], "\"\(secret)\""),
        ("/geboortedatum", ["geboortedatum"], "\"2009-02-30\""), ("/geslacht", ["geslacht"], "\"\(secret)\""),
        ("/roepnaam", ["roepnaam"], "[\"\(secret)\"]"), ("/achternaam", ["achternaam"], "{\"\(secret)\":1}"),
        ("/achternaam", ["achternaam"], "\"\(String(repeating: secret, count: 20))\""),
        ("/voorvoegsels", ["voorvoegsels"], "\"\(secret) van der \(secret)\""),
        ("/emailAdres", ["emailAdres"], "[[\"\(secret)\"]]"), ("/opleiding", ["opleiding"], "\"\""),
        ("/instelling", ["instelling"], "\"\(secret)\""),
        ("/gewensteStartdatum", ["gewensteStartdatum"], "\"\(secret)\""),
        ("/extraOndersteuning", ["extraOndersteuning"], "\"\(secret)\""),
        ("/extraInformatie", ["extraInformatie"], "\"\(String(repeating: secret, count: 20))\""),
        ("/leerbedrijf", ["leerbedrijf"], "{\"erkenning\":\"\(secret)\"}"),
        ("/leerbedrijf", ["leerbedrijf"], "\"\(secret)\""),
        ("/vooropleidingen", ["vooropleidingen"], "\"\(secret)\""),
        ("/vooropleidingen/0", ["vooropleidingen"], "[{\"instelling\":\"\(secret)\"}]"),
        (
            "/vooropleidingen/0/vakken/0/resultaat", ["vooropleidingen"],
            "[{\"instelling\":\"a\",\"opleiding\":\"b\",\"vakken\":[{\"naam\":\"\(secret)\",\"resultaat\":7}]}]"
        ),
        (
            "/wettelijkVertegenwoordigers/1/achternaam", ["wettelijkVertegenwoordigers"],
            "[{\"achternaam\":\"\(secret)\"},{\"achternaam\":\(secret.count)}]"
        ),
        (
            "/correspondentieadres/postcode", ["correspondentieadres"],
            "{\"postcode\":\"\(secret)\",\"\(secret)\":\"\(secret)\"}"
        ),
    ]

    /// A text, and the places that must be told; none where the text itself is no JSON.
    package mutating func next() -> (text: String, pointers: Set<String>) {
        number += 1
        var members = base()
        var pointers: Set<String> = []
        var touched: Set<String> = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let fault = ApplicationMutator.faults[
                Int.random(in: 0..<ApplicationMutator.faults.count, using: &random)]
            guard touched.insert(fault.path[0]).inserted else { continue }
            members.removeAll { $0.name == fault.path[0] }
            if !fault.value.isEmpty { members.append((fault.path[0], fault.value)) }
            pointers.insert(fault.pointer)
        }
        members.shuffle(using: &random)
        var text = "{" + members.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
        guard number % 10 == 0 else { return (text, pointers) }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: text.removeLast(1)
        case 1: text.insert(contentsOf: ",", at: text.index(before: text.endIndex))
        case 2:
            text.insert(
                contentsOf: "\"achternaam\":\"\(ApplicationMutator.secret)\",\"achternaam\":1,",
                at: text.index(after: text.startIndex))
        case 3: text.insert(contentsOf: "\"x\":\(ApplicationMutator.secret),", at: text.index(after: text.startIndex))
        default: text = "\"\(ApplicationMutator.secret)\""
        }
        return (text, [])
    }

    private func base() -> [(name: String, value: String)] {
        [
            ("$type", "\"vca.Aanmelding\""), ("ketenId", "\"25LX:\(90_000_000 + number)\""),
            ("wijzigingsvolgnummer", String(number)), ("type", "\"A\""), ("ingetrokken", "false"),
            ("datumTijdIndienen", "\"2026-03-20T21:43:54.123Z\""), ("bsn", "\"997716460\""),
            ("geboortedatum", "\"2009-07-15\""), ("geslacht", "\"V\""),
            ("roepnaam", "\"\(ApplicationMutator.secret)\""),
            ("achternaam", "\"\(ApplicationMutator.secret)\""), ("instelling", "\"25LX\""),
            ("opleiding", "\"aaa58821-2b23-401c-a063-64a2b519bae0\""), ("opleidingCohort", "\"2026A\""),
            ("emailAdres", "\"\(ApplicationMutator.secret)@example.nl\""),
        ]
    }
}
