import EventSourcing
import Foundation
import JSONSchema
import Support
import Testing

/// Facts about persons are handed over and read over HTTP, and a learner's dossiers are seen as one by them.
@Suite struct SealedFactsTests {
    private static let person = "9b1f6c2e-3d4a-4e5b-8c6d-7e8f90a1b2c3"
    private static let item = "1d7e5a90-4c3b-4f2a-9b8e-6d5c4b3a2f10"

    private func path(_ record: String, of person: String = person) -> String {
        "/v1/persons/\(person)/records/\(record)"
    }

    @Test func aFactIsSealedOnceAndReadForAPurpose() async throws {
        try await HubProcess.with { hub async throws in
            let system = try LocalToken(hub.data, scopes: ["persons:write"], institution: "local").header
            let address = path("result-details/\(Self.item)")
            let grade = #"{"grade":"7,5","scale":"1,0 tot 10,0"}"#
            let first = try await hub.ask("PUT", address, headers: system, body: grade)
            #expect(first.status == 201 && first.header("ETag") == "\"1\"")
            #expect(try first.json["record"]?.string == "result-details/\(Self.item)")
            #expect(try first.json["version"]?.integer == 1)
            #expect(try await hub.ask("PUT", address, headers: system, body: grade).status == 200, "it says so already")
            let other = try await hub.ask("PUT", address, headers: system, body: #"{"grade":"8,0"}"#)
            #expect(other.status == 409, "what a command may refer to stays what it was")

            let examiner = try LocalToken(
                hub.data, scopes: ["persons:read"], purposes: ["examination", "admission"], institution: "local")
            let read = try await hub.eventually(address, headers: examiner.stating("examination")) {
                $0["version"]?.integer == 1
            }
            #expect(read?["content"]?["grade"]?.string == "7,5")
            let uncovered = try await hub.ask("GET", address, headers: examiner.stating("admission"))
            #expect(uncovered.status == 404, "the purpose does not cover it")
            let own = try await hub.ask("GET", address, headers: LocalToken.portal(hub.data, for: Self.person))
            #expect(try own.json["content"]?["grade"]?.string == "7,5", "the learner reads what is theirs")
            let stranger = try await hub.ask("GET", address, headers: LocalToken.portal(hub.data, for: Self.item))
            #expect(stranger.status == 404)
            #expect(
                !String(decoding: try Data(contentsOf: hub.data.appendingPathComponent("log/events.db")), as: UTF8.self)
                    .contains("7,5\""), "it lies sealed")
        }
    }

    @Test func whoeverWasGrantedAResultReadsWhatItSaysAndTheLearnerSeesThatByWhicheverDoor() async throws {
        try await HubProcess.with { hub async throws in
            // Given a result whose grade lies sealed, and a grant of results to another institution.
            let learner = EnrolledLearner(
                subject: Self.person, application: "c2a9d0f4-5b6e-4c7d-9e8f-0a1b2c3d4e5f", day: 1)
            try await hub.enrol(learner)
            let dossier = learner.dossier
            let system = try LocalToken(hub.data, scopes: ["persons:write"], institution: "local").header
            let portal = try LocalToken.portal(hub.data, for: Self.person)
            for (record, content) in [
                ("result-details/\(Self.item)", #"{"grade":"7,5"}"#),
                ("guidance-note/\(Self.item)", #"{"heldOn":"2026-11-02","text":"Heeft moeite met vroeg opstaan."}"#),
            ] {
                let kept = try await hub.ask("PUT", path(record), headers: system, body: content)
                #expect(kept.status == 201, "\(String(decoding: kept.body, as: UTF8.self))")
            }
            try await hub.command(
                "dossier/submit-result", dossier,
                #""dossierId":"\#(dossier)","resultId":"\#(Self.item)","structure":{"resultKind":"summative","#
                    + #""examPartId":"3f9a7cb2-6e5d-4b4c-9dae-8f7e6d5c4b32"},"#
                    + #""value":{"record":"result-details/\#(Self.item)","version":1},"#
                    + #""state":"completed","resultDateTime":"2026-11-20T13:30:00Z","pass":"passed","final":true"#)
            let note = "b712f43a-e6d5-43c4-9526-07f6e5d4c3bb"
            try await hub.command(
                "dossier/add-dossier-item", dossier,
                #""dossierId":"\#(dossier)","itemId":"\#(note)","contributor":"institution","#
                    + #""itemType":"guidance_note","metadata":{"record":"guidance-note/\#(Self.item)","version":1}"#)
            try await hub.command(
                "dossier/give-grant", dossier,
                #""dossierId":"\#(dossier)","grantId":"c823054b-f7e6-44d5-8637-1807f6e5d4cb","givenBy":"learner","#
                    + #""grantee":{"granteeType":"organisation","organisation":"28ab"},"purpose":"transfer","#
                    + #""givenOn":"2020-01-01","lastDay":"2099-12-31","classes":["results"]"#, headers: portal)
            let address = "/v1/dossiers/\(dossier)"

            // Then what is granted is read in the clear, and nothing else.
            let college = try LocalToken.reader(hub.data, "transfer", holder: ["--organisation", "28ab"])
            let plain = try await hub.ask("GET", address, headers: college).json
            #expect(plain["results"]?.items.first?["value"]?["content"] == nil)
            let read = try await hub.ask("GET", address + "?content=true", headers: college).json
            #expect(read["results"]?.items.first?["value"]?["content"]?["grade"]?.string == "7,5")
            #expect(read["items"]?.items.isEmpty == true && !read.text.contains("opstaan"))
            let own = try await hub.ask("GET", address + "?content=true", headers: portal).json
            #expect(own["items"]?.items.first?["metadata"]?["content"]?["text"]?.string?.contains("opstaan") == true)
            let log = try String(
                contentsOf: hub.data.appendingPathComponent("processing.jsonl"), encoding: .utf8
            ).split(separator: "\n")
            #expect(log.count == 3, "a line for each record that was opened")

            // A fact that is read by itself is a reading of the dossier too.
            let examiner = try LocalToken(
                hub.data, scopes: ["persons:read"], purposes: ["examination"], institution: "local")
            let fact = try await hub.ask(
                "GET", path("result-details/\(Self.item)"), headers: examiner.stating("examination"))
            #expect(fact.status == 200)
            let readings = try await hub.eventually(address + "/readings", headers: portal) {
                ($0["totalItems"]?.integer ?? 0) >= 4
            }
            let noted = readings?["items"]?.items ?? []
            #expect(noted.compactMap { $0["basis"]?.string }.sorted() == ["grant", "grant", "learner", "source"])
            let source = try #require(noted.first { $0["basis"]?.string == "source" })
            #expect(source["itemIds"]?.items.compactMap(\.string) == [Self.item])
            #expect(source["purpose"]?.string == "examination" && source["reader"]?["system"]?.string == "planning")
        }
    }

    @Test func whatIsWrongOrNotTheCallersIsRefused() async throws {
        try await HubProcess.with { hub async throws in
            let system = try LocalToken(hub.data, scopes: ["persons:write"], institution: "local").header
            let reader = try LocalToken(hub.data, scopes: ["persons:read"], institution: "local").header
            let portal = try LocalToken.portal(hub.data, for: Self.person)
            let grade = #"{"grade":"7,5"}"#
            let title = #"{"title":"Verslag stage"}"#
            let attempts: [(status: Int, record: String, headers: [String: String], body: String)] = [
                (401, "result-details/\(Self.item)", [:], grade), (403, "result-details/\(Self.item)", reader, grade),
                (403, "result-details/\(Self.item)", portal, grade),
                (403, "official-identifier", system, #"{"number":"999990019"}"#),
                (403, "dossier-link/\(Self.item)", system, #"{"institution":"local","dossierId":"\#(Self.item)"}"#),
                (404, "result-details", system, grade), (404, "nothing/\(Self.item)", system, grade),
                (404, "result-details/A_B", system, grade),
                (400, "result-details/\(Self.item)", system, #"{"grade":7}"#),
                (400, "result-details/\(Self.item)", system, "no JSON"),
                (201, "portfolio-item/\(Self.item)", portal, title),
                (413, "portfolio-item/\(Self.item)", portal, String(repeating: "x", count: 50_000)),
            ]
            for (status, record, headers, body) in attempts {
                let answer = try await hub.ask("PUT", path(record), headers: headers, body: body)
                #expect(answer.status == status, "\(record): \(String(decoding: answer.body, as: UTF8.self))")
            }
            let faulty = try await hub.ask(
                "PUT", path("result-details/\(Self.item)"), headers: system, body: #"{"grade":7,"scale":""}"#)
            #expect(faulty.faults.sorted() == ["/grade", "/scale"])
        }
        try await HubProcess.with(["--without", "persons"]) { hub async throws in
            let system = try LocalToken(hub.data, scopes: ["persons:write"], institution: "local").header
            let answer = try await hub.ask(
                "PUT", path("result-details/\(Self.item)"), headers: system, body: #"{"grade":"7,5"}"#)
            #expect(answer.status == 503)
        }
    }

    @Test func dossiersThatNameEachOtherAreSeenAsOneByTheirLearnerAlone() async throws {
        try await HubProcess.with { hub async throws in
            let learners = [
                EnrolledLearner(subject: Self.person, application: "c2a9d0f4-5b6e-4c7d-9e8f-0a1b2c3d4e5f", day: 1),
                EnrolledLearner(
                    subject: "0c2a7d3f-4e5b-4f6c-8d7e-8f90a1b2c3d4",
                    application: "d3bae105-6c7f-4d8e-8f90-1b2c3d4e5f60", day: 2),
            ]
            for learner in learners { try await hub.enrol(learner) }
            func link(_ place: Int, _ verb: String = "link") async throws {
                let (from, to) = (learners[place], learners[1 - place])
                let portal = try LocalToken.portal(hub.data, for: from.subject)
                let id = "e4cbf216-7d80-4e9f-8011-2c3d4e5f607\(place)"
                let kept = try await hub.ask(
                    "PUT", path("dossier-link/\(id)", of: from.subject), headers: portal,
                    body: #"{"institution":"local","dossierId":"\#(to.dossier)"}"#)
                #expect(kept.status == 201 || kept.status == 200)
                let other = verb == "link" ? #","other":{"record":"dossier-link/\#(id)","version":1}"# : ""
                try await hub.command(
                    "dossier/\(verb)-dossier", from.dossier,
                    #""dossierId":"\#(from.dossier)","linkId":"\#(id)""# + other, headers: portal)
            }
            let portal = try LocalToken.portal(hub.data, for: learners[0].subject)
            let address = "/v1/dossiers/\(learners[0].dossier)?linked=true"
            try await link(0)
            let half = try await hub.ask("GET", address, headers: portal).json
            #expect(half["dossierId"]?.string == learners[0].dossier && half["linked"]?.items.isEmpty ?? false)
            try await link(1)
            let whole = try await hub.eventually(address, headers: portal) { $0["linked"]?.count == 1 }
            let shown = whole?["linked"]?.items.first
            #expect(shown?["dossierId"]?.string == learners[1].dossier && shown?["institution"]?.string == "local")
            #expect(shown?["enrolments"]?.count == 1)
            let readings = try await hub.eventually(
                "/v1/dossiers/\(learners[1].dossier)/readings",
                headers: LocalToken.portal(hub.data, for: learners[1].subject)
            ) { ($0["totalItems"]?.integer ?? 0) >= 1 }
            #expect(readings?["items"]?.items.first?["basis"]?.string == "learner")
            let mentor = try LocalToken.reader(hub.data, "guidance", tasks: ["results"])
            #expect(try await hub.ask("GET", address, headers: mentor).status == 403, "the institution sees its own")
            try await link(1, "unlink")
            let parted = try await hub.ask("GET", address, headers: portal).json
            #expect(parted["linked"]?.items.isEmpty ?? false)
        }
    }

    @Test func aLearnerOfTwoInstitutionsSeesBothDossiersAndEachInstitutionItsOwn() async throws {
        try await HubProcess.with { hub async throws in
            // Given two institutions of a service centre, and a learner who is enrolled at both.
            let learners = [
                EnrolledLearner(subject: Self.person, application: "c2a9d0f4-5b6e-4c7d-9e8f-0a1b2c3d4e5f", day: 1),
                EnrolledLearner(
                    subject: "0c2a7d3f-4e5b-4f6c-8d7e-8f90a1b2c3d4",
                    application: "d3bae105-6c7f-4d8e-8f90-1b2c3d4e5f60", day: 2, institution: "27dv"),
            ]
            let system = try LocalToken(hub.data, institution: "27dv").header
            try await hub.enrol(learners[0])
            try await hub.enrol(learners[1], headers: system)
            #expect(try await hub.json("/v1/enrolments")["totalItems"]?.integer == 1, "each sees its own")

            // When each dossier names the other, by the learner's own acts at both.
            let portals = try learners.map { learner in
                try LocalToken(hub.data, scopes: ["dossiers:learner"], institution: learner.institution).header
                    .merging(["Acting-For": learner.subject]) { $1 }
            }
            for place in 0...1 {
                let (from, to) = (learners[place], learners[1 - place])
                let id = "e4cbf216-7d80-4e9f-8011-2c3d4e5f607\(place)"
                let kept = try await hub.ask(
                    "PUT", path("dossier-link/\(id)", of: from.subject), headers: portals[place],
                    body: #"{"institution":"\#(to.institution)","dossierId":"\#(to.dossier)"}"#)
                #expect(kept.status == 201)
                try await hub.command(
                    "dossier/link-dossier", from.dossier,
                    #""dossierId":"\#(from.dossier)","linkId":"\#(id)","other":{"record":"dossier-link/\#(id)","version":1}"#,
                    headers: portals[place])
            }

            // Then the learner sees both at either, and the streams stay apart.
            for place in 0...1 {
                let (here, there) = (learners[place], learners[1 - place])
                let whole = try await hub.eventually(
                    "/v1/dossiers/\(here.dossier)?linked=true", headers: portals[place]
                ) { $0["linked"]?.count == 1 }
                #expect(whole?["dossierId"]?.string == here.dossier)
                let other = whole?["linked"]?.items.first
                #expect(other?["institution"]?.string == there.institution)
                #expect(other?["dossierId"]?.string == there.dossier && other?["enrolments"]?.count == 1)
            }
            let foreign = try await hub.ask("GET", "/v1/dossiers/\(learners[1].dossier)", headers: portals[0])
            #expect(foreign.status == 403, "by its own address a dossier is read at its own institution")
        }
    }
}
