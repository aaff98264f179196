import CounterService
import EventLog
import EventSourcing
import FoundationEssentials
import HubContracts
import JSONSchema
import ServiceRuntime
import Support
import Testing

@Suite struct BatchDeciderTests {
    let institution = "25lx"
    let start = 1_700_000_000_000 as Int64

    private func command(
        _ amount: String, id: String, subject: String = "a", at offset: Int64 = 0, time: Int64? = nil,
        origin: CommandOrigin = .caller, institution: String? = nil, type: String = "nl.mbo.counter.raise-counter.v1",
        expected: Int64? = nil
    ) -> ReceivedCommand {
        var message = CloudEvent(
            id: id, source: "urn:nld:kvknr:12345678.sis", type: type, subject: subject,
            dataContentType: "application/json", data: Array(amount.utf8))
        message[.institution] = institution ?? self.institution
        message.origin = origin
        message.expectedSequence = expected.flatMap { SequenceNumber($0) }
        let record = NewRecord(message)
        return ReceivedCommand(
            LogRecord(
                offset: offset, time: time ?? start, key: record.key, headers: record.headers, value: record.value))
    }

    private func control(_ contract: ContractIdentity, _ data: String, id: String = "control") -> ReceivedCommand {
        command(data, id: id, at: 900, origin: .control, type: contract.type)
    }

    private func decider(
        _ known: WorkingSet<CounterRules> = WorkingSet(facts: 0)
    ) -> BatchDecider<CounterRules> {
        BatchDecider(
            rules: CounterRules(), source: "urn:nld:oin:00000001234567890000:schakel",
            now: Timestamp(milliseconds: start), known: known)
    }

    private func results(_ decider: BatchDecider<CounterRules>) throws -> [CommandResultV1] {
        try decider.outcome.results.map {
            try ContractData.read(CommandResultV1.self, $0.value ?? [])
        }
    }

    private func events(_ decider: BatchDecider<CounterRules>) throws -> [CloudEvent] {
        try decider.outcome.events.map { record in
            try CloudEvent(
                kafkaHeaders: record.headers.map { ($0.name, $0.value) }, key: record.key, value: record.value)
        }
    }

    /// As the letters lie on the log after the outcome, for the next batch.
    private func letters(_ decider: BatchDecider<CounterRules>) -> [DeadLetter] {
        decider.outcome.letters.compactMap {
            DeadLetter(LogRecord(offset: 0, time: 0, key: $0.key, headers: $0.headers, value: $0.value))
        }
    }

    @Test func laterCommandsSeeWhatEarlierOnesMade() throws {
        var decider = decider()
        decider.take(command("600", id: "1", at: 5))
        decider.take(command("600", id: "2", at: 6))
        decider.take(command("1", id: "3", subject: "b", at: 7))
        #expect(try results(decider).map(\.outcome) == [.accepted, .rejected, .accepted])
        #expect(try results(decider)[1].rejection?.code == .invalid)
        let events = try events(decider)
        #expect(events.map { $0.sequence?.value } == [1, 1])
        #expect(events.map { $0.partitionSequence?.value } == [1, 2])
        #expect(events.allSatisfy { $0.faults(against: .hub).filter { $0.severity == .must }.isEmpty })
        #expect(events[0][.causationid] == "1" && events[0][.correlationid] == "1")
        #expect(decider.known.facts == 601)
        #expect(decider.outcome.position == 8)
        #expect(decider.outcome.counts == [CounterRules.contract.type: 2])
    }

    @Test func aRepeatGetsTheSameResultAndChangesNothing() throws {
        var decider = decider()
        decider.take(command("5", id: "1"))
        let memory = decider.known.memory
        decider.take(command("5", id: "1", at: 1, time: start + 1000))
        let results = try results(decider)
        #expect(results.count == 2 && results[0] == results[1])
        #expect(try events(decider).count == 1)
        #expect(decider.known.memory == memory)
    }

    @Test func anotherBodyUnderTheSameIdentityIsAConflictAndTheFirstStands() throws {
        var decider = decider()
        decider.take(command("5", id: "1"))
        decider.take(command("6", id: "1"))
        decider.take(command("5", id: "1"))
        #expect(try results(decider).map(\.outcome) == [.accepted, .conflict, .accepted])
        #expect(try events(decider).count == 1)
    }

    @Test func theSameIdentityAtAnotherInstitutionOrSubjectIsAnotherCommand() throws {
        var decider = decider()
        decider.take(command("5", id: "1"))
        decider.take(command("6", id: "1", subject: "b"))
        decider.take(command("7", id: "1", institution: "04er"))
        #expect(try results(decider).map(\.outcome) == [.accepted, .accepted, .accepted])
        #expect(try events(decider).map { $0.sequence?.value } == [1, 1, 1])
    }

    @Test func aCommandIsForgottenAfterFourteenDaysOfAppendTime() throws {
        var decider = decider()
        decider.take(command("5", id: "1"))
        decider.take(command("6", id: "1", time: start + Remembered.term - 1))
        decider.take(command("6", id: "1", time: start + Remembered.term))
        #expect(try results(decider).map(\.outcome) == [.accepted, .conflict, .accepted])
    }

    @Test func anotherVersionThanExpectedIsRejectedWithTheOneThatIs() throws {
        var decider = decider()
        decider.take(command("5", id: "1", expected: 0))
        decider.take(command("5", id: "2", expected: 0))
        decider.take(command("5", id: "3", expected: 1))
        let results = try results(decider)
        #expect(results.map(\.outcome) == [.accepted, .rejected, .accepted])
        #expect(results[1].rejection?.code == .expectedSequenceMismatch)
        #expect(results[1].rejection?.actualSequence == 1)
    }

    @Test func resultsMeetTheirContract() throws {
        var decider = decider()
        decider.take(command("5", id: "1"))
        decider.take(command("x", id: "2"))
        decider.take(command("x", id: "3", origin: .import))
        decider.take(command("0", id: "4", subject: "b"))
        var library = SchemaLibrary()
        for (id, text) in ContractIndex.schemas { try library.add(JSONDocument(text: text), at: id) }
        let schema = try library.compile(CommandResultV1.identity.urn, options: .init(assertsFormats: true))
        for (record, result) in zip(decider.outcome.results, try results(decider)) {
            #expect(try schema.validate(record.value ?? []).isEmpty)
            #expect(try ContractData.read(CommandResultV1.self, ResultText.of(result)) == result)
        }
    }

    @Test func whatACallerSendsUnreadableIsRefusedAndWhatAFileSendsParks() throws {
        var decider = decider()
        decider.take(command("x", id: "1"))
        decider.take(command("x", id: "2", origin: .import))
        decider.take(command("5", id: "3"))
        decider.take(command("5", id: "4", subject: "b"))
        let results = try results(decider)
        #expect(results.map(\.outcome) == [.rejected, .parked, .parked, .accepted])
        #expect(results[0].rejection?.code == .unreadable)
        #expect(results.map(\.isFinal) == [true, false, false, true])
        #expect(letters(decider).map(\.stage) == [.read, .held])
        #expect(letters(decider).map(\.number) == [1, 2])
        #expect(letters(decider)[1].command == command("5", id: "3").record)
    }

    /// Turns bytes round, for imports only; without a key it cannot turn them back.
    private func reversing(hasKey: Bool = true) -> LetterSeal {
        LetterSeal(
            seal: { data, command throws(MessageFault) in command.origin == .import ? data.reversed() : nil },
            open: { sealed, _ throws(MessageFault) in
                guard hasKey else { throw MessageFault("the key is gone") }
                return sealed.reversed()
            })
    }

    private func sealing(_ known: WorkingSet<CounterRules> = WorkingSet(facts: 0)) -> BatchDecider<CounterRules> {
        BatchDecider(
            rules: CounterRules(), source: "urn:nld:oin:00000001234567890000:schakel",
            now: Timestamp(milliseconds: start), known: known, letters: reversing())
    }

    @Test func whatAFileSentLiesSealedInItsLetterAndIsDecidedAsItWas() throws {
        var first = sealing()
        first.take(command("?x", id: "1", at: 1, origin: .import))
        first.take(command("17", id: "2", at: 2, origin: .import))
        first.take(command("18", id: "3", at: 3))
        let lying = letters(first)
        #expect(lying.map { $0.command.value } == ["x?", "71", "18"].map { Array($0.utf8) })
        #expect(lying.map { $0.sealedBodyHash == nil } == [false, false, true])
        var known = first.known
        let aggregate = AggregateKey(institution: institution, subject: "a")
        known.parked = [aggregate: Parked(count: 3, letters: lying.map { reversing().show($0) })]
        var second = sealing(known)
        second.take(control(DiscardDeadLettersV1.identity, #"{"aggregate":"a","letterNumber":1}"#))
        second.take(control(ReleaseDeadLettersV1.identity, #"{"aggregate":"a"}"#, id: "control-2"))
        #expect(try events(second).map { String(decoding: $0.data ?? [], as: UTF8.self) } == ["17", "18"])
    }

    @Test func aLetterWhoseKeyIsGoneCanBeDiscardedOnly() throws {
        var first = sealing()
        first.take(command("?x", id: "1", at: 1, origin: .import))
        let parked = try results(first)[0]
        var known = first.known
        let aggregate = AggregateKey(institution: institution, subject: "a")
        let lying = letters(first).map { reversing(hasKey: false).show($0) }
        known.parked = [aggregate: Parked(count: 1, letters: lying)]
        var second = sealing(known)
        second.take(control(ReleaseDeadLettersV1.identity, #"{"aggregate":"a"}"#))
        second.take(control(DiscardDeadLettersV1.identity, #"{"aggregate":"a"}"#, id: "control-2"))
        let results = try results(second)
        #expect(results.map(\.rejection?.code) == [.stillParked, .discarded, nil])
        #expect(results[1].bodyHash == parked.bodyHash, "it is the same command")
    }

    @Test func whatCannotBeAttributedBecomesALetterAndNothingWaitsBehindIt() throws {
        var decider = decider()
        decider.take(ReceivedCommand(LogRecord(offset: 3, time: start, key: nil, headers: [], value: Array("?".utf8))))
        decider.take(command("5", id: "1", at: 4))
        #expect(try results(decider).map(\.outcome) == [.accepted])
        #expect(letters(decider).map(\.aggregate) == [nil])
        #expect(letters(decider).first?.command.value == Array("?".utf8))
    }

    @Test func whatACommandCarriesNeverPassesForTheLetters() throws {
        let plain = command("x", id: "1", origin: .import).record
        let forged = LogRecord(
            offset: 8, time: plain.time, key: plain.key,
            headers: [RecordHeader("letter-number", "99"), RecordHeader("letter-command", "")] + plain.headers,
            value: plain.value)
        var decider = decider()
        decider.take(ReceivedCommand(forged))
        #expect(letters(decider).map(\.number) == [1])
        #expect(letters(decider).first?.command == forged)
    }

    @Test func anEventThatIsTooLargeParksItsCommandAlone() throws {
        var decider = decider()
        decider.take(command("1", id: "1"))
        decider.take(command("666", id: "2"))
        decider.take(command("1", id: "3", subject: "b"))
        #expect(try results(decider).map(\.outcome) == [.accepted, .parked, .accepted])
        #expect(letters(decider).map(\.stage) == [.append])
        #expect(try events(decider).map { $0.partitionSequence?.value } == [1, 2], "no number is lost")
    }

    @Test func aMarkedCommandParksUndecided() throws {
        var known = WorkingSet<CounterRules>(facts: 0)
        known.poisonous = [DecisionMark(offset: 7)]
        var decider = decider(known)
        decider.take(command("5", id: "1", at: 6))
        decider.take(command("5", id: "2", at: 7))
        #expect(try results(decider).map(\.outcome) == [.accepted, .parked])
        #expect(letters(decider).map(\.code) == [.poison])
    }

    // MARK: Release and discard

    /// A partition in which the first command of "a" could not be read, and two wait behind it.
    private func parkedPartition() -> WorkingSet<CounterRules> {
        var decider = decider()
        decider.take(command("x", id: "1", at: 1, origin: .import))
        decider.take(command("5", id: "2", at: 2))
        decider.take(command("7", id: "3", at: 3))
        var known = decider.known
        known.parked = [
            AggregateKey(institution: institution, subject: "a"): Parked(count: 3, letters: letters(decider))
        ]
        return known
    }

    @Test func aReleaseStopsAtWhatStillCannotBeRead() throws {
        var decider = decider(parkedPartition())
        decider.take(control(ReleaseDeadLettersV1.identity, #"{"aggregate":"a"}"#))
        #expect(try results(decider).map(\.outcome) == [.rejected])
        #expect(try results(decider)[0].rejection?.code == .stillParked)
        #expect(decider.outcome.letters.isEmpty)
        #expect(decider.known.parked.values.map(\.count) == [3])
    }

    @Test func afterADiscardOfTheFirstTheOthersAreReleasedInOrder() throws {
        var decider = decider(parkedPartition())
        decider.take(control(DiscardDeadLettersV1.identity, #"{"aggregate":"a","letterNumber":1}"#))
        #expect(try results(decider).map(\.outcome) == [.rejected, .accepted])
        #expect(try results(decider)[0].rejection?.code == .discarded)
        decider.take(control(ReleaseDeadLettersV1.identity, #"{"aggregate":"a"}"#, id: "control-2"))
        let results = try results(decider)
        #expect(results.map(\.commandId) == ["1", "control", "2", "3", "control-2"])
        #expect(results.suffix(3).allSatisfy { $0.outcome == .accepted && $0.isFinal })
        #expect(try events(decider).map { String(decoding: $0.data ?? [], as: UTF8.self) } == ["5", "7"])
        #expect(decider.outcome.letters.map(\.value) == [nil, nil, nil])
        decider.take(command("1", id: "4", at: 901))
        #expect(try self.results(decider).last?.outcome == .accepted, "the aggregate is parked no more")
    }

    @Test func aRepeatedReleaseChangesNothing() throws {
        var decider = decider()
        decider.take(control(ReleaseDeadLettersV1.identity, #"{"aggregate":"a"}"#))
        #expect(try results(decider).map(\.outcome) == [.unchanged])
    }

    @Test func aLongReleaseTakesSeveralTransactions() throws {
        var known = parkedPartition()
        let aggregate = AggregateKey(institution: institution, subject: "a")
        let letters = known.parked[aggregate]?.letters ?? []
        known.parked[aggregate] = Parked(count: 3, letters: Array(letters.prefix(2)))
        var first = decider(known)
        first.take(control(DiscardDeadLettersV1.identity, #"{"aggregate":"a"}"#))
        #expect(first.outcome.position == nil, "the command is not done")
        #expect(try results(first).map(\.commandId) == ["1", "2"])
        known = first.known
        known.parked[aggregate] = Parked(count: 1, letters: Array(letters.suffix(1)))
        var second = decider(known)
        second.take(control(DiscardDeadLettersV1.identity, #"{"aggregate":"a"}"#))
        #expect(second.outcome.position == 901)
        #expect(try results(second).map(\.commandId) == ["3", "control"])
    }

    @Test func beyondTheLimitCallersAreRefusedAndReactorsStillHeld() throws {
        var known = parkedPartition()
        known.parked[AggregateKey(institution: institution, subject: "a")] = Parked(count: Parked.limit)
        var decider = decider(known)
        decider.take(command("5", id: "11"))
        decider.take(command("5", id: "12", origin: .import))
        decider.take(command("5", id: "13", origin: .reactor))
        #expect(try results(decider).map(\.outcome) == [.rejected, .rejected, .parked])
        #expect(try results(decider)[0].rejection?.code == .aggregateParked)
    }
}
