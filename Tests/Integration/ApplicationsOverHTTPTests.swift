import Foundation
import JSONSchema
import Support
import Testing

@testable import schakel

/// The portal's applications as integrators send them: through the door, malformed, and from two clients at once.
@Suite(.serialized) struct ApplicationsOverHTTPTests {
    private static let imports = "/v1/connectors/cambo/imports"

    private func ended(_ address: String, _ hub: HubProcess) async throws -> JSONValue {
        var state = try await hub.json(address, headers: ["Prefer": "wait=60"])
        while ["running", "settling"].contains(state["state"]?.string) {
            state = try await hub.json(address, headers: ["Prefer": "wait=60"])
        }
        return state
    }

    @Test func tenThousandMalformedApplicationsAreEachRejectedWithReasonsAndTellNothing() async throws {
        // Given a file of malformed applications, with a good one in the middle and one at the end.
        let applicants = SampleApplicants(sample: SampleInstitution(institution: "local"), count: 2)
        let good = try JSONDocument(applicants.file).root["items"]?.items.map(\.compactText) ?? []
        #expect(good.count == 2)
        var mutator = ApplicationMutator(seed: 20_261_130)
        var parts: [String] = []
        for number in 0..<10_000 {
            parts.append(mutator.next().text)
            if number == 5_000 { parts.append(good[0]) }
        }
        parts.append(good[1])
        let file = "[" + parts.joined(separator: ",\n") + "]"
        try await HubProcess.with { hub in
            let sender = try LocalToken(hub.data)
            let sent = try await hub.ask("POST", Self.imports, headers: sender.header, body: file)
            let address = try #require(sent.header("location"))

            // When it is taken in, then every one is accounted for.
            let state = try await ended(address, hub)
            #expect(state["state"]?.string == "completed", "\(state.text)")
            #expect(state["counts"]?["received"]?.integer == 10_002, "\(state.text)")
            #expect(state["counts"]?["rejected"]?.integer == 10_000, "\(state.text)")
            #expect(state["counts"]?["accepted"]?.integer == 2, "\(state.text)")
            #expect(!ApplicationMutator.tells(state.text))

            // Each has its reasons, which repeat nothing of the person; the row itself goes back to who sent it.
            var rows: Set<Int64> = []
            for page in 1...40 {
                let path = "\(address)/rejections?pageSize=250&pageNumber=\(page)"
                for item in try await hub.json(path, headers: sender.header)["items"]?.items ?? [] {
                    rows.insert(item["row"]?.integer ?? 0)
                    #expect(item["reasons"]?.items.isEmpty == false, "\(item.text)")
                    for reason in item["reasons"]?.items ?? [] { #expect(!ApplicationMutator.tells(reason.text)) }
                }
            }
            #expect(rows.count == 10_000, "every rejected one is there")
            #expect(try !ApplicationMutator.tells(hub.said))
            #expect(try await hub.json("/v1/applications?pageSize=1")["totalItems"]?.integer == 2)
            let findings = try ByteSearch.findings(of: [ApplicationMutator.secret], below: hub.data)
            #expect(findings.isEmpty, "\(findings.prefix(3))")
        }
    }

    @Test func aFactThatBreaksARuleIsTakenAndItsDeviationSeen() async throws {
        let applicants = SampleApplicants(sample: SampleInstitution(institution: "local"), count: 1)
        let first = try #require(try JSONDocument(applicants.file).root["items"]?.items.first)
        let number = try #require(first["wijzigingsvolgnummer"]?.integer)
        let later = first.compactText
            .replacing("\"wijzigingsvolgnummer\":\(number)", with: "\"wijzigingsvolgnummer\":\(number + 1)")
            .replacing(#""type":"A""#, with: #""type":"I""#)
        #expect(later != first.compactText)
        try await HubProcess.with { hub in
            for file in [first.compactText, later] {
                let sent = try await hub.ask("POST", Self.imports, body: file)
                let state = try await ended(try #require(sent.header("location")), hub)
                #expect(state["counts"]?["accepted"]?.integer == 1, "\(state.text)")
            }
            let list = try await hub.eventually("/v1/applications") {
                $0["items"]?.items.first?["deviations"] != nil
            }
            let application = try #require(list?["items"]?.items.first)
            #expect(application["deviations"]?.items.compactMap { $0["code"]?.string } == ["becameInterest"])
            #expect(application["kind"]?.string == "interest" && application["state"]?.string == "interest")
            let events = try await hub.json("/v1/events?type=nl.mbo.registration.application-deviation-noted.v1")
            #expect(events.items.count == 1)
        }
    }

    @Test func oneFileFromTwoClientsAtOnceComesToWhatOneClientBrings() async throws {
        let applicants = SampleApplicants(sample: SampleInstitution(institution: "local"), count: 300)
        let rows = try JSONDocument(applicants.file).root["items"]?.items.map(\.compactText) ?? []
        let forwards = "[" + rows.joined(separator: ",") + "]"
        let backwards = "[" + rows.reversed().joined(separator: ",") + "]"

        /// What there is in the end, without the ids that are drawn.
        func ending(_ files: [String]) async throws -> [String: [String: Int]] {
            var ending: [String: [String: Int]] = [:]
            try await HubProcess.with { hub in
                let states = try await withThrowingTaskGroup(of: JSONValue.self) { group in
                    for file in files {
                        group.addTask {
                            let sent = try await hub.ask("POST", Self.imports, body: file)
                            return try await ended(try #require(sent.header("location")), hub)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                for state in states {
                    let counts = state["counts"]
                    let sum = ["accepted", "unchanged", "superseded", "duplicate"].reduce(0) {
                        $0 + (counts?[$1]?.integer ?? 0)
                    }
                    #expect(sum == Int64(rows.count) && counts?["received"]?.integer == sum, "\(state.text)")
                }
                #expect(try await hub.json("/v1/dead-letters")["totalItems"]?.integer == 0)
                var applications: [JSONValue] = []
                for page in 1...2 {
                    let list = try await hub.json("/v1/applications?pageSize=250&pageNumber=\(page)")
                    applications += list["items"]?.items ?? []
                }
                #expect(applications.count == rows.count)
                let persons = Dictionary(grouping: applications) { $0["subjectId"]?.string ?? "" }
                ending["persons"] = ["all": persons.count]
                ending["states"] = Dictionary(grouping: applications) { $0["state"]?.string ?? "" }.mapValues(\.count)
                var received: [String: Int] = [:]
                var cursor = ""
                while true {
                    let page = try await hub.answer(
                        "GET", "/v1/events?type=nl.mbo.registration.application-received.v1&limit=100\(cursor)")
                    let events = try JSONDocument(page.body).root.items
                    for event in events { received[event["subject"]?.string ?? "", default: 0] += 1 }
                    guard let next = page.headers["cursor"], !events.isEmpty else { break }
                    cursor = "&cursor=\(next)"
                }
                #expect(received.values.allSatisfy { $0 == 1 }, "each application is received once")
                ending["received"] = ["all": received.count]
            }
            return ending
        }

        let one = try await ending([forwards])
        #expect(one["persons"]?["all"] ?? 0 > 0)
        #expect(try await ending([forwards, backwards]) == one)
    }
}
