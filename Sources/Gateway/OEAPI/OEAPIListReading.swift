import Foundation
import GRDB
import JSONSchema

/// The reading of one page of a list.
struct OEAPIListReading: Sendable {
    struct Found: Sendable {
        let total: Int
        let bodies: [[UInt8]]
    }

    let collection: OEAPICollection
    let institution: String
    /// The id of the object within whose address the list stands.
    let parent: String?
    let asked: OEAPIListRequest

    func run(_ database: Database) throws -> Found {
        var source = "resource"
        var conditions = ["resource.institution = ?", "resource.type = ?"]
        var arguments: [any DatabaseValueConvertible] = [institution, collection.type.rawValue]
        if let place = collection.place {
            let number = "(SELECT number FROM resource WHERE institution = ? AND type = ? AND id = ?)"
            arguments += [institution, place.type.rawValue, parent ?? ""]
            if place.steps.count == 1, let step = place.steps.first {
                source += " JOIN link ON resource.number = link.\(step.others)"
                conditions.append("link.\(step.object) = \(number) AND link.relation = ?")
            } else {
                // More than one way may lead to an item, which is listed once.
                conditions.append("resource.number IN (\(OEAPIListReading.reached(place.steps, from: number)))")
            }
            arguments += place.steps.map(\.relation)
        }
        for filter in asked.filters {
            conditions.append("instr(resource.filters, ?) > 0")
            arguments.append("\n\(filter.name)=\(filter.value)\n")
        }
        if !asked.search.isEmpty {
            conditions.append("instr(resource.search, ?) > 0")
            arguments.append(asked.search)
        }
        if let since = asked.since {
            conditions.append("resource.starts >= ?")
            arguments.append(since)
        }
        if let until = asked.until {
            conditions.append("resource.ends <= ?")
            arguments.append(until)
        }
        let isWhole = conditions.count == 2
        let query = "FROM \(source) WHERE \(conditions.joined(separator: " AND "))"
        guard asked.fieldFilters.isEmpty else { return try search(query, arguments, database) }
        let page = try database.cachedStatement(
            sql: "SELECT resource.body \(query) ORDER BY resource.sort, resource.id LIMIT ? OFFSET ?")
        let bodies = try Data.fetchAll(page, arguments: StatementArguments(arguments + [asked.size, asked.offset]))
        return Found(
            total: try total(bodies.count, isWhole: isWhole, query, arguments, database), bodies: bodies.map(Array.init)
        )
    }

    /// The numbers of what a row of steps leads to. Its arguments are those of the beginning, then the relations.
    private static func reached(_ steps: [OEAPICollection.Step], from beginning: String) -> String {
        let joins = steps.enumerated().dropFirst().map { place, step in
            " JOIN link AS step\(place) ON step\(place).\(step.object) = step\(place - 1).\(steps[place - 1].others)"
        }
        let relations = steps.indices.map { "step\($0).relation = ?" }.joined(separator: " AND ")
        return "SELECT step\(steps.count - 1).\(steps[steps.count - 1].others) FROM link AS step0\(joins.joined()) "
            + "WHERE step0.\(steps[0].object) = \(beginning) AND \(relations)"
    }

    /// How many there are on all pages. Of a whole list the number is kept; a page that is not full tells it.
    private func total(
        _ count: Int, isWhole: Bool, _ query: String, _ arguments: [any DatabaseValueConvertible],
        _ database: Database
    ) throws -> Int {
        if count < asked.size && (count > 0 || asked.offset == 0) { return asked.offset + count }
        if isWhole {
            let tally = try database.cachedStatement(sql: "SELECT count FROM tally WHERE institution = ? AND type = ?")
            return try Int.fetchOne(tally, arguments: StatementArguments(arguments)) ?? 0
        }
        let counting = try database.cachedStatement(sql: "SELECT count(*) \(query)")
        return try Int.fetchOne(counting, arguments: StatementArguments(arguments)) ?? 0
    }

    /// Looks through the objects themselves, for conditions on any member.
    private func search(
        _ query: String, _ arguments: [any DatabaseValueConvertible], _ database: Database
    ) throws -> Found {
        let select = try database.cachedStatement(
            sql: "SELECT resource.body \(query) ORDER BY resource.sort, resource.id")
        var total = 0
        var bodies: [[UInt8]] = []
        let rows = try Data.fetchCursor(select, arguments: StatementArguments(arguments))
        while let body = try rows.next().map(Array.init) {
            guard asked.fieldFilters.match(try JSONDocument(body).root) else { continue }
            if total >= asked.offset && bodies.count < asked.size { bodies.append(body) }
            total += 1
        }
        return Found(total: total, bodies: bodies)
    }
}

extension OEAPICollection.Step {
    /// The column of a link in which the object stands.
    fileprivate var object: String { refersToOthers ? "origin" : "target" }
    /// The column of a link in which the others stand.
    fileprivate var others: String { refersToOthers ? "target" : "origin" }
}
