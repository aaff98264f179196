package import EventSourcing
import HubContracts

/// Where an object is registered outside the hub, and what it is called there.
package struct RegisterEntry: Sendable, Hashable {
    package let register: String
    package let identifier: String

    package init(register: String, identifier: String) {
        self.register = register
        self.identifier = identifier
    }

    init(_ contract: RegisterReferenceV1) {
        self.init(register: contract.register, identifier: contract.identifier)
    }

    var contract: RegisterReferenceV1 { RegisterReferenceV1(register: register, identifier: identifier) }
}

/// A run of whole calendar days in the Netherlands, the last one included; without a last day it has no end.
package struct Validity: Sendable, Hashable {
    package let firstDay: CalendarDate
    package let lastDay: CalendarDate?

    package init(from firstDay: CalendarDate, to lastDay: CalendarDate? = nil) {
        self.firstDay = firstDay
        self.lastDay = lastDay
    }

    init(_ contract: PeriodV1) {
        self.init(from: contract.validFrom, to: contract.validTo)
    }

    var contract: PeriodV1 { PeriodV1(validFrom: firstDay, validTo: lastDay) }

    /// Whether it ends before it begins.
    var isReversed: Bool { lastDay.map { $0 < firstDay } ?? false }
}
