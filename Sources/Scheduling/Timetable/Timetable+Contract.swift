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
        let content = Timetable.Content(
            activities: contract.activities, added: contract.added, moved: contract.moved, removed: contract.removed)
        self = .published(Timetable.Publication(version: contract.version, on: contract.publishedOn, content))
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
                activities: publication.content.activities, added: publication.content.added,
                moved: publication.content.moved, removed: publication.content.removed)
        case .superseded(let version): TimetableSupersededV1(timetableId: id, version: version)
        case .withdrawn(let version, let reason):
            TimetableWithdrawnV1(timetableId: id, version: version, reason: reason)
        }
    }
}
