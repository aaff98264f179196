import Crypto
package import EventSourcing
package import HubContracts
import JSONSchema

/// The JSON text of a result, written without a general encoder: there is one for every command.
package enum ResultText {
    package static func of(_ result: CommandResultV1) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.member("commandSource", result.commandSource)
        text.member("commandId", result.commandId)
        text.member("commandSubject", result.commandSubject)
        text.member("bodyHash", result.bodyHash)
        text.member("outcome", result.outcome.rawValue)
        text.number("sequence", result.sequence)
        if let events = result.events {
            text.name("events")
            text.beginArray()
            for event in events {
                text.beginObject()
                text.member("type", event.type)
                text.number("eventNumber", event.eventNumber)
                text.endObject()
            }
            text.endArray()
        }
        if let rejection = result.rejection {
            text.name("rejection")
            text.beginObject()
            text.member("code", rejection.code.rawValue)
            text.member("message", rejection.message)
            if let pointer = rejection.pointer { text.member("pointer", pointer) }
            if let actual = rejection.actualSequence { text.number("actualSequence", actual) }
            if let conflicts = rejection.conflicts {
                text.name("conflicts")
                text.array { text in conflicts.forEach { text.conflict($0) } }
            }
            text.endObject()
        }
        if let parking = result.parking {
            text.name("parking")
            text.beginObject()
            text.number("letterNumber", parking.letterNumber)
            text.member("stage", parking.stage.rawValue)
            text.member("code", parking.code.rawValue)
            text.endObject()
        }
        if let answer = result.answer {
            text.name("answer")
            text.beginObject()
            if let id = answer.id { text.member("id", id.description) }
            if let version = answer.recordVersion { text.number("recordVersion", version) }
            text.endObject()
        }
        text.name("isFinal")
        text.boolean(result.isFinal)
        text.endObject()
        return text.bytes
    }
}

extension JSONText {
    fileprivate mutating func number(_ name: String, _ value: Int64) {
        self.name(name)
        integer(value)
    }

    fileprivate mutating func conflict(_ conflict: CommandResultV1.Conflict) {
        beginObject()
        member("code", conflict.code)
        member("message", conflict.message)
        if let pointer = conflict.pointer { member("pointer", pointer) }
        if let object = conflict.objectId { member("objectId", object.description) }
        if let from = conflict.from { member("from", from.description) }
        if let to = conflict.to { member("to", to.description) }
        if let kind = conflict.sharedKind { member("sharedKind", kind.rawValue) }
        if let id = conflict.sharedId { member("sharedId", id.description) }
        endObject()
    }
}

/// What tells a repeated command from another one with the same identity.
package enum BodyHash {
    /// The envelope's `bodyhash`, or else SHA-256 of the data, in hexadecimal.
    package static func of(_ message: CloudEvent) -> String {
        if let given = message[.bodyhash] { return given }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: message.data ?? []) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Which command is being decided: its place among the commands, and the letter when a release decides it again.
package struct DecisionMark: Sendable, Hashable {
    package let offset: Int64
    /// 0 when the command itself is decided.
    package let letter: Int64

    package init(offset: Int64, letter: Int64 = 0) {
        self.offset = offset
        self.letter = letter
    }
}
