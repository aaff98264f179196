import EventSourcing
import Foundation
import GRDB
import Gateway
import JSONSchema
import Support
import Testing

@Suite struct DocumentHistoryTests {
    let view = CatalogueViews.educationProducts
    let id = UUIDValue(high: 1, low: 1)

    private func event(_ name: String, _ data: String, _ sequence: Int64, at time: String) throws -> CloudEvent {
        var event = CloudEvent(
            id: UUIDValue.random().description, source: "urn:nld:oin:00000001234567890000:schakel",
            type: "nl.mbo.catalogue.\(name).v1", subject: id.description, time: Timestamp(time),
            dataContentType: "application/json", data: Array(data.utf8))
        event[.institution] = "25lx"
        event.sequence = SequenceNumber(sequence)
        return event
    }

    private func description(_ name: String) -> String {
        """
        {"educationProductId":"\(id)","specificationType":"course","names":[{"language":"nl","value":"\(name)"}]}
        """
    }

    /// A product that is created in winter, renamed in summer, and adopted at the very end of that day.
    private func filled() throws -> DatabaseQueue {
        let database = try DatabaseQueue()
        try database.write { database in
            try view.create(database)
            for event in [
                try event("education-product-created", description("Boren"), 1, at: "2026-01-31T22:59:59Z"),
                try event("education-product-revised", description("Zagen"), 2, at: "2026-07-31T22:00:00Z"),
                try event(
                    "education-product-adopted",
                    #"{"educationProductId":"\#(id)","adoptedOn":"2026-08-01","adoptedBy":"Onderwijsteam"}"#, 3,
                    at: "2026-08-01T21:59:59Z"),
            ] {
                try view.take(event, database)
            }
        }
        return database
    }

    private func bodies(_ database: DatabaseQueue, _ asOf: AsOf) throws -> [String] {
        let source = asOf.source
        return try database.read { database in
            try Data.fetchAll(
                database, sql: "SELECT body FROM \(source.sql) WHERE institution = '25lx'",
                arguments: StatementArguments(source.arguments)
            ).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func day(_ text: String) throws -> AsOf { .endOf(try #require(CalendarDate(text))) }

    @Test func aDocumentIsReadAsItStoodAtTheEndOfADay() throws {
        let database = try filled()
        #expect(try bodies(database, day("2026-01-30")).isEmpty, "it was not described yet")
        for text in ["2026-01-31", "2026-04-01", "2026-07-31"] {
            let bodies = try bodies(database, day(text))
            #expect(bodies.count == 1)
            #expect(bodies.first?.contains("Boren") == true, "\(text)")
            #expect(bodies.first?.contains(#""state":"concept""#) == true, "\(text)")
        }
    }

    @Test func aDayEndsAtMidnightInTheNetherlandsInSummerToo() throws {
        let database = try filled()
        let last = try bodies(database, day("2026-08-01"))
        #expect(last.count == 1, "of the versions of one day the last stands")
        #expect(last.first?.contains("Zagen") == true)
        #expect(last.first?.contains(#""state":"adopted""#) == true)
        #expect(try bodies(database, day("2030-01-01")) == last)
        #expect(try bodies(database, .now) == last)
    }

    @Test func everyFormerVersionIsKeptWithItsTimes() throws {
        let database = try filled()
        let rows = try database.read { database in
            try Row.fetchAll(database, sql: "SELECT sequence, since, until FROM past ORDER BY sequence").map {
                [$0[0] as Int64, $0[1], $0[2]]
            }
        }
        let times = try ["2026-01-31T22:59:59Z", "2026-07-31T22:00:00Z", "2026-08-01T21:59:59Z"].map {
            try #require(Timestamp($0)).milliseconds
        }
        #expect(rows == [[1, times[0], times[1]], [2, times[1], times[2]]])
    }

    @Test func aBuildingAnewMakesTheSameHistory() throws {
        func past(_ database: DatabaseQueue) throws -> [Row] {
            try database.read { try Row.fetchAll($0, sql: "SELECT * FROM past ORDER BY sequence") }
        }
        #expect(try past(filled()) == past(filled()))
    }
}
