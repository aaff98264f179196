import Dossier
package import EventSourcing
package import HubContracts

/// Who may read what of a dossier, and where a reading is noted: the dossier's rules for whoever answers its readers,
/// in the words of its contracts.
package enum DossierReadings {
    /// Who asks.
    package enum Asker: Sendable {
        /// The learner whose dossier it is, or another one.
        case learner(isTheirs: Bool)
        /// - task: the classes that their task at their own organisation covers.
        case party(RecordReadingV1.Reader, purpose: String, task: Set<String>)
    }

    /// Something that is read: an item by its type, or a result or value document.
    package enum Thing: Sendable {
        case resultOrDocument
        case item(type: String, isOfLearner: Bool)
    }

    /// Why something may be read.
    package enum Basis: Sendable, Hashable {
        case learner
        case source
        case grant(UUIDValue)
    }

    /// A grant that was given and not ended.
    package typealias Grants = [UUIDValue: GrantGivenV1]

    /// - Parameter day: the day of the reading in the Netherlands.
    /// - Returns: nil when it may not be read.
    package static func basis(
        of asker: Asker, for thing: Thing, _ id: UUIDValue, in dossier: UUIDValue, at institution: String,
        _ grants: Grants, on day: CalendarDate
    ) -> Basis? {
        let address = DossierAddress(institution, dossier)
        let (sensitivity, contributor): (Sensitivity, DossierItem.Contributor)
        switch thing {
        case .resultOrDocument: (sensitivity, contributor) = (.results, .institution)
        case .item(let type, let isOfLearner):
            // What is not known is as sensitive as anything can be.
            sensitivity = DossierItem.ItemType(rawValue: type)?.sensitivity ?? .careFile
            contributor = isOfLearner ? .learner : .institution
        }
        let reader: Reader =
            switch asker {
            case .learner(let isTheirs): .learner(isTheirs ? [address] : [])
            case .party(let party, let purpose, let task):
                .party(
                    Party(party.organisation, system: party.system, role: party.role, person: party.personId),
                    purpose: purpose, task: Set(task.compactMap { Sensitivity(rawValue: $0) }))
            }
        let standing = grants.compactMap { id, given -> AccessRule.StandingGrant? in
            guard case .given(let terms, _) = Grant.Event(given) else { return nil }
            return AccessRule.StandingGrant(id, in: address, terms)
        }
        let item = AccessRule.Item(id, of: address, sensitivity, by: contributor)
        return switch AccessRule.mayRead(reader, item, standing, on: day) {
        case .learner: .learner
        case .source: .source
        case .grant(let grant): .grant(grant)
        case .refused: nil
        }
    }

    /// A dossier among those of all institutions.
    package typealias Address = (institution: String, dossier: UUIDValue)

    /// The dossiers that the learner of one sees as one: it, and those that links lead to of which both halves stand.
    ///
    /// - Parameter halves: which dossier names which.
    package static func linked(to start: Address, _ halves: [(from: Address, to: Address)]) -> [Address] {
        func address(_ address: Address) -> DossierAddress { DossierAddress(address.institution, address.dossier) }
        let known = Set(halves.map { LinkedView.Half(from: address($0.from), to: address($0.to)) })
        return LinkedView.dossiers(from: address(start), known).map { ($0.institution, $0.dossier) }
    }

    /// The dossier of a learner at an institution.
    package static func dossier(institution: String, learner: UUIDValue) -> UUIDValue {
        DossierIdentity.dossier(institution: institution, learner: learner)
    }

    /// The journal in which a reading at a moment is noted, and its month.
    package static func journal(
        institution: String, dossier: UUIDValue, at moment: Timestamp
    ) -> (subject: UUIDValue, month: String) {
        let month = DossierIdentity.month(of: moment)
        return (DossierIdentity.readings(institution: institution, dossier: dossier, month: month), month)
    }
}
