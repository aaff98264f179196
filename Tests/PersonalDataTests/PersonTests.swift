import EventSourcing
import HubContracts
import PersonalData
import Testing

@Suite struct PersonTests {
    let identity = RecordPlace(.identity).unsafelyUnwrapped
    let contact = RecordPlace(.contact).unsafelyUnwrapped
    let now = Timestamp(milliseconds: 1_780_000_000_000)
    var until: Timestamp { Timestamp(milliseconds: now.milliseconds + 30 * 86_400_000) }
    let key = UUIDValue(high: 1, low: 1)
    let otherKey = UUIDValue(high: 2, low: 2)

    private func fact(
        _ place: RecordPlace? = nil, _ hash: String = "h1", source: (String, Int64)? = nil, key: UUIDValue? = nil
    ) -> Person.Fact {
        Person.Fact(
            place: place ?? identity, content: Array(hash.utf8), contentHash: hash,
            source: source.map { SourceMark(objectHash: $0.0, version: $0.1) }, time: now, newKey: key ?? self.key)
    }

    /// Decides and takes in what follows, as the writer does.
    private func after(_ commands: Person.Command..., from start: Person.State = Person.initial) throws -> Person.State
    {
        var state = start
        for command in commands {
            let outcome = try Person.decide(command, state)
            for event in outcome.events { Person.evolve(&state, event) }
            for draft in outcome.drafts { hold(draft, &state) }
        }
        return state
    }

    private func hold(_ draft: Person.Draft, _ state: inout Person.State) {
        switch draft {
        case .makeKey(let id, let recordClass):
            Person.hold(.init(id: id, recordClass: recordClass, generation: 1, wrapped: []), in: &state)
        case .rewrapKey(let key):
            Person.hold(
                .init(id: key.id, recordClass: key.recordClass, generation: key.generation + 1, wrapped: []),
                in: &state)
        case .removeKey(let id): Person.removeKey(id, from: &state)
        case .seal(let record):
            let held = Person.HeldRecordState(
                version: record.version, contentHash: record.contentHash, sources: record.sources)
            #expect(Person.hold(held, at: record.place, in: &state))
        case .remove(let place): Person.remove(place, from: &state)
        }
    }

    @Test func theFirstRecordRegistersThePersonAndMakesAKey() throws {
        let outcome = try Person.decide(.write(fact()), Person.initial)
        #expect(outcome.events == [.registered(unreferencedUntil: until), .recordWritten(identity, version: 1)])
        #expect(outcome.version == 1)
        guard case .makeKey(key, .identity) = outcome.drafts.first, case .seal(let record) = outcome.drafts.last else {
            Issue.record("a key and a record are made")
            return
        }
        #expect(record.keyId == key && record.version == 1)
    }

    @Test func recordsOfOneClassShareAKeyAndOthersHaveTheirOwn() throws {
        let state = try after(.write(fact()))
        let same = try Person.decide(.write(fact(identity, "h2", key: otherKey)), state)
        guard case .seal(let record) = same.drafts.first else {
            Issue.record("the record is sealed")
            return
        }
        #expect(same.drafts.count == 1 && record.keyId == key && record.version == 2)
        let other = try Person.decide(.write(fact(contact, "h3", key: otherKey)), state)
        #expect(other.drafts.first == .makeKey(otherKey, .contact))
    }

    @Test func theSameContentChangesNothing() throws {
        let state = try after(.write(fact()))
        let outcome = try Person.decide(.write(fact()), state)
        #expect(outcome == Person.Outcome(version: 1))
    }

    @Test func anOlderVersionOfASourceIsSupersededAndWritesNothing() throws {
        let state = try after(.write(fact(source: ("o", 5))))
        #expect(throws: Person.Rejection.superseded(version: 1)) {
            try Person.decide(.write(fact(identity, "h2", source: ("o", 4))), state)
        }
        let other = try Person.decide(.write(fact(identity, "h2", source: ("p", 1))), state)
        #expect(other.version == 2, "another object has versions of its own")
    }

    @Test func anOlderVersionIsSupersededAlsoAfterTheSameContentAndAfterACorrection() throws {
        let seen = try after(
            .write(fact(source: ("o", 1))), .write(fact(source: ("o", 3))), .write(fact(identity, "h9")))
        #expect(throws: Person.Rejection.superseded(version: 2)) {
            try Person.decide(.write(fact(identity, "h2", source: ("o", 2))), seen)
        }
        let next = try Person.decide(.write(fact(identity, "h2", source: ("o", 4))), seen)
        #expect(next.version == 3)
    }

    @Test func ofTwoContentsOfOneVersionTheFirstStaysAndTheOtherIsTold() throws {
        let (one, other) = (fact(identity, "h1", source: ("o", 5)), fact(identity, "h2", source: ("o", 5)))
        for (first, second) in [(one, other), (other, one)] {
            let state = try after(.write(first))
            #expect(throws: Person.Rejection.contradicted) { try Person.decide(.write(second), state) }
            #expect(try Person.decide(.write(first), state) == Person.Outcome(version: 1))
        }
    }

    @Test(arguments: ["h0", "h9"])
    func whatASourceSaysAgainNeverTakesACorrectionBack(correction: String) throws {
        let told = fact(identity, "h5", source: ("o", 5))
        let corrected = try after(.write(told), .write(fact(identity, correction)))
        #expect(try Person.decide(.write(told), corrected) == Person.Outcome(version: 2))
        #expect(throws: Person.Rejection.contradicted) {
            try Person.decide(.write(fact(identity, "h7", source: ("o", 5))), corrected)
        }
        #expect(try Person.decide(.write(fact(identity, "h7", source: ("o", 6))), corrected).version == 3)
    }

    @Test func aRecordThatWasRemovedGoesOnWithTheNextVersion() throws {
        let state = try after(.write(fact()), .remove(identity))
        #expect(try Person.decide(.remove(identity), state) == Person.Outcome())
        #expect(try Person.decide(.write(fact()), state).version == 2)
    }

    @Test func anOlderRecordThatIsPutBackIsNoticed() throws {
        var state = try after(.write(fact()), .write(fact(identity, "h2")))
        let old = Person.HeldRecordState(version: 1, contentHash: "h1", sources: [])
        #expect(!Person.hold(old, at: identity, in: &state))
        var removed = try after(.write(fact()), .remove(identity))
        #expect(!Person.hold(old, at: identity, in: &removed))
    }

    @Test func whoIsForgottenHasNoKeysAndNothingFollows() throws {
        let state = try after(.write(fact()), .write(fact(contact, "h2", key: otherKey)))
        let outcome = try Person.decide(.forget(.request), state)
        #expect(outcome.events == [.forgotten(.request)])
        #expect(outcome.drafts == [.removeKey(key), .removeKey(otherKey), .remove(contact), .remove(identity)])
        let forgotten = try after(.forget(.request), from: state)
        #expect(forgotten == .forgotten)
        #expect(try Person.decide(.forget(.request), forgotten) == Person.Outcome())
        #expect(try Person.decide(.rewrap(generation: 9), forgotten) == Person.Outcome())
        #expect(throws: Person.Rejection.forgotten) { try Person.decide(.write(fact()), forgotten) }
        #expect(throws: Person.Rejection.forgotten) { try Person.decide(.refer(service: "dossier"), forgotten) }
    }

    @Test func whoNobodyRefersToIsForgottenAtTheTerm() throws {
        let state = try after(.write(fact()))
        #expect(try Person.decide(.forgetUnreferenced(until: until), state).events == [.forgotten(.neverReferred)])
        #expect(try Person.decide(.forgetUnreferenced(until: now), state).events.isEmpty, "another term")
        let referred = try after(.refer(service: "registration"), from: state)
        #expect(try Person.decide(.forgetUnreferenced(until: until), referred) == Person.Outcome())
        #expect(try Person.decide(.refer(service: "dossier"), referred) == Person.Outcome())
    }

    @Test func whoIsReferredToBeforeAnythingIsKnownIsKeptOnceItIs() throws {
        let expected = try after(.refer(service: "dossier"))
        #expect(try Person.decide(.refer(service: "dossier"), expected) == Person.Outcome())
        let written = try Person.decide(.write(fact()), expected)
        #expect(
            written.events.prefix(2) == [.registered(unreferencedUntil: until), .referredTo(service: "dossier")])
        let known = try after(.write(fact()), from: expected)
        #expect(try Person.decide(.forgetUnreferenced(until: until), known) == Person.Outcome())
    }

    @Test func keysOfOlderGenerationsAreRewrappedOnce() throws {
        let state = try after(.write(fact()))
        let outcome = try Person.decide(.rewrap(generation: 2), state)
        #expect(outcome.events.isEmpty && outcome.drafts.count == 1)
        let rewrapped = try after(.rewrap(generation: 2), from: state)
        #expect(try Person.decide(.rewrap(generation: 2), rewrapped) == Person.Outcome())
    }

    @Test func aConflictIsNotedOnce() throws {
        let conflict = Person.Conflict(other: otherKey, kind: .citizenServiceNumber)
        #expect(try Person.decide(.noteConflict(conflict), Person.initial).events == [.conflictNoted(conflict)])
        let state = try after(.noteConflict(conflict), .write(fact()))
        #expect(try Person.decide(.noteConflict(conflict), state) == Person.Outcome())
    }
}

@Suite struct RecognitionTests {
    let identifier = Recognition.Identifier(kind: .chainId, leadsTo: .subject)
    let first = UUIDValue(high: 1, low: 1)
    let second = UUIDValue(high: 2, low: 2)

    @Test func theFirstProposalStays() throws {
        let made = try Recognition.decide(.recognise(identifier, proposed: first), .nowhere)
        #expect(made.draft == .enter(identifier, leadingTo: first) && made.id == first)
        let later = try Recognition.decide(.recognise(identifier, proposed: second), .leads(to: first))
        #expect(later.draft == nil && later.id == first)
    }

    @Test func anIdentifierIsBoundOnceAndNeverOverwritten() throws {
        #expect(try Recognition.decide(.bind(identifier, to: first), .nowhere).draft != nil)
        #expect(try Recognition.decide(.bind(identifier, to: first), .leads(to: first)).draft == nil)
        #expect(throws: Recognition.Rejection.leadsElsewhere(first)) {
            try Recognition.decide(.bind(identifier, to: second), .leads(to: first))
        }
    }

    @Test func anIdentifierIsReleasedFromTheIdThatIsNamedOnly() throws {
        #expect(try Recognition.decide(.release(from: first), .leads(to: first)).draft == .remove)
        #expect(try Recognition.decide(.release(from: second), .leads(to: first)).draft == nil)
        #expect(try Recognition.decide(.release(from: second), .nowhere).draft == nil)
    }
}
