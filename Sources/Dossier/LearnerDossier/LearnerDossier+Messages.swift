package import EventSourcing

extension LearnerDossier {
    package enum Command: Sendable, Hashable {
        /// An enrolment of the learner, whom registration names.
        case enrolment(UUIDValue, of: UUIDValue, KnownEnrolment.Command)
        /// The last day of an enrolment is over.
        case concludeEnrolment(UUIDValue, lastDay: CalendarDate)
        case result(UUIDValue, AssessmentResult.Command)
        case document(UUIDValue, DocumentRequest)
        case item(UUIDValue, DossierItem.Command)
        case grant(UUIDValue, GrantRequest)
        case link(UUIDValue, DossierLink.Command)
    }

    /// What a value document is asked, without what the dossier knows of results.
    package enum DocumentRequest: Sendable, Hashable {
        case declare(ValueDocument.Terms)
        case award(ValueDocument.Award)
        case recordAward(ValueDocument.Terms, ValueDocument.Award, OwningSystem)
        case withdraw(reason: SealedReference)
        case recordWithdrawal(OwningSystem)
    }

    /// What a grant is asked, without what the dossier knows of items and enrolments.
    package enum GrantRequest: Sendable, Hashable {
        case give(Grant.Terms, Grant.Actor)
        case revoke(Grant.Actor)
        case expire(CalendarDate)
    }

    package enum Event: Sendable, Hashable {
        /// - of: the learner.
        case opened(of: UUIDValue)
        case enrolment(UUIDValue, KnownEnrolment.Event)
        case result(UUIDValue, AssessmentResult.Event)
        case document(UUIDValue, ValueDocument.Event)
        case item(UUIDValue, DossierItem.Event)
        case grant(UUIDValue, Grant.Event)
        case link(UUIDValue, DossierLink.Event)
        case deviated([NotedDeviation])
    }

    /// A rule that a recorded fact breaks, and which one.
    package struct NotedDeviation: Sendable, Hashable {
        /// In the contract's words.
        package let code: String
        /// For a person.
        package let sentence: String
        /// The result or value document; nil for the dossier as a whole.
        package let object: UUIDValue?

        package init(code: String, sentence: String, object: UUIDValue?) {
            self.code = code
            self.sentence = sentence
            self.object = object
        }

        package init(_ deviation: Deviation, of object: UUIDValue? = nil) {
            self.init(code: deviation.rawValue, sentence: deviation.sentence, object: object)
        }
    }

    package enum Rejection: Error, Hashable {
        /// No enrolment has opened it yet.
        case notOpened
        /// It is another learner's.
        case ofAnother
        case result(AssessmentResult.Rejection)
        case document(ValueDocument.Rejection)
        case item(DossierItem.Rejection)
        case grant(Grant.Rejection)
        case link(DossierLink.Rejection)
    }
}
