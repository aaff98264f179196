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
    /// - Throws: ``Problem`` when a record cannot be read now. One that is not there is no half.
    func dossiers(
        linkedTo start: HeldDossier, _ request: Request, _ context: GatewayContext
    ) async throws -> [HeldDossier] {
        let origin = start.address
        var known = [origin: start]
        var halves: Set<DossierReadingRules.Half> = []
        var open = [start]
        while let dossier = open.popLast() {
            for target in try targets(of: dossier, request, context) {
                halves.insert(.init(from: dossier.address, to: target))
                guard known[target] == nil, known.count < DossierLinks.most else { continue }
                let other = try await held(target.dossier, context.at(target.institution))
                // Nobody's dossier names nobody back.
                guard other.dossier.learner != nil else { continue }
                known[target] = other
                open.append(other)
            }
        }
        let reached = rules.linked(origin, halves)
        return known.filter { reached.contains($0.key) && $0.key != origin }.map(\.value).sorted {
            ($0.dossier.institution, $0.dossier.id.description) < ($1.dossier.institution, $1.dossier.id.description)
        }
    }

    /// Which dossiers one names, as its learner's records say.
    private func targets(
        of dossier: HeldDossier, _ request: Request, _ context: GatewayContext
    ) throws -> [DossierReadingRules.Address] {
        guard let learner = dossier.dossier.learner else { return [] }
        let reading = PersonalReading(ofOwn: reader, request, context.at(dossier.dossier.institution))
        return try dossier.links.compactMap { place, version in
            guard let record = try reading.read(place, of: learner, atLeast: version) else { return nil }
            let root = try JSONDocument(record.content).root
            guard let institution = root["institution"]?.string,
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
