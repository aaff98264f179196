import EventSourcing
package import HubContracts

/// What all contracts that describe a grant have in common.
private protocol TermsContract {
    associatedtype Purpose: RawRepresentable<String>
    associatedtype SensitivityClass: RawRepresentable<String>
    var grantee: GranteeV1 { get }
    var purpose: Purpose { get }
    var givenOn: CalendarDate { get }
    var lastDay: CalendarDate { get }
    var classes: [SensitivityClass] { get }
    var itemIds: [UUIDValue]? { get set }
    var enrolmentId: UUIDValue? { get set }
}

extension GiveGrantV1: TermsContract {}
extension GrantGivenV1: TermsContract {}

extension TermsContract {
    fileprivate var terms: Grant.Terms {
        var terms = Grant.Terms(
            to: Grant.Grantee(grantee), for: purpose.rawValue, from: givenOn, to: lastDay,
            classes: classes.compactMap { Sensitivity(rawValue: $0.rawValue) }, items: itemIds)
        terms.enrolment = enrolmentId
        return terms
    }

    fileprivate func describing(_ terms: Grant.Terms) -> Self {
        var contract = self
        contract.itemIds = terms.items
        contract.enrolmentId = terms.enrolment
        return contract
    }
}

extension Grant.Grantee {
    fileprivate init(_ contract: GranteeV1) {
        let kind: Kind =
            switch contract.granteeType {
            case .organisation: .organisation
            case .system: .system
            case .role: .role
            case .person: .person
            }
        self.init(kind, of: contract.organisation, contract.identifier)
    }

    fileprivate var contract: GranteeV1 {
        let type: GranteeV1.GranteeType =
            switch kind {
            case .organisation: .organisation
            case .system: .system
            case .role: .role
            case .person: .person
            }
        return GranteeV1(granteeType: type, organisation: organisation, identifier: identifier)
    }
}

extension Grant.Actor {
    /// Reads the word of a contract that lists the same ones.
    fileprivate init(_ contract: some RawRepresentable<String>) {
        guard let actor = Grant.Actor(rawValue: contract.rawValue) else {
            preconditionFailure("the contract's actors are those of a grant")
        }
        self = actor
    }
}

extension LearnerDossier.GrantRequest {
    package init(_ contract: GiveGrantV1) { self = .give(contract.terms, Grant.Actor(contract.givenBy)) }
    package init(_ contract: RevokeGrantV1) { self = .revoke(Grant.Actor(contract.revokedBy)) }
    package init(_ contract: ExpireGrantV1) { self = .expire(contract.lastDay) }
}

extension Grant.Event {
    package init(_ contract: GrantGivenV1) { self = .given(contract.terms, Grant.Actor(contract.givenBy)) }
    package init(_ contract: GrantRevokedV1) { self = .revoked(Grant.Actor(contract.revokedBy)) }
    package init(_ contract: GrantExpiredV1) { self = .expired(contract.lastDay) }
    package init(_ contract: GrantEndedWithEnrolmentV1) { self = .endedWithEnrolment(contract.enrolmentId) }

    /// - Parameters:
    ///   - id: the grant.
    ///   - dossier: the dossier of which parts may be read.
    func contract(_ id: UUIDValue, in dossier: UUIDValue) -> any ContractMessage {
        switch self {
        case .given(let terms, let actor):
            GrantGivenV1(
                dossierId: dossier, grantId: id, givenBy: actor.giver, grantee: terms.grantee.contract,
                purpose: .init(rawValue: terms.purpose), givenOn: terms.firstDay, lastDay: terms.lastDay,
                classes: terms.classes.map(\.granted)
            ).describing(terms)
        case .revoked(let actor): GrantRevokedV1(dossierId: dossier, grantId: id, revokedBy: actor.revoker)
        case .expired(let day): GrantExpiredV1(dossierId: dossier, grantId: id, lastDay: day)
        case .endedWithEnrolment(let enrolment):
            GrantEndedWithEnrolmentV1(dossierId: dossier, grantId: id, enrolmentId: enrolment)
        }
    }
}

extension Grant.Actor {
    fileprivate var giver: GrantGivenV1.GivenBy {
        switch self {
        case .learner: .learner
        case .legalRepresentative: .legalRepresentative
        }
    }

    fileprivate var revoker: GrantRevokedV1.RevokedBy {
        switch self {
        case .learner: .learner
        case .legalRepresentative: .legalRepresentative
        }
    }
}

extension Sensitivity {
    fileprivate var granted: GrantGivenV1.SensitivityClass {
        switch self {
        case .results: .results
        case .portfolio: .portfolio
        case .guidance: .guidance
        case .supportPlan: .supportPlan
        case .careFile: .careFile
        }
    }
}
