import EventSourcing
import Foundation
import GRDB
import Gateway
import HubContracts
import JSONSchema
import ServiceRuntime
import Support
import Testing

/// However events fall into batches and partitions, the same rows come of them.
@Suite struct LinkedViewTests {
    /// Programmes, courses and offerings that are made, composed, published and changed in a chosen order.
    private static func history(_ seed: UInt64) throws -> [CatalogueLog.Event] {
        var generator = SeededGenerator(seed: seed)
        func id(_ number: Int) -> String { "6f2d3a52-0f0e-4d3a-8a30-\(Digits.padded(number, 12))" }
        return try (0..<240).map { _ in
            let product = id(Int.random(in: 0..<12, using: &generator))
            let changes = ["educationProductId": "\"\(product)\""]
            switch Int.random(in: 0..<7, using: &generator) {
            case 0, 1:
                let type = ["programme", "course", "learning_component"].randomElement(using: &generator) ?? "course"
                return try CatalogueLog.example(
                    EducationProductCreatedV1.self, "full", changes.merging(["specificationType": "\"\(type)\""]) { $1 }
                )
            case 2, 3:
                let part = id(Int.random(in: 0..<12, using: &generator))
                let gone = id(Int.random(in: 0..<12, using: &generator))
                return try CatalogueLog.example(
                    EducationProductComposedV1.self, "full",
                    changes.merging([
                        "added": #"[{"educationProductId":"\#(part)","relation":"part"}]"#, "removed": #"["\#(gone)"]"#,
                    ]) { $1 })
            case 4: return try CatalogueLog.example(EducationProductPublishedV1.self, "full", changes)
            case 5: return try CatalogueLog.example(EducationProductArchivedV1.self, "full", changes)
            default:
                var event = try CatalogueLog.example(
                    OfferingCreatedV1.self, "full",
                    changes.merging(["offeringId": "\"\(id(Int.random(in: 100..<106, using: &generator)))\""]) { $1 })
                event.partition = 1
                return event
            }
        }
    }

    /// The rows of every table that is read, in an order that does not depend on how they were made.
    private static func rows(_ database: Database, of view: String) throws -> [String] {
        let query =
            view == "oeapi"
            ? "SELECT institution, type, id, sort, starts, ends, filters, search, body FROM resource"
            : "SELECT institution, title, text, codes, facets, body FROM entry"
        return try Row.fetchAll(database, sql: query).map { row in
            row.map { value in Data.fromDatabaseValue(value.1).map { String(decoding: $0, as: UTF8.self) } ?? "" }
                .joined(separator: "|")
        }.sorted()
    }

    private func memory(_ view: LinkedView) throws -> DatabaseQueue {
        let database = try DatabaseQueue()
        try database.write { try view.create($0) }
        return database
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64], ["oeapi", "search"])
    func oneEventAtATimeOrAllAtOnceGiveTheSameRows(_ seed: UInt64, _ name: String) throws {
        let view = name == "oeapi" ? CatalogueViews.oeapi : CatalogueViews.search
        let events = try Self.history(seed).map(\.cloudEvent)
        let single = try memory(view)
        for event in events { try single.write { try view.take(event, $0) } }
        let whole = try memory(view)
        try whole.write { try view.take(events, $0) }
        // A rebuild reads one partition after the other.
        let apart = try memory(view)
        let offerings = events.filter { $0.type == OfferingCreatedV1.identity.type }
        let products = events.filter { $0.type != OfferingCreatedV1.identity.type }
        try apart.write { try view.take(offerings, $0) }
        for start in stride(from: 0, to: products.count, by: 7) {
            try apart.write { try view.take(Array(products[start..<min(start + 7, products.count)]), $0) }
        }
        let expected = try single.read { try Self.rows($0, of: name) }
        #expect(!expected.isEmpty)
        #expect(try whole.read { try Self.rows($0, of: name) } == expected)
        #expect(try apart.read { try Self.rows($0, of: name) } == expected)
    }

    @Test func theTallyIsTheNumberOfObjects() throws {
        let view = CatalogueViews.oeapi
        let database = try memory(view)
        for event in try Self.history(9).map(\.cloudEvent) { try database.write { try view.take(event, $0) } }
        try database.read { database in
            let counted = try Row.fetchAll(
                database, sql: "SELECT institution, type, count(*) FROM resource GROUP BY 1, 2 ORDER BY 2")
            let kept = try Row.fetchAll(
                database, sql: "SELECT institution, type, count FROM tally WHERE count > 0 ORDER BY type")
            #expect(!counted.isEmpty && counted.map(\.description).map { $0.drop { $0 != "i" } }.count == kept.count)
            #expect(zip(counted, kept).allSatisfy { ($0[2] as Int) == ($1[2] as Int) })
        }
    }

    @Test func aProgrammeOfFiveThousandPartsIsDrawnOnceABatch() throws {
        let view = CatalogueViews.oeapi
        let database = try memory(view)
        let whole = "6f2d3a52-0f0e-4d3a-8a30-000000999999"
        func id(_ number: Int) -> String { "6f2d3a52-0f0e-4d3a-8a30-\(Digits.padded(number, 12))" }
        var events = [
            try CatalogueLog.example(
                EducationProductCreatedV1.self, "minimal",
                ["educationProductId": "\"\(whole)\"", "specificationType": "\"programme\""]),
            try CatalogueLog.example(
                EducationProductPublishedV1.self, "full", ["educationProductId": "\"\(whole)\""]),
        ]
        for start in stride(from: 0, to: 5000, by: 400) {
            let added = (start..<min(start + 400, 5000)).map {
                #"{"educationProductId":"\#(id($0))","relation":"part"}"#
            }
            events.append(
                try CatalogueLog.example(
                    EducationProductComposedV1.self, "full",
                    [
                        "educationProductId": "\"\(whole)\"", "added": "[\(added.joined(separator: ","))]",
                        "removed": "[]",
                    ]))
        }
        for number in 0..<5000 {
            let changes = ["educationProductId": "\"\(id(number))\""]
            events.append(
                try CatalogueLog.example(
                    EducationProductCreatedV1.self, "minimal",
                    changes.merging(["specificationType": "\"programme\""]) { $1 }))
            events.append(try CatalogueLog.example(EducationProductPublishedV1.self, "full", changes))
        }
        let all = events.map(\.cloudEvent)
        for start in stride(from: 0, to: all.count, by: 2000) {
            try database.write { try view.take(Array(all[start..<min(start + 2000, all.count)]), $0) }
        }
        let body = try database.read {
            try Data.fetchOne($0, sql: "SELECT body FROM resource WHERE id = ?", arguments: [whole])
        }
        let children = try JSONDocument(Array(try #require(body))).root["childIds"]?.items
        #expect(children?.count == 5000)
        #expect(children?.first?.string == id(0) && children?.last?.string == id(4999), "in the order of composing")
    }

    @Test func anOfferingHasFreePlacesUntilTheLastOneIsGrantedAndAgainWhenOneIsGivenUp() throws {
        let view = CatalogueViews.search
        let database = try memory(view)
        let offering = ["offeringId": "\"6f2d3a52-0f0e-4d3a-8a30-000000000001\""]
        func placement(_ number: Int) -> [String: String] {
            offering.merging(["placementId": "\"6f2d3a52-0f0e-4d3a-8a30-00000000010\(number)\""]) { $1 }
        }
        func hasFreePlaces(after event: CatalogueLog.Event) throws -> Bool? {
            try database.write { try view.take(event.cloudEvent, $0) }
            let body = try database.read { database in
                try Data.fetchOne(
                    database,
                    sql: "SELECT body FROM entry WHERE json_extract(CAST(body AS TEXT), '$.kind') = 'offering'")
            }
            return try body.map { try JSONDocument(Array($0)).root["freePlaces"]?.boolean ?? false }
        }
        let created = try CatalogueLog.example(
            OfferingCreatedV1.self, "full", offering.merging(["maximumStudents": "2"]) { $1 })
        #expect(try hasFreePlaces(after: created) == false, "it is not planned yet")
        #expect(try hasFreePlaces(after: CatalogueLog.example(OfferingPlannedV1.self, "full", offering)) == true)
        #expect(try hasFreePlaces(after: CatalogueLog.example(PlacesDescribedV1.self, "full", offering)) == true)
        #expect(try hasFreePlaces(after: CatalogueLog.example(PlaceGrantedV1.self, "full", placement(1))) == true)
        #expect(try hasFreePlaces(after: CatalogueLog.example(PlaceWaitlistedV1.self, "full", placement(2))) == true)
        #expect(try hasFreePlaces(after: CatalogueLog.example(PlaceConfirmedV1.self, "full", placement(1))) == true)
        #expect(try hasFreePlaces(after: CatalogueLog.example(PlaceGrantedV1.self, "full", placement(3))) == false)
        #expect(try hasFreePlaces(after: CatalogueLog.example(PlaceReleasedV1.self, "full", placement(1))) == true)
    }
}
