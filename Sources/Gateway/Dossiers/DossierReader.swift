package import EventSourcing
import HTTPTypes
package import Hummingbird

/// Who asks to read in a dossier, as what the request bears proves.
package enum DossierReader: Sendable, Hashable {
    /// A learner, by their subject at the institution.
    case learner(UUIDValue)
    case party(Party)

    /// Someone else, and for what.
    package struct Party: Sendable, Hashable {
        /// An institution's code, or a URN.
        package var organisation: String
        package var system: String?
        package var role: String?
        package var person: UUIDValue?
        /// In the contract's words, such as `transfer`.
        package var purpose: String
        /// The classes that their task at their own organisation covers, such as `results`.
        package var task: Set<String>

        package init(
            organisation: String, system: String? = nil, role: String? = nil, person: UUIDValue? = nil,
            purpose: String, task: Set<String> = []
        ) {
            self.organisation = organisation
            self.system = system
            self.role = role
            self.person = person
            self.purpose = purpose
            self.task = task
        }
    }

    /// Tells who a request is from.
    ///
    /// - Throws: ``Problem`` for a request that proves nobody.
    package typealias Identification = @Sendable (Request, GatewayContext) throws -> DossierReader
}

/// Something of a dossier that is judged by itself: a result, a value document or an item.
package struct DossierThing: Sendable, Hashable {
    package let id: UUIDValue
    /// Of an item its type, such as `portfolio_item`; nil for results and value documents.
    package let itemType: String?
    /// Whether the learner put it in, and not the institution.
    package let isOfLearner: Bool
}

/// Why someone may read something.
package enum DossierAccess: Sendable, Hashable {
    case learner
    case source
    case grant(UUIDValue)
}

/// The dossier's own rules, for whoever answers its readers.
package struct DossierReadingRules: Sendable {
    /// A dossier with its grants that were given and not ended, as their events said them.
    package struct Dossier: Sendable {
        package let institution: String
        package let id: UUIDValue
        /// Whose it is; nil where it was never opened.
        package let learner: UUIDValue?
        package let grants: [UUIDValue: [UInt8]]
    }

    /// A dossier among those of all institutions.
    package struct Address: Sendable, Hashable {
        package let institution: String
        package let dossier: UUIDValue

        package init(institution: String, dossier: UUIDValue) {
            self.institution = institution
            self.dossier = dossier
        }
    }

    /// One dossier that names another as the same learner's.
    package struct Half: Sendable, Hashable {
        package let from: Address
        package let to: Address
    }

    /// Why a reader may read a thing on a day; nil when it may not.
    let access: @Sendable (DossierReader, DossierThing, Dossier, CalendarDate) throws -> DossierAccess?
    /// The dossier of a learner at an institution.
    let dossier: @Sendable (_ institution: String, _ learner: UUIDValue) -> UUIDValue
    /// The dossiers that the learner of one sees as one, by the halves of links.
    let linked: @Sendable (Address, Set<Half>) -> Set<Address>
    /// The aggregate in which a reading at a moment is noted, and its month.
    let journal: @Sendable (_ institution: String, UUIDValue, Timestamp) -> (subject: UUIDValue, month: String)

    package init(
        access: @escaping @Sendable (DossierReader, DossierThing, Dossier, CalendarDate) throws -> DossierAccess?,
        dossier: @escaping @Sendable (String, UUIDValue) -> UUIDValue,
        linked: @escaping @Sendable (Address, Set<Half>) -> Set<Address>,
        journal: @escaping @Sendable (String, UUIDValue, Timestamp) -> (subject: UUIDValue, month: String)
    ) {
        self.access = access
        self.dossier = dossier
        self.linked = linked
        self.journal = journal
    }
}
