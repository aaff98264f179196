package import EventSourcing

/// From when to when something is taken, and in which weeks that lies.
package struct Span: Sendable, Hashable {
    package let from: Timestamp
    /// The first moment at which it is free again.
    package let to: Timestamp
    /// Weeks from Monday to Sunday as the calendar in the Netherlands shows them.
    package let weeks: ClosedRange<Int>

    package init(_ start: LocalDateTime, _ from: Timestamp, _ end: LocalDateTime, _ to: Timestamp) {
        self.from = from
        self.to = to
        let first = start.date.weekNumber
        weeks = first...max(first, end.date.weekNumber)
    }

    package var minutes: Int { Int((to.seconds - from.seconds) / 60) }

    package func overlaps(_ other: Span) -> Bool { from < other.to && other.from < to }
}

/// A span that an activity takes.
package struct Slot: Sendable, Hashable {
    package let span: Span
    package let activity: UUIDValue
    /// Where it takes place; nil when that is no location of the institution.
    package let location: UUIDValue?

    package init(_ span: Span, _ activity: UUIDValue, at location: UUIDValue? = nil) {
        self.span = span
        self.activity = activity
        self.location = location
    }
}

/// When a room, a member of staff or a group is taken, by week and in order of time, so that looking costs a few steps
/// however much is planned. Slots of one resource never overlap.
package struct Occupancy: Sendable, Hashable {
    private var weeks: [Int: [Slot]] = [:]

    package init() {}

    /// The first slot that overlaps a span, other than that of `activity`.
    ///
    /// - Parameter steps: grows by the slots that were looked at.
    package func first(overlapping span: Span, except activity: UUIDValue? = nil, steps: inout Int) -> Slot? {
        for week in span.weeks {
            guard let slots = weeks[week] else { continue }
            var place = Occupancy.place(of: span.from, in: slots, &steps)
            while place < slots.count, slots[place].span.from < span.to {
                steps += 1
                if slots[place].activity != activity { return slots[place] }
                place += 1
            }
        }
        return nil
    }

    /// The slots just before and just after a span in its weeks, other than that of `activity`.
    package func neighbours(of span: Span, except activity: UUIDValue, steps: inout Int) -> [Slot] {
        var found: [Slot] = []
        if let slots = weeks[span.weeks.lowerBound] {
            let place = Occupancy.place(of: span.from, in: slots, &steps)
            found += slots[..<place].last { $0.activity != activity }.map { [$0] } ?? []
        }
        if let slots = weeks[span.weeks.upperBound] {
            let place = Occupancy.place(of: span.to, in: slots, &steps)
            found += slots[place...].first { $0.activity != activity && $0.span.from >= span.to }.map { [$0] } ?? []
        }
        return found
    }

    /// The minutes that are taken in a week, without those of `activity`.
    package func minutes(inWeek week: Int, except activity: UUIDValue) -> Int {
        weeks[week, default: []].reduce(0) { sum, slot in
            slot.activity == activity || slot.span.weeks.lowerBound != week ? sum : sum + slot.span.minutes
        }
    }

    /// The slots that end after a moment, in the order of time.
    ///
    /// - Parameter week: the week of the moment.
    package func slots(endingAfter moment: Timestamp, fromWeek week: Int) -> [Slot] {
        weeks.keys.filter { $0 >= week }.sorted().flatMap { number in
            // A slot that goes on from the week before is told there, unless that lies before the first one.
            weeks[number, default: []].filter {
                $0.span.to > moment && ($0.span.weeks.lowerBound == number || number == week)
            }
        }
    }

    package func first(endingAfter moment: Timestamp, fromWeek week: Int) -> Slot? {
        slots(endingAfter: moment, fromWeek: week).first
    }

    /// The first pair of slots of two resources that overlap, from a moment on; an activity does not overlap itself.
    package func firstOverlap(with other: Occupancy, after moment: Timestamp, week: Int) -> (Slot, Slot)? {
        for number in weeks.keys.sorted() where number >= week {
            guard let theirs = other.weeks[number], let ours = weeks[number] else { continue }
            var (left, right) = (0, 0)
            while left < ours.count, right < theirs.count {
                let (our, their) = (ours[left], theirs[right])
                let isBoth = our.activity == their.activity
                if !isBoth, our.span.overlaps(their.span), max(our.span.to, their.span.to) > moment {
                    return (our, their)
                }
                if our.span.to < their.span.to { left += 1 } else { right += 1 }
            }
        }
        return nil
    }

    package mutating func insert(_ slot: Slot) {
        var steps = 0
        for week in slot.span.weeks {
            let place = Occupancy.place(of: slot.span.from, in: weeks[week, default: []], &steps)
            weeks[week, default: []].insert(slot, at: place)
        }
    }

    package mutating func remove(_ activity: UUIDValue, _ span: Span) {
        for week in span.weeks {
            weeks[week]?.removeAll { $0.activity == activity }
            if weeks[week]?.isEmpty ?? false { weeks[week] = nil }
        }
    }

    /// The place of the first slot that ends after a moment.
    private static func place(of moment: Timestamp, in slots: [Slot], _ steps: inout Int) -> Int {
        var (low, high) = (0, slots.count)
        while low < high {
            steps += 1
            let middle = (low + high) / 2
            if slots[middle].span.to <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
