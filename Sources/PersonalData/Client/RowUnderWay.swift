import EventSourcing
import HubContracts

/// A row while it is being kept.
struct RowUnderWay {
    let row: RowOfPersons
    var kept = KeptParties()
    var faults: [PartyFault] = []
    /// Parties that were forgotten when something was written.
    var forgotten: Set<String> = []
    /// By which each party was recognised.
    var identifiers: [String: [OutsideIdentifier]] = [:]
    var isOpen = true

    init(row: RowOfPersons) {
        self.row = row
    }

    mutating func begin() {
        (kept, forgotten, identifiers) = (KeptParties(), [], [:])
    }

    /// The parties that can be asked for now, with the identifiers to ask by.
    var ready: [(Party, [OutsideIdentifier])] {
        row.parties.compactMap { party in
            guard faults.isEmpty, kept.ids[party.name] == nil else { return nil }
            guard let within = party.within else { return (party, party.identifiers) }
            guard let outer = kept.ids[within] else { return nil }
            return (party, party.identifiers.compactMap { OutsideIdentifier($0.kind, "\(outer)/\($0.value)") })
        }
    }

    mutating func recognised(_ party: Party, as id: UUIDValue, by identifiers: [OutsideIdentifier]) {
        kept.ids[party.name] = id
        self.identifiers[party.name] = identifiers
    }

    /// An id was given up for another.
    mutating func follow(_ id: UUIDValue, to other: UUIDValue) {
        for (name, held) in kept.ids where held == id { kept.ids[name] = other }
    }

    mutating func refuse(_ party: Party, _ result: CommandResultV1) {
        isOpen = false
        if result.outcome == .parked {
            faults.append(
                PartyFault("", "what is known of the person waits behind a fault", code: "parked"))
        } else {
            faults.append(
                PartyFault(
                    result.rejection?.pointer ?? "", result.rejection?.message ?? "persons did not answer as it should",
                    code: result.rejection?.code.rawValue ?? result.outcome.rawValue))
        }
    }

    /// A party whose outer one is none of the row's is never ready.
    mutating func refuseUnready() {
        guard faults.isEmpty, row.parties.contains(where: { kept.ids[$0.name] == nil }) else { return }
        isOpen = false
        faults.append(PartyFault("/within", "the row has no party of this name"))
    }
}
