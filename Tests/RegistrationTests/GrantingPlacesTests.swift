import EventSourcing
import Registration
import Support
import Testing

/// Placements that ask for the places of one offering.
enum SamplePlaces {
    static let offering = SampleApplication.offering
    static let subject = SampleApplication.subject

    static func id(_ number: UInt64) -> UUIDValue { UUIDValue(high: 7, low: number) }

    static func ask(_ number: UInt64, version: Int64 = 1) -> Places.Ask {
        Places.Ask(id(number), version: version, subject: subject)
    }

    /// Of applicants in the order of their numbers, a minute apart, late in April: nobody has a right of admission.
    static func facts(_ number: UInt64, hasRight: Bool = false) -> AdmissionFacts {
        let day: Int64 = hasRight ? 1_774_000_000_000 : 1_777_000_000_000
        return AdmissionFacts(
            submittedAt: Timestamp(milliseconds: day + Int64(number) * 60_000), meetsPriorEducation: true,
            intakeAttendedOn: "2026-05-12", level: 3)
    }

    static func request(_ number: UInt64, hasRight: Bool = false) -> Places.Command {
        .request(ask(number), facts(number, hasRight: hasRight))
    }

    static func described(
        _ capacity: Int64?, version: Int64 = 1, closing day: CalendarDate? = "2026-05-15"
    ) -> Places.Description {
        Places.Description(
            version: version, from: "2026-08-24", capacity: capacity,
            window: Places.Window(from: "2025-10-01", to: day))
    }

    static func granted(_ number: UInt64, _ ground: Places.Ground = .capacity, hasRight: Bool = false) -> Places.Event {
        .granted(ask(number), Places.Grant(ground, rightOfAdmission: hasRight, startsOn: "2026-08-24"))
    }

    static func waits(_ number: UInt64, _ wait: Places.Wait = .full, hasRight: Bool = false) -> Places.Event {
        .waitlisted(ask(number), wait, rightOfAdmission: false, facts(number, hasRight: hasRight))
    }
}

@Suite struct GrantingPlacesTests {
    private typealias Sample = SamplePlaces
    private let leave = Override(reason: "hardship")

    @Test func aPlaceIsGrantedWhileOneIsLeft() {
        Given<Places>(.described(Sample.described(1))).when(Sample.request(1)).then(Sample.granted(1))
        Given<Places>(.described(Sample.described(nil)), Sample.granted(1)).when(Sample.request(2))
            .then(Sample.granted(2))
    }

    @Test func whoComesWhenAllAreGoneWaits() {
        Given<Places>(.described(Sample.described(1)), Sample.granted(1)).when(Sample.request(2))
            .then(Sample.waits(2))
    }

    @Test func aRightOfAdmissionGoesBeyondTheLastPlace() {
        Given<Places>(.described(Sample.described(1)), Sample.granted(1)).when(Sample.request(2, hasRight: true))
            .then(Sample.granted(2, .rightOfAdmission, hasRight: true))
    }

    @Test func aPublishedMaximumOrExtraRequirementsTakeTheRightAway() {
        for terms in [
            Places.Terms(version: 1, maximumPublished: true, selection: .arrival),
            Places.Terms(version: 1, extraRequirements: true, selection: .arrival),
        ] {
            Given<Places>(.described(Sample.described(1)), .termsSet(terms), Sample.granted(1))
                .when(Sample.request(2, hasRight: true)).then(Sample.waits(2, hasRight: true))
        }
    }

    @Test func aPlaceThatIsGivenUpGoesToWhoeverAppliedFirst() {
        Given<Places>(.described(Sample.described(1)), Sample.granted(5), Sample.waits(3), Sample.waits(2))
            .when(.release(placement: Sample.id(5), version: 2))
            .then(.released(placement: Sample.id(5), version: 2), Sample.granted(2, .nextInLine))
        Given<Places>(.described(Sample.described(1)), Sample.granted(5), Sample.waits(3), Sample.waits(2))
            .when(.release(placement: Sample.id(2), version: 2))
            .then(.released(placement: Sample.id(2), version: 2))
    }

    @Test func aRequestThatArrivesAfterItsReleaseTakesNoPlace() {
        Given<Places>(.described(Sample.described(1))).when(.release(placement: Sample.id(1), version: 2))
            .then(.released(placement: Sample.id(1), version: 2))
        Given<Places>(.described(Sample.described(1)), .released(placement: Sample.id(1), version: 2))
            .when(Sample.request(1)).thenNothing()
        Given<Places>(.described(Sample.described(1)), .released(placement: Sample.id(1), version: 2))
            .when(.request(Sample.ask(1, version: 3), Sample.facts(1)))
            .then(.granted(Sample.ask(1, version: 3), Places.Grant(.capacity, startsOn: "2026-08-24")))
    }

    @Test func placesOfAnOfferingThatIsNotKnownYetAreGrantedWhenItArrives() {
        Given<Places>().when(Sample.request(1)).then(Sample.waits(1, .placesUnknown))
        Given<Places>(Sample.waits(2, .placesUnknown), Sample.waits(1, .placesUnknown))
            .when(.describe(Sample.described(1)))
            .then(.described(Sample.described(1)), Sample.granted(1), Sample.waits(2))
    }

    @Test func moreCapacityGoesToThoseWhoWait() {
        let larger = Sample.described(3, version: 2)
        Given<Places>(
            .described(Sample.described(1)), Sample.granted(1), Sample.waits(4), Sample.waits(3), Sample.waits(2)
        )
        .when(.describe(larger))
        .then(.described(larger), Sample.granted(2, .nextInLine), Sample.granted(3, .nextInLine))
    }

    @Test func aCapacityBelowWhatIsGrantedIsRecordedAndNoted() {
        let smaller = Sample.described(1, version: 2)
        Given<Places>(.described(Sample.described(2)), Sample.granted(1), Sample.granted(2)).when(.describe(smaller))
            .then(.described(smaller), .deviationNoted([.capacityBelowGranted]))
        Given<Places>(.described(Sample.described(2, version: 3))).when(.describe(smaller)).thenNothing()
    }

    @Test func whoAppliedOutsideTheWindowIsRefusedUnlessByRight() {
        let early = Sample.described(9, closing: "2026-03-31")
        Given<Places>(.described(early)).when(Sample.request(1))
            .then(.refused(Sample.ask(1), .outsideWindow, Sample.facts(1)))
        let wintry = Sample.described(9, closing: "2026-01-31")
        Given<Places>(.described(wintry)).when(Sample.request(1, hasRight: true))
            .then(Sample.granted(1, hasRight: true))
    }

    @Test func theWindowClosesOnItsLastDayAndNotOnOneThatWasMoved() {
        Given<Places>(.described(Sample.described(1))).when(.closeWindow("2026-05-15"))
            .then(.windowClosed("2026-05-15"))
        Given<Places>(.described(Sample.described(1))).when(.closeWindow("2026-05-14")).thenNothing()
        Given<Places>().when(.closeWindow("2026-05-14")).thenNothing()
    }

    @Test func leaveGrantsAPlaceThatTheRulesDoNot() {
        let granted = Places.Event.granted(
            Sample.ask(2), Places.Grant(.override, startsOn: "2026-08-24", override: leave))
        Given<Places>(.described(Sample.described(1)), Sample.granted(1), Sample.waits(2))
            .when(.grant(placement: Sample.id(2), leave)).then(granted)
        Given<Places>(
            .described(Sample.described(1)), .refused(Sample.ask(2), .outsideWindow, Sample.facts(2))
        )
        .when(.grant(placement: Sample.id(2), leave)).then(granted)
        Given<Places>(.described(Sample.described(1))).when(.grant(placement: Sample.id(2), leave))
            .thenRejected(.notAsked)
        Given<Places>(.described(Sample.described(1)), Sample.granted(1), Sample.waits(2))
            .when(.grant(placement: Sample.id(2), Override(scope: "other", reason: "other")))
            .thenRejected(.overrideNeeded)
        Given<Places>(.described(Sample.described(1)), Sample.waits(2), .cancelled)
            .when(.grant(placement: Sample.id(2), leave)).thenRejected(.cancelled)
    }

    @Test func aPlaceThatTheOwningSystemGaveIsAFact() {
        let recorded = Places.Event.granted(Sample.ask(2), Places.Grant(.recorded, startsOn: "2026-08-24"))
        Given<Places>(.described(Sample.described(2)), Sample.granted(1)).when(.record(Sample.ask(2)))
            .then(recorded)
        Given<Places>(.described(Sample.described(1)), Sample.granted(1)).when(.record(Sample.ask(2)))
            .then(recorded, .deviationNoted([.recordedBeyondCapacity]))
    }

    @Test func aConfirmedPlaceIsConfirmedOnce() {
        Given<Places>(.described(Sample.described(1)), Sample.granted(1))
            .when(.confirm(placement: Sample.id(1), version: 2))
            .then(.confirmed(placement: Sample.id(1), version: 2))
        Given<Places>(.described(Sample.described(1))).when(.confirm(placement: Sample.id(1), version: 2))
            .thenNothing()
    }

    @Test func anOfferingThatIsCancelledVoidsWhatItGave() {
        Given<Places>(.described(Sample.described(1)), Sample.granted(1), Sample.waits(2)).when(.cancel(version: 5))
            .then(.cancelled, .voided([Sample.id(1), Sample.id(2)]))
        Given<Places>(.described(Sample.described(1)), .cancelled).when(Sample.request(3))
            .then(.refused(Sample.ask(3), .cancelled, Sample.facts(3)))
        Given<Places>(.described(Sample.described(1)), .cancelled).when(.describe(Sample.described(9, version: 9)))
            .thenNothing()
    }

    @Test func termsAreVersioned() {
        let terms = Places.Terms(version: 2, maximumPublished: true, selection: .arrival)
        Given<Places>().when(.setTerms(terms)).then(.termsSet(terms))
        Given<Places>(.termsSet(terms)).when(.setTerms(Places.Terms(version: 1, selection: .lot))).thenNothing()
        Given<Places>(.termsSet(terms)).when(.setTerms(Places.Terms(version: 2, selection: .lot)))
            .thenRejected(.versionContradicted)
    }

    /// However requests, releases and changes of the capacity come, nobody is granted a place that is not there.
    @Test(arguments: 0..<30)
    func placesAreNeverOversold(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var state = Places.initial
        var commands: [Places.Command] = [.describe(Sample.described(7))]
        for number in 1...60 as ClosedRange<UInt64> {
            commands.append(Sample.request(number))
            if number.isMultiple(of: 3) { commands.append(.release(placement: Sample.id(number), version: 2)) }
        }
        for command in (commands + commands).shuffled(using: &generator) {
            for event in try Places.decide(command, state) { Places.evolve(&state, event) }
            let granted = state.claims.values.filter {
                if case .granted = $0.standing { true } else { false }
            }
            #expect(Int64(granted.count) == state.granted)
            #expect(state.granted <= 7)
        }
        #expect(state.granted == 7, "no place is left while somebody waits")
    }
}
