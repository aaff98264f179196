import EventSourcing
import HubContracts

extension PersonsClient {
    /// Recognises every party: first those that need no other, then those within them.
    func recognise(_ work: inout [RowUnderWay], _ attempt: Int) async throws {
        while true {
            var asked: [AskedParty] = []
            for index in work.indices where work[index].isOpen {
                asked += work[index].ready.map { AskedParty(row: index, party: $0.0, identifiers: $0.1) }
            }
            guard !asked.isEmpty else { break }
            let fresh = try await ask(for: &asked, &work, attempt)
            try await bind(asked, fresh, &work, attempt)
        }
        for index in work.indices where work[index].isOpen { work[index].refuseUnready() }
    }

    /// Asks by the identifier that is trusted least, because it is the one that is always there: so whoever gets a
    /// better one later stays who they were.
    ///
    /// - Returns: ids that were handed out for the first time.
    private func ask(
        for asked: inout [AskedParty], _ work: inout [RowUnderWay], _ attempt: Int
    ) async throws -> Set<UUIDValue> {
        let questions = try asked.map { one in
            let occasion = work[one.row].row.occasion
            let secret = try keys.secret(of: occasion.institution)
            let identifier = one.identifiers[one.identifiers.count - 1]
            let hash = secret.hash(of: identifier, leadingTo: one.party.leadsTo.rawValue)
            return try question(
                RecogniseSubjectV1(
                    identifierHash: hash, identifierKind: identifier.kind, leadsTo: one.party.leadsTo,
                    proposedId: UUIDValue.random()),
                to: hash, on: occasion, as: "recognise/\(one.party.leadsTo.rawValue)/\(attempt)",
                bodyHash: secret.hash(ofRecognising: hash))
        }
        var fresh: Set<UUIDValue> = []
        for (place, result) in zip(asked.indices, try await ask(questions)) {
            let one = asked[place]
            guard let id = result.answer?.id else {
                work[one.row].refuse(one.party, result)
                continue
            }
            asked[place].id = id
            work[one.row].recognised(one.party, as: id, by: one.identifiers)
            if result.outcome == .accepted { fresh.insert(id) }
        }
        return fresh
    }

    /// Lets the identifiers that are trusted more lead to the same. Where one leads to somebody already, that is who it
    /// is: an id that was handed out just now is given up for it, and one that others have seen is noted.
    private func bind(
        _ asked: [AskedParty], _ fresh: Set<UUIDValue>, _ work: inout [RowUnderWay], _ attempt: Int
    ) async throws {
        var further: [(one: AskedParty, id: UUIDValue, identifier: OutsideIdentifier, name: String)] = []
        for one in asked {
            guard let id = one.id else { continue }
            for (place, identifier) in one.identifiers.enumerated().dropLast() {
                further.append((one, id, identifier, "\(place)/\(attempt)"))
            }
        }
        let questions = try further.map { one, id, identifier, name in
            try binding(identifier, to: id, one.party.leadsTo, work[one.row].row.occasion, name)
        }
        var known: Set<AskedParty.Place> = []
        var moves: [Move] = []
        for ((one, id, identifier, name), result) in zip(further, try await ask(questions)) {
            switch result.outcome {
            case .accepted, .unchanged: known.insert(one.place)
            case .rejected, .conflict, .parked:
                guard result.rejection?.code == .recognitionConflict, let other = result.answer?.id else {
                    work[one.row].refuse(one.party, result)
                    continue
                }
                // The first that leads somewhere decides, because they stand in the order of trust.
                let decides = known.insert(one.place).inserted
                if decides { work[one.row].kept.ids[one.party.name] = other }
                if decides, fresh.contains(id) {
                    moves += one.identifiers.filter { $0 != identifier }.map {
                        Move(
                            identifier: $0, target: one.party.leadsTo, from: id, to: other,
                            occasion: work[one.row].row.occasion, name: "\(name)/\($0.kind.rawValue)")
                    }
                } else if one.party.leadsTo == .subject {
                    let subject = work[one.row].kept.ids[one.party.name] ?? id
                    try await note(identifier.kind, decides ? id : other, of: subject, work[one.row].row.occasion, name)
                }
            }
        }
        try await move(moves)
        // Rows of the same batch that have no better identifier got the id that was given up.
        for move in moves {
            for index in work.indices { work[index].follow(move.from, to: move.to) }
        }
    }

    private func binding(
        _ identifier: OutsideIdentifier, to id: UUIDValue, _ target: RecogniseSubjectV1.LeadsTo, _ occasion: Occasion,
        _ name: String
    ) throws -> Question {
        let hash = try keys.secret(of: occasion.institution).hash(of: identifier, leadingTo: target.rawValue)
        return try question(
            BindIdentifierV1(
                identifierHash: hash, identifierKind: .init(rawValue: identifier.kind.rawValue),
                leadsTo: .init(rawValue: target.rawValue), id: id),
            to: hash, on: occasion, as: "bind/\(target.rawValue)/\(name)")
    }

    /// Lets identifiers lead to somebody who is known already. Whoever was faster has bound them to the same.
    private func move(_ moves: [Move]) async throws {
        let releases = try moves.map { move in
            let hash = try keys.secret(of: move.occasion.institution).hash(
                of: move.identifier, leadingTo: move.target.rawValue)
            return try question(
                ReleaseIdentifierV1(identifierHash: hash, id: move.from), to: hash, on: move.occasion,
                as: "move/\(move.target.rawValue)/\(move.name)")
        }
        _ = try await ask(releases)
        _ = try await ask(
            moves.map { try binding($0.identifier, to: $0.to, $0.target, $0.occasion, "move/\($0.name)") })
    }
}

/// A party that is asked for.
private struct AskedParty {
    struct Place: Hashable {
        let row: Int
        let party: String
    }

    let row: Int
    let party: Party
    /// In the order in which they are trusted.
    let identifiers: [OutsideIdentifier]
    /// What it was recognised as; nil while it is not.
    var id: UUIDValue?

    var place: Place { Place(row: row, party: party.name) }
}

/// An identifier that is to lead elsewhere than it was let to just now.
private struct Move {
    let identifier: OutsideIdentifier
    let target: RecogniseSubjectV1.LeadsTo
    let from: UUIDValue
    let to: UUIDValue
    let occasion: Occasion
    let name: String
}
