import EventSourcing

/// The identifiers of a dossier and its journals, as the contracts describe them and whoever sends a command derives
/// them.
enum SampleDossier {
    static func id(of learner: UUIDValue, at institution: String = "25lx") -> UUIDValue {
        DerivedIdentity.aggregate(institution: institution, kind: "dossier", of: [learner.description])
    }

    static func journal(of dossier: UUIDValue, in month: String, at institution: String = "25lx") -> UUIDValue {
        DerivedIdentity.aggregate(
            institution: institution, kind: "reading-journal", of: [dossier.description, month])
    }
}
