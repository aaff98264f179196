import Catalogue
import EventSourcing
import Support
import Testing

@Suite struct PlanningOfferingsTests {
    let bottlenecks = [Offering.Bottleneck("roomShortage", "Geen praktijklokaal vrij.")]
    let reference = OtherCode(type: "offering_code", code: "PLN-1")

    private func offer(_ change: (inout Offering.Description) -> Void = { _ in }) -> Offering.Offer {
        var description = Offering.Description(
            names: [LocalisedText("Betonboorder BBL", in: "nl-NL")], period: Validity(from: "2027-02-01"))
        description.window = Offering.EnrolmentWindow(from: "2026-10-01", to: "2027-01-15")
        change(&description)
        return Offering.Offer(of: UUIDValue(high: 1, low: 1), type: "programme_offering", description: description)
    }

    /// What led to each phase.
    private var histories: [(phase: Offering.Phase, given: Given<Offering>)] {
        let created = Offering.Event.created(offer())
        return [
            (.inPlanning, Given(created)), (.planned, Given(created, .planned(reference: reference))),
            (.notFeasible, Given(created, .declaredNotFeasible(bottlenecks))),
            (.cancelled, Given(created, .cancelled(reason: "Te weinig"))),
        ]
    }

    private func given(_ phase: Offering.Phase) -> Given<Offering> {
        guard let history = histories.first(where: { $0.phase == phase }) else { return Given() }
        return history.given
    }

    /// The command is refused in every other phase, and for an offering that is not there.
    private func expect(_ command: Offering.Command, in allowed: Set<Offering.Phase>) {
        for (phase, given) in histories where !allowed.contains(phase) {
            given.when(command).thenRejected(.wrongState(phase))
        }
        Given<Offering>().when(command).thenRejected(.notCreated)
    }

    @Test func anOfferingIsCreatedOnce() {
        Given<Offering>().when(.create(offer())).then(.created(offer()))
        Given<Offering>(.created(offer())).when(.create(offer { $0.maximumStudents = 24 }))
            .thenRejected(.alreadyExists)
    }

    @Test func anOfferingIsRevisedUntilItIsCancelled() {
        let larger = offer { $0.maximumStudents = 24 }.description
        for phase in [Offering.Phase.inPlanning, .planned, .notFeasible] {
            given(phase).when(.revise(larger)).then(.revised(larger))
        }
        expect(.revise(larger), in: [.inPlanning, .planned, .notFeasible])
        given(.cancelled).when(.revise(offer().description)).thenNothing()
    }

    @Test func anOfferingThatContradictsItselfIsRefused() {
        let changes: [(Offering.Rejection, (inout Offering.Description) -> Void)] = [
            (.nameRepeated(place: 1), { $0.names.append($0.names[0]) }),
            (.periodReversed, { $0.period = Validity(from: "2027-02-01", to: "2027-01-31") }),
            (.maximumBelowMinimum, { ($0.minimumStudents, $0.maximumStudents) = (12, 11) }),
            (.windowReversed, { $0.window = Offering.EnrolmentWindow(from: "2026-10-01", to: "2026-09-30") }),
        ]
        for (rejection, change) in changes {
            Given<Offering>().when(.create(offer(change))).thenRejected(rejection)
            Given<Offering>(.created(offer())).when(.revise(offer(change).description)).thenRejected(rejection)
        }
    }

    @Test func planningIsConfirmedOrNotFeasibleAndResumed() {
        given(.inPlanning).when(.confirmPlanning(reference: reference)).then(.planned(reference: reference))
        expect(.confirmPlanning(reference: nil), in: [.inPlanning])
        given(.inPlanning).when(.declareNotFeasible(bottlenecks)).then(.declaredNotFeasible(bottlenecks))
        expect(.declareNotFeasible([Offering.Bottleneck("ruleConflict")]), in: [.inPlanning])
        given(.notFeasible).when(.resumePlanning(reason: "Lokaal vrij")).then(.planningResumed(reason: "Lokaal vrij"))
        expect(.resumePlanning(reason: nil), in: [.notFeasible])
    }

    @Test func whatIsInPlanningOrPlannedIsCancelled() {
        for phase in [Offering.Phase.inPlanning, .planned] {
            given(phase).when(.cancel(reason: "Ziekte")).then(.cancelled(reason: "Ziekte"))
        }
        expect(.cancel(reason: "Ziekte"), in: [.inPlanning, .planned])
    }

    @Test func theWindowClosesAfterItsLastDay() {
        for phase in [Offering.Phase.inPlanning, .planned, .notFeasible] {
            given(phase).when(.closeWindow("2027-01-15")).then(.windowClosed("2027-01-15"))
        }
        given(.cancelled).when(.closeWindow("2027-01-15")).thenNothing()
        Given<Offering>().when(.closeWindow("2027-01-15")).thenNothing()
    }

    @Test func aWindowThatWasMovedStaysOpen() {
        let later = offer { $0.window = Offering.EnrolmentWindow(from: "2026-10-01", to: "2027-01-31") }.description
        let closed = Offering.Event.windowClosed("2027-01-15")
        Given<Offering>(.created(offer()), .revised(later)).when(.closeWindow("2027-01-15")).thenNothing()
        Given<Offering>(.created(offer { $0.window = nil })).when(.closeWindow("2027-01-15")).thenNothing()
        Given<Offering>(.created(offer()), closed, .revised(later)).when(.closeWindow("2027-01-31"))
            .then(.windowClosed("2027-01-31"))
        Given<Offering>(.created(offer()), closed, .revised(later), .revised(offer().description))
            .when(.closeWindow("2027-01-15")).then(closed)
    }
}
