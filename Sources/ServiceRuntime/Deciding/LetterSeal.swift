import EventLog
package import EventSourcing

/// Hides the data of commands while they lie in dead letters, and shows them again for a release.
///
/// A command's headers hold nothing personal and stay as they are.
package struct LetterSeal: Sendable {
    /// The sealed data; nil for a command whose data may lie as they are.
    ///
    /// - Throws: ``MessageFault`` when they cannot be sealed; the letter then lies without them.
    package typealias Sealing =
        @Sendable (_ data: [UInt8], _ command: CloudEvent) throws(MessageFault) -> [UInt8]?

    /// The data as they were.
    ///
    /// - Throws: ``MessageFault`` when the key is gone: such a letter can only be discarded.
    package typealias Opening =
        @Sendable (_ sealed: [UInt8], _ command: CloudEvent) throws(MessageFault) -> [UInt8]

    private let sealing: Sealing
    private let opening: Opening

    package init(seal: @escaping Sealing, open: @escaping Opening) {
        sealing = seal
        opening = open
    }

    /// The command as it lies in a letter, and the hash of its data where they are not in it.
    func hide(_ command: LogRecord) -> (command: LogRecord, bodyHash: String?) {
        guard let data = command.value, let message = ReceivedCommand(command).message else { return (command, nil) }
        let sealed: [UInt8]?
        do throws(MessageFault) {
            guard let hidden = try sealing(data, message) else { return (command, nil) }
            sealed = hidden
        } catch {
            sealed = nil
        }
        return (command.with(value: sealed), BodyHash.of(message))
    }

    /// The letter with its command as it was received; as it lies, where that is not possible any more.
    package func show(_ letter: DeadLetter) -> DeadLetter {
        guard letter.sealedBodyHash != nil, let sealed = letter.command.value,
            let message = ReceivedCommand(letter.command).message
        else { return letter }
        do throws(MessageFault) {
            return DeadLetter(
                number: letter.number, aggregate: letter.aggregate, stage: letter.stage, code: letter.code,
                message: letter.message, pointer: letter.pointer,
                command: letter.command.with(value: try opening(sealed, message)))
        } catch {
            return letter
        }
    }
}

extension LogRecord {
    fileprivate func with(value: [UInt8]?) -> LogRecord {
        LogRecord(offset: offset, time: time, key: key, headers: headers, value: value)
    }
}
