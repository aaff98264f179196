import EventSourcing
import Foundation
import Gateway
import HTTPTypes
import HubContracts
import Hummingbird
import Services

/// The dossier's rules as the gateway asks them, and who its readers are.
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
        journal: { DossierReadings.journal(institution: $0, dossier: $1, at: $2) })

    // MARK: Who reads

    /// Takes the word of the headers `Reader` and `Processing-Purpose`, for tests of everything behind it.
    ///
    /// Such as `learner; person=<subject>`, or `party; organisation=25lx; role=mentor; task=results guidance`.
    static let unproven: DossierReader.Identification = { request, _ in
        let refusal = Problem(.forbidden, "Nobody asks to read.")
        guard let name = HTTPField.Name("Reader"), let text = request.headers[name] else { throw refusal }
        var facts: [String: String] = [:]
        for part in text.split(separator: ";").map({ $0.drop { $0 == " " } }) {
            let words = part.split(separator: "=", maxSplits: 1).map(String.init)
            if words.count == 2 { facts[words[0]] = words[1] }
        }
        let person = facts["person"].flatMap { UUIDValue($0) }
        guard !text.hasPrefix("learner") else {
            guard let person else { throw refusal }
            return .learner(person)
        }
        guard let organisation = facts["organisation"], let name = HTTPField.Name("Processing-Purpose"),
            let purpose = request.headers[name]
        else { throw refusal }
        return .party(
            .init(
                organisation: organisation, system: facts["system"], role: facts["role"], person: person,
                purpose: purpose, task: Set((facts["task"] ?? "").split(separator: " ").map(String.init))))
    }
}
