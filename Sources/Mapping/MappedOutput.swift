package import EventSourcing
import JSONSchema

/// One value that a mapping made of a record: a message to send, somebody whom it is about, or why the record is
/// rejected.
package enum MappedOutput: Sendable, Hashable {
    case message(MappedMessage)
    case party(MappedParty)
    case reject([Rejection])

    /// Why a mapping rejects a record.
    package struct Rejection: Sendable, Hashable {
        package let column: String?
        /// A JSON pointer into the record.
        package let pointer: String?
        package let message: String

        package init(column: String? = nil, pointer: String? = nil, message: String) {
            self.column = column
            self.pointer = pointer
            self.message = message
        }
    }

    /// Reads what came out of a program.
    ///
    /// A message is an object with `type`, `subject` and `data`. Where an object is meant that is recorded from
    /// elsewhere, `{"$aggregate": {"kind", "register", "code"}}` stands for its id; where a party is meant,
    /// `{"$id": name}` for its id and `{"$sealed": {"party", "record"}}` for the reference to what was sealed of it.
    /// `{"$integer": "9007199254740993"}` is a whole number that a double would not keep. An object with `party` is a
    /// ``MappedParty``. `{"reject": [{"column" or "pointer", "message"}]}` rejects the record.
    ///
    /// - Parameters:
    ///   - commands: the only types that may be sent.
    ///   - answers: what is known of the record's parties.
    /// - Throws: ``MappedMessageFault`` with the place in the value.
    package init(
        _ json: [UInt8], institution: String, commands: [ContractIdentity], answers: PartyAnswers = PartyAnswers()
    ) throws(MappedMessageFault) {
        let root: JSONValue
        do throws(JSONSyntaxError) {
            root = try JSONDocument(json).root
        } catch {
            throw MappedMessageFault("", "the mapping put out what is not JSON: \(error)")
        }
        guard root.kind == .object else {
            throw MappedMessageFault("", "the mapping put out something else than an object")
        }
        if let reject = root["reject"] {
            self = .reject(try MappedOutput.rejections(reject))
            return
        }
        if let party = root["party"] {
            guard let name = party.string, !name.isEmpty else {
                throw MappedMessageFault("/party", "a party has a name that is a text")
            }
            self = .party(MappedParty(name: name, json: json))
            return
        }
        guard let name = root["type"]?.string else { throw MappedMessageFault("/type", "the message has no type") }
        guard let type = commands.first(where: { $0.type == name }) else {
            throw MappedMessageFault("/type", "\(name) is none of the commands that the connector says it sends")
        }
        guard let subject = root["subject"] else { throw MappedMessageFault("/subject", "the message has no subject") }
        guard let data = root["data"], data.kind == .object else {
            throw MappedMessageFault("/data", "the message has no data, or they are no object")
        }
        let known: Set = ["type", "subject", "data"]
        if let other = root.members.first(where: { !known.contains($0.name) })?.name {
            throw MappedMessageFault("/\(other)", "a message has type, subject and data, and nothing else")
        }
        let places = PlaceholderReading(institution: institution, answers: answers)
        var text = JSONText()
        try data.write(to: &text, at: JSONPointer(["data"]), replacing: places.replacement)
        self = .message(MappedMessage(type: type, subject: try places.subject(subject), data: text.bytes))
    }

    private static func rejections(_ value: JSONValue) throws(MappedMessageFault) -> [Rejection] {
        var rejections: [Rejection] = []
        for item in value.items {
            guard let message = item["message"]?.string else {
                throw MappedMessageFault("/reject", "every reason has a message")
            }
            rejections.append(
                Rejection(column: item["column"]?.string, pointer: item["pointer"]?.string, message: message))
        }
        guard !rejections.isEmpty else { throw MappedMessageFault("/reject", "must be a list of one reason or more") }
        return rejections
    }
}

/// A command as a mapping says it, with ids in the place of what stood for them.
package struct MappedMessage: Sendable, Hashable {
    package let type: ContractIdentity
    package let subject: String
    package let data: [UInt8]
}

/// Somebody or something of a person that a record is about, as the mapping put it out: what it is recognised by, and
/// what is to be sealed of it. Its content is for `persons`, so it is not read here.
package struct MappedParty: Sendable, Hashable {
    /// By which the record's other outputs name it.
    package let name: String
    package let json: [UInt8]
}

/// Why what came out of a mapping is no message.
package struct MappedMessageFault: Error, Sendable, Hashable {
    /// A JSON pointer into what came out.
    package let pointer: String
    package let message: String

    init(_ pointer: String, _ message: String) {
        self.pointer = pointer
        self.message = message
    }
}
