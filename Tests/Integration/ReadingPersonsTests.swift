import EventSourcing
import Foundation
import JSONSchema
import Support
import Testing

/// What is known of persons is read with a token, for a purpose, and with a line in the processing log.
@Suite(.serialized) struct ReadingPersonsTests {
    /// Asks until the hub has taken in what lay on its log.
    private func known(
        _ path: String, _ headers: [String: String], _ hub: HubProcess
    ) async throws -> HubAnswer {
        while true {
            let answer = try await hub.ask("GET", path, headers: headers)
            // Each type of record is followed by itself.
            if answer.status == 200, try answer.json["records"]?.items.count == 3 { return answer }
            try #require([200, 404, 503].contains(answer.status), "\(answer.status)")
        }
    }

    private func lines(_ data: URL) throws -> [JSONValue] {
        let text = try String(contentsOf: data.appendingPathComponent("processing.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDocument(Array($0.utf8)).root }
    }

    @Test func onlyATokenWithScopeAndPurposeOpensRecordsAndEachOneIsALine() async throws {
        try await KnownPersons.with { hub, persons, data in
            let person = persons.all[0]
            let path = "/v1/persons/\(person.id)"
            let reader = try LocalToken(data, scopes: ["persons:read"], purposes: ["admission"])
            let found = try await known(path, reader.stating("admission"), hub)
            #expect(found.status == 200)
            #expect(try found.json["identity"]?["surname"]?.string == person.surname)
            #expect(try found.json["contact"]?["email"]?.string == person.email)
            #expect(found.header("cache-control") == "no-store", "nobody keeps it on the way")

            let nobody = try await hub.ask("GET", path)
            #expect(nobody.status == 401 && nobody.header("www-authenticate")?.hasPrefix("Bearer") ?? false)
            let wrong = ["Authorization": "Bearer \(reader.text)x"]
            #expect(try await hub.ask("GET", path, headers: wrong).status == 401)
            let without = try LocalToken(data, purposes: ["admission"])
            #expect(try await hub.ask("GET", path, headers: without.stating("admission")).status == 403)
            let unstated = try await hub.ask("GET", path, headers: reader.header)
            #expect(unstated.status == 400 && unstated.faults == ["Processing-Purpose"])
            #expect(try await hub.ask("GET", path, headers: reader.stating("guidance")).status == 403)
            #expect(try await hub.ask("GET", path, headers: reader.stating("marketing")).status == 400)
            let elsewhere = try LocalToken(
                data, scopes: ["persons:read"], purposes: ["admission"], institution: "other")
            let stranger = try await hub.ask("GET", path, headers: elsewhere.stating("admission"))
            #expect(stranger.status == 404, "a token is for its own institution, which knows nobody here")
            let missing = "/v1/persons/\(UUIDValue.random())"
            #expect(try await hub.ask("GET", missing, headers: reader.stating("admission")).status == 404)

            let before = try lines(data)
            _ = try await hub.ask("GET", path, headers: reader.stating("admission"))
            let added = try lines(data).dropFirst(before.count)
            #expect(added.map { $0["name"]?.string } == ["read person-identity", "read person-contact"])
            for line in added {
                #expect(line["attributes"]?["schakel.caller"]?.string == "local:\(reader.id)")
                #expect(
                    line["attributes"]?["dpl.core.processing_activity_id"]?.string == "urn:schakel:activity:admission")
                #expect(!line.text.contains(person.id.description), "the subject is sealed in it")
            }

            let revoked = try CommandRun.run(
                HubProcess.executable.path, ["token", "revoke", reader.id, "--data", data.path])
            #expect(revoked.exitCode == 0)
            #expect(try await hub.ask("GET", path, headers: reader.stating("admission")).status == 401)
        }
    }

    @Test func applicationsShowTheirPersonAndDetailsToWhoMayAndOpaqueIdsToOthers() async throws {
        try await KnownPersons.with { hub, persons, data in
            let person = persons.all[1]
            let reader = try LocalToken(data, scopes: ["persons:read"], purposes: ["admission", "enrolment"])
            let path = "/v1/persons/\(person.id)"
            _ = try await known(path, reader.stating("admission"), hub)
            let position = try await record(person, hub)
            let application = "/v1/applications/\(person.application)"
            let opaque = try await hub.ask("GET", application, headers: ["Position": position])
            #expect(opaque.status == 200 && !String(decoding: opaque.body, as: UTF8.self).contains(person.surname))
            #expect(try await hub.ask("GET", application + "?expand=person").status == 401)
            let open = try await hub.ask(
                "GET", application + "?expand=person,details", headers: reader.stating("admission"))
            #expect(try open.json["person"]?["identity"]?["surname"]?.string == person.surname)
            #expect(try open.json["details"]?["content"]?["remarks"]?.string == person.remarks)
            #expect(open.header("etag") == nil)
            let less = try await hub.ask(
                "GET", application + "?expand=person,details", headers: reader.stating("enrolment"))
            #expect(try less.json["person"]?["identity"]?["surname"]?.string == person.surname)
            #expect(try less.json["details"]?["content"] == nil, "the purpose does not cover what was filled in")
            let list = try await hub.ask(
                "GET", "/v1/applications?expand=person", headers: reader.stating("admission"))
            #expect(
                try list.json["items"]?.items.map { $0["person"]?["identity"]?["surname"]?.string } == [person.surname])
            #expect(try await hub.ask("GET", application + "?expand=all", headers: reader.header).status == 400)
        }
    }

    private func record(_ person: KnownPersons.Person, _ hub: HubProcess) async throws -> String {
        let command = DossierCommand(
            subject: person.application.description, type: "nl.mbo.registration.record-application.v1",
            data: #"{"applicationId":"\#(person.application)","subjectId":"\#(person.id)","kind":"application","#
                + #""changeNumber":1,"submittedAt":"2026-03-28T19:42:11Z","programme":{"institutionCode":"25LX","#
                + #""programmeCode":"aaa58821-2b23-401c-a063-64a2b519bae0"},"details":{"record":"#
                + #""application-details/\#(person.application)","version":1}}"#)
        let answer = try await command.send(to: hub)
        #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
        return try #require(answer.header("position"))
    }

    @Test func leaveToBreakARuleAndToSayWhoOwnsWhatIsATokens() async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let hub = try HubProcess(data: data)
            #expect(await hub.whenReady())
            let application = UUIDValue.random()
            let approve = DossierCommand(
                subject: application.description, type: "nl.mbo.registration.approve-application.v1",
                data: #"{"applicationId":"\#(application)","meetsPriorEducation":true,"level":3,"#
                    + #""override":{"scope":"registration:override","reason":"decisionOnAppeal"}}"#)
            #expect(try await approve.send(to: hub).status == 401)
            let none = try LocalToken(data)
            let refused = try await approve.send(to: hub, headers: none.header)
            #expect(refused.status == 403 && refused.faults == ["/override/scope"])
            let may = try LocalToken(data, scopes: ["registration:override"])
            #expect(try await approve.send(to: hub, headers: may.header).status == 422, "the rules are asked")

            let owner = try LocalToken(data, scopes: ["ownership:change"])
            func table(_ version: Int, subject: String = "ownership") -> DossierCommand {
                DossierCommand(
                    subject: subject, type: "nl.mbo.shared.change-ownership.v1",
                    data: #"{"version":\#(version),"entries":[{"object":"placement","owner":"system","system":"#
                        + #""urn:nld:oin:00000000000000000000:test"}]}"#)
            }
            #expect(try await table(1).send(to: hub).status == 401)
            #expect(try await table(1, subject: "mine").send(to: hub, headers: owner.header).faults == ["subject"])
            let changed = try await table(1).send(to: hub, headers: owner.header)
            #expect(changed.status == 201, "\(String(decoding: changed.body, as: UTF8.self))")
            let services = (changed.header("position") ?? "").split(separator: ",").map {
                $0.drop { $0 == " " }.prefix { $0 != "/" }
            }
            #expect(Set(services).isSuperset(of: ["registration", "dossier"]), "every table is changed: \(services)")
            #expect(try await table(1).send(to: hub, headers: owner.header).status == 200, "again changes nothing")
            await hub.stop()
        }
    }

    @Test func oeapiTellsOfPersonsAndTheirAssociationsAsItsDocumentSays() async throws {
        guard let document = try OEAPIDocument(for: "OEAPI 6.0 of persons") else { return }
        try await KnownPersons.with { hub, persons, data in
            let person = persons.all[2]
            let reader = try LocalToken(
                data, scopes: ["persons:read", "ownership:change"], purposes: ["enrolment"])
            _ = try await known("/v1/persons/\(person.id)", reader.stating("enrolment"), hub)
            let offering = UUIDValue.random()
            let placement = try await place(person, in: offering, reader, hub)
            let paths = try await hub.json("/oeapi/v6/openapi.json")["paths"]
            for path in paths?.members.map(\.name) ?? []
            where path.contains("person") || path.contains("association") {
                let told = Set(paths?[path]?["get"]?["parameters"]?.items.compactMap { $0["name"]?.string } ?? [])
                let wanted = try #require(document.parameters(ofPath: path), "OEAPI has no path \(path)")
                #expect(told.union(["filter_query[__or][]"]).isSuperset(of: wanted), "\(path) lacks parameters")
            }

            #expect(try await hub.answer("GET", "/oeapi/v6/persons").status == 401)
            var validated = 0
            func check(_ path: String, _ schema: String, _ shape: OEAPIDocument.Shape) async throws -> JSONValue {
                let answer = try await hub.answer("GET", "/oeapi/v6" + path, headers: reader.stating("enrolment"))
                #expect(answer.status == 200, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
                let root = try JSONDocument(answer.body)
                let faults = try document.schema(schema, shape).validate(root)
                #expect(faults.isEmpty, "\(path): \(faults)")
                validated += 1
                return root.root
            }
            let list = try await check("/persons", "Person", .page)
            #expect(list["items"]?.items.map { $0["personId"]?.string } == [person.id.description])
            let one = try await check("/persons/\(person.id)", "Person", .single)
            #expect(one["surname"]?.string == person.surname && one["email"]?.string == person.email)
            let of = try await check(
                "/persons/\(person.id)/programme-offering-associations", "ProgrammeOfferingAssociation", .page)
            #expect(of["items"]?.items.map { $0["associationId"]?.string } == [placement.description])
            let inside = try await check(
                "/programme-offerings/\(offering)/programme-offering-associations?state=associated",
                "ProgrammeOfferingAssociation", .page)
            #expect(inside["items"]?.items.map { $0["personId"]?.string } == [person.id.description])
            let queued = try await check(
                "/programme-offerings/\(offering)/programme-offering-associations?state=queued",
                "ProgrammeOfferingAssociation", .page)
            #expect(queued["items"]?.items.isEmpty ?? false)
            let path = "/programme-offering-associations/\(placement)"
            let expanded = try await check(path + "?expand=person", "ProgrammeOfferingAssociation", .single)
            #expect(expanded["person"]?["surname"]?.string == person.surname)
            _ = try await check(path, "ProgrammeOfferingAssociation", .single)
            #expect(try await hub.answer("GET", "/oeapi/v6\(path)?expand=person").status == 401)
            #expect(try await hub.answer("GET", "/oeapi/v6\(path)").status == 200, "it leads to nobody by itself")
            let searched = try await hub.answer(
                "GET", "/oeapi/v6/persons?q=Kroonenberg", headers: reader.stating("enrolment"))
            #expect(searched.status == 400, "what is sealed cannot be searched")
            SuiteReport.ran("OEAPI 6.0 of persons", passed: validated)
        }
    }

    /// Lets the test's own system own placements, and tells of one.
    private func place(
        _ person: KnownPersons.Person, in offering: UUIDValue, _ token: LocalToken, _ hub: HubProcess
    ) async throws -> UUIDValue {
        let table = DossierCommand(
            subject: "ownership", type: "nl.mbo.shared.change-ownership.v1",
            data: #"{"version":1,"entries":[{"object":"placement","owner":"system","system":"#
                + #""urn:nld:oin:00000000000000000000:test"}]}"#)
        #expect(try await table.send(to: hub, headers: token.header).status == 201)
        let placement = UUIDValue.random()
        let data =
            #"{"placementId":"\#(placement)","subjectId":"\#(person.id)","offeringId":"\#(offering)","#
            + #""sourceVersion":1,"state":"confirmed","startsOn":"2026-08-24"}"#
        // The table reaches every writer a moment after it is changed.
        while true {
            let command = DossierCommand(
                subject: placement.description, type: "nl.mbo.registration.record-placement.v1", data: data)
            let answer = try await command.send(to: hub)
            guard answer.status != 201 else {
                let position = try #require(answer.header("position"))
                _ = try await hub.ask("GET", "/v1/placements", headers: ["Position": position])
                return placement
            }
            try #require(answer.status == 422, "\(String(decoding: answer.body, as: UTF8.self))")
        }
    }
}
