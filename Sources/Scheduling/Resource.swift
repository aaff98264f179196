package import EventSourcing

/// What can be described anew as often as it changes.
package protocol Describable: Sendable, Hashable {
    /// What is wrong with it in itself.
    var fault: DescriptionFault? { get }
}

/// Something that activities need, described from outside until it is not planned any more: a room, a member of staff, a
/// calendar.
///
/// A description is a fact and replaces the former one whole. An end waits until nothing is planned after it.
package enum Resource<Description: Describable>: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case inUse(Description)
        case ending(Description, lastDay: CalendarDate)
    }

    package enum Command: Sendable, Hashable {
        case describe(Description)
        /// - Parameter hindrance: what is planned after that day.
        case end(lastDay: CalendarDate, hindrance: Bottleneck?)
    }

    package enum Event: Sendable, Hashable {
        case described(Description)
        case ended(lastDay: CalendarDate)
    }

    package enum Rejection: Error, Hashable {
        case notDescribed
        case invalid(DescriptionFault)
        case ended(lastDay: CalendarDate)
        case planned(Bottleneck)
    }

    package static var initial: State { .absent }

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.describe(let description), .inUse(let held)) where description == held: return []
        case (.describe(let description), .ending(let held, _)) where description == held: return []
        case (.describe(let description), .absent), (.describe(let description), .inUse):
            if let fault = description.fault { throw .invalid(fault) }
            return [.described(description)]
        case (.describe, .ending(_, let lastDay)): throw .ended(lastDay: lastDay)
        case (.end(let lastDay, _), .ending(_, let held)) where lastDay == held: return []
        case (.end(let lastDay, let hindrance), .inUse), (.end(let lastDay, let hindrance), .ending):
            if let hindrance { throw .planned(hindrance) }
            return [.ended(lastDay: lastDay)]
        case (.end, .absent): throw .notDescribed
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.described(let description), _): state = .inUse(description)
        case (.ended(let lastDay), .inUse(let description)), (.ended(let lastDay), .ending(let description, _)):
            state = .ending(description, lastDay: lastDay)
        case (.ended, .absent): break
        }
    }
}
