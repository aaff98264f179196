import EventLog
import ServiceRuntime
import Testing

@Suite struct PartitionWriterMachineTests {
    private func readyMachine(largestBatch: Int = 8) -> PartitionWriterMachine {
        var machine = PartitionWriterMachine(largestBatch: largestBatch)
        #expect(machine.begin() == .open)
        #expect(machine.take(.opened) == .restore)
        #expect(machine.take(.restored(position: 10)) == .read(from: 10, count: largestBatch))
        return machine
    }

    @Test func batchesFollowEachOtherFromThePositionBehindTheLast() {
        var machine = readyMachine()
        #expect(machine.take(.read(count: 3, first: 10)) == .decideAndAppend)
        #expect(machine.take(.committed(position: 13)) == .apply)
        #expect(machine.take(.applied) == .read(from: 13, count: 8))
        #expect(machine.take(.read(count: 0, first: 13)) == .waitForCommands(from: 13))
    }

    @Test func aCommandThatIsNotDoneIsReadAgain() {
        var machine = readyMachine()
        _ = machine.take(.read(count: 1, first: 10))
        _ = machine.take(.committed(position: nil))
        #expect(machine.take(.applied) == .read(from: 10, count: 8))
    }

    @Test(arguments: [EventLogError.Reason.unknownOutcome, .unavailable])
    func whatIsAbortedOrUnknownIsOpenedAndRestoredAnew(reason: EventLogError.Reason) {
        var machine = readyMachine()
        _ = machine.take(.read(count: 3, first: 10))
        #expect(machine.take(.failed(reason)) == (reason == .unavailable ? .pauseAndOpen : .open))
        #expect(machine.take(.opened) == .restore)
        #expect(machine.take(.restored(position: 13)) == .read(from: 13, count: 8), "the log knows what happened")
    }

    @Test func aFencedWriterStopsAndDoesNothingMore() {
        var machine = readyMachine()
        _ = machine.take(.read(count: 3, first: 10))
        #expect(machine.take(.failed(.fenced)) == .end)
        #expect(machine.state == .stopped(.fenced))
        #expect(machine.take(.opened) == .end)
    }

    @Test func whatTheLogDoesNotTakeIsHalvedUntilOneIsLeftWhichIsParked() {
        var machine = readyMachine()
        var action = machine.take(.read(count: 8, first: 10))
        for count in [4, 2, 1] {
            #expect(action == .decideAndAppend)
            #expect(machine.take(.failed(.tooLarge)) == .open)
            _ = machine.take(.opened)
            #expect(machine.take(.restored(position: 10)) == .read(from: 10, count: count))
            action = machine.take(.read(count: count, first: 10))
        }
        #expect(machine.take(.failed(.tooLarge)) == .open)
        #expect(machine.unappendable == [10])
        _ = machine.take(.opened)
        _ = machine.take(.restored(position: 10))
        _ = machine.take(.read(count: 1, first: 10))
        _ = machine.take(.committed(position: 11))
        #expect(machine.unappendable.isEmpty)
        #expect(machine.take(.applied) == .read(from: 11, count: 2), "batches grow again")
    }

    @Test func stoppingNeverLeavesACommittedBatchUnapplied() {
        var machine = readyMachine()
        _ = machine.take(.read(count: 1, first: 10))
        _ = machine.take(.committed(position: 11))
        #expect(machine.take(.stopAsked) == .apply)
        _ = machine.take(.applied)
        #expect(machine.take(.stopAsked) == .end)
        #expect(machine.state == .stopped(nil))
    }
}
