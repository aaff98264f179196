import EventSourcing
package import HubContracts

extension KnownEnrolment.Command {
    package init(_ contract: NoteDossierEnrolmentV1) {
        self = .note(offering: contract.programmeOfferingId, version: contract.enrolmentVersion)
    }

    package init(_ contract: NoteDossierEnrolmentEndV1) {
        self = .noteEnd(lastDay: contract.lastDay, version: contract.enrolmentVersion)
    }
}

extension KnownEnrolment.Event {
    package init(_ contract: DossierEnrolmentNotedV1) {
        self = .noted(offering: contract.programmeOfferingId, version: contract.enrolmentVersion)
    }

    package init(_ contract: DossierEnrolmentEndNotedV1) {
        self = .endNoted(lastDay: contract.lastDay, version: contract.enrolmentVersion)
    }

    package init(_ contract: DossierEnrolmentEndedV1) { self = .ended(version: contract.enrolmentVersion) }

    /// - Parameters:
    ///   - id: the enrolment.
    ///   - dossier: the dossier of the learner who is enrolled.
    func contract(_ id: UUIDValue, in dossier: UUIDValue) -> any ContractMessage {
        switch self {
        case .noted(let offering, let version):
            DossierEnrolmentNotedV1(
                dossierId: dossier, enrolmentId: id, enrolmentVersion: version, programmeOfferingId: offering)
        case .endNoted(let lastDay, let version):
            DossierEnrolmentEndNotedV1(
                dossierId: dossier, enrolmentId: id, enrolmentVersion: version, lastDay: lastDay)
        case .ended(let version):
            DossierEnrolmentEndedV1(dossierId: dossier, enrolmentId: id, enrolmentVersion: version)
        }
    }
}
