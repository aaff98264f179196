import EventSourcing
import Foundation
import HubContracts
import ServiceRuntime
import Services
import Support
import Testing

@Suite struct OwningObjectsTests {
    private typealias Sample = SampleRegistration
    private let administration = "urn:nld:kvknr:12345678.sis"
    private let stranger = "urn:nld:kvknr:87654321.planning"
    private let enrolment = UUIDValue(high: 6, low: 1)

    private func table(_ version: Int64, _ owner: ChangeOwnershipV1.Entry.Owner) -> ChangeOwnershipV1 {
        ChangeOwnershipV1(
            version: version,
            entries: [.init(object: .enrolment, owner: owner, system: owner == .system ? administration : nil)])
    }

    private func change(_ table: ChangeOwnershipV1, of institution: String = "25lx") throws -> RegistrationOnLog.Sending
    {
        try RegistrationOnLog.command(table, of: "ownership", institution: institution)
    }

    private func record(_ version: Int64, _ id: UUIDValue) throws -> RecordEnrolmentV1 {
        RecordEnrolmentV1(
            enrolmentId: id, subjectId: Sample.subject(1), sourceVersion: version, state: .definitive,
            offeringId: Sample.offering, startsOn: try Sample.day("2026-08-24"))
    }

    @Test func aSystemTellsOfWhatItOwnsOnEveryPartition() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        let before = try await hub.ask(try record(1, enrolment), of: enrolment, from: administration)
        #expect(before.rejection?.code == .notOwner, "by default the hub owns enrolments")
        #expect(try await hub.answer(to: try change(table(1, .system))).outcome == .accepted)
        #expect(try await hub.counts()["ownership-applied"] == RegistrationOnLog.partitions)
        // So many that every partition has some.
        for number in 1...6 as ClosedRange<UInt64> {
            let id = UUIDValue(high: 6, low: number)
            let told = try await hub.ask(try record(1, id), of: id, from: administration)
            #expect(told.outcome == .accepted)
            let strange = try await hub.ask(try record(2, id), of: id, from: stranger)
            #expect(strange.rejection?.code == .notOwner)
            let asked = try await hub.ask(ReopenEnrolmentV1(enrolmentId: id), of: id)
            #expect(asked.rejection?.code == .notOwner)
            #expect(try await hub.history(of: id) == ["enrolment-recorded", "enrolment-started"])
        }
        try await hub.close()
    }

    @Test func theNewestTableHoldsAndAnOlderOneChangesNothing() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        try await hub.answer(to: try change(table(2, .system)))
        #expect(try await hub.answer(to: try change(table(1, .hub))).outcome == .unchanged)
        #expect(try await hub.answer(to: try change(table(2, .hub))).rejection?.code == .invalid)
        #expect(try await hub.ask(try record(1, enrolment), of: enrolment).outcome == .accepted)
        #expect(try await hub.answer(to: try change(table(3, .hub))).outcome == .accepted)
        let told = try await hub.ask(try record(2, enrolment), of: enrolment, from: administration)
        #expect(told.rejection?.code == .notOwner)
        let asked = try await hub.ask(
            EndEnrolmentV1(enrolmentId: enrolment, endsOn: try Sample.day("2027-01-31"), reason: .work),
            of: enrolment)
        #expect(asked.outcome == .accepted, "the hub goes on where the system left off")
        try await hub.close()
    }

    @Test func whatOneInstitutionSaysHoldsForItAlone() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        try await hub.answer(to: try change(table(1, .system), of: "99xx"))
        let told = try await hub.ask(try record(1, enrolment), of: enrolment, from: administration)
        #expect(told.rejection?.code == .notOwner)
        try await hub.close()
    }

    @Test func theDefaultsOfTheContractsHoldUntilATableIsApplied() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        #expect(try await hub.answer(to: try Sample.record(1)).outcome == .accepted, "the portal owns applications")
        let submit = SubmitApplicationV1(
            applicationId: Sample.application(2), subjectId: Sample.subject(2),
            submittedAt: Timestamp(milliseconds: 1_774_000_000_000), offeringId: Sample.offering)
        #expect(try await hub.ask(submit, of: Sample.application(2)).outcome == .accepted, "and the hub its own")
        let portal = ChangeOwnershipV1(
            version: 1, entries: [.init(object: .application, owner: .system, system: RegistrationOnLog.portal)])
        try await hub.answer(to: try change(portal))
        let third = SubmitApplicationV1(
            applicationId: Sample.application(3), subjectId: Sample.subject(3), submittedAt: submit.submittedAt,
            offeringId: Sample.offering)
        #expect(try await hub.ask(third, of: Sample.application(3)).rejection?.code == .notOwner)
        #expect(try await hub.answer(to: try Sample.record(4)).outcome == .accepted)
        try await hub.close()
    }

    /// An example of the contract, as a command of a system.
    private func example<Contract: ContractMessage>(_ type: Contract.Type) throws -> Contract {
        let identity = Contract.identity
        let file = SharedData.projectFolder.appendingPathComponent(
            "Contracts/\(identity.service)/commands/\(identity.name)/v1/examples/minimal.json")
        return try ContractData.read(type, Array(try Data(contentsOf: file)))
    }

    @Test func everyObjectOfRegistrationIsToldByWhoOwnsItOnly() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        let intake = try example(RecordIntakeV1.self)
        let placement = try example(RecordPlacementV1.self)
        let work = try example(RecordWorkPlacementV1.self)
        func tell(_ source: String) async throws -> [CommandResultV1] {
            [
                try await hub.ask(intake, of: intake.intakeId, from: source),
                try await hub.ask(placement, of: placement.placementId, from: source),
                try await hub.ask(work, of: work.workPlacementId, from: source),
            ]
        }
        #expect(try await tell(administration).allSatisfy { $0.rejection?.code == .notOwner }, "the hub's by default")
        let objects: [ChangeOwnershipV1.Entry.Object] = [.intake, .placement, .workPlacement]
        let entries = objects.map { ChangeOwnershipV1.Entry(object: $0, owner: .system, system: administration) }
        try await hub.answer(to: try change(ChangeOwnershipV1(version: 1, entries: entries)))
        #expect(try await tell(stranger).allSatisfy { $0.rejection?.code == .notOwner })
        #expect(try await tell(administration).allSatisfy { $0.outcome == .accepted })
        let asked = try await hub.ask(
            InviteToIntakeV1(
                intakeId: UUIDValue(high: 5, low: 9), applicationId: intake.applicationId, subjectId: intake.subjectId,
                invitedOn: try Sample.day("2026-04-01")),
            of: UUIDValue(high: 5, low: 9))
        #expect(asked.rejection?.code == .notOwner)
        try await hub.close()
    }

    // MARK: The catalogue

    private let qualification = UUIDValue(high: 7, low: 7)

    private func recorded(_ name: String) throws -> RecordQualificationV1 {
        RecordQualificationV1(
            qualificationId: qualification, qualificationDossierId: UUIDValue(high: 9, low: 9),
            registration: RegisterReferenceV1(register: "crebo", identifier: "25078"), name: name, level: 3,
            learningPaths: [.bol], validity: PeriodV1(validFrom: try Sample.day("2015-08-01")))
    }

    private func catalogue(
        _ command: some ContractMessage, from source: String, _ subject: String? = nil
    ) throws -> CloudEvent {
        var message = try CatalogueOnLog.message(command, to: qualification)
        message.source = source
        if let subject { message.subject = subject }
        return message
    }

    @Test func theInstitutionSaysWhichSystemTellsOfQualifications() async throws {
        let catalogue = try await CatalogueOnLog.open(at: try Sample.day("2026-01-01"))
        func send(_ command: some ContractMessage, from source: String) async throws -> CommandResultV1? {
            try await catalogue.send([self.catalogue(command, from: source)]).first
        }
        func change(_ version: Int64, _ owner: ChangeOwnershipV1.Entry.Owner) async throws {
            let table = ChangeOwnershipV1(
                version: version,
                entries: [.init(object: .qualification, owner: owner, system: owner == .hub ? nil : administration)])
            let answer = try await catalogue.send([self.catalogue(table, from: stranger, "ownership")]).first
            #expect(answer?.outcome == .accepted)
        }
        #expect(try await send(recorded("Betonboorder"), from: stranger)?.outcome == .accepted, "the register's")
        try await change(1, .system)
        #expect(try await send(recorded("Boorder"), from: stranger)?.rejection?.code == .notOwner)
        #expect(try await send(recorded("Boorder"), from: administration)?.outcome == .accepted)
        let expire = ExpireQualificationV1(qualificationId: qualification, lastDay: try Sample.day("2025-07-31"))
        #expect(try await send(expire, from: stranger)?.rejection?.code == .notOwner)
        let programme = UUIDValue(high: 1, low: 1)
        let created = CreateEducationProductV1(
            educationProductId: programme, specificationType: .programme,
            names: [LocalisedTextV1(language: "nl", value: "Betonboorder")], qualificationId: qualification)
        #expect(try await catalogue.ask(created, of: programme).outcome == .accepted, "products stay the hub's")
        #expect(
            try await catalogue.history(of: qualification).contains { $0.hasPrefix("product-listed") },
            "and what the hub does itself is not asked")
        try await change(2, .hub)
        #expect(try await send(recorded("Betonboorder"), from: administration)?.rejection?.code == .notOwner)
        try await catalogue.close()
    }

    @Test func aTableThatContradictsItselfIsRefused() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        let nameless = ChangeOwnershipV1(version: 1, entries: [.init(object: .enrolment, owner: .system)])
        #expect(try await hub.answer(to: try change(nameless)).rejection?.pointer == "/entries/0/system")
        let twice = ChangeOwnershipV1(
            version: 1, entries: [.init(object: .enrolment, owner: .hub), .init(object: .enrolment, owner: .hub)])
        #expect(try await hub.answer(to: try change(twice)).rejection?.pointer == "/entries/1/object")
        try await hub.close()
    }

    @Test func nobodyButTheServiceTellsItsWriters() async throws {
        let hub = try await RegistrationOnLog.open(at: try Sample.day("2026-04-30"))
        let apply = ApplyOwnershipV1(
            version: 9, entries: [.init(object: .enrolment, owner: .system, system: stranger)])
        let answer = try await hub.answer(to: try RegistrationOnLog.command(apply, of: "ownership/0"))
        #expect(answer.rejection?.code == .unreadable)
        try await hub.close()
    }
}
