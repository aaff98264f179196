package import EventSourcing

/// The identifiers of a dossier and of what lies beside it.
package enum DossierIdentity {
    /// A learner has one dossier at an institution, whoever asks for it first.
    ///
    /// - Parameter learner: the subject, as the institution's persons know them.
    package static func dossier(institution: String, learner: UUIDValue) -> UUIDValue {
        DerivedIdentity.aggregate(institution: institution, kind: "dossier", of: [learner.description])
    }

    /// The journal of a month's readings in a dossier.
    ///
    /// - Parameter month: in UTC, such as `2026-11`.
    package static func readings(institution: String, dossier: UUIDValue, month: String) -> UUIDValue {
        DerivedIdentity.aggregate(
            institution: institution, kind: "reading-journal", of: [dossier.description, month])
    }

    /// The month of a moment in UTC, such as `2026-11`.
    package static func month(of time: Timestamp) -> String { String(time.description.prefix(7)) }
}
