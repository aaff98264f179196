package import EventSourcing
package import HubContracts

extension Timetable.Request {
    package init(_ contract: OpenTimetableV1) {
        self = .open(
            Timetable.Opening(
                of: contract.calendarId, names: contract.names.map { LocalisedText($0) },
                period: DayPeriod(contract.period)))
    }

    package init(_ contract: PublishTimetableV1) { self = .publish(on: contract.publishedOn) }
    package init(_ contract: WithdrawTimetableV1) { self = .withdraw(reason: contract.reason) }
}

extension Timetable.Event {
    package init(_ contract: TimetableOpenedV1) {
        self = .opened(
            Timetable.Opening(
                of: contract.calendarId, names: contract.names.map { LocalisedText($0) },
                period: DayPeriod(contract.period)))
    }

    package init(_ contract: TimetablePublishedV1) {
        self = .published(
            Timetable.Publication(
                version: contract.version, on: contract.publishedOn, activities: contract.activities,
                added: contract.added, moved: contract.moved, removed: contract.removed))
    }

    package init(_ contract: TimetableChangesListedV1) {
        self = .changesListed(
            version: contract.version,
            TimetableDifference(
                added: contract.added ?? [], moved: contract.moved ?? [], removed: contract.removed ?? []))
    }

    package init(_ contract: TimetableSupersededV1) { self = .superseded(version: contract.version) }

    package init(_ contract: TimetableWithdrawnV1) {
        self = .withdrawn(version: contract.version, reason: contract.reason)
    }

    /// - Parameter id: the timetable.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .opened(let opening):
            TimetableOpenedV1(
                timetableId: id, calendarId: opening.calendar, names: opening.names.map(\.contract),
                period: opening.period.contract)
        case .published(let publication):
            TimetablePublishedV1(
                timetableId: id, version: publication.version, publishedOn: publication.day,
                activities: publication.activities, added: publication.added, moved: publication.moved,
                removed: publication.removed)
        case .changesListed(let version, let difference):
            TimetableChangesListedV1(
                timetableId: id, version: version, added: difference.added.isEmpty ? nil : difference.added,
                moved: difference.moved.isEmpty ? nil : difference.moved,
                removed: difference.removed.isEmpty ? nil : difference.removed)
        case .superseded(let version): TimetableSupersededV1(timetableId: id, version: version)
        case .withdrawn(let version, let reason):
            TimetableWithdrawnV1(timetableId: id, version: version, reason: reason)
        }
    }
}
