package import HubContracts

/// Where a sealed fact about a person lies, and in which version; what it says is for its readers only.
package struct SealedReference: Sendable, Hashable {
    package let record: String
    package let version: Int64

    package init(_ record: String, version: Int64) {
        self.record = record
        self.version = version
    }

    package init(_ contract: SealedReferenceV1) {
        self.init(contract.record, version: contract.version)
    }

    package var contract: SealedReferenceV1 { SealedReferenceV1(record: record, version: version) }
}

/// Why something was asked or done: a word that tells nothing of the person, and what does, sealed.
package struct Reason: Sendable, Hashable {
    /// In the contract's words; institutions may add to them. Nil where nobody said.
    package let code: String?
    package let explanation: SealedReference?

    package init(_ code: String?, explanation: SealedReference? = nil) {
        self.code = code
        self.explanation = explanation
    }

    init(_ code: String?, _ explanation: SealedReferenceV1?) {
        self.init(code, explanation: explanation.map { SealedReference($0) })
    }

    /// The word that says that the reason stands in the explanation only.
    static let sealed = "sealed"

    /// Whether it says that it is sealed, and there is nothing sealed.
    var lacksExplanation: Bool { code == Reason.sealed && explanation == nil }
}
