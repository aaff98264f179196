package import EventSourcing

extension ValueDocument {
    package enum Command: Sendable, Hashable {
        /// - fulfilment: of the terms that are declared.
        case declare(Terms, Fulfilment)
        /// - fulfilment: of the terms that hold.
        case award(Award, Fulfilment)
        /// A fact of the system that owns value documents.
        case recordAward(Terms, Award, OwningSystem, Fulfilment)
        case withdraw(reason: SealedReference)
        /// The system that owns value documents has withdrawn it.
        case recordWithdrawal(OwningSystem)
        /// A result has changed.
        case reassess(Fulfilment)
    }

    package enum Event: Sendable, Hashable {
        case declared(Terms)
        /// All conditions are met by these results; a person decides.
        case proposed([Evidence])
        case proposalLapsed(unmet: [UUIDValue])
        case awarded(Terms, Award, Origin, [Evidence])
        /// After the award a correction has changed which conditions are met.
        case reassessed(unmet: [UUIDValue])
        case withdrawn(Withdrawal)
        case deviated([Deviation])
    }

    package enum Rejection: Error, Hashable {
        case notDeclared
        /// Two conditions on one exam part; the place of the second.
        case conditionRepeated(place: Int)
        case conditionsNotMet(unmet: [UUIDValue])
        case wrongState(Phase)
        /// A system owns it, and withdraws it itself.
        case ownedBySystem(String)
        case wrongRecord
    }

    package enum Phase: String, Sendable, Hashable {
        case declared
        case proposed
        case awarded
        case withdrawn
    }

    /// What a value document is, and what must be there before it can be awarded.
    package struct Terms: Sendable, Hashable {
        /// In the contract's words, such as `diploma`; the sector may add to them.
        package var type: String
        /// Empty where another system judged.
        package var conditions: [Condition]
        package var qualification: UUIDValue?
        package var educationProduct: UUIDValue?
        package var examPlan: UUIDValue?
        package var enrolment: UUIDValue?

        package init(type: String, conditions: [Condition]) {
            self.type = type
            self.conditions = conditions
        }
    }

    /// One result that must be there: a final summative one of an exam part.
    package struct Condition: Sendable, Hashable {
        package let examPart: UUIDValue
        package let requirement: Requirement

        package init(_ examPart: UUIDValue, _ requirement: Requirement) {
            self.examPart = examPart
            self.requirement = requirement
        }
    }

    package enum Requirement: String, Sendable, Hashable {
        /// It must suffice.
        case passed
        /// It must be final, whatever its value.
        case completed
    }

    /// The result that meets a condition, in the state in which it was looked at.
    package struct Evidence: Sendable, Hashable {
        package let examPart: UUIDValue
        package let result: UUIDValue
        package let revision: Int64

        package init(examPart: UUIDValue, result: UUIDValue, revision: Int64) {
            self.examPart = examPart
            self.result = result
            self.revision = revision
        }
    }

    /// The decision of the exam committee (besluit tot diplomering of certificering).
    package struct Award: Sendable, Hashable {
        package var awardedOn: CalendarDate
        package var document: SealedReference?

        package init(on day: CalendarDate, document: SealedReference? = nil) {
            awardedOn = day
            self.document = document
        }
    }

    package struct Withdrawal: Sendable, Hashable {
        /// Nil where the owning system gives none.
        package var reason: SealedReference?
        package var origin: Origin

        package init(reason: SealedReference?, origin: Origin) {
            self.reason = reason
            self.origin = origin
        }
    }
}
