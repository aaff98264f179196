import EventSourcing
import HubContracts
import JSONSchema
import Mapping
import PersonalData

/// Asks persons for everybody whom rows are about, and puts what is answered into the rows' messages.
struct RowParties: Sendable {
    let connector: Connector
    let importId: UUIDValue
    let institution: String
    /// Nil where the hub runs without persons.
    let client: PersonsClient?

    enum Outcome: Sendable {
        case messages([MappedMessage])
        case rejected([RowReason])
    }

    /// - Returns: as many outcomes as rows, in their order.
    /// - Throws: ``PersonsError/noAnswer`` and what the log and the keys throw; asking again is safe.
    func messages(of rows: [(row: Int, record: MappedRecord)]) async throws -> [Outcome] {
        var outcomes: [Outcome] = rows.map { .messages($0.record.messages) }
        var asked: [(place: Int, row: RowOfPersons)] = []
        for (place, (row, record)) in rows.enumerated() where !record.parties.isEmpty {
            do throws(PartyFault) {
                var parties: [Party] = []
                for party in record.parties { parties.append(try Party(party.json, allowed: connector.personRecords)) }
                let occasion = Occasion.row(row, ofImport: importId, institution: institution)
                asked.append((place, RowOfPersons(on: occasion, about: parties)))
            } catch {
                outcomes[place] = .rejected([RowParties.reason(error)])
            }
        }
        guard !asked.isEmpty else { return outcomes }
        guard let client else {
            throw ImportFault("the connector is about persons, and this hub runs without the service that keeps them")
        }
        let answers = try await client.keep(asked.map(\.row), from: connector.id)
        for ((place, _), answer) in zip(asked, answers) {
            switch answer {
            case .refused(let faults): outcomes[place] = .rejected(faults.map { RowParties.reason($0) })
            case .kept(let kept):
                do throws(MappedMessageFault) {
                    outcomes[place] = .messages(
                        try rows[place].record.messages(knowing: RowParties.answers(kept)))
                } catch {
                    outcomes[place] = .rejected([
                        RowReason(code: "mapping", message: error.message, pointer: error.pointer)
                    ])
                }
            }
        }
        return outcomes
    }

    private static func answers(_ kept: KeptParties) -> PartyAnswers {
        var sealed: [PartyAnswers.Place: PartyAnswers.Sealed] = [:]
        for one in kept.sealed {
            sealed[PartyAnswers.Place(party: one.party, record: one.place.type.name)] = PartyAnswers.Sealed(
                record: one.reference, version: one.written.version)
        }
        return PartyAnswers(ids: kept.ids, sealed: sealed)
    }

    private static func reason(_ fault: PartyFault) -> RowReason {
        RowReason(code: fault.code, message: fault.message, pointer: fault.pointer.isEmpty ? nil : fault.pointer)
    }
}
