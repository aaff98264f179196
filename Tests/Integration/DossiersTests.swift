import EventSourcing
import Foundation
import JSONSchema
import Support
import Testing

/// Who gets to see what of a learner's dossier, over HTTP, and that every reading is known to the learner.
@Suite struct DossiersTests {
    private static let learner = "9b1f6c2e-3d4a-4e5b-8c6d-7e8f90a1b2c3"
    private static let dossier = DerivedIdentity.aggregate(institution: "local", kind: "dossier", of: [learner])
        .description
    private static let result = "1d7e5a90-4c3b-4f2a-9b8e-6d5c4b3a2f10"
    private static let portfolioItem = "a601e329-d5c4-42b3-8415-f6e5d4c3b2a9"
    private static let guidanceNote = "b712f43a-e6d5-43c4-9526-07f6e5d4c3bb"
    private static let grant = "b712f43a-e6d5-43c4-9526-07f6e5d4c3ba"

    private static let college = ["--organisation", "27dv", "--role", "intaker"]

    private func fill(_ hub: HubProcess) async throws {
        func say(_ name: String, _ data: String, _ headers: [String: String] = [:]) async throws {
            try await hub.command(
                "dossier/\(name)", Self.dossier, #""dossierId":"\#(Self.dossier)",\#(data)"#, headers: headers)
        }
        func result(_ version: Int) -> String {
            #""resultId":"\#(Self.result)","structure":{"resultKind":"summative","#
                + #""examPartId":"3f9a7cb2-6e5d-4b4c-9dae-8f7e6d5c4b32"},"#
                + #""value":{"record":"result-details/fb56387e-2a19-4708-996a-4b3a2918070\#(version)","version":1},"#
                + #""state":"completed","resultDateTime":"2026-11-20T13:30:00Z","pass":"passed","final":true"#
        }
        try await hub.enrol(
            EnrolledLearner(
                subject: Self.learner, application: "c2a9d0f4-5b6e-4c7d-9e8f-0a1b2c3d4e5f", day: 1))
        try await say("submit-result", result(1))
        try await say(
            "correct-result",
            #""reason":{"record":"reason-details/0c67498f-3b2a-4819-8a7b-5c4b3a29180f","version":1},"# + result(2))
        try await say(
            "add-dossier-item",
            #""itemId":"\#(Self.portfolioItem)","contributor":"learner","itemType":"portfolio_item","#
                + #""metadata":{"record":"portfolio-item/2e896ba1-5d4c-4a3b-8c9d-7e6d5c4b3a21","version":1}"#,
            LocalToken.portal(hub.data, for: Self.learner))
        try await say(
            "add-dossier-item",
            #""itemId":"\#(Self.guidanceNote)","contributor":"institution","itemType":"guidance_note","#
                + #""metadata":{"record":"guidance-note/3f896ba1-5d4c-4a3b-8c9d-7e6d5c4b3a22","version":1}"#)
    }

    private func read(_ hub: HubProcess, as reader: [String: String]) async throws -> HubAnswer {
        try await hub.ask("GET", "/v1/dossiers/\(Self.dossier)", headers: reader)
    }

    /// Reads as a system of the other college, or of the organisation that the options name.
    private func readElsewhere(
        _ hub: HubProcess, for purpose: String, as holder: [String] = college
    ) async throws -> HubAnswer {
        try await read(hub, as: LocalToken.reader(hub.data, purpose, holder: holder))
    }

    /// The ids of a list of the answer.
    private func ids(_ answer: HubAnswer, _ list: String, _ member: String) throws -> [String] {
        try answer.json[list]?.items.compactMap { $0[member]?.string } ?? []
    }

    @Test func readersGetWhatIsTheirsOrGrantedAndTheLearnerSeesWhoRead() async throws {
        try await HubProcess.with { hub async throws in
            try await fill(hub)
            let learner = try await read(hub, as: LocalToken.portal(hub.data, for: Self.learner))
            #expect(learner.status == 200)
            #expect(try ids(learner, "results", "resultId") == [Self.result])
            #expect(try ids(learner, "items", "itemId") == [Self.portfolioItem, Self.guidanceNote])
            let result = try learner.json["results"]?.items.first
            #expect(result?["revision"]?.integer == 2 && result?["earlier"]?.items.first?["revision"]?.integer == 1)
            #expect(try learner.json["enrolments"]?.count == 1 && learner.json["subjectId"]?.string == Self.learner)

            let administration = try await read(
                hub, as: LocalToken.reader(hub.data, "guidance", tasks: ["results"]))
            #expect(try ids(administration, "results", "resultId") == [Self.result])
            #expect(try ids(administration, "items", "itemId").isEmpty, "guidance is not of this task")
            let mentor = try await read(
                hub,
                as: LocalToken.reader(
                    hub.data, "guidance", tasks: ["results", "guidance"], holder: ["--role", "mentor"]))
            #expect(
                try ids(mentor, "items", "itemId") == [Self.guidanceNote],
                "what the learner put in is theirs to grant")

            for (who, reader) in [
                ("another learner", try LocalToken.portal(hub.data, for: Self.result)),
                ("a system without a task", try LocalToken.reader(hub.data, "guidance")),
                ("another organisation", try LocalToken.reader(hub.data, "transfer", holder: Self.college)),
            ] {
                #expect(try await read(hub, as: reader).status == 403, "\(who)")
            }
            #expect(try await read(hub, as: [:]).status == 401, "nobody's word is taken")
            #expect(
                try await hub.ask(
                    "GET", "/v1/dossiers/\(Self.result)", headers: LocalToken.portal(hub.data, for: Self.learner)
                ).status == 403, "what is not there is refused in the same way")

            try await grantToAnother(hub)
            try await theLearnerSeesTheReadings(hub)
        }
    }

    private func grantToAnother(_ hub: HubProcess) async throws {
        let portal = try LocalToken.portal(hub.data, for: Self.learner)
        let given =
            #""dossierId":"\#(Self.dossier)","grantId":"\#(Self.grant)","givenBy":"learner","#
            + #""grantee":{"granteeType":"role","organisation":"27dv","identifier":"intaker"},"#
            + #""purpose":"transfer","givenOn":"2020-01-01","lastDay":"2099-12-31","classes":["portfolio"]"#
        try await onlyTheLearnerGives(hub, given)
        try await hub.command("dossier/give-grant", Self.dossier, given, headers: portal)
        let granted = try await readElsewhere(hub, for: "transfer")
        #expect(granted.status == 200)
        #expect(try ids(granted, "items", "itemId") == [Self.portfolioItem])
        #expect(try ids(granted, "results", "resultId").isEmpty)
        #expect(try ids(granted, "grants", "grantId") == [Self.grant])
        #expect(try granted.json["enrolments"] == nil && granted.json["subjectId"] == nil)
        for (holder, purpose) in [
            (Self.college, "employment"), (["--organisation", "27dv", "--role", "mentor"], "transfer"),
            (["--organisation", "28ab", "--role", "intaker"], "transfer"),
        ] {
            let answer = try await readElsewhere(hub, for: purpose, as: holder)
            #expect(answer.status == 403, "\(holder) for \(purpose)")
        }
        let counsellor = "d9341657-08f7-45e6-9748-2918f7e6d5dc"
        try await hub.command(
            "dossier/give-grant", Self.dossier,
            #""dossierId":"\#(Self.dossier)","grantId":"\#(counsellor)","givenBy":"learner","#
                + #""grantee":{"granteeType":"person","organisation":"27dv","identifier":"\#(counsellor)"},"#
                + #""purpose":"guidance","givenOn":"2020-01-01","lastDay":"2099-12-31","classes":["results"]"#,
            headers: portal)
        let personally = try await readElsewhere(hub, for: "guidance", as: Self.college + ["--person", counsellor])
        #expect(try ids(personally, "results", "resultId") == [Self.result], "who it is granted to by name")
        let colleague = try await readElsewhere(hub, for: "guidance", as: Self.college + ["--person", Self.grant])
        #expect(colleague.status == 403, "and nobody else of the same organisation")
        let another = "c823054b-f7e6-44d5-8637-1807f6e5d4cb"
        try await hub.command(
            "dossier/give-grant", Self.dossier,
            #""dossierId":"\#(Self.dossier)","grantId":"\#(another)","givenBy":"learner","#
                + #""grantee":{"granteeType":"organisation","organisation":"28ab"},"#
                + #""purpose":"transfer","givenOn":"2020-01-01","lastDay":"2099-12-31","classes":["results"]"#,
            headers: portal)
        try await hub.command(
            "dossier/revoke-grant", Self.dossier,
            #""dossierId":"\#(Self.dossier)","grantId":"\#(Self.grant)","revokedBy":"learner""#, headers: portal)
        let revoked = try await readElsewhere(hub, for: "transfer")
        #expect(revoked.status == 403, "nothing is read by a grant that was revoked, however soon after")
        let second = try await readElsewhere(hub, for: "transfer", as: ["--organisation", "28ab"])
        #expect(try ids(second, "results", "resultId") == [Self.result], "the other institution's grant stands")
        #expect(try ids(second, "items", "itemId").isEmpty && ids(second, "grants", "grantId") == [another])
    }

    /// A learner's act is refused from anybody else, and in another dossier.
    private func onlyTheLearnerGives(_ hub: HubProcess, _ given: String) async throws {
        let system = try LocalToken.reader(hub.data, "guidance", tasks: ["results", "portfolio"])
        let portal = try LocalToken(hub.data, scopes: ["dossiers:learner"], institution: "local").header
        for (status, headers) in [
            (401, [:]), (403, system), (403, system.merging(["Acting-For": Self.learner]) { $1 }), (400, portal),
            (403, try LocalToken.portal(hub.data, for: Self.result)),
        ] {
            let answer = try await hub.attempt("dossier/give-grant", Self.dossier, given, headers: headers)
            #expect(answer.status == status, "\(headers.keys): \(String(decoding: answer.body, as: UTF8.self))")
        }
        let item =
            #""dossierId":"\#(Self.dossier)","itemId":"\#(Self.portfolioItem)","contributor":"learner""#
        #expect(try await hub.attempt("dossier/remove-dossier-item", Self.dossier, item).status == 401)
    }

    private func theLearnerSeesTheReadings(_ hub: HubProcess) async throws {
        let path = "/v1/dossiers/\(Self.dossier)/readings"
        let headers = try LocalToken.portal(hub.data, for: Self.learner)
        let page = try await hub.eventually(path, headers: headers) { $0["totalItems"]?.integer == 6 }
        let readings = try #require(page)["items"]?.items ?? []
        #expect(
            readings.map { $0["basis"]?.string } == ["grant", "grant", "grant", "source", "source", "learner"],
            "the newest first")
        #expect(readings[1]["reader"]?["personId"] != nil && readings[1]["purpose"]?.string == "guidance")
        #expect(readings[2]["grantId"]?.string == Self.grant && readings[2]["purpose"]?.string == "transfer")
        #expect(readings[2]["reader"]?["organisation"]?.string == "27dv")
        #expect(readings[3]["itemIds"]?.count == 2 && readings[5]["itemIds"]?.count == 3)
        let other = try await hub.ask(
            "GET", path, headers: LocalToken.reader(hub.data, "guidance", tasks: ["results"]))
        #expect(other.status == 403, "who has read is for the learner")
    }

    @Test func whatCannotBeRecordedIsNotShown() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let hub = try HubProcess(data: data)
            #expect(await hub.whenReady())
            try await fill(hub)
            await hub.stop()
            let without = try HubProcess(data: data, ["--without", "dossier"])
            #expect(await without.whenReady())
            let answer = try await read(without, as: LocalToken.portal(data, for: Self.learner))
            #expect(answer.status == 503 && answer.header("Retry-After") != nil)
            await without.stop()
            // The reading that was asked for is decided once the service is back; nothing was shown by it.
            let back = try HubProcess(data: data)
            #expect(await back.whenReady())
            #expect(try await read(back, as: LocalToken.portal(data, for: Self.learner)).status == 200)
            await back.stop()
        }
    }

    @Test func aTokenSaysWhoReadsWhatAndWhatFor() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let hub = try HubProcess(data: data)
            #expect(await hub.whenReady())
            try await fill(hub)
            let path = "/v1/dossiers/\(Self.dossier)"
            let nobody = try await hub.ask("GET", path, headers: ["Reader": "learner; person=\(Self.learner)"])
            #expect(nobody.status == 401, "nobody's word is taken")
            let mentor = try LocalToken(
                data, scopes: ["dossiers:guidance"], purposes: ["guidance"], institution: "local"
            ).header
            let purpose = ["Processing-Purpose": "guidance"]
            let read = try await hub.ask("GET", path, headers: mentor.merging(purpose) { $1 })
            #expect(try ids(read, "items", "itemId") == [Self.guidanceNote] && ids(read, "results", "resultId").isEmpty)
            #expect(try await hub.ask("GET", path, headers: mentor).status == 400, "for no purpose")
            let other = mentor.merging(["Processing-Purpose": "examination"]) { $1 }
            #expect(
                try await hub.ask("GET", path, headers: other).status == 403, "for a purpose that is not the token's")
            let acting = ["Acting-For": Self.learner]
            #expect(try await hub.ask("GET", path, headers: mentor.merging(acting) { $1 }).status == 403)
            let portal = try LocalToken(data, scopes: ["dossiers:learner"], purposes: [], institution: "local").header
            let own = try await hub.ask("GET", path, headers: portal.merging(acting) { $1 })
            #expect(try ids(own, "items", "itemId").count == 2)
            let stranger = portal.merging(["Acting-For": Self.result]) { $1 }
            #expect(try await hub.ask("GET", path, headers: stranger).status == 403)
            let seen = try await hub.eventually("\(path)/readings", headers: portal.merging(acting) { $1 }) {
                $0["totalItems"]?.integer == 2
            }
            #expect(seen?["items"]?.items.compactMap { $0["basis"]?.string } == ["learner", "source"])
            await hub.stop()
        }
    }
}
