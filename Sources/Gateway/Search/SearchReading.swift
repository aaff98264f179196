import Foundation
import GRDB

/// One search: which objects have all the words, narrowed by what was chosen, and how many there would be of each
/// further choice.
struct SearchReading: Sendable {
    typealias Facet = SearchEntry.Facet

    struct Found: Sendable {
        let total: Int
        let bodies: [[UInt8]]
        /// By facet the values that occur, most frequent first.
        let counts: [Facet: [(value: String, count: Int)]]
    }

    let institution: String
    /// Folded.
    let words: [String]
    let chosen: [(facet: Facet, values: [String])]
    let size: Int
    let offset: Int

    /// More values of a facet than this are not counted.
    private static let longest = 100

    private struct Condition {
        let sql: String
        let arguments: [any DatabaseValueConvertible]
    }

    func run(_ database: Database) throws -> Found {
        let conditions = [Condition(sql: "entry.institution = ?", arguments: [institution])] + matching
        let narrowed = conditions + chosen.map { SearchReading.choice($0.facet, $0.values) }
        let filter = SearchReading.all(narrowed)
        let total =
            try Int.fetchOne(
                database.cachedStatement(sql: "SELECT count(*) FROM entry WHERE \(filter.sql)"),
                arguments: StatementArguments(filter.arguments)) ?? 0
        let rank = rank
        let page = try database.cachedStatement(
            sql: """
                SELECT body FROM entry WHERE \(filter.sql)
                ORDER BY \(rank.sql), title, number LIMIT ? OFFSET ?
                """)
        let bodies = try Data.fetchAll(
            page, arguments: StatementArguments(filter.arguments + rank.arguments + [size, offset]))
        return Found(total: total, bodies: bodies.map(Array.init), counts: try counts(conditions, database))
    }

    /// What the words ask for: each stands in some form in a text, or is a code; or all of them together are a code.
    private var matching: [Condition] {
        guard !words.isEmpty else { return [] }
        let each = SearchReading.all(words.map(matching))
        guard words.count > 1 else { return [each] }
        let code = code(words.joined(separator: " "))
        return [Condition(sql: "(\(each.sql) OR \(code.sql))", arguments: each.arguments + code.arguments)]
    }

    private func matching(_ word: String) -> Condition {
        let code = code(word)
        let forms = DutchWord.forms(word).filter { $0.unicodeScalars.count >= 3 }
        guard !forms.isEmpty else {
            // Too short for the index: it must begin a word of the name.
            return Condition(
                sql: "(instr(' ' || entry.title, ?) > 0 OR \(code.sql))", arguments: [" \(word)"] + code.arguments)
        }
        let query = forms.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: " OR ")
        return Condition(
            sql: "(entry.number IN (SELECT rowid FROM words WHERE words MATCH ?) OR \(code.sql))",
            arguments: [query] + code.arguments)
    }

    /// Objects that have a code, or only those that it is a code of.
    private func code(_ text: String, isOwn: Bool = false) -> Condition {
        Condition(
            sql: "entry.number IN (SELECT entry FROM code WHERE institution = ? AND code = ?"
                + (isOwn ? " AND own = 1)" : ")"),
            arguments: [institution, text])
    }

    private static func choice(_ facet: Facet, _ values: [String]) -> Condition {
        let places = values.map { _ in "?" }.joined(separator: ", ")
        // A start is given as a year or a month, and is kept as a month.
        let value = facet == .start ? "substr(facet.value, 1, \(values.first?.utf8.count ?? 7))" : "facet.value"
        return Condition(
            sql: """
                EXISTS (SELECT 1 FROM facet WHERE facet.entry = entry.number AND facet.name = ? \
                AND \(value) IN (\(places)))
                """,
            arguments: [facet.rawValue] + values)
    }

    private static func all(_ conditions: [Condition]) -> Condition {
        Condition(
            sql: conditions.map(\.sql).joined(separator: " AND "), arguments: conditions.flatMap(\.arguments))
    }

    /// Its own code comes first, then the name itself, then names that begin with what is looked for, that have it as the
    /// beginning of a word, that have it anywhere, and what has it in another text.
    private var rank: Condition {
        // Not a number: that would name a column.
        guard !words.isEmpty else { return Condition(sql: "NULL", arguments: []) }
        let phrase = words.joined(separator: " ")
        let code = code(phrase, isOwn: true)
        return Condition(
            sql: """
                CASE WHEN \(code.sql) THEN 0 WHEN entry.title = ? THEN 1 WHEN instr(entry.title, ?) = 1 THEN 2
                WHEN instr(' ' || entry.title, ?) > 0 THEN 3 WHEN instr(entry.title, ?) > 0 THEN 4 ELSE 5 END
                """,
            arguments: code.arguments + [phrase, phrase, " \(phrase)", phrase])
    }

    // MARK: Counting

    /// Every facet is counted with the choices of the others, so that each number is what choosing it would give.
    private func counts(
        _ conditions: [Condition], _ database: Database
    ) throws -> [Facet: [(value: String, count: Int)]] {
        let choices = chosen.map { (facet: $0.facet, condition: SearchReading.choice($0.facet, $0.values)) }
        let free = Facet.allCases.filter { facet in !choices.contains { $0.facet == facet } }
        var counts = try count(free, conditions + choices.map(\.condition), database)
        for choice in choices {
            let others = choices.filter { $0.facet != choice.facet }.map(\.condition)
            counts.merge(try count([choice.facet], conditions + others, database)) { first, _ in first }
        }
        return counts
    }

    private func count(
        _ facets: [Facet], _ conditions: [Condition], _ database: Database
    ) throws -> [Facet: [(value: String, count: Int)]] {
        let filter = SearchReading.all(conditions)
        let names = facets.map { _ in "?" }.joined(separator: ", ")
        let select = try database.cachedStatement(
            sql: """
                SELECT facet.name, facet.value, count(*) FROM entry JOIN facet ON facet.entry = entry.number
                WHERE \(filter.sql) AND facet.name IN (\(names))
                GROUP BY facet.name, facet.value ORDER BY 3 DESC, facet.value
                """)
        var counts: [Facet: [(value: String, count: Int)]] = [:]
        let rows = try Row.fetchCursor(
            select, arguments: StatementArguments(filter.arguments + facets.map(\.rawValue)))
        while let row = try rows.next() {
            guard let facet = Facet(rawValue: row[0]), counts[facet]?.count ?? 0 < SearchReading.longest else {
                continue
            }
            counts[facet, default: []].append((row[1], row[2]))
        }
        return counts
    }
}
