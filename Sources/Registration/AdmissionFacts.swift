package import EventSourcing
package import HubContracts

/// What the right of admission is judged by: facts that follow from a person's data, never those data.
package struct AdmissionFacts: Sendable, Hashable {
    /// The day of the application in the Netherlands.
    package let appliedOn: CalendarDate
    package let submittedAt: Timestamp
    package let meetsPriorEducation: Bool
    /// Nil while the applicant has not taken part.
    package let intakeAttendedOn: CalendarDate?
    /// From 1 to 4.
    package let level: Int64

    package init(
        submittedAt: Timestamp, meetsPriorEducation: Bool, intakeAttendedOn: CalendarDate? = nil, level: Int64
    ) {
        self.init(
            appliedOn: CalendarDate(inTheNetherlandsAt: submittedAt), submittedAt: submittedAt,
            meetsPriorEducation: meetsPriorEducation, intakeAttendedOn: intakeAttendedOn, level: level)
    }

    private init(
        appliedOn: CalendarDate, submittedAt: Timestamp, meetsPriorEducation: Bool, intakeAttendedOn: CalendarDate?,
        level: Int64
    ) {
        self.appliedOn = appliedOn
        self.submittedAt = submittedAt
        self.meetsPriorEducation = meetsPriorEducation
        self.intakeAttendedOn = intakeAttendedOn
        self.level = level
    }

    package init(_ contract: AdmissionFactsV1) {
        self.init(
            appliedOn: contract.appliedOn, submittedAt: contract.submittedAt,
            meetsPriorEducation: contract.meetsPriorEducation, intakeAttendedOn: contract.intakeAttendedOn,
            level: contract.level)
    }

    package var contract: AdmissionFactsV1 {
        AdmissionFactsV1(
            appliedOn: appliedOn, submittedAt: submittedAt, meetsPriorEducation: meetsPriorEducation,
            intakeAttendedOn: intakeAttendedOn, level: level)
    }

    /// Whether they give a right of admission to an offering that starts on a day, as far as the applicant goes: applied
    /// on or before 1 April before the school year, with the prior education, the intake attended, for levels 2 to 4.
    package func giveRight(toOfferingFrom startsOn: CalendarDate) -> Bool {
        guard let lastDay = AdmissionFacts.lastDay(forOfferingFrom: startsOn) else { return false }
        return appliedOn <= lastDay && meetsPriorEducation && intakeAttendedOn != nil && 2...4 ~= level
    }

    /// 1 April before the school year, which runs from August to July.
    static func lastDay(forOfferingFrom startsOn: CalendarDate) -> CalendarDate? {
        CalendarDate(year: startsOn.month >= 8 ? startsOn.year : startsOn.year - 1, month: 4, day: 1)
    }
}
