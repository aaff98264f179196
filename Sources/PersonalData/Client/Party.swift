import EventSourcing
import HubContracts
import JSONSchema

/// Somebody, or an object of somebody, that a row of a file is about: what it is recognised by, and what is to be
/// sealed of it.
package struct Party: Sendable {
    /// By which the row's other parties and messages name it.
    package let name: String
    let leadsTo: RecogniseSubjectV1.LeadsTo
    /// The party without which its identifiers mean nothing, such as the applicant of a guardian.
    let within: String?
    /// The service of whose objects one rests on the party, where no event of it says so; nil elsewhere.
    let referredToBy: String?
    /// In the order in which they are trusted.
    let identifiers: [OutsideIdentifier]
    private let records: [JSONValue]
    private let types: [RecordType]

    /// Reads what a mapping put out.
    ///
    /// An object with `party`, `leadsTo` (`subject` or `application`), `identifiers` (`kind`, `value`), `records`
    /// (`record`, `item` where the type has items, `source` with `object` and `version`, `content`) and, where it needs
    /// another party, `within`; where no event will name it, `referredToBy` with a service. `{"$id": name}` stands for the id of a party, also in contents.
    ///
    /// - Parameter allowed: the types of records that may be written. A citizen service number that may not be is
    ///   left out; any other type is a fault.
    /// - Throws: ``PartyFault``, which says a place and a rule and nothing of a person.
    package init(_ json: [UInt8], allowed: [String]) throws(PartyFault) {
        let root: JSONValue
        do throws(JSONSyntaxError) {
            root = try JSONDocument(json).root
        } catch {
            throw PartyFault("", "the party is not JSON")
        }
        guard let name = root["party"]?.string else { throw PartyFault("/party", "a party has a name") }
        guard let target = root["leadsTo"]?.string, ["subject", "application"].contains(target) else {
            throw PartyFault("/leadsTo", "must be subject or application")
        }
        self.name = name
        leadsTo = RecogniseSubjectV1.LeadsTo(rawValue: target)
        within = root["within"]?.string
        referredToBy = root["referredToBy"]?.string
        identifiers = (root["identifiers"]?.items ?? []).compactMap { item in
            guard let kind = item["kind"]?.string, let value = item["value"]?.string else { return nil }
            return OutsideIdentifier(OutsideIdentifier.Kind(rawValue: kind), value)
        }
        guard !identifiers.isEmpty else { throw PartyFault("/identifiers", "a party has an identifier") }
        var records: [JSONValue] = []
        var types: [RecordType] = []
        for (place, record) in (root["records"]?.items ?? []).enumerated() {
            let pointer = "/records/\(place)"
            guard let type = record["record"]?.string.flatMap({ RecordType.named($0) }) else {
                throw PartyFault("\(pointer)/record", "there is no such record")
            }
            guard allowed.contains(type.name) else {
                guard type == .officialIdentifier else {
                    throw PartyFault("\(pointer)/record", "the connector does not say that it has \(type.name) written")
                }
                continue
            }
            guard record["content"]?.kind == .object else {
                throw PartyFault("\(pointer)/content", "must be an object")
            }
            records.append(record)
            types.append(type)
        }
        self.records = records
        self.types = types
    }

    /// What is to be sealed of it, once every party has its id.
    ///
    /// - Parameters:
    ///   - ids: of the row's parties, by name.
    ///   - system: where objects and their versions come from.
    func facts(_ ids: [String: UUIDValue], _ secret: InstitutionSecret, in system: String) throws(PartyFault) -> [Fact]
    {
        var facts: [Fact] = []
        for (index, (record, type)) in zip(records, types).enumerated() {
            let pointer = JSONPointer(["records", String(index)])
            var item = ""
            if let named = record["item"] {
                item = named.string ?? ""
                if let id = try Party.id(named, ids) { item = id.description }
            }
            guard let place = RecordPlace(type, item: item) else {
                throw PartyFault("\(pointer)/item", "must be there if the record has items, and else must not")
            }
            var content = JSONText()
            try record["content"]?.write(to: &content, at: pointer.appending("content")) {
                value, _ throws(PartyFault) in try Party.replacement(of: value, ids)
            }
            facts.append(
                Fact(place, content: content.bytes, source: try source(of: record, at: pointer, secret, in: system)))
        }
        return facts
    }

    private func source(
        of record: JSONValue, at pointer: JSONPointer, _ secret: InstitutionSecret, in system: String
    ) throws(PartyFault) -> SourceMark? {
        guard let source = record["source"] else { return nil }
        guard let object = source["object"]?.string, let version = source["version"],
            let number = version.integer ?? version.sole("$integer")?.string.flatMap({ Int64($0) })
        else { throw PartyFault("\(pointer)/source", "must have object and version") }
        return SourceMark(objectHash: secret.hash(ofObject: object, in: system), version: number)
    }

    private static func replacement(
        of value: JSONValue, _ ids: [String: UUIDValue]
    ) throws(PartyFault) -> JSONText? {
        if let id = try id(value, ids) { return .string(id.description) }
        return value.sole("$integer").flatMap { .integer(digits: $0.string) }
    }

    private static func id(_ value: JSONValue, _ ids: [String: UUIDValue]) throws(PartyFault) -> UUIDValue? {
        guard let name = value.sole("$id") else { return nil }
        guard let id = name.string.flatMap({ ids[$0] }) else {
            throw PartyFault("/$id", "the row has no party of this name")
        }
        return id
    }
}

/// Why what a row says of somebody cannot be kept. Speaks of places and rules only.
package struct PartyFault: Error, Sendable, Hashable {
    package let code: String
    /// A JSON pointer into what the mapping put out, or into the record.
    package let pointer: String
    package let message: String

    init(_ pointer: String, _ message: String, code: String = "party") {
        self.code = code
        self.pointer = pointer
        self.message = message
    }
}
