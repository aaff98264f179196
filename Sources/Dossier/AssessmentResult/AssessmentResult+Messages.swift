package import EventSourcing

extension AssessmentResult {
    package enum Command: Sendable, Hashable {
        /// A fact of the system that owns the result.
        case record(Entry, OwningSystem)
        case submit(Entry)
        case correct(Entry, reason: SealedReference)
        case annul(reason: SealedReference)
        /// The system that owns the result has declared it invalid.
        case recordAnnulment(OwningSystem)
    }

    package enum Event: Sendable, Hashable {
        case registered(Entry, Origin, revision: Int64)
        /// - reason: nil where the owning system gives none.
        case corrected(Entry, Origin, revision: Int64, reason: SealedReference?)
        /// The owning system says the same at a newer version.
        case confirmed(OwningSystem)
        case annulled(Annulment)
        case deviated([Deviation])
    }

    package enum Rejection: Error, Hashable {
        case notGiven
        /// The identifier is in use for another content.
        case alreadyExists
        case annulled
        /// A system owns it, and corrects it itself.
        case ownedBySystem(String)
        case structureChanged
        /// The value would take the place of one that must stay to be read.
        case valueOverwritten
        case finalWithoutVerdict
        case formativeFinal
        case wrongRecord
    }

    /// What is known of a result without opening its value.
    package struct Entry: Sendable, Hashable {
        package var structure: Structure
        package var value: SealedReference
        package var progress: Progress
        package var publishedAt: Timestamp
        package var verdict: Verdict?
        package var isFinal: Bool?
        /// In the contract's words, such as `grade_0_10`.
        package var valueType: String?
        /// From 1.
        package var opportunity: Int64?
        /// The learner's participation in the exam.
        package var association: UUIDValue?
        package var assessor: UUIDValue?
        package var enrolment: UUIDValue?

        package init(structure: Structure, value: SealedReference, progress: Progress, publishedAt: Timestamp) {
            self.structure = structure
            self.value = value
            self.progress = progress
            self.publishedAt = publishedAt
        }
    }

    /// Where a result belongs (resultaatstructuur).
    package struct Structure: Sendable, Hashable {
        package var kind: Kind
        /// The exam part (examenonderdeel) or test.
        package var examPart: UUIDValue
        package var examPlan: UUIDValue?
        package var resultStructure: UUIDValue?
        package var educationProduct: UUIDValue?

        package init(kind: Kind, examPart: UUIDValue) {
            self.kind = kind
            self.examPart = examPart
        }
    }

    package enum Kind: String, Sendable, Hashable {
        /// Counts for a value document.
        case summative
        /// Informs only.
        case formative
    }

    /// How far the assessment is, as in OEAPI 6.
    package enum Progress: String, Sendable, Hashable {
        case queued
        case inProgress = "in_progress"
        case postponed
        case completed
    }

    /// Whether it suffices, as in OEAPI 6: a fact derived from the sealed value.
    package enum Verdict: String, Sendable, Hashable {
        case unknown
        case passed
        case failed
    }

    package struct Annulment: Sendable, Hashable {
        /// Nil where the owning system gives none.
        package var reason: SealedReference?
        package var origin: Origin

        package init(reason: SealedReference?, origin: Origin) {
            self.reason = reason
            self.origin = origin
        }
    }
}
