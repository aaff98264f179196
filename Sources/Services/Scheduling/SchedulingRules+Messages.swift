package import EventSourcing
import HubContracts
import Scheduling
package import ServiceRuntime

extension SchedulingRules {
    /// The key of a command's records: all of an institution's scheduling lies in one partition.
    package static let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String? = {
        contract, institution in
        contract.service == "scheduling" ? institution : nil
    }

    package func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        guard let read = SchedulingRules.commands[message.type] else {
            throw MessageFault("\(message.type) is no command that scheduling decides")
        }
        return try read(message)
    }

    package func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        guard let read = SchedulingRules.events[message.type] else {
            throw MessageFault("\(message.type) is no event of scheduling")
        }
        return try read(message)
    }

    package func text(
        of event: Event, for aggregate: AggregateKey
    ) throws(MessageFault) -> (contract: ContractIdentity, data: [UInt8]) {
        guard let id = UUIDValue(aggregate.subject) else { throw MessageFault("the subject is no UUID") }
        return switch event {
        case .room(let event): try ContractText.write(event.contract(id))
        case .staffMember(let event): try ContractText.write(event.contract(id))
        case .calendar(let event): try ContractText.write(event.contract(id))
        case .group(let event): try ContractText.write(event.contract(id))
        case .offering(let event): try ContractText.write(event.contract(id))
        case .activity(let event): try ContractText.write(event.contract(id))
        case .timetable(let event): try ContractText.write(event.contract(id))
        }
    }

    // MARK: Commands

    private typealias CommandReader = @Sendable (CloudEvent) throws(MessageFault) -> Command
    private typealias EventReader = @Sendable (CloudEvent) throws(MessageFault) -> Event

    /// How each command is read, by its type.
    private static let commands: [String: CommandReader] = Dictionary(
        uniqueKeysWithValues: [
            command(DescribeRoomV1.self, \.roomId) { (contract) in .room(.init(contract)) },
            command(RetireRoomV1.self, \.roomId) { (contract) in .room(.init(contract)) },
            command(DescribeStaffMemberV1.self, \.staffMemberId) { (contract) throws(ContractFault) in
                .staffMember(try .init(contract))
            },
            command(ReleaseStaffMemberV1.self, \.staffMemberId) { (contract) in .staffMember(.init(contract)) },
            command(DescribeCalendarV1.self, \.calendarId) { (contract) throws(ContractFault) in
                .calendar(try .init(contract))
            },
            command(DescribeGroupV1.self, \.groupId) { (contract) in .group(.init(contract)) },
            command(ChangeGroupMembersV1.self, \.groupId) { (contract) in .group(.init(contract)) },
            command(DissolveGroupV1.self, \.groupId) { (contract) in .group(.init(contract)) },
            command(TakeOfferingIntoPlanningV1.self, \.offeringId) { (contract) in .offering(.init(contract)) },
            command(DropOfferingFromPlanningV1.self, \.offeringId) { (contract) in .offering(.init(contract)) },
            command(AddDemandV1.self, \.offeringId) { (contract) in .offering(.init(contract)) },
            command(WithdrawDemandV1.self, \.offeringId) { (contract) in .offering(.init(contract)) },
            command(ProposeLearningActivityV1.self, \.learningActivityId) { (contract) throws(ContractFault) in
                .activity(try .init(contract))
            },
            command(PlanLearningActivityV1.self, \.learningActivityId) { (contract) throws(ContractFault) in
                .activity(try .init(contract))
            },
            command(MoveLearningActivityV1.self, \.learningActivityId) { (contract) throws(ContractFault) in
                .activity(try .init(contract))
            },
            command(CancelLearningActivityV1.self, \.learningActivityId) { (contract) in .activity(.init(contract)) },
            command(NoteDemandShortfallV1.self, \.learningActivityId) { (contract) in .activity(.init(contract)) },
            command(RecordAttendanceV1.self, \.learningActivityId) { (contract) in .activity(.init(contract)) },
            command(OpenTimetableV1.self, \.timetableId) { (contract) in .timetable(.init(contract)) },
            command(PublishTimetableV1.self, \.timetableId) { (contract) in .timetable(.init(contract)) },
            command(WithdrawTimetableV1.self, \.timetableId) { (contract) in .timetable(.init(contract)) },
        ])

    private static func command<Contract: ContractMessage>(
        _ type: Contract.Type, _ id: any KeyPath<Contract, UUIDValue> & Sendable,
        _ command: @escaping @Sendable (Contract) throws(ContractFault) -> Command
    ) -> (String, CommandReader) {
        (
            Contract.identity.type,
            { message throws(MessageFault) in
                guard let institution = message[.institution], message[.partitionkey] == institution else {
                    throw MessageFault("the partitionkey of a command to scheduling is its institution")
                }
                let contract = try ContractText.read(type, message)
                guard contract[keyPath: id].description == message.subject else {
                    throw MessageFault("the data are about another object than the subject", pointer: "")
                }
                return try made(contract, command)
            }
        )
    }

    private static func made<Contract, Value>(
        _ contract: Contract, _ make: (Contract) throws(ContractFault) -> Value
    ) throws(MessageFault) -> Value {
        do throws(ContractFault) {
            return try make(contract)
        } catch {
            throw MessageFault(error.message, pointer: error.pointer)
        }
    }

    // MARK: Events

    /// How each event is read, by its type.
    private static let events: [String: EventReader] = Dictionary(
        uniqueKeysWithValues: [
            event(RoomDescribedV1.self) { (contract) in .room(.init(contract)) },
            event(RoomRetiredV1.self) { (contract) in .room(.init(contract)) },
            event(StaffMemberDescribedV1.self) { (contract) throws(ContractFault) in
                .staffMember(try .init(contract))
            },
            event(StaffMemberReleasedV1.self) { (contract) in .staffMember(.init(contract)) },
            event(CalendarDescribedV1.self) { (contract) throws(ContractFault) in .calendar(try .init(contract)) },
            event(GroupDescribedV1.self) { (contract) in .group(.init(contract)) },
            event(GroupMembersChangedV1.self) { (contract) in .group(.init(contract)) },
            event(GroupDissolvedV1.self) { (contract) in .group(.init(contract)) },
            event(OfferingTakenIntoPlanningV1.self) { (contract) in .offering(.init(contract)) },
            event(OfferingDroppedFromPlanningV1.self) { (contract) in .offering(.init(contract)) },
            event(OfferingDropReachedActivitiesV1.self) { (contract) in .offering(.init(contract)) },
            event(DemandAddedV1.self) { (contract) in .offering(.init(contract)) },
            event(DemandWithdrawnV1.self) { (contract) in .offering(.init(contract)) },
            event(DemandWithdrawalReachedGroupsV1.self) { (contract) in .offering(.init(contract)) },
            event(DemandShortfallReachedActivitiesV1.self) { (contract) in .offering(.init(contract)) },
            event(LearningActivityProposedV1.self) { (contract) throws(ContractFault) in
                .activity(try .init(contract))
            },
            event(LearningActivityPlannedV1.self) { (contract) throws(ContractFault) in
                .activity(try .init(contract))
            },
            event(LearningActivityMovedV1.self) { (contract) throws(ContractFault) in
                .activity(try .init(contract))
            },
            event(LearningActivityCancelledV1.self) { (contract) in .activity(.init(contract)) },
            event(DemandShortfallNotedV1.self) { (contract) in .activity(.init(contract)) },
            event(AttendanceRecordedV1.self) { (contract) in .activity(.init(contract)) },
            event(TimetableOpenedV1.self) { (contract) in .timetable(.init(contract)) },
            event(TimetablePublishedV1.self) { (contract) in .timetable(.init(contract)) },
            event(TimetableChangesListedV1.self) { (contract) in .timetable(.init(contract)) },
            event(TimetableSupersededV1.self) { (contract) in .timetable(.init(contract)) },
            event(TimetableWithdrawnV1.self) { (contract) in .timetable(.init(contract)) },
        ])

    private static func event<Contract: ContractMessage>(
        _ type: Contract.Type, _ event: @escaping @Sendable (Contract) throws(ContractFault) -> Event
    ) -> (String, EventReader) {
        (
            Contract.identity.type,
            { message throws(MessageFault) in try made(try ContractText.read(type, message), event) }
        )
    }
}
