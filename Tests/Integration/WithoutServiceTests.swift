import Foundation
import JSONSchema
import Support
import Testing

/// Each service can be left out: the others go on, and what it is asked meanwhile is decided when it is back.
@Suite struct WithoutServiceTests {
    struct Asked: Sendable, CustomTestStringConvertible {
        let service: String
        let name: String
        let subject: String
        let data: String

        var testDescription: String { service }
    }

    private static let application = EnrolledLearner(
        subject: "f0000000-0000-4000-8000-000000000001", application: "a0000000-0000-4000-8000-000000000001", day: 1
    ).applying[0]

    private static let asked = [
        Asked(
            service: "catalogue", name: EnrolledLearner.offer.name, subject: EnrolledLearner.offer.subject,
            data: EnrolledLearner.offer.data),
        Asked(
            service: "registration", name: application.name, subject: application.subject, data: application.data),
        // Refused once it is decided: nobody has opened this dossier.
        Asked(
            service: "dossier", name: "dossier/declare-value-document",
            subject: "1ca4641e-269a-55f6-a538-b522142e872e",
            data: #""dossierId":"1ca4641e-269a-55f6-a538-b522142e872e","#
                + #""valueDocumentId":"84efc107-b3a2-4091-82f3-d4c3b2a19087","documentType":"diploma","conditions":"#
                + #"[{"examPartId":"3f9a7cb2-6e5d-4b4c-9dae-8f7e6d5c4b32","requirement":"passed"}]"#),
        Asked(
            service: "scheduling", name: "scheduling/describe-staff-member",
            subject: "b2f6d1c8-40a7-4b93-8e5c-13f9a0d7e264",
            data: #""staffMemberId":"b2f6d1c8-40a7-4b93-8e5c-13f9a0d7e264""#),
    ]

    @Test(arguments: asked) func theOthersGoOnAndItCatchesUp(asked: Asked) async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let without = try HubProcess(data: data, ["--without", asked.service])
            #expect(await without.whenReady())
            let waiting = try await without.attempt(
                asked.name, asked.subject, asked.data, headers: ["Prefer": "wait=1"])
            #expect(waiting.status == 202, "\(String(decoding: waiting.body, as: UTF8.self))")
            let location = try #require(waiting.header("Location"))
            #expect(try await without.ask("GET", location).json["state"]?.string == "pending")
            for other in Self.asked where other.service != asked.service {
                let answer = try await without.attempt(other.name, other.subject, other.data)
                #expect([200, 201, 422].contains(answer.status), "\(other.service) without \(asked.service)")
            }
            await without.stop()
            let back = try HubProcess(data: data)
            #expect(await back.whenReady())
            let decided = try await back.eventually(location) { $0["state"]?.string == "decided" }
            let outcome = decided?["result"]?["outcome"]?.string
            #expect(outcome == (asked.service == "dossier" ? "rejected" : "accepted"))
            await back.stop()
        }
    }
}
