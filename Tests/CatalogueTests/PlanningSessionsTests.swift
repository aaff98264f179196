import Catalogue
import EventSourcing
import Support
import Testing

@Suite struct PlanningSessionsTests {
    typealias Session = AcademicSession
    let year = UUIDValue(high: 1, low: 1)
    let period = UUIDValue(high: 2, low: 2)
    let wholeYear = Session.Days(from: "2026-08-01", to: "2027-07-31")
    let third = session("period", "2027-02-01", "2027-04-16") { $0.parent = UUIDValue(high: 1, low: 1) }

    private static func session(
        _ type: String, _ first: CalendarDate, _ last: CalendarDate,
        _ change: (inout Session.Description) -> Void = { _ in }
    ) -> Session.Description {
        var description = Session.Description(
            type: type, primaryCode: OtherCode(type: "identifier", code: "2026-2027"),
            names: [LocalisedText("Periode 3", in: "nl-NL")], days: .init(from: first, to: last))
        change(&description)
        return description
    }

    private func within(_ days: Session.Days?, inner: Session.Days? = nil) -> Session.Surroundings {
        Session.Surroundings(around: days, inner: inner)
    }

    @Test func aSessionIsCreatedOnceRevisedAndWithdrawn() {
        let later = PlanningSessionsTests.session("period", "2027-02-08", "2027-04-16") { $0.parent = year }
        Given<Session>().when(.create(third, within(wholeYear))).then(.created(third))
        Given<Session>(.created(third)).when(.create(later, within(wholeYear))).thenRejected(.alreadyExists)
        Given<Session>(.created(third)).when(.revise(later, within(wholeYear))).then(.revised(later))
        Given<Session>(.created(third)).when(.revise(third, within(wholeYear))).thenNothing()
        Given<Session>(.created(third)).when(.withdraw(reason: "Blokken", within(nil)))
            .then(.withdrawn(reason: "Blokken"))
        Given<Session>(.created(third), .withdrawn(reason: "Blokken")).when(.revise(later, within(wholeYear)))
            .thenRejected(.withdrawn)
        Given<Session>(.created(third), .withdrawn(reason: "Blokken")).when(.withdraw(reason: "Anders", within(nil)))
            .thenRejected(.withdrawn)
        Given<Session>().when(.revise(later, within(wholeYear))).thenRejected(.notCreated)
        Given<Session>().when(.withdraw(reason: "Blokken", within(nil))).thenRejected(.notCreated)
    }

    @Test func aSessionLiesWithinTheOneAroundIt() {
        let early = PlanningSessionsTests.session("period", "2026-07-31", "2026-10-16") { $0.parent = year }
        Given<Session>().when(.create(early, within(wholeYear))).thenRejected(.outsideParent(wholeYear))
        Given<Session>().when(.create(third, within(nil))).thenRejected(.parentUnknown)
        Given<Session>(.created(third)).when(.revise(early, .init(isCircular: true, around: wholeYear)))
            .thenRejected(.cycle)
        let nested = PlanningSessionsTests.session("academic_year", "2026-08-01", "2027-07-31") { $0.parent = period }
        Given<Session>().when(.create(nested, within(wholeYear))).thenRejected(.yearWithinAnother)
    }

    @Test func aSessionKeepsThoseWithinIt() {
        let inner = third.days
        let long = PlanningSessionsTests.session("academic_year", "2026-08-01", "2027-07-31")
        let short = PlanningSessionsTests.session("academic_year", "2026-08-01", "2027-04-15")
        Given<Session>(.created(long)).when(.revise(short, within(nil, inner: inner)))
            .thenRejected(.othersOutside(inner))
        Given<Session>(.created(long)).when(.withdraw(reason: "Dubbel", within(nil, inner: inner)))
            .thenRejected(.othersWithin)
    }

    @Test func aSessionThatContradictsItselfIsRefused() {
        let reversed = PlanningSessionsTests.session("period", "2027-02-01", "2027-01-31")
        let twice = PlanningSessionsTests.session("period", "2027-02-01", "2027-04-16") { $0.names += $0.names }
        Given<Session>().when(.create(reversed, within(nil))).thenRejected(.reversed)
        Given<Session>(.created(third)).when(.revise(twice, within(nil))).thenRejected(.nameRepeated(place: 1))
    }

    @Test func theCalendarKnowsWhatLiesAroundAndWithin() {
        var objects = InstitutionObjects()
        let whole = PlanningSessionsTests.session("academic_year", "2026-08-01", "2027-07-31")
        let first = UUIDValue(high: 3, low: 3)
        Session.take(.created(whole), of: year, into: &objects)
        Session.take(.created(third), of: period, into: &objects)
        Session.take(
            .created(PlanningSessionsTests.session("period", "2026-08-31", "2026-11-13") { $0.parent = year }),
            of: first, into: &objects)
        let calendar = objects.sessions
        #expect(
            calendar.surroundings(of: year, within: nil)
                == Session.Surroundings(inner: .init(from: "2026-08-31", to: "2027-04-16")))
        #expect(calendar.surroundings(of: period, within: year).around == wholeYear)
        #expect(calendar.surroundings(of: year, within: period).isCircular)
        Session.take(.withdrawn(reason: "Blokken"), of: period, into: &objects)
        Session.take(
            .revised(PlanningSessionsTests.session("period", "2026-08-31", "2026-11-13")), of: first, into: &objects)
        #expect(objects.sessions.surroundings(of: year, within: nil).inner == nil)
        #expect(objects.sessions.surroundings(of: first, within: period).around == nil, "it was withdrawn")
    }
}
