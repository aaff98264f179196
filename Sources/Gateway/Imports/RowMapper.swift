import EventSourcing
import HubContracts
import JSONSchema
import Mapping

/// Turns what a mapping made of a row into commands, or says everything that is wrong with them.
struct RowMapper: Sendable {
    enum Outcome: Sendable {
        case notMapped
        case rejected([RowReason])
        case commands([CloudEvent])
    }

    let institution: String
    let connector: Connector
    let schemas: ContractSchemas
    let importId: UUIDValue
    let time: Timestamp
    let source: String
    let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String?

    func map(row: Int, _ outcome: MappingOutcome) -> Outcome {
        switch outcome {
        case .failed(let message): return .rejected([RowReason(code: "mapping", message: message)])
        case .stopped(let message): return .rejected([RowReason(code: "mappingStopped", message: message)])
        case .outputs(let outputs) where outputs.isEmpty: return .notMapped
        case .outputs(let outputs):
            var reasons: [RowReason] = []
            var commands: [CloudEvent] = []
            var ordinals: [String: Int] = [:]
            for output in outputs {
                do throws(MappedMessageFault) {
                    switch try MappedOutput(output, institution: institution, commands: connector.commands) {
                    case .reject(let rejections):
                        reasons += rejections.map {
                            RowReason(code: "rejectedByMapping", message: $0.message, column: $0.column)
                        }
                    case .message(let message):
                        let ordinal = ordinals[message.type.type, default: 0]
                        ordinals[message.type.type] = ordinal + 1
                        reasons += schemas.faults(in: message.data, of: message.type).map {
                            RowReason(code: "contract-\($0.code)", message: $0.message, pointer: $0.pointer)
                        }
                        commands.append(command(message, row, ordinal))
                    }
                } catch {
                    reasons.append(RowReason(code: "mapping", message: error.message, pointer: error.pointer))
                }
            }
            return reasons.isEmpty ? .commands(commands) : .rejected(reasons)
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
