package import EventSourcing

/// A qualification (kwalificatie) as the register describes it: what a student is trained for, under a crebo code.
///
/// The register owns it. What it says is recorded as it is; where it breaks a rule of ours, a deviation is noted beside
/// it for a colleague to look at. The education products that rest on it are listed here, so that it can say which ones
/// its expiry reaches.
package enum Qualification: Decider {
    package struct State: Sendable, Equatable {
        package var standing = Standing.absent
        /// The products that rest on it, also before it is recorded.
        package var products: Set<UUIDValue> = []
    }

    package enum Standing: Sendable, Equatable {
        case absent
        case recorded(Description)
        /// No student can begin on it after the last day.
        case expired(Description, lastDay: CalendarDate)
    }

    package static let initial = State()

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state.standing) {
        case (.record(let description), .absent):
            return record(description, [])
        case (.record(let description), .recorded(let held)):
            return description == held ? [] : record(description, changes(from: held, to: description))
        case (.record(let description), .expired(let held, _)):
            let changes = changes(from: held, to: description)
            return description == held ? [] : record(description, [.recordedAfterExpiry] + changes)
        case (.expire, .absent): throw .notRecorded
        case (.expire(let lastDay), .recorded(let held)):
            return expire(lastDay, held) + reach(state.products, lastDay)
        case (.expire(let lastDay), .expired(let held, let known)):
            return lastDay == known ? [] : expire(lastDay, held) + reach(state.products, lastDay)
        case (.list(let product), .absent), (.list(let product), .recorded):
            return state.products.contains(product) ? [] : [.listed(product: product)]
        case (.list(let product), .expired(_, let lastDay)):
            return state.products.contains(product) ? [] : [.listed(product: product)] + reach([product], lastDay)
        case (.takeOff(let product), .absent), (.takeOff(let product), .recorded), (.takeOff(let product), .expired):
            return state.products.contains(product) ? [.takenOff(product: product)] : []
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state.standing) {
        case (.recorded(let description), .absent), (.recorded(let description), .recorded):
            state.standing = .recorded(description)
        case (.recorded(let description), .expired(_, let lastDay)):
            state.standing = .expired(description, lastDay: lastDay)
        case (.expired(let lastDay), .recorded(let held)), (.expired(let lastDay), .expired(let held, _)):
            state.standing = .expired(held, lastDay: lastDay)
        case (.listed(let product), _): state.products.insert(product)
        case (.takenOff(let product), _): state.products.remove(product)
        case (.expired, .absent), (.deviationNoted, _), (.expiryReached, _): break
        }
    }

    /// In the order of their identifiers, so that the same decision always says the same.
    private static func reach(_ products: Set<UUIDValue>, _ lastDay: CalendarDate) -> [Event] {
        let sorted = products.sorted()
        return stride(from: 0, to: sorted.count, by: mostProductsOfEvent).map { first in
            let last = min(first + mostProductsOfEvent, sorted.count)
            return .expiryReached(products: Array(sorted[first..<last]), lastDay: lastDay)
        }
    }

    private static func record(_ description: Description, _ found: [Deviation]) -> [Event] {
        let deviations = found + (description.validity.isReversed ? [.validityReversed] : [])
        return [.recorded(description)] + (deviations.isEmpty ? [] : [.deviationNoted(deviations)])
    }

    private static func expire(_ lastDay: CalendarDate, _ held: Description) -> [Event] {
        [.expired(lastDay: lastDay)]
            + (lastDay < held.validity.firstDay ? [.deviationNoted([.expiryBeforeStart])] : [])
    }

    private static func changes(from held: Description, to description: Description) -> [Deviation] {
        var changes: [Deviation] = []
        if description.entry != held.entry { changes.append(.codeChanged) }
        if description.dossier != held.dossier { changes.append(.dossierChanged) }
        if description.level != held.level { changes.append(.levelChanged) }
        return changes
    }
}
