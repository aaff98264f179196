import HubContracts

/// Where a sealed fact about a person lies, and in which version. What it says is not known here.
package struct SealedReference: Sendable, Hashable {
    package let record: String
    package let version: Int64

    package init(record: String, version: Int64) {
        self.record = record
        self.version = version
    }

    init(_ contract: SealedReferenceV1) {
        self.init(record: contract.record, version: contract.version)
    }

    var contract: SealedReferenceV1 { SealedReferenceV1(record: record, version: version) }
}
