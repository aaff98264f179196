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

    /// Chains are followed so far.
    private static let most = 20

    /// The dossiers that are joined to one by links of which both halves stand.
    ///
    /// - Throws: ``Problem`` when the dossiers cannot be read now.
    func dossiers(
        linkedTo start: HeldDossier, _ request: Request, _ context: GatewayContext
    ) async throws -> [HeldDossier] {
        let origin = start.address
        var known = [origin: start]
        var halves: Set<DossierReadingRules.Half> = []
        var open = [start]
        while let dossier = open.popLast(), known.count < DossierLinks.most {
            for target in targets(of: dossier, request, context).prefix(DossierLinks.most) {
                halves.insert(.init(from: dossier.address, to: target))
                guard known[target] == nil else { continue }
                let other = try await held(target.dossier, context.at(target.institution))
                // Only one that names this one back is gone on from.
                let back = other.dossier.learner == nil ? [] : targets(of: other, request, context)
                guard back.contains(dossier.address) else { continue }
                halves.insert(.init(from: target, to: dossier.address))
                known[target] = other
                open.append(other)
            }
        }
        let reached = rules.linked(origin, halves)
        return known.filter { reached.contains($0.key) && $0.key != origin }.map(\.value).sorted {
            ($0.dossier.institution, $0.dossier.id.description) < ($1.dossier.institution, $1.dossier.id.description)
        }
    }

    /// Which dossiers one names, as its learner's records say. A record that cannot be opened names none.
    private func targets(
        of dossier: HeldDossier, _ request: Request, _ context: GatewayContext
    ) -> [DossierReadingRules.Address] {
        guard let learner = dossier.dossier.learner else { return [] }
        let reading = PersonalReading(ofOwn: reader, request, context.at(dossier.dossier.institution))
        return dossier.links.compactMap { place, version in
            guard let record = (try? reading.read(place, of: learner, atLeast: version)) ?? nil,
                let root = try? JSONDocument(record.content).root, let institution = root["institution"]?.string,
                let id = (root["dossierId"]?.string).flatMap({ UUIDValue($0) })
            else { return nil }
            return DossierReadingRules.Address(institution: institution, dossier: id)
        }
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
            let parts = record.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0] == RecordType.dossierLink.name,
                let place = RecordPlace(.dossierLink, item: parts[1])
            else { return nil }
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
