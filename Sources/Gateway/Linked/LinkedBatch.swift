import EventSourcing
import Foundation
import GRDB
import JSONSchema

/// The events of one batch on their way into a ``LinkedView``: every object is read once and written once.
struct LinkedBatch {
    private struct Key: Hashable {
        let institution: String
        let kind: String
        let id: String
    }

    private struct Held {
        /// Nil until it has a row.
        var number: Int64?
        var document: Document?
        var face: String?
        var isChanged = false
        /// The document as it is stored, once it is.
        var root: JSONValue?
    }

    private let view: LinkedView
    private let database: Database
    private var held: [Key: Held] = [:]
    /// Those that are only referred to.
    private var numbers: [Key: Int64] = [:]
    /// Those that events were about, in that order.
    private var changed: [Key] = []
    /// Those that have changed, by number.
    private var keys: [Int64: Key] = [:]
    /// Those to be drawn anew, by number.
    private var stale: Set<Int64> = []

    init(_ view: LinkedView, _ database: Database) {
        self.view = view
        self.database = database
    }

    mutating func take(_ event: CloudEvent) throws {
        guard let (kind, change) = view.changes[event.type], let institution = event[.institution],
            let id = event.subject, let bytes = event.data
        else { return }
        let key = Key(institution: institution, kind: kind.name, id: id.lowercased())
        var object = try held[key] ?? find(key)
        object.document = change.document(try JSONDocument(bytes).root, object.document)
        if !object.isChanged { changed.append(key) }
        object.isChanged = true
        held[key] = object
    }

    /// Writes what has changed, and draws it and what shows it.
    mutating func finish() throws {
        for key in changed { try store(key) }
        // By number, so that objects are drawn in the order in which they came.
        for number in stale.sorted() { try draw(number) }
    }

    private func find(_ key: Key) throws -> Held {
        let select = try database.cachedStatement(
            sql: "SELECT number, body, face FROM object WHERE institution = ? AND kind = ? AND id = ?")
        guard let row = try Row.fetchOne(select, arguments: [key.institution, key.kind, key.id]) else { return Held() }
        let body = row[1] as Data?
        return Held(
            number: row[0], document: try body.map { Document(try JSONDocument(Array($0)).root) }, face: row[2])
    }

    private mutating func store(_ key: Key) throws {
        guard let object = held[key], let document = object.document, let kind = view.kinds[key.kind] else { return }
        let body = document.text
        let root = try JSONDocument(body).root
        let face = view.drawing.face(of: kind, id: key.id, root)
        let number: Int64
        if let known = object.number {
            number = known
            try database.cachedStatement(sql: "UPDATE object SET face = ?, body = ? WHERE number = ?")
                .execute(arguments: [face, Data(body), known])
        } else {
            number = try insert(key, face: face, body: Data(body))
        }
        held[key]?.number = number
        held[key]?.face = face
        held[key]?.root = root
        keys[number] = key
        stale.insert(number)
        let mutual = try link(number, isNew: object.number == nil, kind.targets(in: root), key.institution)
        guard face != object.face, object.number != nil else { return }
        stale.formUnion(mutual)
        let origins = try database.cachedStatement(sql: "SELECT origin FROM link WHERE target = ?")
        stale.formUnion(try Int64.fetchAll(origins, arguments: [number]))
    }

    private func insert(_ key: Key, face: String?, body: Data?) throws -> Int64 {
        try database.cachedStatement(
            sql: "INSERT INTO object (institution, kind, id, face, body) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [key.institution, key.kind, key.id, face, body])
        return database.lastInsertedRowID
    }

    /// Stores what an object refers to. Those that show who refers to them are stale when that has changed.
    ///
    /// - Returns: all that it refers to and that show it.
    private mutating func link(
        _ origin: Int64, isNew: Bool, _ targets: [(reference: LinkedKind.Reference, id: String)],
        _ institution: String
    ) throws -> [Int64] {
        struct Link: Hashable {
            let relation: String
            let target: Int64
        }
        var before: Set<Link> = []
        if !isNew {
            let select = try database.cachedStatement(sql: "SELECT relation, target FROM link WHERE origin = ?")
            let rows = try Row.fetchCursor(select, arguments: [origin])
            while let row = try rows.next() { before.insert(Link(relation: row[0], target: row[1])) }
        }
        var mutual: [Int64] = []
        for (reference, id) in targets {
            let target = try number(of: Key(institution: institution, kind: reference.kind, id: id))
            if reference.isSeenFromTarget { mutual.append(target) }
            let link = Link(relation: reference.relation, target: target)
            guard before.remove(link) == nil else { continue }
            try database.cachedStatement(sql: "INSERT INTO link VALUES (?, ?, ?)")
                .execute(arguments: [origin, link.relation, target])
            if reference.isSeenFromTarget { stale.insert(target) }
        }
        for link in before {
            try database.cachedStatement(sql: "DELETE FROM link WHERE origin = ? AND relation = ? AND target = ?")
                .execute(arguments: [origin, link.relation, link.target])
            stale.insert(link.target)
        }
        return mutual
    }

    /// The number of an object, which is kept a place for when no event was about it yet.
    private mutating func number(of key: Key) throws -> Int64 {
        if let number = held[key]?.number ?? numbers[key] { return number }
        let select = try database.cachedStatement(
            sql: "SELECT number FROM object WHERE institution = ? AND kind = ? AND id = ?")
        let number =
            try Int64.fetchOne(select, arguments: [key.institution, key.kind, key.id])
            ?? insert(key, face: nil, body: nil)
        numbers[key] = number
        held[key]?.number = number
        return number
    }

    // MARK: Drawing

    private func draw(_ number: Int64) throws {
        guard let (key, document) = try stored(number), let kind = view.kinds[key.kind] else { return }
        try view.drawing.draw(
            LinkedObject(
                number: number, institution: key.institution, kind: kind, id: key.id, document: document,
                references: kind.references.isEmpty ? [] : try references(number, kind, document),
                referrers: try referrers(number, kind)),
            database)
    }

    /// An object of which there is more than a place.
    private func stored(_ number: Int64) throws -> (key: Key, document: JSONValue)? {
        if let key = keys[number], let root = held[key]?.root { return (key, root) }
        let select = try database.cachedStatement(
            sql: "SELECT institution, kind, id, body FROM object WHERE number = ? AND body IS NOT NULL")
        return try Row.fetchOne(select, arguments: [number]).map { row in
            (
                Key(institution: row[0], kind: row[1], id: row[2]),
                try JSONDocument(Array(row[3] as Data)).root
            )
        }
    }

    private func references(
        _ number: Int64, _ kind: LinkedKind, _ document: JSONValue
    ) throws -> [LinkedObject.Neighbour] {
        let select = try database.cachedStatement(
            sql: """
                SELECT link.relation, object.kind, object.id, object.face FROM link
                JOIN object ON object.number = link.target WHERE link.origin = ? AND object.face IS NOT NULL
                """)
        var faces: [String: LinkedObject.Neighbour] = [:]
        let rows = try Row.fetchCursor(select, arguments: [number])
        while let row = try rows.next() {
            let neighbour = LinkedObject.Neighbour(relation: row[0], kind: row[1], id: row[2], face: row[3])
            faces["\(neighbour.relation)=\(neighbour.id)"] = neighbour
        }
        guard !faces.isEmpty else { return [] }
        return kind.targets(in: document).compactMap { faces["\($0.reference.relation)=\($0.id)"] }
    }

    private func referrers(_ number: Int64, _ kind: LinkedKind) throws -> [LinkedObject.Neighbour] {
        guard let relations = view.relationsSeen[kind.name] else { return [] }
        let select = try database.cachedStatement(
            sql: """
                SELECT link.relation, object.kind, object.id, object.face FROM link
                JOIN object ON object.number = link.origin WHERE link.target = ? AND object.face IS NOT NULL
                ORDER BY object.id
                """)
        var neighbours: [LinkedObject.Neighbour] = []
        let rows = try Row.fetchCursor(select, arguments: [number])
        while let row = try rows.next() {
            guard relations.contains(row[0]) else { continue }
            neighbours.append(.init(relation: row[0], kind: row[1], id: row[2], face: row[3]))
        }
        return neighbours
    }
}
