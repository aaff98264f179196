import Dossier
import EventSourcing
import HubContracts
package import ServiceRuntime

extension DossierRules {
    package var deadlineTypes: Set<String> {
        [
            GrantGivenV1.identity.type, GrantRevokedV1.identity.type, GrantExpiredV1.identity.type,
            GrantEndedWithEnrolmentV1.identity.type, DossierEnrolmentNotedV1.identity.type,
            DossierEnrolmentEndNotedV1.identity.type, DossierEnrolmentEndedV1.identity.type,
        ]
    }

    /// Each grant and each enrolment has a deadline of its own, named after it.
    package func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] {
        guard case .dossier(let event) = event, let dossier = UUIDValue(aggregate.subject) else { return [] }
        switch event {
        case .grant(let id, .given(let terms, _)):
            let command = ExpireGrantV1(dossierId: dossier, grantId: id, lastDay: terms.lastDay)
            return [open(grantEnd(id), after: terms.lastDay, command)]
        case .grant(let id, .revoked), .grant(let id, .expired), .grant(let id, .endedWithEnrolment):
            return [.close(name: grantEnd(id))]
        case .enrolment(let id, .endNoted(let lastDay, _)):
            let command = ConcludeDossierEnrolmentV1(dossierId: dossier, enrolmentId: id, lastDay: lastDay)
            return [open(enrolmentEnd(id), after: lastDay, command)]
        case .enrolment(let id, .noted), .enrolment(let id, .ended): return [.close(name: enrolmentEnd(id))]
        case .opened, .result, .document, .item, .link, .deviated: return []
        }
    }

    /// The last day of a grant is over.
    private func grantEnd(_ id: UUIDValue) -> String { "grant-end/\(id)" }

    /// The last day of an enrolment is over.
    private func enrolmentEnd(_ id: UUIDValue) -> String { "enrolment-end/\(id)" }

    private func open(_ name: String, after day: CalendarDate, _ command: some ContractMessage) -> DeadlineChange {
        do throws(MessageFault) {
            let text = try ContractText.write(command)
            return .open(Deadline(name: name, due: day.endInTheNetherlands, contract: text.contract, data: text.data))
        } catch {
            preconditionFailure("identifiers and a day have a text")
        }
    }
}
