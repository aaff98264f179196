package import EventSourcing

/// Who asks to read, as their token says.
package enum Reader: Sendable, Hashable {
    /// The learner, with the dossiers that are theirs: see ``LinkedView``.
    case learner(Set<DossierAddress>)
    /// Someone else, for a purpose that they state.
    ///
    /// - task: the classes that their task at their own organisation covers.
    case party(Party, purpose: String, task: Set<Sensitivity>)
}

/// An organisation, and within it the system, the role and the person that ask.
package struct Party: Sendable, Hashable {
    /// An institution's code, or a URN.
    package var organisation: String
    package var system: String?
    package var role: String?
    package var person: UUIDValue?

    package init(_ organisation: String, system: String? = nil, role: String? = nil, person: UUIDValue? = nil) {
        self.organisation = organisation
        self.system = system
        self.role = role
        self.person = person
    }
}

/// A dossier, and the institution at which it is.
package struct DossierAddress: Sendable, Hashable {
    package let institution: String
    package let dossier: UUIDValue

    package init(_ institution: String, _ dossier: UUIDValue) {
        self.institution = institution
        self.dossier = dossier
    }
}

extension Grant.Grantee {
    /// Whether a party is meant.
    func covers(_ party: Party) -> Bool {
        guard organisation == party.organisation else { return false }
        switch kind {
        case .organisation: return true
        case .system: return identifier != nil && identifier == party.system
        case .role: return identifier != nil && identifier == party.role
        case .person: return identifier.flatMap { UUIDValue($0) }.map { $0 == party.person } ?? false
        }
    }
}
