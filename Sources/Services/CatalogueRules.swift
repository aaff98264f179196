package import Catalogue
package import EventSourcing
import HubContracts

/// The catalogue's deciders as the partition writer asks them.
package typealias CatalogueRules = DeciderRules<InstitutionObjects>

extension DeciderRules<InstitutionObjects> {
    package init() {
        self.init(
            service: "catalogue", nobody: InstitutionObjects(),
            [
                HostedDecider(QualificationDossier.self), HostedDecider(Qualification.self),
                HostedDecider(Elective.self), HostedDecider(LearningOutcome.self),
                HostedDecider(EducationProduct.self), HostedDecider(LearningMaterial.self),
                HostedDecider(Organisation.self), HostedDecider(Location.self), HostedDecider(AcademicSession.self),
                HostedDecider(Offering.self),
            ])
    }

    /// The key of a command's records where it is not the subject: what is judged against the other objects of its
    /// institution lies in one partition.
    package static let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String? = {
        let rules = CatalogueRules()
        return { rules.partitionKey($0, $1) }
    }()
}
