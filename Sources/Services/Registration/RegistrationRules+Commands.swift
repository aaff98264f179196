package import EventSourcing
import HubContracts
import Registration
package import ServiceRuntime

extension RegistrationRules {
    package func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        if let ownership = try Ownership.Command(message) {
            return Command(ask: .ownership(ownership), act: .own, source: message.source)
        }
        guard let read = RegistrationRules.commands[message.type] else {
            throw MessageFault("\(message.type) is no command that registration decides")
        }
        return try read(message)
    }

    private typealias CommandReader = @Sendable (CloudEvent) throws(MessageFault) -> Command

    /// The objects that an institution's ownership table names.
    private enum Object {
        static let application = "application"
        static let intake = "intake"
        static let placement = "placement"
        static let enrolment = "enrolment"
        static let workPlacement = "work-placement"
    }

    /// How each command is read, by its type.
    private static let commands: [String: CommandReader] = Dictionary(
        uniqueKeysWithValues: applications + intakes + places + placements + enrolments + workPlacements)

    private static let applications: [(String, CommandReader)] = [
        command(
            RecordApplicationV1.self, \.applicationId, "applicationId",
            .record(object: Object.application, by: RecordApplicationV1.defaultOwner)
        ) { .application(.init($0)) },
        command(
            SubmitApplicationV1.self, \.applicationId, "applicationId", .ask(object: Object.application)
        ) { .application(.init($0)) },
        command(WithdrawApplicationV1.self, \.applicationId, "applicationId") { .application(.init($0)) },
        command(ReviewApplicationV1.self, \.applicationId, "applicationId") { .application(.init($0)) },
        command(ParkApplicationV1.self, \.applicationId, "applicationId") { .application(.init($0)) },
        command(ResumeApplicationV1.self, \.applicationId, "applicationId") { .application(.init($0)) },
        command(ApproveApplicationV1.self, \.applicationId, "applicationId") { .application(.init($0)) },
        command(RejectApplicationV1.self, \.applicationId, "applicationId") { .application(.init($0)) },
        command(LinkApplicationV1.self, \.applicationId, "applicationId") { .application(.init($0)) },
        command(NoteUnknownOfferingV1.self, \.applicationId, "applicationId") { .application(.init($0)) },
        command(NoteIntakeV1.self, \.applicationId, "applicationId") { .application(.init($0)) },
        command(AssignOfferingCodeV1.self, \.offeringCodeId, "offeringCodeId") { .offeringCode(.init($0)) },
        command(SeekOfferingV1.self, \.offeringCodeId, "offeringCodeId") { .offeringCode(.init($0)) },
    ]

    private static let intakes: [(String, CommandReader)] = [
        command(
            RecordIntakeV1.self, \.intakeId, "intakeId",
            .record(object: Object.intake, by: RecordIntakeV1.defaultOwner)
        ) { .intake(.init($0)) },
        command(InviteToIntakeV1.self, \.intakeId, "intakeId", .ask(object: Object.intake)) { .intake(.init($0)) },
        command(PlanIntakeV1.self, \.intakeId, "intakeId", .ask(object: Object.intake)) { .intake(.init($0)) },
        command(
            ConfirmIntakeAttendanceV1.self, \.intakeId, "intakeId", .ask(object: Object.intake)
        ) { .intake(.init($0)) },
        command(AdviseAfterIntakeV1.self, \.intakeId, "intakeId", .ask(object: Object.intake)) { .intake(.init($0)) },
        command(CancelIntakeV1.self, \.intakeId, "intakeId", .ask(object: Object.intake)) { .intake(.init($0)) },
    ]

    /// Registration always owns the places of an offering.
    private static let places: [(String, CommandReader)] = [
        command(DescribePlacesV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
        command(SetAdmissionTermsV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
        command(RequestPlaceV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
        command(ReleasePlaceV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
        command(ConfirmPlaceV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
        command(RecordPlaceV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
        command(GrantPlaceV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
        command(DrawLotV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
        command(ClosePlacesWindowV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
        command(CancelPlacesV1.self, \.offeringId, "offeringId") { .places(.init($0)) },
    ]

    private static let placements: [(String, CommandReader)] = [
        command(
            RecordPlacementV1.self, \.placementId, "placementId",
            .record(object: Object.placement, by: RecordPlacementV1.defaultOwner)
        ) { .placement(.init($0)) },
        command(
            RequestPlacementV1.self, \.placementId, "placementId", .ask(object: Object.placement)
        ) { .placement(.init($0)) },
        command(SettlePlacementV1.self, \.placementId, "placementId") { .placement(.init($0)) },
        command(NotePlacementMoveV1.self, \.placementId, "placementId") { .placement(.init($0)) },
        command(
            ConfirmPlacementV1.self, \.placementId, "placementId", .ask(object: Object.placement)
        ) { .placement(.init($0)) },
        command(
            WithdrawPlacementV1.self, \.placementId, "placementId", .ask(object: Object.placement)
        ) { .placement(.init($0)) },
        command(
            EndPlacementV1.self, \.placementId, "placementId", .ask(object: Object.placement)
        ) { .placement(.init($0)) },
    ]

    private static let enrolments: [(String, CommandReader)] = [
        command(
            RecordEnrolmentV1.self, \.enrolmentId, "enrolmentId",
            .record(object: Object.enrolment, by: RecordEnrolmentV1.defaultOwner)
        ) { .enrolment(.init($0)) },
        command(
            OpenEnrolmentV1.self, \.enrolmentId, "enrolmentId", .ask(object: Object.enrolment)
        ) { .enrolment(.init($0)) },
        command(
            AdvanceEnrolmentV1.self, \.enrolmentId, "enrolmentId", .ask(object: Object.enrolment)
        ) { .enrolment(.init($0)) },
        command(
            AssignPlacementV1.self, \.enrolmentId, "enrolmentId", .ask(object: Object.enrolment)
        ) { .enrolment(.init($0)) },
        command(
            ConfirmEnrolmentV1.self, \.enrolmentId, "enrolmentId", .ask(object: Object.enrolment)
        ) { .enrolment(.init($0)) },
        command(
            EndEnrolmentV1.self, \.enrolmentId, "enrolmentId", .ask(object: Object.enrolment)
        ) { .enrolment(.init($0)) },
        command(
            WithdrawEnrolmentV1.self, \.enrolmentId, "enrolmentId", .ask(object: Object.enrolment)
        ) { .enrolment(.init($0)) },
        command(
            RejectEnrolmentV1.self, \.enrolmentId, "enrolmentId", .ask(object: Object.enrolment)
        ) { .enrolment(.init($0)) },
        command(
            ReopenEnrolmentV1.self, \.enrolmentId, "enrolmentId", .ask(object: Object.enrolment)
        ) { .enrolment(.init($0)) },
    ]

    private static let workPlacements: [(String, CommandReader)] = [
        command(
            RecordWorkPlacementV1.self, \.workPlacementId, "workPlacementId",
            .record(object: Object.workPlacement, by: RecordWorkPlacementV1.defaultOwner)
        ) { .workPlacement(.init($0)) },
        command(
            ProposeWorkPlacementV1.self, \.workPlacementId, "workPlacementId", .ask(object: Object.workPlacement)
        ) { .workPlacement(.init($0)) },
        command(
            AdvanceWorkPlacementV1.self, \.workPlacementId, "workPlacementId", .ask(object: Object.workPlacement)
        ) { .workPlacement(.init($0)) },
        command(
            SignWorkPlacementV1.self, \.workPlacementId, "workPlacementId", .ask(object: Object.workPlacement)
        ) { .workPlacement(.init($0)) },
        command(EndWorkPlacementV1.self, \.workPlacementId, "workPlacementId") { .workPlacement(.init($0)) },
        command(
            BreakOffWorkPlacementV1.self, \.workPlacementId, "workPlacementId", .ask(object: Object.workPlacement)
        ) { .workPlacement(.init($0)) },
        command(
            WithdrawWorkPlacementV1.self, \.workPlacementId, "workPlacementId", .ask(object: Object.workPlacement)
        ) { .workPlacement(.init($0)) },
        command(
            RejectWorkPlacementV1.self, \.workPlacementId, "workPlacementId", .ask(object: Object.workPlacement)
        ) { .workPlacement(.init($0)) },
        command(
            ReopenWorkPlacementV1.self, \.workPlacementId, "workPlacementId", .ask(object: Object.workPlacement)
        ) { .workPlacement(.init($0)) },
    ]

    /// The data name the object that the command is about, which is also its key.
    private static func command<Contract: ContractMessage>(
        _ type: Contract.Type, _ id: any KeyPath<Contract, UUIDValue> & Sendable, _ member: String,
        _ act: Ownership.Act = .own, _ ask: @escaping @Sendable (Contract) -> Ask
    ) -> (String, CommandReader) {
        (
            Contract.identity.type,
            { message throws(MessageFault) in
                let contract = try ContractText.read(type, message)
                guard contract[keyPath: id].description == message.subject else {
                    throw MessageFault("the data are about another object than the subject", pointer: "/\(member)")
                }
                guard message.recordKey == message.subject else {
                    throw MessageFault("an object of registration is keyed by itself and has no other partitionkey")
                }
                return Command(ask: ask(contract), act: act, source: message.source)
            }
        )
    }
}
