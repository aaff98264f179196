package import EventSourcing
package import HubContracts

extension OfferingCode.Command {
    package init(_ contract: AssignOfferingCodeV1) {
        self = .assign(offering: contract.offeringId, ProgrammeReference(contract.programme))
    }

    package init(_ contract: SeekOfferingV1) {
        self = .seek(
            application: contract.applicationId, version: contract.applicationVersion,
            ProgrammeReference(contract.programme))
    }
}

extension OfferingCode.Event {
    package init(_ contract: OfferingCodeAssignedV1) {
        self = .assigned(offering: contract.offeringId, ProgrammeReference(contract.programme))
    }

    package init(_ contract: OfferingAwaitedV1) {
        self = .awaited(
            application: contract.applicationId, version: contract.applicationVersion,
            ProgrammeReference(contract.programme))
    }

    package init(_ contract: OfferingFoundV1) {
        self = .found(
            offering: contract.offeringId,
            contract.findings.map { OfferingCode.Finding($0.applicationId, version: $0.applicationVersion) },
            ProgrammeReference(contract.programme))
    }

    /// - Parameter id: the codes together.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .assigned(let offering, let codes):
            OfferingCodeAssignedV1(offeringCodeId: id, programme: codes.contract, offeringId: offering)
        case .awaited(let application, let version, let codes):
            OfferingAwaitedV1(
                offeringCodeId: id, programme: codes.contract, applicationId: application, applicationVersion: version)
        case .found(let offering, let findings, let codes):
            OfferingFoundV1(
                offeringCodeId: id, programme: codes.contract, offeringId: offering,
                findings: findings.map { .init(applicationId: $0.application, applicationVersion: $0.version) })
        }
    }
}
