import EventLog
import EventSourcing
import Foundation
import HubContracts
import JSONSchema
import SQLiteEventLog
import ServiceRuntime
import Testing

@Suite struct ReadingTests {
    private func send(_ names: [String], to hub: HubProcess) async throws -> [String] {
        var positions: [String] = []
        for (index, name) in names.enumerated() {
            let answer = try await DossierCommand(name: name, code: String(10_000 + index)).send(to: hub)
            #expect(answer.status == 201)
            positions.append(answer.header("Position") ?? "")
        }
        return positions
    }

    @Test func listsAreSearchedNarrowedAndPaged() async throws {
        try await HubProcess.with { hub async throws in
            let position = try await send(["Café én bar", "Bakken", "Bakkerij", "Zagen"], to: hub)
                .joined(separator: ", ")
            let list = "/v1/qualification-dossiers"
            let first = try await hub.ask("GET", "\(list)?pageSize=3", headers: ["Position": position])
            #expect(
                try first.json["items"]?.items.compactMap { $0["name"]?.string } == [
                    "Bakken", "Bakkerij", "Café én bar",
                ])
            #expect(try first.json["hasNextPage"]?.boolean == true)
            #expect(first.header("Link")?.contains("pageNumber=2>; rel=\"next\"") ?? false)
            let second = try await hub.ask("GET", "\(list)?pageSize=3&pageNumber=2").json
            #expect(second["items"]?.items.count == 1 && second["hasNextPage"]?.boolean == false)
            let found = try await hub.ask("GET", "\(list)?q=CAFE%20bar").json
            #expect(found["items"]?.items.compactMap { $0["name"]?.string } == ["Café én bar"])
            let one = try await hub.ask("GET", "\(list)?identifier=10001").json
            #expect(one["items"]?.items.compactMap { $0["name"]?.string } == ["Bakken"])
            #expect(try await hub.ask("GET", "\(list)?identifier=1000").json["totalItems"]?.integer == 0)
            let wrong = try await hub.ask("GET", "\(list)?pageSize=0&colour=red&pageNumber=x")
            #expect(wrong.status == 400 && Set(wrong.faults) == ["pageSize", "colour", "pageNumber"])
            #expect(try await hub.ask("GET", "\(list)/\(UUID().uuidString)").status == 404)
        }
    }

    @Test func aPositionIsWaitedForOrRefused() async throws {
        try await HubProcess.with { hub async throws in
            for (position, status) in [
                ("catalogue/0@1000000", 503), ("dossier/0@1", 400), ("catalogue/99@1", 400), ("nonsense", 400),
            ] {
                let answer = try await hub.ask("GET", "/v1/offerings", headers: ["Position": position])
                #expect(answer.status == status, "\(position)")
                if status == 503 { #expect(answer.header("Retry-After") != nil) }
            }
        }
    }

    @Test func pagesOfEventsHaveEachOnceAndInOrder() async throws {
        try await HubProcess.with { hub async throws in
            _ = try await send((0..<25).map { "Dossier \($0)" }, to: hub)
            var cursor = "0"
            var ids: [String] = []
            while true {
                let page = try await hub.ask("GET", "/v1/events?limit=4&cursor=\(cursor)")
                let items = try page.json.items
                ids += items.compactMap { $0["id"]?.string }
                cursor = page.header("Cursor") ?? ""
                guard page.header("Link") != nil else { break }
            }
            #expect(ids.count == 25 && Set(ids).count == 25)
            let other = try await hub.ask("GET", "/v1/events?type=nl.mbo.catalogue.offering-*").json
            #expect(other.items.isEmpty)
            let latest = try await hub.ask("GET", "/v1/events?cursor=latest")
            #expect(try latest.json.items.isEmpty)
            #expect(try await hub.ask("GET", "/v1/events?cursor=what").status == 400)
            #expect(try await hub.ask("GET", "/v1/events?cursor=catalogue.0-99999").status == 409)
            #expect(try await hub.ask("GET", "/v1/events?cursor=nobody.0-1").status == 409)
        }
    }

    @Test func theDescriptionIsTrueAndResolves() async throws {
        try await HubProcess.with { hub async throws in
            let root = try await hub.ask("GET", "/v1/openapi.json").json
            #expect(root["openapi"]?.string == "3.1.0")
            for name in [
                "/commands", "/commands/{key}", "/connectors/{connector}/imports",
                "/connectors/{connector}/imports/{id}/rejections", "/qualifications", "/qualification-dossiers/{id}",
                "/education-products", "/offerings", "/events", "/dead-letters", "/projections", "/openapi.json",
            ] { #expect(root["paths"]?[name] != nil, "\(name)") }
            for reference in root.text.components(separatedBy: "\"$ref\":\"#").dropFirst() {
                let pointer = try #require(JSONPointer(text: String(reference.prefix { $0 != "\"" })))
                #expect(root[pointer] != nil, "\(pointer)")
            }
            let schema = try await hub.ask("GET", "/v1/contracts/urn:schakel:contract:shared:period:v1").json
            #expect(schema["$id"]?.string == "urn:schakel:contract:shared:period:v1")
        }
    }

    @Test func healthAndNumbersAreToldToOperations() async throws {
        try await HubProcess.with { hub async throws in
            _ = try await send(["Een", "Twee"], to: hub)
            #expect(try await hub.ask("GET", "/livez").status == 200)
            #expect(try await hub.ask("GET", "/readyz").json["status"]?.string == "pass")
            let numbers = String(decoding: try await hub.ask("GET", "/metrics").body, as: UTF8.self)
            let type = QualificationDossierRecordedV1.identity.type
            #expect(numbers.contains("schakel_events_total{type=\"\(type)\"} 2"))
        }
    }

    @Test func aCommandThatCannotBeReadIsHeldAndHandled() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("letters-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appendingPathComponent("data")
        let first = try HubProcess(data: data)
        #expect(await first.whenReady())
        await first.stop()
        // A row of a file that cannot be read, and a right one about the same object behind it.
        let subject = UUIDValue.random().description
        let log = try await SQLiteEventLog.open(
            at: data.appendingPathComponent("log/events.db"),
            topics: ServiceTopics(service: "catalogue").layouts(partitions: 12))
        let layout = try #require(log.layout(of: ServiceTopics(service: "catalogue").commands))
        for (id, text) in [("1", #"{"name":7}"#), ("2", DossierCommand(subject: subject).payload)] {
            var message = CloudEvent(
                id: id, source: "urn:nld:oin:00000000000000000000:test",
                type: RecordQualificationDossierV1.identity.type, subject: subject,
                dataContentType: "application/json", dataSchema: RecordQualificationDossierV1.identity.urn,
                data: Array(text.utf8))
            message[.institution] = "local"
            message.origin = .import
            _ = try await log.append([Append([NewRecord(message)], to: layout.partition(ofKey: subject.utf8))])
        }
        await log.close()

        let hub = try HubProcess(data: data)
        #expect(await hub.whenReady())
        // The answer to a third command says that the two before it are past.
        let third = try await DossierCommand(subject: subject).send(to: hub)
        #expect(third.status == 202)
        #expect(try third.json["state"]?.string == "parked")
        let list = try await hub.ask("GET", "/v1/dead-letters?aggregate=\(subject)").json["items"]?.items ?? []
        #expect(list.compactMap { $0["code"]?.string } == ["unreadable", "behind", "behind"])
        let id = try #require(list.first?["id"]?.string)
        let shown = try await hub.ask("GET", "/v1/dead-letters/\(id)").json
        #expect(shown["data"]?["name"]?.integer == 7 && shown["pointer"]?.string != nil)
        #expect(try await hub.ask("POST", "/v1/dead-letters/\(id)/release").status == 422, "it still cannot be read")
        let discarded = try await hub.ask(
            "POST", "/v1/dead-letters/\(id)/discard", headers: ["Content-Type": "application/json"],
            body: #"{"reason":"a row that was spoilt"}"#)
        #expect(discarded.status == 200, "\(String(decoding: discarded.body, as: UTF8.self))")
        let rest = try await hub.ask("GET", "/v1/dead-letters?aggregate=\(subject)").json["items"]?.items ?? []
        if let next = rest.first?["id"]?.string {
            #expect(try await hub.ask("POST", "/v1/dead-letters/\(next)/release").status == 200)
        }
        let told = try await hub.ask("GET", third.header("Location") ?? "").json
        #expect(told["state"]?.string == "decided", "what waited is decided: \(told.text)")
        #expect(try await hub.ask("GET", "/v1/dead-letters").json["totalItems"]?.integer == 0)
        #expect(try await hub.ask("GET", "/v1/dead-letters/\(id)").status == 404)
        #expect(try await hub.ask("GET", "/v1/dead-letters?service=nobody").status == 400)
        await hub.stop()
    }
}
