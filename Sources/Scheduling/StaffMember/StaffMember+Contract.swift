package import EventSourcing
package import HubContracts

private protocol AvailabilityContract {
    associatedtype Day: RawRepresentable<String>
    var weekday: Day { get }
    var from: String { get }
    var to: String { get }
    init(weekday: Day, from: String, to: String)
}

/// What both contracts that describe a member of staff have in common.
private protocol StaffMemberContract {
    associatedtype Window: AvailabilityContract
    var skills: [String]? { get }
    var contractMinutesPerWeek: Int64? { get }
    var availability: [Window]? { get }
    var unavailable: [PeriodV1]? { get }
    var locationIds: [UUIDValue]? { get }
}

extension DescribeStaffMemberV1: StaffMemberContract {}
extension StaffMemberDescribedV1: StaffMemberContract {}
extension DescribeStaffMemberV1.Availability: AvailabilityContract {}
extension StaffMemberDescribedV1.Availability: AvailabilityContract {}

extension StaffMemberDescription {
    fileprivate init(_ contract: some StaffMemberContract) throws(ContractFault) {
        self.init()
        skills = contract.skills
        contractMinutesPerWeek = contract.contractMinutesPerWeek
        if let windows = contract.availability {
            var availability: [WeeklyWindow] = []
            for (place, window) in windows.enumerated() {
                availability.append(
                    try WeeklyWindow(window.weekday, window.from, window.to, at: "/availability/\(place)"))
            }
            self.availability = availability
        }
        unavailable = contract.unavailable.map { $0.map { DayPeriod($0) } }
        locations = contract.locationIds
    }
}

extension Resource<StaffMemberDescription>.Request {
    package init(_ contract: DescribeStaffMemberV1) throws(ContractFault) {
        self = .describe(try StaffMemberDescription(contract))
    }
}

extension Resource<StaffMemberDescription>.Event {
    package init(_ contract: StaffMemberDescribedV1) throws(ContractFault) {
        self = .described(try StaffMemberDescription(contract))
    }

    package init(_ contract: StaffMemberReleasedV1) { self = .ended(lastDay: contract.lastDay) }

    /// - Parameter id: the member of staff.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .described(let member):
            StaffMemberDescribedV1(
                staffMemberId: id, skills: member.skills, contractMinutesPerWeek: member.contractMinutesPerWeek,
                availability: member.availability.map { $0.compactMap(StaffMemberDescribedV1.Availability.init) },
                unavailable: member.unavailable.map { $0.map(\.contract) }, locationIds: member.locations)
        case .ended(let lastDay): StaffMemberReleasedV1(staffMemberId: id, lastDay: lastDay)
        }
    }
}

extension StaffMemberDescribedV1.Availability {
    fileprivate init?(_ window: WeeklyWindow) {
        guard let weekday = Weekday(rawValue: window.weekday.rawValue) else { return nil }
        self.init(weekday: weekday, from: window.from.description, to: window.to.description)
    }
}
