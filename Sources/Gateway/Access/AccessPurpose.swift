import HubContracts
import PersonalData

/// The purposes that tokens may allow, by name.
package enum AccessPurpose {
    /// Of reading what is known of persons, and of reading in dossiers, as grants name them.
    package static let names =
        ReadingPurpose.all.map(\.id) + inDossiers.filter { name in !ReadingPurpose.all.contains { $0.id == name } }

    private static let inDossiers = [
        GiveGrantV1.Purpose.guidance, .assessment, .admission, .transfer, .employment, .workPlacement, .research,
        .other,
    ].map(\.rawValue)
}
