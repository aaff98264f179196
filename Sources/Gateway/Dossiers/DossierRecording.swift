import EventSourcing
import HubContracts
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Notes readings in a dossier before they are answered: what cannot be noted is not shown.
struct DossierRecording: Sendable {
    let commands: CommandRoutes
    let rules: DossierReadingRules
    /// Who the commands are from.
    let source: String

    /// What was read for one reason.
    struct Reading: Sendable, Hashable {
        let access: DossierAccess
        /// Empty for the dossier as a whole.
        let things: [UUIDValue]
    }

    /// The most that one reading names.
    private static let most = 500

    /// Notes readings, in as many commands as there are reasons.
    ///
    /// - Throws: ``Problem``: 503 when one of them was not noted.
    func record(
        _ readings: [Reading], of dossier: UUIDValue, by reader: DossierReader, at now: Timestamp,
        _ context: GatewayContext
    ) async throws {
        for reading in readings {
            var rest = reading.things[...]
            repeat {
                let part = Array(rest.prefix(DossierRecording.most))
                rest = rest.dropFirst(DossierRecording.most)
                try await record(reading.access, part, of: dossier, by: reader, at: now, context)
            } while !rest.isEmpty
        }
    }

    private func record(
        _ access: DossierAccess, _ things: [UUIDValue], of dossier: UUIDValue, by reader: DossierReader,
        at now: Timestamp, _ context: GatewayContext
    ) async throws {
        let (journal, month) = rules.journal(context.institution, dossier, now)
        let reading = UUIDValue.random()
        var data = JSONText()
        data.object { data in
            data.member("month", month)
            data.member("readingId", reading.description)
            data.member("dossierId", dossier.description)
            data.member("readAt", now.description)
            data.name("reader")
            data.object { reader.write(to: &$0, institution: context.institution) }
            data.member("purpose", reader.purpose)
            data.member("basis", access.basis)
            if case .grant(let grant) = access { data.member("grantId", grant.description) }
            guard !things.isEmpty else { return }
            data.name("itemIds")
            data.array { data in
                for thing in things { data.string(thing.description) }
            }
        }
        let contract = RecordReadingV1.identity
        var message = CloudEvent(
            id: reading.description, source: source, type: contract.type, subject: journal.description, time: now,
            dataContentType: "application/json", dataSchema: contract.urn, data: data.bytes)
        message[.institution] = context.institution
        message[.correlationid] = context.correlationId
        message.origin = .caller
        let refusal = Problem(
            .unavailable, "The reading cannot be recorded now, so nothing is shown.", retryAfter: 5)
        let response: Response
        do {
            response = try await commands.submit(message, wait: DossierRecording.longestWait)
        } catch is Problem {
            throw refusal
        }
        guard response.status == .created || response.status == .ok else { throw refusal }
    }

    /// In seconds.
    private static let longestWait = 10
}

extension DossierAccess {
    fileprivate var basis: String {
        switch self {
        case .learner: "learner"
        case .source: "source"
        case .grant: "grant"
        }
    }
}

extension DossierReader {
    fileprivate var purpose: String {
        switch self {
        // A learner does not say what for.
        case .learner: "other"
        case .party(let party): party.purpose
        }
    }

    fileprivate func write(to text: inout JSONText, institution: String) {
        switch self {
        case .learner(let subject):
            text.member("organisation", institution)
            text.member("personId", subject.description)
        case .party(let party):
            text.member("organisation", party.organisation)
            if let system = party.system { text.member("system", system) }
            if let role = party.role { text.member("role", role) }
            if let person = party.person { text.member("personId", person.description) }
        }
    }
}
