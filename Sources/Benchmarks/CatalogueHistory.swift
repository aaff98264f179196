import EventLog
import EventSourcing
import Foundation
import HubContracts
import JSONSchema
import SQLiteEventLog
import ServiceRuntime

/// Events of a catalogue as one is made: products that are described, composed and published, and offered.
struct CatalogueHistory {
    private let created: JSONValue
    private let offered: JSONValue

    /// - Parameter contracts: the folder with the contracts, whose full examples the events are made of.
    init(_ contracts: String) throws {
        func example<Contract: ContractMessage>(_ type: Contract.Type) throws -> JSONValue {
            let path = "\(contracts)/\(Contract.identity.path(.event))/examples/full.json"
            return try JSONDocument(Array(Data(contentsOf: URL(fileURLWithPath: path)))).root
        }
        created = try example(EducationProductCreatedV1.self)
        offered = try example(OfferingCreatedV1.self)
    }

    /// Appends this many events.
    func fill(_ log: SQLiteEventLog, _ partition: Partition, _ count: Int) async throws {
        for start in stride(from: 0, to: count, by: 1000) {
            let records = (start..<min(start + 1000, count)).map { number in
                let (type, subject, data) = event(number)
                var event = CloudEvent(
                    id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel", type: type,
                    subject: subject, time: Timestamp(milliseconds: 1_700_000_000_000),
                    dataContentType: "application/json", data: data)
                event[.institution] = "local"
                event.sequence = SequenceNumber(1)
                event.partitionSequence = EventNumber(Int64(number + 1))
                return NewRecord(event)
            }
            _ = try await log.append([Append(records, to: partition)])
        }
    }

    /// Of ten events three describe a product and three publish it, one composes, two offer and one plans.
    private func event(_ number: Int) -> (type: String, subject: String, data: [UInt8]) {
        let round = number / 10
        switch number % 10 {
        case 0, 1, 2:
            let product = CatalogueHistory.id("product", round * 3 + number % 10)
            let type = ["programme", "course", "learning_component"][number % 10]
            return (
                EducationProductCreatedV1.identity.type, product,
                CatalogueHistory.text(
                    created,
                    [
                        ("educationProductId", "\"\(product)\""), ("specificationType", "\"\(type)\""),
                        ("names", #"[{"language":"nl-NL","value":"Opleidingsonderdeel \#(number) in de techniek"}]"#),
                    ])
            )
        case 3:
            let whole = CatalogueHistory.id("product", round * 3)
            let part = CatalogueHistory.id("product", round * 3 + 1)
            return (
                EducationProductComposedV1.identity.type, whole,
                Array(
                    #"{"educationProductId":"\#(whole)","added":[{"educationProductId":"\#(part)","relation":"part"}]}"#
                        .utf8)
            )
        case 4, 5, 6:
            let product = CatalogueHistory.id("product", round * 3 + number % 10 - 4)
            return (
                EducationProductPublishedV1.identity.type, product,
                Array(#"{"educationProductId":"\#(product)","publishedOn":"2026-04-01"}"#.utf8)
            )
        case 7, 8:
            let offering = CatalogueHistory.id("offering", round * 2 + number % 10 - 7)
            let product = CatalogueHistory.id("product", round * 3)
            return (
                OfferingCreatedV1.identity.type, offering,
                CatalogueHistory.text(
                    offered,
                    [("offeringId", "\"\(offering)\""), ("educationProductId", "\"\(product)\"")])
            )
        default:
            let offering = CatalogueHistory.id("offering", round * 2)
            return (OfferingPlannedV1.identity.type, offering, Array(#"{"offeringId":"\#(offering)"}"#.utf8))
        }
    }

    private static func id(_ kind: String, _ number: Int) -> String {
        DerivedIdentity.aggregate(institution: "local", kind: kind, register: "benchmark", code: String(number))
            .description
    }

    /// An example with other members.
    private static func text(_ example: JSONValue, _ members: [(name: String, value: String)]) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            for (name, value) in example.members where !members.contains(where: { $0.name == name }) {
                text.name(name)
                value.write(to: &text)
            }
            for (name, value) in members {
                text.name(name)
                text.raw(value.utf8)
            }
        }
        return text.bytes
    }
}
