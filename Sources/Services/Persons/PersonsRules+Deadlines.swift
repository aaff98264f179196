import EventSourcing
import HubContracts
import PersonalData
package import ServiceRuntime

extension PersonsRules {
    /// Within 30 days somebody refers to the person, or the person is forgotten.
    private static let reference = "reference"

    package var deadlineTypes: Set<String> {
        [SubjectRegisteredV1.identity.type, SubjectReferredToV1.identity.type, SubjectForgottenV1.identity.type]
    }

    package func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] {
        guard let id = UUIDValue(aggregate.subject) else { return [] }
        switch event {
        case .registered(let until):
            do throws(MessageFault) {
                let text = try ContractText.write(
                    ForgetUnreferencedSubjectV1(subjectId: id, unreferencedUntil: until))
                return [
                    .open(
                        Deadline(
                            name: PersonsRules.reference, due: until, contract: text.contract, data: text.data))
                ]
            } catch {
                preconditionFailure("an identifier and a moment have a text")
            }
        case .referredTo, .forgotten: return [.close(name: PersonsRules.reference)]
        case .recordWritten, .recordRemoved, .conflictNoted: return []
        }
    }
}
