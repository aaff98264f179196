import EventSourcing
import Scheduling
import Support
import Testing

@Suite struct OccupancyTests {
    private func span(_ minute: Int, _ length: Int) -> Span {
        let (start, end) = (LocalDateTime(minutes: minute), LocalDateTime(minutes: minute + length))
        return Span(start, start.momentInTheNetherlands, end, end.momentInTheNetherlands)
    }

    /// 7 September 2026, 00:00.
    private let monday = LocalDateTime("2026-09-07", .midnight).minutes

    @Test func itFindsWhatAPlainSearchFinds() {
        var generator = SeededGenerator(seed: 7)
        var occupancy = Occupancy()
        var held: [UUIDValue: Span] = [:]
        var steps = 0
        for number in 0..<2000 as Range<UInt64> {
            // Two weeks, Sunday nights included.
            let wanted = span(
                monday + Int.random(in: 0..<14 * 1440, using: &generator), Int.random(in: 1..<600, using: &generator))
            let found = occupancy.first(overlapping: wanted, steps: &steps)
            #expect((found != nil) == held.values.contains { $0.overlaps(wanted) })
            if let found {
                #expect(held[found.activity]?.overlaps(wanted) == true)
                guard Bool.random(using: &generator) else { continue }
                occupancy.remove(found.activity, found.span)
                held[found.activity] = nil
            } else {
                let id = SampleSchool.activity(number)
                occupancy.insert(Slot(wanted, id))
                held[id] = wanted
                #expect(occupancy.first(overlapping: wanted, except: id, steps: &steps) == nil)
            }
        }
        #expect(occupancy.slots(endingAfter: span(monday, 1).from, fromWeek: 0).count == held.count)
        #expect(held.count > 20)
    }

    @Test func lookingCostsTheSameInAFullYearAsInAFirstWeek() {
        var school = SampleSchool()
        let rooms = (1...60 as ClosedRange<UInt64>).map { UUIDValue(high: 30, low: $0) }
        let staff = (1...150 as ClosedRange<UInt64>).map { UUIDValue(high: 40, low: $0) }
        let groups = (1...50 as ClosedRange<UInt64>).map { UUIDValue(high: 50, low: $0) }
        for room in rooms { school.add(room, seats: 30, at: SampleSchool.location) }
        for member in staff { school.add(member) { _ in } }
        for (place, group) in groups.enumerated() {
            // 1,250 learners; each group shares some with the next.
            let first = UInt64(100 + place * 25)
            school.add(group, learners: first...first + 26)
        }
        var costs: [Int] = []
        for number in 0..<5000 {
            // 250 a week: 50 groups, five days, in a lesson of their own at each day.
            let (week, rest) = (number / 250, number % 250)
            let (day, group) = (rest / 50, rest % 50)
            let start = LocalDateTime("2026-08-31", "08:30").minutes + (week * 7 + day) * 1440 + group % 8 * 60
            let plan = Plan(
                LocalDateTime(minutes: start), LocalDateTime(minutes: start + 50), rooms: [rooms[group]],
                staff: [staff[group * 3]])
            school.propose(UInt64(number)) { proposal in
                proposal.groups = [groups[group]]
                proposal.timing = .free
            }
            var steps = 0
            let found = school.board.findings(for: plan, of: SampleSchool.activity(UInt64(number)), steps: &steps)
            let clashes = found.bottlenecks.filter { $0.conflict != nil }
            #expect(clashes.isEmpty, "activity \(number)")
            school.plan(UInt64(number), plan)
            costs.append(steps)
        }
        let first = costs[200..<250].max() ?? 0
        let last = costs[4950...].max() ?? 0
        #expect(last <= first, "\(last) slots are looked at, \(first) in the first week")
        #expect(last < 60)
    }
}
