package import EventSourcing
package import GRDB
import JSONSchema
import ServiceRuntime

/// A read model whose objects are drawn from what their own events say and from the objects they refer to.
///
/// Of every object the newest document is kept, with its references in both directions. At the end of each batch the
/// objects that changed are drawn anew, and those that show something of them: once, however many events were about
/// them. What readers get has been written by then, so that reading joins nothing.
package struct LinkedView: Projection {
    package let name: String
    package let version: Int
    package let services: [String]
    let drawing: any Drawing
    let kinds: [String: LinkedKind]
    let changes: [String: (kind: LinkedKind, change: DocumentChange)]
    /// The relations whose origins an object shows, by its kind.
    let relationsSeen: [String: Set<String>]

    init(_ name: String, version: Int, services: [String], _ drawing: some Drawing) {
        self.name = name
        self.version = version
        self.services = services
        self.drawing = drawing
        kinds = Dictionary(drawing.kinds.map { ($0.name, $0) }) { first, _ in first }
        var changes: [String: (LinkedKind, DocumentChange)] = [:]
        for kind in drawing.kinds {
            for (type, change) in kind.changes { changes[type] = (kind, change) }
        }
        self.changes = changes
        var relationsSeen: [String: Set<String>] = [:]
        for reference in drawing.kinds.flatMap(\.references) where reference.isSeenFromTarget {
            relationsSeen[reference.kind, default: []].insert(reference.relation)
        }
        self.relationsSeen = relationsSeen
    }

    package func follows(_ type: String) -> Bool { changes[type] != nil }

    package func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE object (
                  number INTEGER PRIMARY KEY, institution TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
                  face TEXT, body BLOB, UNIQUE (institution, kind, id)) STRICT;
                CREATE TABLE link (
                  origin INTEGER NOT NULL, relation TEXT NOT NULL, target INTEGER NOT NULL,
                  PRIMARY KEY (origin, relation, target)) STRICT, WITHOUT ROWID;
                CREATE INDEX linkTarget ON link (target, relation);
                """)
        try drawing.create(database)
    }

    package func take(_ event: CloudEvent, _ database: Database) throws { try take([event], database) }

    package func take(_ events: [CloudEvent], _ database: Database) throws {
        var batch = LinkedBatch(self, database)
        for event in events { try batch.take(event) }
        try batch.finish()
    }
}

/// A sort of object of a ``LinkedView``.
struct LinkedKind: Sendable {
    /// What it is called, such as `education-product`.
    let name: String
    /// What happens to the document, by event type.
    let changes: [String: DocumentChange]
    /// What it refers to.
    let references: [Reference]

    /// A member with the id of another object, or a list of them.
    struct Reference: Sendable {
        /// What it is called, such as `part`.
        let relation: String
        /// Where the ids stand in the document.
        let path: [String]
        /// The kind of the objects that are referred to.
        let kind: String
        /// Whether those objects show who refers to them.
        let isSeenFromTarget: Bool

        init(_ relation: String, _ path: [String], to kind: String, isSeenFromTarget: Bool = false) {
            self.relation = relation
            self.path = path
            self.kind = kind
            self.isSeenFromTarget = isSeenFromTarget
        }
    }

    init(_ name: String, _ changes: [String: DocumentChange], references: [Reference] = []) {
        self.name = name
        self.changes = changes
        self.references = references
    }

    /// What a document refers to, in its order; nothing twice in one relation.
    func targets(in document: JSONValue) -> [(reference: Reference, id: String)] {
        var seen: Set<String> = []
        return references.flatMap { reference in
            DocumentView.texts(document, reference.path[...]).compactMap { id in
                let id = id.lowercased()
                return seen.insert("\(reference.relation)=\(id)").inserted ? (reference, id) : nil
            }
        }
    }
}

/// What a ``LinkedView`` makes of its objects.
protocol Drawing: Sendable {
    var kinds: [LinkedKind] { get }

    /// Makes the tables that are read.
    func create(_ database: Database) throws

    /// What others show of an object; nil when they show nothing of it. Those who refer to it are drawn anew when it
    /// changes.
    func face(of kind: LinkedKind, id: String, _ document: JSONValue) -> String?

    /// Writes what readers get of an object, or removes it.
    func draw(_ object: LinkedObject, _ database: Database) throws
}

/// An object as it is to be drawn.
struct LinkedObject {
    struct Neighbour: Sendable, Hashable {
        let relation: String
        let kind: String
        let id: String
        let face: String
    }

    /// The same in every table of the view.
    let number: Int64
    let institution: String
    let kind: LinkedKind
    let id: String
    let document: JSONValue
    /// What it refers to and others may show, in the document's order.
    let references: [Neighbour]
    /// Those that refer to it where it shows them, by id.
    let referrers: [Neighbour]
}
