package import EventSourcing
import Foundation
package import GRDB
import JSONSchema
import ServiceRuntime

/// A read model of objects of one kind: of each the newest document, made from what its events say.
///
/// Every document is of one institution. What can be searched lies in columns of its own. What a document said before
/// an event changed it is kept with the times from which and until which it stood.
package struct DocumentView: Projection {
    package let name: String
    package let version: Int
    package let services: [String]
    let kinds: [Kind]
    private let changes: [String: (kind: Kind, change: DocumentChange)]

    /// A sort of object that the view holds.
    struct Kind: Sendable {
        /// What it is called, such as `qualification`.
        let name: String
        /// The member with the object's id, such as `qualificationId`.
        let identifier: String
        /// The members that lists can be narrowed by, with the path to each in the document.
        let filters: [(name: String, path: [String])]
        /// The paths to texts in which is searched.
        let searched: [[String]]
        /// By event type.
        let changes: [String: DocumentChange]

        /// The names of the filters, each once: a filter may look at several members.
        var filterNames: [String] {
            filters.reduce(into: []) { if !$0.contains($1.name) { $0.append($1.name) } }
        }
    }

    init(_ name: String, version: Int, services: [String], kinds: [Kind]) {
        self.name = name
        self.version = version
        self.services = services
        self.kinds = kinds
        var changes: [String: (Kind, DocumentChange)] = [:]
        for kind in kinds {
            for (type, change) in kind.changes { changes[type] = (kind, change) }
        }
        self.changes = changes
    }

    package func follows(_ type: String) -> Bool { changes[type] != nil }

    package func create(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE document (
                  institution TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL,
                  sort TEXT NOT NULL, search TEXT NOT NULL, filters TEXT NOT NULL, body BLOB NOT NULL,
                  since INTEGER NOT NULL, PRIMARY KEY (institution, kind, id)) STRICT;
                CREATE TABLE past (
                  institution TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL,
                  sort TEXT NOT NULL, search TEXT NOT NULL, filters TEXT NOT NULL, body BLOB NOT NULL,
                  since INTEGER NOT NULL, until INTEGER NOT NULL,
                  PRIMARY KEY (institution, kind, id, sequence)) STRICT;
                CREATE INDEX documentSort ON document (institution, kind, sort, id);
                """)
    }

    package func take(_ event: CloudEvent, _ database: Database) throws {
        guard let (kind, change) = changes[event.type], let institution = event[.institution],
            let id = event.subject, let bytes = event.data
        else { return }
        let data = try JSONDocument(bytes).root
        var held: Document?
        if change.needsHeld {
            let select = try database.cachedStatement(
                sql: "SELECT body FROM document WHERE institution = ? AND kind = ? AND id = ?")
            held = try Data.fetchOne(select, arguments: [institution, kind.name, id]).map {
                Document(try JSONDocument(Array($0)).root)
            }
        }
        let document = change.document(data, held)
        let body = document.text
        let root = try JSONDocument(body).root
        let since = event.time?.milliseconds ?? 0
        let keep = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO past SELECT *, ? FROM document
                WHERE institution = ? AND kind = ? AND id = ?
                """)
        try keep.execute(arguments: [since, institution, kind.name, id])
        let insert = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try insert.execute(arguments: [
            institution, kind.name, id, event.sequence?.value ?? 0, sortText(root, kind), searchText(root, kind),
            filterText(root, kind), Data(body), since,
        ])
    }

    private func sortText(_ root: JSONValue, _ kind: Kind) -> String {
        SearchText.folded(kind.searched.first.flatMap { DocumentView.texts(root, $0[...]).first } ?? "")
    }

    private func searchText(_ root: JSONValue, _ kind: Kind) -> String {
        SearchText.folded(kind.searched.flatMap { DocumentView.texts(root, $0[...]) }.joined(separator: "\n"))
    }

    /// Lines such as `level=3`, each between line ends.
    private func filterText(_ root: JSONValue, _ kind: Kind) -> String {
        let lines = kind.filters.flatMap { filter in
            DocumentView.texts(root, filter.path[...]).map { "\(filter.name)=\($0)\n" }
        }
        return "\n" + lines.joined()
    }

    /// The texts at a path; lists are gone through.
    static func texts(_ value: JSONValue, _ path: ArraySlice<String>) -> [String] {
        if value.kind == .array { return value.items.flatMap { texts($0, path) } }
        guard let name = path.first else {
            return value.string.map { [$0] } ?? value.numberText.map { [$0] } ?? value.boolean.map { ["\($0)"] } ?? []
        }
        return value[name].map { texts($0, path.dropFirst()) } ?? []
    }
}

/// An object of JSON whose members are kept as they were written.
struct Document: Sendable {
    private(set) var members: [(name: String, value: [UInt8])] = []

    init() {}

    init(_ value: JSONValue) {
        members = value.members.map { ($0.name, Array($0.value.textBytes)) }
    }

    subscript(name: String) -> [UInt8]? {
        get { members.first { $0.name == name }?.value }
        set {
            if let place = members.firstIndex(where: { $0.name == name }) {
                if let newValue { members[place].value = newValue } else { members.remove(at: place) }
            } else if let newValue {
                members.append((name, newValue))
            }
        }
    }

    var text: [UInt8] {
        var text = JSONText()
        text.object { text in
            for (name, value) in members {
                text.name(name)
                text.raw(value)
            }
        }
        return text.bytes
    }

    static func text(_ value: String) -> [UInt8] {
        var text = JSONText()
        text.string(value)
        return text.bytes
    }
}

/// Texts as they are compared in searching: without accents and capitals.
enum SearchText {
    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }
}
