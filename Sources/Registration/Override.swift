package import HubContracts

/// Leave to do what the rules forbid. That the caller has the scope is for the gateway to see.
package struct Override: Sendable, Hashable {
    package let scope: String
    /// In the contract's words; institutions may add to them.
    package let reason: String
    package let explanation: SealedReference?

    package init(scope: String = Override.registration, reason: String, explanation: SealedReference? = nil) {
        self.scope = scope
        self.reason = reason
        self.explanation = explanation
    }

    package init(_ contract: OverrideV1) {
        self.init(
            scope: contract.scope.rawValue, reason: contract.reason.rawValue,
            explanation: contract.explanation.map { SealedReference($0) })
    }

    package var contract: OverrideV1 {
        OverrideV1(
            scope: .init(rawValue: scope), reason: .init(rawValue: reason), explanation: explanation?.contract)
    }

    /// The scope that lets through what this service forbids.
    package static let registration = "registration:override"

    /// Whether it lets through what this service forbids.
    var holds: Bool { scope == Override.registration }
}
