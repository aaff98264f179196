package import EventSourcing
import HubContracts

extension CatalogueRules {
    /// The key of a command's records where it is not the subject: all education products of an institution lie in one
    /// partition.
    package static let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String? = {
        contract, institution in
        keyedByInstitution.contains(contract) ? institution : nil
    }

    private static let keyedByInstitution: Set<ContractIdentity> = [
        CreateEducationProductV1.identity, ReviseEducationProductV1.identity, ComposeEducationProductV1.identity,
        AdoptEducationProductV1.identity, PublishEducationProductV1.identity, ExpireEducationProductV1.identity,
        ArchiveEducationProductV1.identity, DeactivateEducationProductV1.identity,
        ReactivateEducationProductV1.identity, ReopenEducationProductV1.identity, NoteQualificationExpiryV1.identity,
    ]
}
