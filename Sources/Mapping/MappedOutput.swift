package import EventSourcing
import JSONSchema

/// One value that a mapping made of a record: a message to send, or why the record is rejected.
package enum MappedOutput: Sendable, Hashable {
    case message(MappedMessage)
    case reject([Rejection])

    /// Why a mapping rejects a record.
    package struct Rejection: Sendable, Hashable {
        package let column: String?
        package let message: String
    }

    /// Reads what came out of a program.
    ///
    /// A message is an object with `type`, `subject` and `data`. Where an object is meant that is recorded from
    /// elsewhere, `{"$aggregate": {"kind", "register", "code"}}` stands for its id. `{"reject": [{"column", "message"}]}`
    /// rejects the record.
    ///
    /// - Parameter commands: the only types that may be sent.
    /// - Throws: ``MappedMessageFault`` with the place in the value.
    package init(
        _ json: [UInt8], institution: String, commands: [ContractIdentity]
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
        var text = JSONText()
        try MappedOutput.write(data, at: "/data", institution, to: &text)
        self = .message(
            MappedMessage(
                type: type, subject: try MappedOutput.subject(subject, institution), data: text.bytes))
    }

    private static func rejections(_ value: JSONValue) throws(MappedMessageFault) -> [Rejection] {
        var rejections: [Rejection] = []
        for item in value.items {
            guard let message = item["message"]?.string else {
                throw MappedMessageFault("/reject", "every reason has a message")
            }
            rejections.append(Rejection(column: item["column"]?.string, message: message))
        }
        guard !rejections.isEmpty else { throw MappedMessageFault("/reject", "must be a list of one reason or more") }
        return rejections
    }

    private static func subject(_ value: JSONValue, _ institution: String) throws(MappedMessageFault) -> String {
        if let text = value.string, !text.isEmpty { return text }
        guard let id = try aggregate(value, at: "/subject", institution) else {
            throw MappedMessageFault("/subject", "must be a text or {\"$aggregate\": …}")
        }
        return id.description
    }

    /// The id that stands for an object from elsewhere; nil for any other value.
    private static func aggregate(
        _ value: JSONValue, at pointer: String, _ institution: String
    ) throws(MappedMessageFault) -> UUIDValue? {
        guard let place = value["$aggregate"] else { return nil }
        guard value.count == 1, let kind = place["kind"]?.string, let register = place["register"]?.string,
            let code = place["code"]?.string, !kind.isEmpty, !register.isEmpty, !code.isEmpty
        else {
            throw MappedMessageFault(
                "\(pointer)/$aggregate", "must have kind, register and code, each a text that is not empty")
        }
        return DerivedIdentity.aggregate(institution: institution, kind: kind, register: register, code: code)
    }

    private static func write(
        _ value: JSONValue, at pointer: String, _ institution: String, to text: inout JSONText
    ) throws(MappedMessageFault) {
        switch value.kind {
        case .object:
            if let id = try aggregate(value, at: pointer, institution) { return text.string(id.description) }
            text.beginObject()
            for (name, member) in value.members {
                text.name(name)
                try write(member, at: "\(pointer)/\(name)", institution, to: &text)
            }
            text.endObject()
        case .array:
            text.beginArray()
            for (index, item) in value.items.enumerated() {
                try write(item, at: "\(pointer)/\(index)", institution, to: &text)
            }
            text.endArray()
        default: text.raw(value.textBytes)
        }
    }
}

/// A command as a mapping says it, with ids in the place of what stood for them.
package struct MappedMessage: Sendable, Hashable {
    package let type: ContractIdentity
    package let subject: String
    package let data: [UInt8]
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
