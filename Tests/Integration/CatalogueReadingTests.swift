import EventSourcing
import Foundation
import HubContracts
import JSONSchema
import Support
import Testing

/// The catalogue through its door: many editors at once, a qualification that is withdrawn, overviews, and the past.
@Suite(.serialized) struct CatalogueReadingTests {
    private let product = "6f2d3a52-0f0e-4d3a-8a30-5c8f0b1f7c11"
    private let qualification = "7a0f7b34-7d9d-5c07-9f0e-2f4b6c1d8e21"
    private let offering = "b0a1c2d3-e4f5-4a6b-8c7d-9e0f1a2b3c4d"

    private func command(_ name: String, _ subject: String, _ data: String) -> [UInt8] {
        Array(
            """
            {"specversion":"1.0","id":"\(UUIDValue.random())","source":"urn:nld:kvknr:12345678.sis",
             "type":"nl.mbo.catalogue.\(name).v1","subject":"\(subject)","data":\(data)}
            """.utf8)
    }

    private func ask(
        _ hub: HubProcess, _ name: String, _ subject: String, _ data: String, _ headers: [String: String] = [:]
    ) async throws -> (status: Int, body: [UInt8]) {
        var headers = headers
        headers["Content-Type"] = "application/cloudevents+json"
        let answer = try await hub.send("POST", "/v1/commands", headers: headers, body: command(name, subject, data))
        return (answer.status, answer.body)
    }

    private func described(_ name: String) -> String {
        """
        {"educationProductId":"\(product)","specificationType":"programme","qualificationId":"\(qualification)",
         "names":[{"language":"nl","value":"\(name)"}]}
        """
    }

    @Test func ofTwoHundredEditorsWithOneVersionOneWins() async throws {
        try await TemporaryFolder.with { folder in
            let hub = try HubProcess(data: folder.appendingPathComponent("data"))
            #expect(await hub.whenReady())
            #expect(try await ask(hub, "create-education-product", product, described("Boren")).status == 201)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for editor in 1...200 {
                    group.addTask {
                        let data = """
                            {"educationProductId":"\(self.product)","names":[{"language":"nl","value":"\(editor)"}]}
                            """
                        return try await self.ask(
                            hub, "revise-education-product", self.product, data, ["If-Match": "\"1\""]
                        ).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(statuses.filter { $0 == 412 }.count == 199)
            await hub.stop()
        }
    }

    @Test func aWithdrawnQualificationShowsWhereverOneReads() async throws {
        try await TemporaryFolder.with { folder in
            let hub = try HubProcess(data: folder.appendingPathComponent("data"))
            #expect(await hub.whenReady())
            var positions: [String] = []
            for (name, subject, data) in [
                (
                    "record-qualification", qualification,
                    """
                    {"qualificationId":"\(qualification)","name":"Betonboorder","level":3,"learningPaths":["BOL"],
                     "qualificationDossierId":"3c1f3f0e-5f0b-5d62-8a55-1d6a0c3c2b10",
                     "registration":{"register":"crebo","identifier":"25078"},"validity":{"validFrom":"2015-08-01"}}
                    """
                ), ("create-education-product", product, described("Betonboorder")),
                (
                    "create-offering", offering,
                    """
                    {"offeringId":"\(offering)","educationProductId":"\(product)","offeringType":"programme_offering",
                     "names":[{"language":"nl","value":"Betonboorder BBL"}],"period":{"validFrom":"2027-02-01"}}
                    """
                ),
                (
                    "expire-qualification", qualification,
                    #"{"qualificationId":"\#(qualification)","lastDay":"2026-07-31"}"#
                ),
            ] {
                let answer = try await hub.answer(
                    "POST", "/v1/commands", headers: ["Content-Type": "application/cloudevents+json"],
                    body: command(name, subject, data))
                #expect(answer.status < 300, "\(name)")
                positions.append(try #require(answer.headers["position"]))
            }
            #expect(try await EventWatch.until("nl.mbo.catalogue.offering-qualification-expiry-noted.v1", from: hub))
            // Its answer lies behind the event, so that a view that has come as far shows both.
            let planned = try await hub.answer(
                "POST", "/v1/commands", headers: ["Content-Type": "application/cloudevents+json"],
                body: command("confirm-offering-planning", offering, #"{"offeringId":"\#(offering)"}"#))
            positions.append(try #require(planned.headers["position"]))
            let everything = ["Position": positions.joined(separator: ", ")]
            let offered = try await hub.json("/v1/offerings/\(offering)", headers: everything)
            #expect(offered["beginsAfterLastDay"]?.boolean == true)
            #expect(offered["state"]?.string == "planned")
            let overview = try await hub.json(
                "/v1/qualifications/\(qualification)/overview", headers: everything)
            let gaps = overview["gaps"]?.items.compactMap { $0["code"]?.string } ?? []
            #expect(Set(gaps) == ["noElective", "qualificationExpired"])
            let content = try #require(overview["content"]?.items.first)
            #expect(content["offerings"]?.items.count == 1)
            let missing = content["gaps"]?.items.compactMap { $0["code"]?.string } ?? []
            #expect(Set(missing) == ["noParts", "noStudyLoad", "noExamPlan", "notPublished"])

            let before = try await hub.send("GET", "/v1/qualifications/\(qualification)?asOf=2020-01-01")
            #expect(before.status == 404, "the hub did not know it then")
            let then = try await hub.json(
                "/v1/qualifications/\(qualification)?asOf=2099-12-31", headers: everything)
            #expect(then["state"]?.string == "expired")
            #expect(try await hub.json("/v1/offerings?asOf=2020-01-01")["totalItems"]?.integer == 0)
            #expect(try await hub.send("GET", "/v1/offerings?asOf=gisteren").status == 400)
            let history = try await hub.json("/v1/qualifications/\(qualification)/history")["items"]?.items ?? []
            #expect(history.last?["document"]?["state"]?.string == "recorded")
            #expect(history.last?["until"]?.string != nil)
            #expect(history.first?["document"]?["state"]?.string == "expired")
            #expect(history.first?["until"] == nil)
            await hub.stop()
        }
    }
}
