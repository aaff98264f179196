import EventSourcing
import HubContracts
import JSONSchema
import Mapping

/// Turns what a mapping made of a row into commands, or says everything that is wrong with them.
struct RowMapper: Sendable {
    enum Outcome: Sendable {
        case notMapped
        case rejected([RowReason])
        /// Its messages meet their contracts; whom it is about is still to be asked for.
        case mapped(MappedRecord)
    }

    let institution: String
    let connector: Connector
    let schemas: ContractSchemas
    let importId: UUIDValue
    let time: Timestamp
    let source: String
    let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String?

    func map(_ outcome: MappingOutcome) -> Outcome {
        switch outcome {
        case .failed(let message):
            // What jq says may repeat what is in the record.
            let shown = connector.isPersonal ? "the mapping failed on this record" : message
            return .rejected([RowReason(code: "mapping", message: shown)])
        case .stopped(let message): return .rejected([RowReason(code: "mappingStopped", message: message)])
        case .outputs(let outputs) where outputs.isEmpty: return .notMapped
        case .outputs(let outputs):
            var faults: [MappedRecord.Fault] = []
            let record = MappedRecord(
                outputs, institution: institution, commands: connector.commands, faults: &faults)
            let reasons =
                faults.map { reason($0) }
                + record.messages.flatMap { message in
                    schemas.faults(in: message.data, of: message.type).map {
                        RowReason(code: "contract-\($0.code)", message: $0.message, pointer: $0.pointer)
                    }
                }
            return reasons.isEmpty ? .mapped(record) : .rejected(reasons)
        }
    }

    private func reason(_ fault: MappedRecord.Fault) -> RowReason {
        switch fault {
        case .rejected(let rejection):
            RowReason(
                code: "rejectedByMapping", message: rejection.message, column: rejection.column,
                pointer: rejection.pointer)
        case .message(let fault): RowReason(code: "mapping", message: fault.message, pointer: fault.pointer)
        }
    }

    /// The commands of a row, in the order in which the mapping put them out.
    func commands(_ messages: [MappedMessage], row: Int) -> [CloudEvent] {
        var ordinals: [String: Int] = [:]
        return messages.map { message in
            let ordinal = ordinals[message.type.type, default: 0]
            ordinals[message.type.type] = ordinal + 1
            return command(message, row, ordinal)
        }
    }

    private func command(_ message: MappedMessage, _ row: Int, _ ordinal: Int) -> CloudEvent {
        let id = DerivedIdentity.command(import: importId, row: row, message: message.type.type, ordinal: ordinal)
        var command = CloudEvent(
            id: id.description, source: source, type: message.type.type, subject: message.subject, time: time,
            dataContentType: "application/json", dataSchema: message.type.urn, data: message.data)
        command[.institution] = institution
        command[.correlationid] = importId.description
        command[.partitionkey] = partitionKey(message.type, institution)
        command.origin = .import
        return command
    }

    /// What a dry run shows of a row.
    static func text(row: Int, line: Int, _ commands: [CloudEvent]) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            text.member("row", row)
            text.member("line", line)
            text.name("commands")
            text.array { text in
                for command in commands {
                    text.object { text in
                        text.member("type", command.type)
                        text.member("subject", command.subject ?? "")
                        text.name("data")
                        text.raw(command.data ?? [])
                    }
                }
            }
        }
        return text.bytes
    }
}
