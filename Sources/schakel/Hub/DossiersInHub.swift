import EventSourcing
import Gateway
import HubContracts
import Services

/// The dossier's rules as the gateway asks them.
enum DossiersInHub {
    static let rules = DossierReadingRules(
        access: { reader, thing, dossier, day in
            let asker: DossierReadings.Asker =
                switch reader {
                case .learner(let subject): .learner(isTheirs: dossier.learner == subject)
                case .party(let party):
                    .party(
                        RecordReadingV1.Reader(
                            organisation: party.organisation, system: party.system, role: party.role,
                            personId: party.person), purpose: party.purpose, task: party.task)
                }
            let kind: DossierReadings.Thing =
                thing.itemType.map { .item(type: $0, isOfLearner: thing.isOfLearner) } ?? .resultOrDocument
            let grants = try dossier.grants.mapValues { try ContractData.read(GrantGivenV1.self, $0) }
            return
                switch DossierReadings.basis(
                    of: asker, for: kind, thing.id, in: dossier.id, at: dossier.institution, grants, on: day)
            {
            case .learner: .learner
            case .source: .source
            case .grant(let grant): .grant(grant)
            case nil: nil
            }
        },
        dossier: { DossierReadings.dossier(institution: $0, learner: $1) },
        linked: { start, halves in
            let reached = DossierReadings.linked(
                to: (start.institution, start.dossier),
                halves.map { (($0.from.institution, $0.from.dossier), ($0.to.institution, $0.to.dossier)) })
            return Set(reached.map { .init(institution: $0.institution, dossier: $0.dossier) })
        },
        journal: { DossierReadings.journal(institution: $0, dossier: $1, at: $2) })
}
