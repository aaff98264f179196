import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

/// What the catalogue stands up to: large compositions, cycles in one batch, many editors, and names in any script.
@Suite struct CatalogueUnderLoadTests {
    private func product(_ number: Int) -> UUIDValue { UUIDValue(high: 1, low: UInt64(number)) }

    private func create(
        _ id: UUIDValue, _ name: String = "Boren", load: Decimal? = nil
    ) -> CreateEducationProductV1 {
        CreateEducationProductV1(
            educationProductId: id, specificationType: .course, names: [LocalisedTextV1(language: "nl", value: name)],
            studyLoad: load.map { StudyLoadV1(value: $0, unit: .sbu) })
    }

    private func message(_ command: some ContractMessage, to id: UUIDValue) throws -> CloudEvent {
        try CatalogueOnLog.message(command, to: id, key: "25lx")
    }

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test func aProgrammeHasFiveThousandParts() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-03-12"))
        let programme = product(0)
        let parts = (1...5_000).map { product($0) }
        var messages = [try message(create(programme, "Opleiding", load: 5_000), to: programme)]
        messages += try parts.map { try message(create($0, load: 1), to: $0) }
        for first in stride(from: 0, to: parts.count, by: 400) {
            let added = parts[first..<min(first + 400, parts.count)].map {
                ComposeEducationProductV1.Component(educationProductId: $0, relation: .part)
            }
            messages.append(
                try message(ComposeEducationProductV1(educationProductId: programme, added: added), to: programme))
        }
        messages.append(
            try message(
                AdoptEducationProductV1(
                    educationProductId: programme, adoptedOn: try day("2026-03-12"), adoptedBy: "Onderwijsteam Bouw"),
                to: programme))
        let results = try await catalogue.send(messages)
        #expect(results.count == messages.count)
        #expect(results.allSatisfy { $0.outcome == .accepted }, "the loads of all parts are those of the whole")
        let composed = try await catalogue.events().filter { $0.contract?.name == "education-product-composed" }
        #expect(composed.count == 13)
        #expect(composed.allSatisfy { ($0.data?.count ?? 0) < 60_000 }, "every step fits a message")
        try await catalogue.close()
    }

    @Test func aCycleThroughTenProductsIsRefusedAtItsLastStepInOneBatch() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-03-12"))
        let ring = (1...10).map { product($0) }
        var messages = try ring.map { try message(create($0), to: $0) }
        for (place, whole) in ring.enumerated() {
            let part = ring[(place + 1) % ring.count]
            messages.append(
                try message(
                    ComposeEducationProductV1(
                        educationProductId: whole, added: [.init(educationProductId: part, relation: .part)]),
                    to: whole))
        }
        let results = try await catalogue.send(messages)
        #expect(results.dropLast().allSatisfy { $0.outcome == .accepted })
        #expect(results.last?.rejection?.code == .cycle)
        #expect(try await catalogue.events().count == 19)
        try await catalogue.close()
    }

    @Test func ofTwoHundredEditorsOfOneVersionOneWins() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-03-12"))
        let module = product(1)
        try await catalogue.ask(create(module), of: module)
        let revisions = try (1...200).map { editor in
            var message = try message(
                ReviseEducationProductV1(
                    educationProductId: module, names: [LocalisedTextV1(language: "nl", value: "Boren \(editor)")]),
                to: module)
            message.expectedSequence = SequenceNumber(1)
            return message
        }
        let results = try await catalogue.send(revisions)
        #expect(results.filter { $0.outcome == .accepted }.count == 1)
        #expect(results.first?.outcome == .accepted, "the first in the partition's order")
        #expect(results.filter { $0.rejection?.code == .expectedSequenceMismatch }.count == 199)
        #expect(results.allSatisfy { $0.rejection?.actualSequence ?? 2 == 2 }, "each is told which version there is")
        #expect(try await catalogue.history(of: module) == ["education-product-created", "education-product-revised"])
        try await catalogue.close()
    }

    @Test(arguments: [
        "Ω-vakken – “maatwerk”", "Ĳsbereiding", "naïef café e\u{301}e\u{301}n", "العربية في الرعاية", "日本語とオランダ語",
        "👩🏽‍🔧 Technicus 🇳🇱", "ᚠᛇᚻ\u{200F}\u{202E}txet", "𝔊𝔯𝔬𝔱𝔢 𐍈", "a\u{0}b\u{7}", "\u{FEFF}\u{FFFD}\u{10FFFF}",
        "\"\\/ \u{2028}\u{2029}\t\n",
    ])
    func aNameInAnyScriptIsKeptScalarByScalar(name: String) async throws {
        let catalogue = try await CatalogueOnLog.open(at: try day("2026-03-12"))
        let module = product(1)
        #expect(try await catalogue.ask(create(module, name), of: module).outcome == .accepted)
        let event = try #require(try await catalogue.events().first)
        let created = try ContractData.read(EducationProductCreatedV1.self, event.data ?? [])
        #expect(created.names.map { Array($0.value.unicodeScalars) } == [Array(name.unicodeScalars)])
        let again = try await catalogue.ask(create(module, name), of: module)
        #expect(again.outcome == .unchanged)
        try await catalogue.close()
    }
}
