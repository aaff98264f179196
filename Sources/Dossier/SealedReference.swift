package import HubContracts

/// Where a sealed fact about the learner stands. Rules never see the fact itself.
package struct SealedReference: Sendable, Hashable {
    /// The kind of record, and after a slash which one.
    package let record: String
    package let version: Int64

    package init(_ record: String, version: Int64) {
        self.record = record
        self.version = version
    }

    func isSealed(as kind: SealedRecord) -> Bool { kind == SealedRecord(rawValue: recordKind) }

    private var recordKind: String { record.split(separator: "/", maxSplits: 1).first.map(String.init) ?? record }

    /// Whether both can be kept beside each other: of one record only the newest version remains.
    func staysReadable(beside other: SealedReference) -> Bool { self == other || record != other.record }
}

/// The kinds of records that a dossier refers to.
package enum SealedRecord: String, Sendable, Hashable, CaseIterable {
    case resultDetails = "result-details"
    case valueDocument = "value-document"
    case experience
    case portfolioItem = "portfolio-item"
    case guidanceNote = "guidance-note"
    case supportPlan = "support-plan"
    case careFile = "care-file"
    /// Which other dossier a learner has linked; never granted to anyone.
    case dossierLink = "dossier-link"
}

/// How sensitive what a dossier holds is. Each class has a key of its own for every learner, and is granted by itself.
package enum Sensitivity: String, Sendable, Hashable, CaseIterable {
    /// Results and value documents.
    case results
    /// Experience and evidence (portfolio).
    case portfolio
    /// Notes of guidance (studentbegeleidingsdossier).
    case guidance
    /// The support plan (ondersteuningsplan).
    case supportPlan = "support-plan"
    /// The care file (zorgdossier).
    case careFile = "care-file"
}

extension SealedReference {
    package init(_ contract: SealedReferenceV1) { self.init(contract.record, version: contract.version) }

    package var contract: SealedReferenceV1 { SealedReferenceV1(record: record, version: version) }
}
