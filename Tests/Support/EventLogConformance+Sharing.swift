import EventLog
import Synchronization

extension EventLogConformance {
    static let sharing = [
        EventLogConformance("gives each partition of a group one owner at a time") { driver in
            let log = try await driver.found(layouts)
            let all = Set(0..<events.partitions)
            let works = Works()
            let first = works.begin(1, try await log.join("test", partitions: events.topic))
            var owned = await works.shares { $0[1] == all }
            try expect(owned[1] == all, "the only member has all")
            let second = works.begin(2, try await log.join("test", partitions: events.topic))
            // A driver may take more away than it hands to the other, and give it back.
            owned = await works.shares { owned in
                owned[1]?.isEmpty == false && owned[2]?.isEmpty == false
                    && owned.values.reduce([]) { $0.union($1) } == all
            }
            try expect(owned[1]?.isDisjoint(with: owned[2] ?? []) == true, "shared between the two: \(owned)")
            await first.leave()
            owned = await works.shares { $0[2] == all }
            try expect(owned[2] == all, "who stays has all")
            await second.leave()
            try expect(works.doubles.isEmpty, "owned by two at a time: \(works.doubles)")
            await log.close()
        }
    ]
}

/// Members of a group that work on what they are given and release what is taken away.
private final class Works: Sendable {
    /// One member, and what follows its assignments.
    struct Worker {
        let leave: @Sendable () async -> Void
    }

    private struct State {
        var owners: [Int: Int] = [:]
        var owned: [Int: Set<Int>] = [:]
        var doubles: Set<Int> = []
    }

    private let state = Mutex(State())
    private let changes: AsyncStream<[Int: Set<Int>]>
    private let change: AsyncStream<[Int: Set<Int>]>.Continuation

    init() {
        (changes, change) = AsyncStream.makeStream()
    }

    /// Partitions that were given to a member while another worked on them.
    var doubles: Set<Int> { state.withLock { $0.doubles } }

    func begin(_ number: Int, _ member: any GroupMember) -> Worker {
        let following = Task {
            for await assigned in member.assignments {
                for partition in take(assigned, by: number) { await member.release(partition) }
            }
        }
        return Worker {
            // Who leaves works on nothing any more.
            _ = self.take([], by: number)
            await member.leave()
            await following.value
        }
    }

    /// What each member has, once that is as it should be.
    func shares(_ isSettled: ([Int: Set<Int>]) -> Bool) async -> [Int: Set<Int>] {
        for await owned in changes where isSettled(owned) { return owned }
        return [:]
    }

    /// - Returns: what the member no longer works on.
    private func take(_ assigned: Set<Int>, by number: Int) -> Set<Int> {
        state.withLock { state in
            let lost = state.owned[number, default: []].subtracting(assigned)
            for partition in lost { state.owners[partition] = nil }
            for partition in assigned {
                if let owner = state.owners[partition], owner != number { state.doubles.insert(partition) }
                state.owners[partition] = number
            }
            state.owned[number] = assigned
            change.yield(state.owned)
            return lost
        }
    }
}
