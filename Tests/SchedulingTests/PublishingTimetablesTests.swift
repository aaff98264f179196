import EventSourcing
import Scheduling
import Support
import Testing

@Suite struct PublishingTimetablesTests {
    private let opening = Timetable.Opening(
        of: SampleSchool.calendar, names: [LocalisedText("Periode 1", in: "nl")],
        period: DayPeriod(from: "2026-08-31", to: "2026-11-13"))
    private let known = Timetable.Surroundings(isCalendarKnown: true)
    private let changes = TimetableDifference(added: [SampleSchool.activity(1), SampleSchool.activity(2)])
    private let same = Timetable.Content(activities: 2, TimetableDifference())
    private var changed: Timetable.Content { Timetable.Content(activities: 2, changes) }
    private let timetable = UUIDValue(high: 10, low: 1)

    private func publication(_ version: Int64, added: Int64 = 2) -> Timetable.Event {
        .published(Timetable.Publication(version: version, on: "2026-08-21", activities: 2, added: added))
    }

    @Test func aTimetableIsOpenedForACalendarAndAPeriod() {
        Given<Timetable>().when(.open(opening, among: known)).then(.opened(opening))
        Given<Timetable>().when(.open(opening, among: .init(isCalendarKnown: false)))
            .thenRejected(.calendarUnknown)
        let other = UUIDValue(high: 10, low: 2)
        Given<Timetable>().when(.open(opening, among: .init(isCalendarKnown: true, overlapping: other)))
            .thenRejected(.overlaps(Bottleneck(.timetableOverlaps, at: "/period", with: Conflict(other))))
        Given<Timetable>(.opened(opening))
            .when(.open(.init(of: SampleSchool.calendar, names: [], period: opening.period), among: known))
            .thenRejected(.alreadyExists)
    }

    @Test func aTimetableHasAnEnd() {
        func refused(_ names: [LocalisedText], _ period: DayPeriod, _ fault: DescriptionFault) {
            Given<Timetable>()
                .when(.open(.init(of: SampleSchool.calendar, names: names, period: period), among: known))
                .thenRejected(.invalid(fault))
        }
        refused([], DayPeriod(from: "2026-08-31"), DescriptionFault(.endless, at: "/period/validTo"))
        refused(
            [], DayPeriod(from: "2026-08-31", to: "2026-08-30"), DescriptionFault(.reversed, at: "/period/validTo"))
        refused(
            opening.names + opening.names, opening.period, DescriptionFault(.nameRepeated, at: "/names/1/language"))
    }

    @Test func aPublicationSupersedesTheOneBefore() throws {
        var state = Timetable.initial
        var told: [Timetable.Event] = []
        for command in [
            Timetable.Command.open(opening, among: known), .publish(on: "2026-08-21", changed),
            .publish(on: "2026-08-21", same), .publish(on: "2026-08-21", changed),
        ] {
            let events = try Timetable.decide(command, state)
            for event in events { Timetable.evolve(&state, event) }
            told += events
        }
        #expect(
            told == [
                .opened(opening), publication(1), .changesListed(version: 1, changes), .superseded(version: 1),
                publication(2), .changesListed(version: 2, changes),
            ],
            "where nothing differs nothing is published")
    }

    @Test func aPublicationIsTakenBackAndTheNextOneFollowsOnIt() throws {
        Given<Timetable>(.opened(opening), publication(1)).when(.withdraw(reason: "Verkeerd"))
            .then(.withdrawn(version: 1, reason: "Verkeerd"))
        Given<Timetable>(.opened(opening)).when(.withdraw(reason: "Verkeerd")).thenRejected(.nothingPublished)
        Given<Timetable>(.opened(opening), publication(1), .withdrawn(version: 1, reason: "Verkeerd"))
            .when(.withdraw(reason: "Anders")).thenRejected(.nothingPublished)
        Given<Timetable>(.opened(opening), publication(1), .withdrawn(version: 1, reason: "Verkeerd"))
            .when(.publish(on: "2026-08-21", same)).then(publication(2, added: 0))
    }

    @Test func whatNobodyOpenedIsNotPublished() {
        Given<Timetable>().when(.publish(on: "2026-08-21", changed)).thenRejected(.notOpened)
        Given<Timetable>().when(.withdraw(reason: "Verkeerd")).thenRejected(.notOpened)
    }

    // MARK: What the board counts

    @Test func theDraftIsCountedAgainstWhatWasPublished() {
        var school = SampleSchool()
        school.board.take(.opened(opening), of: timetable)
        for number in 1...4 as ClosedRange<UInt64> { school.propose(number) }
        school.plan(1, Plan("08:30", "09:30"))
        school.plan(2, Plan("09:30", "10:30"))
        school.plan(3, Plan("2026-11-16", "09:30", "10:30"))
        let (first, second, fourth) = (SampleSchool.activity(1), SampleSchool.activity(2), SampleSchool.activity(4))
        func difference() -> TimetableDifference { school.board.content(of: timetable).difference }
        #expect(difference() == TimetableDifference(added: [first, second]), "the third is outside")
        #expect(school.board.content(of: timetable).activities == 2)
        school.board.take(publication(1), of: timetable)
        #expect(difference().isEmpty)
        school.board.take(.moved(Plan("13:00", "14:00"), reason: nil), of: first)
        school.board.take(.cancelled(.init("other")), of: second)
        school.plan(4, Plan("15:00", "16:00"))
        #expect(difference() == TimetableDifference(added: [fourth], moved: [first], removed: [second]))
        school.board.take(.moved(Plan("08:30", "09:30"), reason: nil), of: first)
        #expect(difference().moved.isEmpty, "it is back where it was")
        school.board.take(.moved(Plan("2026-11-17", "08:30", "09:30"), reason: nil), of: first)
        #expect(difference() == TimetableDifference(added: [fourth], removed: [first, second]), "it left the period")
    }

    @Test func whatDiffersIsListedInPartsOf400() throws {
        let many = (0..<900 as Range<UInt64>).map { SampleSchool.activity($0) }
        let content = Timetable.Content(
            activities: 700, TimetableDifference(added: Array(many[..<500]), moved: Array(many[500..<700])))
        let state = Timetable.State.held(opening, .draft)
        let parts = try Timetable.decide(.publish(on: "2026-08-21", content), state).dropFirst().map { event in
            guard case .changesListed(_, let part) = event else { return [0, 0, 0] }
            return [part.added.count, part.moved.count, part.removed.count]
        }
        #expect(parts == [[400, 0, 0], [100, 200, 0]])
    }

    @Test func timetablesOfACalendarDoNotShareDays() {
        var school = SampleSchool()
        school.board.take(.opened(opening), of: timetable)
        func overlapping(_ calendar: UUIDValue, _ period: DayPeriod) -> UUIDValue? {
            let other = Timetable.Opening(of: calendar, names: [], period: period)
            return school.board.surroundings(of: other, UUIDValue(high: 10, low: 2)).overlapping
        }
        #expect(overlapping(SampleSchool.calendar, DayPeriod(from: "2026-11-13", to: "2027-01-29")) == timetable)
        #expect(overlapping(SampleSchool.calendar, DayPeriod(from: "2026-11-14", to: "2027-01-29")) == nil)
        #expect(overlapping(UUIDValue(high: 1, low: 2), opening.period) == nil)
        #expect(school.board.surroundings(of: opening, timetable).overlapping == nil, "it is no other one")
    }

    @Test func theDifferenceOfTwoVersionsSaysWhatWasAddedMovedAndRemoved() {
        let (first, second, third) = (SampleSchool.activity(1), SampleSchool.activity(2), SampleSchool.activity(3))
        let (early, late) = (Plan("08:30", "09:30"), Plan("13:00", "14:00"))
        let difference = TimetableDifference(from: [first: early, second: early], to: [first: late, third: early])
        #expect(difference.added == [third])
        #expect(difference.removed == [second])
        #expect(difference.moved == [first])
        #expect(TimetableDifference(from: [first: early], to: [first: early]).isEmpty)
    }
}
