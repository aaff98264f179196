package import EventLog
package import EventSourcing

/// A record of a commands topic.
package struct ReceivedCommand: Sendable {
    package let record: LogRecord
    /// What its envelope says; nil when it has none that can be attributed.
    package let message: CloudEvent?
    /// Why it has none.
    package let fault: String?

    package init(_ record: LogRecord) {
        self.record = record
        do throws(CloudEventError) {
            let message = try CloudEvent(
                kafkaHeaders: record.headers.lazy.map { ($0.name, $0.value) }, key: record.key, value: record.value)
            guard message.subject != nil, message[.institution] != nil else {
                self.message = nil
                fault = "the envelope has no subject or no institution"
                return
            }
            self.message = message
            fault = nil
        } catch {
            message = nil
            fault = error.description
        }
    }

    package var aggregate: AggregateKey? {
        guard let message, let subject = message.subject, let institution = message[.institution] else { return nil }
        return AggregateKey(institution: institution, subject: subject)
    }

    /// The command's identity; nil when it cannot be attributed.
    package var key: UUIDValue? { message.flatMap { CommandKey.of($0) } }
}

/// What a command is known by: institution, source, id and subject together.
package enum CommandKey {
    /// The namespace of these identifiers.
    private static let namespace = UUIDValue(high: 0x7c1f_5a0e_3b52_5d44, low: 0x9a6e_2f10_84d3_b7c1)

    /// The same for the same command, always.
    package static func of(institution: String, source: String, id: String, subject: String) -> UUIDValue {
        UUIDValue(namespace: namespace, parts: [institution, source, id, subject])
    }

    /// Nil where the message lacks an institution or a subject.
    package static func of(_ message: CloudEvent) -> UUIDValue? {
        guard let institution = message[.institution], let subject = message.subject else { return nil }
        return of(institution: institution, source: message.source, id: message.id, subject: subject)
    }
}
