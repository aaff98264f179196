package import EventLog
import EventSourcing
package import HubContracts

/// A command that could not be processed, as it lies on the dead-letters topic until it is released or discarded.
///
/// The record has the headers of the letter, then a mark, then the command's own headers and bytes as they were: what a
/// command carries can never pass for the letter's.
package struct DeadLetter: Sendable, Hashable {
    package typealias Stage = CommandResultV1.Parking.Stage
    package typealias Code = CommandResultV1.Parking.Code

    /// Its count in the partition, from 1.
    package let number: Int64
    /// Nil when the command cannot be attributed; then nothing waits behind it.
    package let aggregate: AggregateKey?
    package let stage: Stage
    package let code: Code
    /// What is wrong, for a person; no personal data.
    package let message: String
    /// The place in the command's data.
    package let pointer: String?
    /// The command as it was received, but for its data where they are sealed.
    package let command: LogRecord
    /// The hash of the command's data, where they are sealed; nil where they are as they were received.
    package let sealedBodyHash: String?

    package init(
        number: Int64, aggregate: AggregateKey?, stage: Stage, code: Code, message: String, pointer: String? = nil,
        command: LogRecord, sealedBodyHash: String? = nil
    ) {
        self.sealedBodyHash = sealedBodyHash
        self.number = number
        self.aggregate = aggregate
        self.stage = stage
        self.code = code
        self.message = message
        self.pointer = pointer
        self.command = command
    }

    /// The key of the record: aggregate and number.
    package var key: [UInt8] {
        let count = Digits.padded(number, 19)
        guard let aggregate else { return Array("/\(count)".utf8) }
        return Array("\(aggregate.institution)/\(aggregate.subject)/\(count)".utf8)
    }

    /// The letter as a record.
    package var record: NewRecord {
        var headers: [RecordHeader] = []
        headers.append(RecordHeader("letter-number", String(number)))
        headers.append(RecordHeader("letter-stage", stage.rawValue))
        headers.append(RecordHeader("letter-code", code.rawValue))
        headers.append(RecordHeader("letter-message", message))
        if let pointer { headers.append(RecordHeader("letter-pointer", pointer)) }
        headers.append(RecordHeader("letter-offset", String(command.offset)))
        headers.append(RecordHeader("letter-time", String(command.time)))
        if let key = command.key { headers.append(RecordHeader("letter-key", key)) }
        if command.value == nil { headers.append(RecordHeader("letter-without-value", "")) }
        if let sealedBodyHash { headers.append(RecordHeader("letter-sealed", sealedBodyHash)) }
        headers.append(RecordHeader(DeadLetter.commandMark, ""))
        return NewRecord(key: key, headers: headers + command.headers, value: command.value ?? [])
    }

    /// The header after which the command's own begin.
    private static let commandMark = "letter-command"

    /// What removes the letter.
    package var tombstone: NewRecord { NewRecord(key: key, value: nil) }

    /// Reads a record of the dead-letters topic; nil for one that is no letter, such as a removal.
    package init?(_ record: LogRecord) {
        guard let value = record.value,
            let end = record.headers.firstIndex(where: { $0.name == DeadLetter.commandMark })
        else { return nil }
        let own = record.headers[..<end]
        func bytes(_ name: String) -> [UInt8]? { own.first { $0.name == "letter-" + name }?.value }
        func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }
        guard let number = text("number").flatMap({ Int64($0) }),
            let stage = text("stage").flatMap({ Stage(rawValue: $0) }), let code = text("code"),
            let offset = text("offset").flatMap({ Int64($0) }), let time = text("time").flatMap({ Int64($0) })
        else { return nil }
        let command = LogRecord(
            offset: offset, time: time, key: bytes("key"), headers: Array(record.headers[(end + 1)...]),
            value: bytes("without-value") == nil ? value : nil)
        self.init(
            number: number, aggregate: ReceivedCommand(command).aggregate, stage: stage, code: Code(rawValue: code),
            message: text("message") ?? "", pointer: text("pointer"), command: command, sealedBodyHash: text("sealed"))
    }

    /// The letter's number in a key of the dead-letters topic, also of a removal.
    package static func number(inKey key: [UInt8]) -> Int64? {
        key.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
            .flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
    }
}
