package import EventSourcing
import HubContracts

/// What a row of a file says of persons.
package struct RowOfPersons: Sendable {
    let occasion: Occasion
    let parties: [Party]

    package init(on occasion: Occasion, about parties: [Party]) {
        self.occasion = occasion
        self.parties = parties
    }
}

/// What became of what a row says of persons.
package enum RowAnswer: Sendable {
    case kept(KeptParties)
    /// Nothing may follow from the row.
    case refused([PartyFault])
}

/// The ids of a row's parties and what was sealed of them.
package struct KeptParties: Sendable, Hashable {
    package struct Sealed: Sendable, Hashable {
        package let party: String
        package let place: RecordPlace
        package let written: Written

        /// As references in messages name it.
        package var reference: String {
            place.item.isEmpty ? place.type.name : "\(place.type.name)/\(place.item)"
        }
    }

    package internal(set) var ids: [String: UUIDValue] = [:]
    package internal(set) var sealed: [Sealed] = []
}

extension PersonsClient {
    /// Finds or makes the persons of many rows and keeps what is said of them, with a few round trips for all of them.
    ///
    /// Rows keep their order for each person. A row is answered for by itself: one that is refused holds up no other.
    ///
    /// - Parameter system: where objects and their versions come from.
    /// - Returns: as many answers as rows, in their order.
    /// - Throws: ``PersonsError/noAnswer``, ``KeyStoreError`` or ``EventLogError``; asking for the same rows again is
    ///   safe.
    package func keep(_ rows: [RowOfPersons], from system: String) async throws -> [RowAnswer] {
        var work = rows.map { RowUnderWay(row: $0) }
        for attempt in 0..<PersonsClient.mostAttempts {
            let open = work.indices.filter { work[$0].isOpen }
            guard !open.isEmpty else { break }
            for index in open { work[index].begin() }
            try await recognise(&work, attempt)
            try await write(&work, from: system, attempt)
            try await refer(&work)
            try await release(&work, attempt)
        }
        return work.map { row in
            if row.faults.isEmpty, !row.isOpen { return .kept(row.kept) }
            return .refused(
                row.faults.isEmpty
                    ? [PartyFault("", "the person was forgotten again and again", code: "subjectForgotten")]
                    : row.faults)
        }
    }

    /// How often a row is tried whose persons are forgotten meanwhile.
    private static let mostAttempts = 4

    /// Hands over what is to be sealed of everybody.
    private func write(_ work: inout [RowUnderWay], from system: String, _ attempt: Int) async throws {
        var facts: [(row: Int, party: Party, id: UUIDValue, fact: Fact)] = []
        for index in work.indices where work[index].isOpen {
            let secret = try keys.secret(of: work[index].row.occasion.institution)
            for party in work[index].row.parties {
                guard let id = work[index].kept.ids[party.name] else { continue }
                do throws(PartyFault) {
                    for fact in try party.facts(work[index].kept.ids, secret, in: system) {
                        work[index].faults += contents.faults(in: fact.content, of: fact.place.type).map {
                            PartyFault($0.pointer, "\(fact.place.type.name): \($0.message)", code: "record")
                        }
                        facts.append((index, party, id, fact))
                    }
                } catch {
                    work[index].faults.append(error)
                }
            }
        }
        facts.removeAll { !work[$0.row].faults.isEmpty }
        let questions = try facts.map { row, _, id, fact in
            try writing(
                fact.content, at: fact.place, of: id, from: fact.source, on: work[row].row.occasion, attempt: attempt)
        }
        for ((row, party, _, fact), result) in zip(facts, try await ask(questions)) {
            do throws(PersonsError) {
                let written = try Written(result)
                work[row].kept.sealed.append(.init(party: party.name, place: fact.place, written: written))
            } catch {
                if error == .forgotten {
                    work[row].forgotten.insert(party.name)
                } else {
                    work[row].refuse(party, result)
                }
            }
        }
    }

    /// Lets persons know of those whom no event will name that something rests on them, so that they are kept.
    private func refer(_ work: inout [RowUnderWay]) async throws {
        var referred: [(row: Int, party: Party, question: Question)] = []
        for index in work.indices
        where work[index].isOpen && work[index].faults.isEmpty && work[index].forgotten.isEmpty {
            for party in work[index].row.parties {
                guard let service = party.referredToBy, let id = work[index].kept.ids[party.name] else { continue }
                let question = try question(
                    ReferToSubjectV1(subjectId: id, service: service), to: id.description,
                    on: work[index].row.occasion, as: "refer/\(service)")
                referred.append((index, party, question))
            }
        }
        for ((row, party, _), result) in zip(referred, try await ask(referred.map(\.question))) {
            switch result.outcome {
            case .accepted, .unchanged: continue
            case .rejected, .conflict, .parked:
                if result.rejection?.code == .subjectForgotten {
                    work[row].forgotten.insert(party.name)
                } else {
                    work[row].refuse(party, result)
                }
            }
        }
        for index in work.indices where work[index].isOpen && work[index].forgotten.isEmpty {
            work[index].isOpen = false
        }
    }

    /// Lets the identifiers of who was forgotten lead nowhere, so that the next attempt makes them anew.
    private func release(_ work: inout [RowUnderWay], _ attempt: Int) async throws {
        for index in work.indices where work[index].isOpen {
            for party in work[index].row.parties where work[index].forgotten.contains(party.name) {
                guard let id = work[index].kept.ids[party.name] else { continue }
                for identifier in work[index].identifiers[party.name] ?? [] {
                    try await release(
                        identifier, from: id, leadingTo: party.leadsTo, on: work[index].row.occasion, attempt: attempt)
                }
            }
        }
    }
}
