import HubContracts

/// What another system or register calls an object, and what kind of identifier that is, in the contract's words.
package struct OtherCode: Sendable, Hashable {
    package let type: String
    package let code: String

    package init(type: String, code: String) {
        self.type = type
        self.code = code
    }

    init(_ contract: CodeV1) {
        self.init(type: contract.codeType.rawValue, code: contract.code)
    }

    var contract: CodeV1 { CodeV1(codeType: .init(rawValue: type), code: code) }
}
