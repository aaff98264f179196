import EventSourcing
import Registration
import Support
import Testing

@Suite struct PlacingLearnersTests {
    private let ask = Placement.Ask(
        subject: SampleApplication.subject, in: SampleApplication.offering, by: UUIDValue(high: 5, low: 1))
    private let facts = SamplePlaces.facts(1)
    private let start: CalendarDate = "2026-08-24"
    private let ending = Placement.Ending(on: "2027-01-31", reason: "changedOffering")

    private var party: Placement.Party { ask.party }

    private func given(_ phase: Placement.Phase) -> Given<Placement> {
        let requested = Placement.Event.requested(ask, facts)
        let made = Placement.Event.made(party, startsOn: start)
        return switch phase {
        case .requested: Given(requested)
        case .waitlisted: Given(requested, .waitlisted(party, reason: "full"))
        case .made: Given(requested, made)
        case .refused: Given(requested, .refused(party, reason: "outsideWindow"))
        case .confirmed: Given(requested, made, .confirmed(party, on: "2026-05-20"))
        case .withdrawn: Given(requested, made, .withdrawn(party, Reason("other")))
        case .ended: Given(requested, made, .ended(party, ending))
        }
    }

    private let phases: [Placement.Phase] = [
        .requested, .waitlisted, .made, .refused, .confirmed, .withdrawn, .ended,
    ]

    private func expect(_ command: Placement.Command, in allowed: Set<Placement.Phase>) {
        for phase in phases where !allowed.contains(phase) {
            given(phase).when(command).thenRejected(.wrongState(phase))
        }
        Given<Placement>().when(command).thenRejected(.notRequested)
    }

    @Test func aPlacementIsRequestedOnce() {
        Given<Placement>().when(.request(ask, facts)).then(.requested(ask, facts))
        let other = Placement.Ask(subject: SampleApplication.other, in: ask.offering, by: ask.application)
        given(.requested).when(.request(other, facts)).thenRejected(.alreadyExists)
    }

    @Test func otherFactsAreAskedWithAsLongAsThereIsNoPlace() {
        let better = SamplePlaces.facts(1, hasRight: true)
        for phase in [Placement.Phase.requested, .waitlisted, .refused] {
            given(phase).when(.request(ask, better)).then(.requested(ask, better))
        }
        for phase in [Placement.Phase.made, .confirmed, .ended] {
            given(phase).when(.request(ask, better)).thenNothing()
        }
    }

    @Test func whatWasWithdrawnIsAskedAnew() {
        given(.withdrawn).when(.request(ask, facts)).then(.requested(ask, facts))
    }

    @Test func whoLosesAPlaceToACancelledOfferingIsToBeMoved() {
        let cancelled = Reason("offeringCancelled")
        for phase in [Placement.Phase.requested, .waitlisted, .made, .confirmed] {
            given(phase).when(.withdraw(cancelled)).then(
                .withdrawn(party, cancelled), .moveAsked(party, reason: "offeringCancelled"))
            given(phase).when(.withdraw(Reason("learnerDeclined"))).then(.withdrawn(party, Reason("learnerDeclined")))
        }
    }

    @Test func aMoveIsNotedOnceAndGivesThePlaceBack() {
        let move = Placement.Move(to: UUIDValue(high: 9, low: 1), in: UUIDValue(high: 9, low: 2))
        let note = Placement.Command.noteMove(of: party.subject, move)
        for phase in [Placement.Phase.requested, .waitlisted, .made, .confirmed] {
            given(phase).when(note).then(.moved(party, move), .withdrawn(party, Reason("moved")))
        }
        given(.withdrawn).when(note).then(.moved(party, move))
        for phase in [Placement.Phase.refused, .ended] { given(phase).when(note).thenNothing() }
        let moved = Given<Placement>(
            .requested(ask, facts), .moved(party, move), .withdrawn(party, Reason("moved")))
        moved.when(note).thenNothing()
        let further = Placement.Move(to: UUIDValue(high: 9, low: 3), in: UUIDValue(high: 9, low: 2))
        moved.when(.noteMove(of: party.subject, further)).then(.moved(party, further))
        given(.made).when(.noteMove(of: SampleApplication.other, move)).thenRejected(.ofAnother)
        Given<Placement>().when(note).thenRejected(.notRequested)
    }

    @Test func aPlacementSaysWhichOneItTakesThePlaceOfWhenItIsMade() {
        let moves = UUIDValue(high: 9, low: 1)
        let moving = Placement.Ask(
            subject: ask.subject, in: ask.offering, by: ask.application, moving: moves)
        Given<Placement>(.requested(moving, facts)).when(.settle(.made(reason: nil, startsOn: start))).then(
            .made(party, startsOn: start, moves: moves))
    }

    @Test func whatThePlacesSaidLastHolds() {
        let made = Placement.Outcome.made(reason: "capacity", startsOn: start)
        for phase in [Placement.Phase.requested, .waitlisted, .refused] {
            given(phase).when(.settle(made)).then(.made(party, startsOn: start))
        }
        given(.requested).when(.settle(.waitlisted(reason: "full"))).then(.waitlisted(party, reason: "full"))
        given(.requested).when(.settle(.refused(reason: "cancelled"))).then(.refused(party, reason: "cancelled"))
        given(.made).when(.settle(.waitlisted(reason: "full"))).then(.waitlisted(party, reason: "full"))
        for phase in [Placement.Phase.confirmed, .withdrawn, .ended] {
            given(phase).when(.settle(.waitlisted(reason: "full"))).thenNothing()
        }
        Given<Placement>().when(.settle(made)).thenRejected(.notRequested)
    }

    @Test func theLearnerConfirms() {
        given(.made).when(.confirm(on: "2026-05-20")).then(.confirmed(party, on: "2026-05-20"))
        expect(.confirm(on: "2026-05-21"), in: [.made])
    }

    @Test func aPlacementIsWithdrawnBeforeItEnds() {
        for phase in [Placement.Phase.requested, .waitlisted, .made, .confirmed] {
            given(phase).when(.withdraw(Reason("learnerDeclined")))
                .then(.withdrawn(party, Reason("learnerDeclined")))
        }
        expect(.withdraw(Reason("learnerDeclined")), in: [.requested, .waitlisted, .made, .confirmed])
    }

    @Test func aPlacementEndsNotBeforeItStarts() {
        for phase in [Placement.Phase.made, .confirmed] {
            given(phase).when(.end(ending)).then(.ended(party, ending))
        }
        expect(.end(Placement.Ending(on: "2027-02-28")), in: [.made, .confirmed])
        given(.made).when(.end(Placement.Ending(on: "2026-08-23"))).thenRejected(.endsBeforeStart)
    }

    @Test func aRecordedPlacementIsToldAsOneOfOurs() {
        let told = Placement.Told(party, version: 3, .confirmed, from: start)
        Given<Placement>().when(.record(told)).then(.recorded(told), .made(party, startsOn: start))
        let ended = Placement.Told(party, version: 4, .ended, from: start, to: "2027-01-31")
        let given = Given<Placement>(.recorded(told), .made(party, startsOn: start))
        given.when(.record(ended)).then(.recorded(ended), .ended(party, Placement.Ending(on: "2027-01-31")))
        let withdrawn = Placement.Told(party, version: 4, .withdrawn)
        given.when(.record(withdrawn)).then(.recorded(withdrawn), .withdrawn(party, Reason(nil)))
        given.when(.record(Placement.Told(party, version: 2, .withdrawn))).thenNothing()
        given.when(.record(Placement.Told(party, version: 3, .withdrawn))).thenRejected(.versionContradicted)
        given.when(.settle(.waitlisted(reason: "full"))).thenNothing()
    }

    @Test func whatIsUnlikeTheRulesIsRecordedAndNoted() {
        let elsewhere = Placement.Party(subject: SampleApplication.other, in: UUIDValue(high: 9, low: 9))
        let told = Placement.Told(elsewhere, version: 1, .made, from: start, to: "2026-08-01")
        given(.withdrawn).when(.record(told)).then(
            .recorded(told), .made(elsewhere, startsOn: start),
            .deviationNoted([.stepNotAllowed, .offeringChanged, .subjectChanged, .periodReversed]))
    }
}
