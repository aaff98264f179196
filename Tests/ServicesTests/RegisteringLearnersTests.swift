import EventSourcing
import Foundation
import HubContracts
import ServiceRuntime
import Services
import Support
import Testing

@Suite struct RegisteringLearnersTests {
    private typealias Sample = SampleRegistration

    @Test func anApplicantComesFromThePortalToAnEnrolment() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        try await hub.offer(try Sample.offer(for: 24))
        try await hub.send(try Sample.handled(1))
        #expect(
            try await hub.history(of: Sample.application(1)) == [
                "application-received", "application-review-begun", "application-approved", "application-linked",
                "application-put-forward",
            ])
        let enrolment = Sample.enrolment(1)
        #expect(try await hub.history(of: Sample.placement(1)) == ["placement-requested", "placement-made"])
        #expect(
            Set(try await hub.history(of: enrolment)) == ["enrolment-opened", "enrolment-placed"],
            "in whichever order they come")
        for step in [AdvanceEnrolmentV1.To.inIntake, .provisional, .complete] {
            #expect(
                try await hub.ask(AdvanceEnrolmentV1(enrolmentId: enrolment, to: step), of: enrolment).outcome
                    == .accepted)
        }
        let confirm = ConfirmEnrolmentV1(
            enrolmentId: enrolment, decidedOn: try Sample.day("2026-06-18"),
            startsOn: try Sample.day("2026-08-24"))
        #expect(try await hub.ask(confirm, of: enrolment).outcome == .accepted)
        let started = try #require(try await hub.events().last { $0.contract?.name == "enrolment-started" })
        let said = try ContractData.read(EnrolmentStartedV1.self, started.data ?? [])
        #expect(said.offeringId == Sample.offering)
        #expect(said.placementId == Sample.placement(1))
        #expect(said.subjectId == Sample.subject(1))
        let end = EndEnrolmentV1(
            enrolmentId: enrolment, endsOn: try Sample.day("2027-01-31"), reason: .otherInstitution)
        #expect(try await hub.ask(end, of: enrolment).outcome == .accepted)
        #expect(try await hub.history(of: Sample.placement(1)).last == "placement-ended")
        #expect(try await hub.history(of: Sample.offering).last == "place-released")
        try await hub.close()
    }

    @Test func anApplicationForAnUnknownOfferingIsMarkedAndLinkedWhenItArrives() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        try await hub.send(try Sample.handled(1))
        #expect(try await hub.history(of: Sample.application(1)).last == "application-marked-unlinked")
        #expect(try await hub.counts()["placement-requested"] == nil)
        try await hub.offer(try Sample.offer(for: 24))
        #expect(
            try await hub.history(of: Sample.application(1)).suffix(2) == [
                "application-linked", "application-put-forward",
            ])
        #expect(try await hub.history(of: Sample.placement(1)).last == "placement-made")
        try await hub.close()
    }

    @Test func ofManyApplicantsForTheLastPlacesEachPlaceGoesToOne() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        try await hub.offer(try Sample.offer(for: 5))
        var generator = SeededGenerator(seed: 7)
        let numbers = Array(1...40 as ClosedRange<UInt64>).shuffled(using: &generator)
        // All of them at the same moment, each command twice.
        var commands: [RegistrationOnLog.Sending] = []
        for number in numbers {
            let handled = try Sample.handled(number)
            commands += handled + handled
        }
        try await hub.send(commands)
        let counts = try await hub.counts()
        #expect(counts["application-received"] == 40)
        #expect(counts["placement-requested"] == 40)
        #expect(counts["placement-made"] == 5)
        #expect(counts["placement-waitlisted"] == 35)
        #expect(counts["enrolment-placed"] == 5)
        // One gives its place up: the first of those who wait gets it.
        var made: [UInt64] = []
        for number in numbers where try await hub.history(of: Sample.placement(number)).last == "placement-made" {
            made.append(number)
        }
        let leaver = try #require(made.first)
        let next = try #require(numbers.filter { !made.contains($0) }.min())
        try await hub.send([try Sample.record(leaver, change: 2, isWithdrawn: true)])
        #expect(try await hub.history(of: Sample.placement(leaver)).last == "placement-withdrawn")
        #expect(try await hub.history(of: Sample.enrolment(leaver)).last == "enrolment-withdrawn")
        #expect(try await hub.history(of: Sample.placement(next)).last == "placement-made")
        #expect(try await hub.counts()["placement-made"] == 6)
        try await hub.close()
    }

    @Test func anOfferingThatIsCancelledTakesItsPlacementsAlong() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        try await hub.offer(try Sample.offer(for: 1))
        try await hub.send(try Sample.handled(1) + Sample.handled(2))
        try await hub.send([
            try RegistrationOnLog.command(
                CancelOfferingV1(offeringId: Sample.offering, reason: "Te weinig aanmeldingen"),
                of: Sample.offering.description, service: "catalogue")
        ])
        for number in [1, 2] as [UInt64] {
            #expect(
                try await hub.history(of: Sample.placement(number)).suffix(2) == [
                    "placement-withdrawn", "placement-move-asked",
                ])
        }
        try await hub.close()
    }

    @Test func whatTheCataloguePublishesAboutAdmissionHoldsForThePlaces() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        try await hub.offer(try Sample.offer(for: 1, isByLot: true))
        try await hub.send(try Sample.handled(1) + Sample.handled(2))
        #expect(try await hub.counts()["place-entered-for-lot"] == 2)
        let early = try await hub.ask(
            DrawLotV1(offeringId: Sample.offering, seed: "te-vroeg"), of: Sample.offering)
        #expect(early.rejection?.code.rawValue == "windowOpen")
        var created = try Sample.offer(for: 1)
        created.names[0].value = "Betonboorder BOL, zonder loting"
        let revise = ReviseOfferingV1(
            offeringId: Sample.offering, names: created.names, period: created.period,
            maximumStudents: created.maximumStudents,
            enrolmentWindow: .init(opensOn: try Sample.day("2025-10-01"), closesOn: try Sample.day("2026-05-15")))
        try await hub.send([
            try RegistrationOnLog.command(revise, of: Sample.offering.description, service: "catalogue")
        ])
        #expect(try await hub.history(of: Sample.placement(1)).last == "placement-made", "who applied first")
        #expect(try await hub.history(of: Sample.placement(2)).last == "placement-waitlisted")
        try await hub.close()
    }

    @Test func anIntakeCountsForTheRightOfAdmission() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        try await hub.offer(try Sample.offer(for: 1))
        try await hub.send(try Sample.handled(1))
        let submit = SubmitApplicationV1(
            applicationId: Sample.application(2), subjectId: Sample.subject(2),
            submittedAt: try #require(Timestamp("2026-03-28T10:00:00Z")), offeringId: Sample.offering)
        #expect(try await hub.ask(submit, of: Sample.application(2)).outcome == .accepted)
        try await hub.send([try Sample.review(2), try Sample.approve(2)])
        #expect(try await hub.history(of: Sample.placement(2)).last == "placement-waitlisted")
        let intake = UUIDValue(high: 8, low: 1)
        let invite = InviteToIntakeV1(
            intakeId: intake, applicationId: Sample.application(2), subjectId: Sample.subject(2),
            invitedOn: try Sample.day("2026-04-14"))
        try await hub.ask(invite, of: intake)
        try await hub.ask(
            ConfirmIntakeAttendanceV1(intakeId: intake, attended: true, heldOn: try Sample.day("2026-05-12")),
            of: intake)
        #expect(try await hub.history(of: Sample.placement(2)).last == "placement-made")
        let granted = try #require(try await hub.events().last { $0.contract?.name == "place-granted" })
        let said = try ContractData.read(PlaceGrantedV1.self, granted.data ?? [])
        #expect(said.ground == .rightOfAdmission)
        try await hub.close()
    }

    @Test func aRefusalSaysWhereAndWhy() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        let missing = try await hub.answer(to: try Sample.review(1))
        #expect(missing.rejection?.code == .notFound)
        try await hub.send([try Sample.record(1)])
        let early = try await hub.answer(to: try Sample.approve(1))
        #expect(early.rejection?.code.rawValue == "overrideNeeded")
        #expect(early.rejection?.pointer == "/override")
        let other = try await hub.ask(
            CancelIntakeV1(intakeId: Sample.application(1)), of: Sample.application(1))
        #expect(other.rejection?.code == .invalid, "an object of another kind")
        try await hub.close()
    }

    // MARK: Deadlines

    @Test func theWindowOfPlacesClosesAtTheEndOfItsLastDayInTheNetherlands() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        try await hub.offer(try Sample.offer(for: 24))
        try await hub.advance(to: try #require(Timestamp("2026-05-15T21:59:59Z")))
        #expect(try await hub.history(of: Sample.offering) == ["places-described"])
        try await hub.advance(to: try #require(Timestamp("2026-05-15T22:00:00Z")))
        #expect(try await hub.history(of: Sample.offering) == ["places-described", "places-window-closed"])
        try await hub.close()
    }

    @Test func aWorkPlacementEndsOnItsLastDay() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-08-30"))
        let work = UUIDValue(high: 9, low: 1)
        let propose = ProposeWorkPlacementV1(
            workPlacementId: work, enrolmentId: Sample.enrolment(1), subjectId: Sample.subject(1),
            companyCode: "100023456",
            period: PeriodV1(validFrom: try Sample.day("2026-09-07"), validTo: try Sample.day("2027-01-29")))
        try await hub.ask(propose, of: work)
        try await hub.ask(AdvanceWorkPlacementV1(workPlacementId: work, to: .complete), of: work)
        for party in SignWorkPlacementV1.Party.allCases {
            try await hub.ask(
                SignWorkPlacementV1(workPlacementId: work, party: party, signedOn: try Sample.day("2026-08-31")),
                of: work)
        }
        #expect(try await hub.history(of: work).last == "work-placement-agreed")
        try await hub.advance(to: try #require(Timestamp("2027-01-29T22:59:59Z")))
        #expect(try await hub.history(of: work).last == "work-placement-agreed")
        try await hub.advance(to: try #require(Timestamp("2027-01-29T23:00:00Z")))
        try await hub.advance(to: try #require(Timestamp("2027-02-02T23:00:00Z")))
        #expect(try await hub.history(of: work).last == "work-placement-ended")
        #expect(try await hub.commands().filter { $0.origin == .deadline }.count == 1)
        try await hub.close()
    }
}
