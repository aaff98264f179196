package import EventSourcing

/// A group of learners (klas, groep) that takes part in activities together.
package enum Group: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case active(Description, members: Set<UUIDValue>)
        case dissolved(Description, members: Set<UUIDValue>, lastDay: CalendarDate)
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.describe(let description), .active(let held, _)) where description == held: return []
        case (.describe(let description), .dissolved(let held, _, _)) where description == held: return []
        case (.describe(let description), .absent):
            if let fault = description.names.fault { throw .invalid(fault) }
            return [.described(description)]
        case (.describe(let description), .active(_, let members)):
            if let fault = description.names.fault { throw .invalid(fault) }
            if let maximum = description.maximumMembers, maximum < members.count {
                throw .maximumBelowMembers(members.count)
            }
            return [.described(description)]

        case (.changeMembers(let change, let findings), .active(let description, let members)):
            let effect = change.effect(on: members)
            guard !effect.isEmpty else { return [] }
            let count = members.count + effect.added.count - effect.removed.count
            if let maximum = description.maximumMembers, !effect.added.isEmpty, count > maximum {
                throw .full(maximum: maximum)
            }
            if !findings.isEmpty { throw .bottlenecks(findings) }
            return [.membersChanged(effect)]
        case (.changeMembers(let change, _), .dissolved(_, let members, let lastDay)):
            let effect = change.effect(on: members)
            // Whoever left the school leaves a group that is over as well.
            guard effect.added.isEmpty else { throw .dissolved(lastDay: lastDay) }
            return effect.isEmpty ? [] : [.membersChanged(effect)]

        case (.dissolve(let lastDay, let hindrance), .active):
            if let hindrance { throw .bottlenecks([hindrance]) }
            return [.dissolved(lastDay: lastDay)]
        case (.dissolve(let lastDay, _), .dissolved(_, _, let held)) where lastDay == held: return []
        case (.dissolve(let lastDay, let hindrance), .dissolved):
            if let hindrance { throw .bottlenecks([hindrance]) }
            return [.dissolved(lastDay: lastDay)]

        case (.describe, .dissolved(_, _, let lastDay)): throw .dissolved(lastDay: lastDay)
        case (.changeMembers, .absent), (.dissolve, .absent): throw .notDescribed
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.described(let description), .absent): state = .active(description, members: [])
        case (.described(let description), .active(_, let members)),
            (.described(let description), .dissolved(_, let members, _)):
            state = .active(description, members: members)
        case (.membersChanged(let change), .active(let description, let members)):
            state = .active(description, members: members.subtracting(change.removed).union(change.added))
        case (.membersChanged(let change), .dissolved(let description, let members, let lastDay)):
            state = .dissolved(
                description, members: members.subtracting(change.removed).union(change.added), lastDay: lastDay)
        case (.dissolved(let lastDay), .active(let description, let members)),
            (.dissolved(let lastDay), .dissolved(let description, let members, _)):
            state = .dissolved(description, members: members, lastDay: lastDay)
        case (.membersChanged, .absent), (.dissolved, .absent): break
        }
    }
}
