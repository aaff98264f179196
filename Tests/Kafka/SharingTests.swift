import EventLog
import KafkaEventLog
import Synchronization
import Testing

@Suite(.enabled(if: Broker.isThere), .serialized) struct SharingTests {
    /// Who works on what: taken when assigned, given up after the release.
    final class Works: Sendable {
        private let owners = Mutex<[Int: Int]>([:])

        /// - Returns: whether nobody else works on it.
        func take(_ partition: Int, by member: Int) -> Bool {
            owners.withLock { owners in
                guard owners[partition] == nil || owners[partition] == member else { return false }
                owners[partition] = member
                return true
            }
        }

        func giveUp(_ partition: Int, by member: Int) {
            owners.withLock { if $0[partition] == member { $0[partition] = nil } }
        }
    }

    @Test func partitionsHaveOneOwnerAtATimeWhoeverComesAndGoes() async throws {
        try await Broker.withLog { log, _ in
            let works = Works()
            let (shares, share) = AsyncStream.makeStream(of: (member: Int, owned: Set<Int>).self)
            func work(_ number: Int, _ member: any GroupMember) -> Task<Void, Never> {
                Task {
                    var owned: Set<Int> = []
                    for await assigned in member.assignments {
                        for partition in owned.subtracting(assigned) {
                            works.giveUp(partition, by: number)
                            await member.release(partition)
                        }
                        for partition in assigned.subtracting(owned) {
                            #expect(works.take(partition, by: number))
                        }
                        owned = assigned
                        share.yield((number, owned))
                    }
                }
            }
            var held: [Int: Set<Int>] = [:]
            func settle(_ isSettled: ([Int: Set<Int>]) -> Bool) async {
                for await (member, owned) in shares {
                    held[member] = owned
                    if isSettled(held) { return }
                }
            }
            let one = try await log.join("group", partitions: Broker.events)
            let first = work(1, one)
            await settle { $0[1] == [0, 1, 2] }
            let two = try await log.join("group", partitions: Broker.events)
            let second = work(2, two)
            await settle { ($0[1]?.count ?? 0) + ($0[2]?.count ?? 0) == 3 && $0[2]?.isEmpty == false }
            #expect(held[1]?.isDisjoint(with: held[2] ?? []) == true)
            for partition in held[1] ?? [] { works.giveUp(partition, by: 1) }
            await one.leave()
            await first.value
            await settle { $0[2] == [0, 1, 2] }
            await two.leave()
            await second.value
        }
    }
}
