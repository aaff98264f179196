package import EventSourcing
import JSONSchema

/// What is known of a record's parties: the ids that recognition handed out, and what was sealed of them.
package struct PartyAnswers: Sendable, Hashable {
    /// What was sealed: the record as references name it, and its version.
    package struct Sealed: Sendable, Hashable {
        package let record: String
        package let version: Int64

        package init(record: String, version: Int64) {
            self.record = record
            self.version = version
        }
    }

    package struct Place: Sendable, Hashable {
        package let party: String
        /// The type of the record.
        package let record: String

        package init(party: String, record: String) {
            self.party = party
            self.record = record
        }
    }

    private var ids: [String: UUIDValue]
    private var sealed: [Place: Sealed]
    /// Nobody was asked yet: what stands for an answer has its form only.
    private let isPending: Bool

    package init(ids: [String: UUIDValue] = [:], sealed: [Place: Sealed] = [:]) {
        self.ids = ids
        self.sealed = sealed
        isPending = false
    }

    /// Before anybody is asked, so that a message can be held against its contract, and shown, before anything is sent.
    ///
    /// - Parameter parties: by their names.
    package init(pending parties: [String]) {
        ids = Dictionary(parties.map { ($0, UUIDValue(high: 0, low: 0)) }) { first, _ in first }
        sealed = [:]
        isPending = true
    }

    func id(of party: String) -> UUIDValue? { ids[party] }

    func reference(to place: Place) -> Sealed? {
        if isPending, ids[place.party] != nil { return Sealed(record: place.record, version: 1) }
        return sealed[place]
    }
}

/// Puts in what stands for something else in the values of a mapping.
struct PlaceholderReading {
    let institution: String
    let answers: PartyAnswers

    func subject(_ value: JSONValue) throws(MappedMessageFault) -> String {
        if let text = value.string, !text.isEmpty { return text }
        let pointer = JSONPointer(["subject"])
        if let id = try party(value, pointer) { return id.description }
        if let id = try aggregate(value, pointer) { return id.description }
        throw MappedMessageFault("/subject", "must be a text or {\"$aggregate\": …}")
    }

    /// What stands for a value; nil for one that means itself.
    func replacement(of value: JSONValue, at pointer: JSONPointer) throws(MappedMessageFault) -> JSONText? {
        guard value.kind == .object else { return nil }
        if let id = try party(value, pointer) { return .string(id.description) }
        if let id = try aggregate(value, pointer) { return .string(id.description) }
        if let digits = value.sole("$integer") {
            guard let integer = JSONText.integer(digits: digits.string) else {
                throw MappedMessageFault("\(pointer)/$integer", "must be a text of digits")
            }
            return integer
        }
        guard let sealed = value.sole("$sealed") else { return nil }
        guard let party = sealed["party"]?.string, let record = sealed["record"]?.string,
            let reference = answers.reference(to: .init(party: party, record: record))
        else { throw MappedMessageFault("\(pointer)/$sealed", "nothing of this party was sealed as this record") }
        var text = JSONText()
        text.object { text in
            text.member("record", reference.record)
            text.name("version")
            text.integer(reference.version)
        }
        return text
    }

    private func party(_ value: JSONValue, _ pointer: JSONPointer) throws(MappedMessageFault) -> UUIDValue? {
        guard let name = value.sole("$id") else { return nil }
        guard let id = name.string.flatMap({ answers.id(of: $0) }) else {
            throw MappedMessageFault("\(pointer)/$id", "no party of this name was put out before")
        }
        return id
    }

    /// The id that stands for an object from elsewhere.
    private func aggregate(_ value: JSONValue, _ pointer: JSONPointer) throws(MappedMessageFault) -> UUIDValue? {
        guard let place = value["$aggregate"] else { return nil }
        guard value.count == 1, let kind = place["kind"]?.string, let register = place["register"]?.string,
            let code = place["code"]?.string, !kind.isEmpty, !register.isEmpty, !code.isEmpty
        else {
            throw MappedMessageFault(
                "\(pointer)/$aggregate", "must have kind, register and code, each a text that is not empty")
        }
        return DerivedIdentity.aggregate(institution: institution, kind: kind, register: register, code: code)
    }
}
