import EventLog
import Synchronization

/// Who owns which partition of a group. A partition that is taken away has no owner until it is released.
struct GroupMembership {
    /// What a member is told.
    struct Change: Equatable {
        let member: Int
        let partitions: Set<Int>
    }

    private let partitions: Int
    private var members: [Int] = []
    private var owners: [Int: Int] = [:]
    /// Partitions that were taken away and are still worked on, with who does.
    private var leaving: [Int: Int] = [:]

    init(partitions: Int) {
        self.partitions = partitions
    }

    mutating func join(_ member: Int) -> [Change] {
        members.append(member)
        return rebalance(telling: [member])
    }

    mutating func leave(_ member: Int) -> [Change] {
        members.removeAll { $0 == member }
        owners = owners.filter { $0.value != member }
        leaving = leaving.filter { $0.value != member }
        return rebalance()
    }

    mutating func release(_ partition: Int, by member: Int) -> [Change] {
        guard leaving[partition] == member else { return [] }
        leaving[partition] = nil
        return rebalance()
    }

    private mutating func rebalance(telling told: Set<Int> = []) -> [Change] {
        var told = told
        guard !members.isEmpty else { return [] }
        for partition in 0..<partitions {
            let wanted = members[partition * members.count / partitions]
            if let owner = owners[partition], owner != wanted {
                owners[partition] = nil
                leaving[partition] = owner
                told.insert(owner)
            }
            if owners[partition] == nil, leaving[partition] == nil {
                owners[partition] = wanted
                told.insert(wanted)
            }
        }
        return told.sorted().map { member in
            Change(member: member, partitions: Set(owners.filter { $0.value == member }.keys))
        }
    }
}

/// The groups of this process.
final class MembershipRegistry: Sendable {
    private struct State {
        var next = 0
        var groups: [String: GroupMembership] = [:]
        var streams: [Int: AsyncStream<Set<Int>>.Continuation] = [:]
    }

    private let state = Mutex(State())

    func join(_ group: String, partitions: Int) -> any GroupMember {
        let (stream, continuation) = AsyncStream.makeStream(of: Set<Int>.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.next += 1
            state.streams[state.next] = continuation
            return state.next
        }
        change(group, partitions: partitions) { $0.join(number) }
        return Member(group: group, number: number, registry: self, assignments: stream)
    }

    private func change(
        _ group: String, partitions: Int = 1, _ body: (inout GroupMembership) -> [GroupMembership.Change]
    ) {
        // Told under the lock, so that a member hears of changes in their order; a buffer is all that is touched.
        state.withLock { state in
            for change in body(&state.groups[group, default: GroupMembership(partitions: partitions)]) {
                state.streams[change.member]?.yield(change.partitions)
            }
        }
    }

    private struct Member: GroupMember {
        let group: String
        let number: Int
        let registry: MembershipRegistry
        let assignments: AsyncStream<Set<Int>>

        func release(_ partition: Int) async {
            registry.change(group) { $0.release(partition, by: number) }
        }

        func leave() async {
            registry.change(group) { $0.leave(number) }
            registry.state.withLock { $0.streams.removeValue(forKey: number) }?.finish()
        }
    }
}
