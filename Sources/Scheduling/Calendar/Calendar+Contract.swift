package import EventSourcing
package import HubContracts

private protocol ClosureContract {
    associatedtype Kind: RawRepresentable<String>
    var name: String { get }
    var firstDay: CalendarDate { get }
    var lastDay: CalendarDate { get }
    var kind: Kind? { get }
}

private protocol OpeningContract {
    associatedtype Day: RawRepresentable<String>
    var weekday: Day { get }
    var from: String { get }
    var to: String { get }
}

private protocol LessonPeriodContract {
    var number: Int64 { get }
    var from: String { get }
    var to: String { get }
}

/// What both contracts that describe a calendar have in common.
private protocol CalendarContract {
    associatedtype Region: RawRepresentable<String>
    associatedtype ClosureType: ClosureContract
    associatedtype OpeningType: OpeningContract
    associatedtype LessonPeriodType: LessonPeriodContract
    var names: [LocalisedTextV1] { get }
    var region: Region { get }
    var period: PeriodV1 { get }
    var locationIds: [UUIDValue]? { get }
    var closures: [ClosureType]? { get }
    var openings: [OpeningType]? { get }
    var lessonPeriods: [LessonPeriodType]? { get }
    var travelMinutes: Int64? { get }
}

extension DescribeCalendarV1: CalendarContract {}
extension CalendarDescribedV1: CalendarContract {}
extension DescribeCalendarV1.Closure: ClosureContract {}
extension CalendarDescribedV1.Closure: ClosureContract {}
extension DescribeCalendarV1.Opening: OpeningContract {}
extension CalendarDescribedV1.Opening: OpeningContract {}
extension DescribeCalendarV1.LessonPeriod: LessonPeriodContract {}
extension CalendarDescribedV1.LessonPeriod: LessonPeriodContract {}

extension CalendarDescription {
    fileprivate init(_ contract: some CalendarContract) throws(ContractFault) {
        self.init(
            names: contract.names.map { LocalisedText($0) }, region: contract.region.rawValue,
            period: DayPeriod(contract.period))
        locations = contract.locationIds
        closures = contract.closures.map {
            $0.map { Closure($0.name, from: $0.firstDay, to: $0.lastDay, kind: $0.kind?.rawValue) }
        }
        if let windows = contract.openings {
            var openings: [WeeklyWindow] = []
            for (place, window) in windows.enumerated() {
                openings.append(try WeeklyWindow(window.weekday, window.from, window.to, at: "/openings/\(place)"))
            }
            self.openings = openings
        }
        if let rows = contract.lessonPeriods {
            var lessonPeriods: [LessonPeriod] = []
            for (place, row) in rows.enumerated() {
                lessonPeriods.append(
                    LessonPeriod(
                        row.number, from: try TimeOfDay(row.from, at: "/lessonPeriods/\(place)/from"),
                        to: try TimeOfDay(row.to, at: "/lessonPeriods/\(place)/to")))
            }
            self.lessonPeriods = lessonPeriods
        }
        travelMinutes = contract.travelMinutes
    }
}

extension Resource<CalendarDescription>.Request {
    package init(_ contract: DescribeCalendarV1) throws(ContractFault) {
        self = .describe(try CalendarDescription(contract))
    }
}

extension Resource<CalendarDescription>.Event {
    package init(_ contract: CalendarDescribedV1) throws(ContractFault) {
        self = .described(try CalendarDescription(contract))
    }

    /// - Parameter id: the calendar.
    /// - Precondition: it is a description; no command ends a calendar.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        guard case .described(let calendar) = self else { preconditionFailure("a calendar ends with its period") }
        return CalendarDescribedV1(
            calendarId: id, names: calendar.names.map(\.contract), region: .init(rawValue: calendar.region),
            period: calendar.period.contract, locationIds: calendar.locations,
            closures: calendar.closures.map { $0.compactMap(CalendarDescribedV1.Closure.init) },
            openings: calendar.openings.map { $0.compactMap(CalendarDescribedV1.Opening.init) },
            lessonPeriods: calendar.lessonPeriods.map {
                $0.map { .init(number: $0.number, from: $0.from.description, to: $0.to.description) }
            },
            travelMinutes: calendar.travelMinutes)
    }
}

extension CalendarDescribedV1.Closure {
    fileprivate init?(_ closure: CalendarDescription.Closure) {
        guard let lastDay = closure.days.lastDay else { return nil }
        self.init(
            name: closure.name, firstDay: closure.days.firstDay, lastDay: lastDay,
            kind: closure.kind.map { Kind(rawValue: $0) })
    }
}

extension CalendarDescribedV1.Opening {
    fileprivate init?(_ window: WeeklyWindow) {
        guard let weekday = Weekday(rawValue: window.weekday.rawValue) else { return nil }
        self.init(weekday: weekday, from: window.from.description, to: window.to.description)
    }
}
