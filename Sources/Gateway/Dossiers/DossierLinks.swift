import EventSourcing
import Foundation
import Hummingbird
import JSONSchema
import PersonalData

/// The dossiers that a learner sees as one, found by the sealed records of their links.
struct DossierLinks: Sendable {
    let reader: PersonReader
    let rules: DossierReadingRules
    let held: @Sendable (UUIDValue, GatewayContext) async throws -> HeldDossier

    /// How many dossiers are gone on from, and how many links of each are looked at.
    private static let most = 20

    /// The dossiers that are joined to one by links of which both halves stand.
    ///
    /// - Throws: ``Problem`` when the dossiers cannot be read now.
    func dossiers(
        linkedTo start: HeldDossier, _ request: Request, _ context: GatewayContext
    ) async throws -> [HeldDossier] {
        let origin = start.address
        var known = [origin: start]
        var halves = self.halves(of: start, request, context)
        var gone: Set<DossierReadingRules.Address> = []
        // What names this one back is gone on from, and nothing else: the rule says which that is.
        while gone.count < DossierLinks.most,
            let next = rules.linked(origin, halves).first(where: { !gone.contains($0) })
        {
            gone.insert(next)
            for target in halves.filter({ $0.from == next }).map(\.to) where known[target] == nil {
                let other = try await held(target.dossier, context.at(target.institution))
                known[target] = other
                halves.formUnion(self.halves(of: other, request, context))
            }
        }
        return rules.linked(origin, halves).subtracting([origin]).compactMap { known[$0] }.sorted {
            ($0.dossier.institution, $0.dossier.id.description) < ($1.dossier.institution, $1.dossier.id.description)
        }
    }

    /// Which dossiers one names, as its learner's records say. A record that cannot be opened names none.
    private func halves(
        of dossier: HeldDossier, _ request: Request, _ context: GatewayContext
    ) -> Set<DossierReadingRules.Half> {
        guard let learner = dossier.dossier.learner else { return [] }
        let reading = PersonalReading(ofOwn: reader, request, context.at(dossier.dossier.institution))
        let halves = dossier.links.prefix(DossierLinks.most).compactMap { place, version in
            guard let record = (try? reading.read(place, of: learner, atLeast: version)) ?? nil,
                let root = try? JSONDocument(record.content).root, let institution = root["institution"]?.string,
                let id = (root["dossierId"]?.string).flatMap({ UUIDValue($0) })
            else { return nil as DossierReadingRules.Half? }
            return .init(from: dossier.address, to: .init(institution: institution, dossier: id))
        }
        return Set(halves)
    }
}

extension HeldDossier {
    var address: DossierReadingRules.Address { .init(institution: dossier.institution, dossier: dossier.id) }

    /// The records of the links that stand, with the version that each names.
    fileprivate var links: [(place: RecordPlace, version: Int64)] {
        entries.compactMap { entry in
            guard entry.kind == .link, let root = try? JSONDocument(Array(entry.body)).root,
                root["standing"]?.string == "linked", let record = root["other"]?["record"]?.string,
                let version = root["other"]?["version"]?.integer
            else { return nil }
            guard let place = RecordPlace(reference: record), place.type == .dossierLink else { return nil }
            return (place, version)
        }
    }
}

extension GatewayContext {
    /// The same request, about another institution of this hub: what is a learner's is theirs wherever it lies.
    func at(_ institution: String) -> GatewayContext {
        var context = self
        context.institution = institution
        return context
    }
}
