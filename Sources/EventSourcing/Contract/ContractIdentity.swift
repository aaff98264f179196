/// What names one version of a contract, in each of the forms in which it is written.
///
/// The forms are one identity: the folder `registration/events/application-received/v1`, the CloudEvents type
/// `nl.mbo.registration.application-received.v1`, the schema's `$id` and the envelope's `dataschema`
/// `urn:schakel:contract:registration:application-received:v1`, and the Swift type `ApplicationReceivedV1`.
package struct ContractIdentity: Sendable, Hashable {
    /// The service that owns the contract, or ``sharedOwner``.
    package let service: String
    /// The message or shared type, in kebab-case.
    package let name: String
    /// The major version, from 1.
    package let version: Int

    /// The owner of types and messages that several services use.
    package static let sharedOwner = "shared"

    /// The highest major version.
    package static let maximumVersion = 999

    /// - Throws: ``ContractIdentityError`` when a part is malformed.
    package init(service: String, name: String, version: Int) throws(ContractIdentityError) {
        guard KebabCase.accepts(service) else { throw ContractIdentityError(part: .service, text: service) }
        guard KebabCase.accepts(name) else { throw ContractIdentityError(part: .name, text: name) }
        guard 1...ContractIdentity.maximumVersion ~= version else {
            throw ContractIdentityError(part: .version, text: String(version))
        }
        self.service = service
        self.name = name
        self.version = version
    }

    /// For generated code, which has been checked.
    package init(checkedService service: StaticString, name: StaticString, version: Int) {
        self.service = service.description
        self.name = name.description
        self.version = version
    }

    /// Reads a CloudEvents type such as `nl.mbo.catalogue.qualification-recorded.v1`.
    package init(type: String) throws(ContractIdentityError) {
        let parts = type.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "nl", parts[1] == "mbo" else {
            throw ContractIdentityError(part: .type, text: type)
        }
        try self.init(service: String(parts[2]), name: String(parts[3]), versionSegment: parts[4])
    }

    /// Reads a schema's `$id` such as `urn:schakel:contract:catalogue:qualification-recorded:v1`.
    package init(urn: String) throws(ContractIdentityError) {
        let parts = urn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "urn", parts[1] == "schakel", parts[2] == "contract" else {
            throw ContractIdentityError(part: .urn, text: urn)
        }
        try self.init(service: String(parts[3]), name: String(parts[4]), versionSegment: parts[5])
    }

    private init(service: String, name: String, versionSegment: Substring) throws(ContractIdentityError) {
        guard let version = ContractIdentity.version(ofSegment: versionSegment) else {
            throw ContractIdentityError(part: .version, text: String(versionSegment))
        }
        try self.init(service: service, name: name, version: version)
    }

    /// The number in `v1`; nil for anything else, such as `v01` or `1`.
    package static func version(ofSegment segment: some StringProtocol) -> Int? {
        let digits = segment.dropFirst()
        guard segment.first == "v", let first = digits.utf8.first, first != UInt8(ascii: "0"),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let version = Int(digits), version <= maximumVersion
        else { return nil }
        return version
    }

    /// The CloudEvents `type`.
    package var type: String { "nl.mbo.\(service).\(name).v\(version)" }

    /// The schema's `$id` and the envelope's `dataschema`.
    package var urn: String { "urn:schakel:contract:\(service):\(name):v\(version)" }

    /// The generated Swift type.
    package var swiftName: String { KebabCase.upperCamelCase(name) + "V\(version)" }

    package var isShared: Bool { service == ContractIdentity.sharedOwner }

    /// The folder under `Contracts/`. Shared contracts stand directly under their owner, whatever their kind.
    package func path(_ kind: MessageKind?) -> String {
        guard let kind, !isShared else { return "\(service)/\(name)/v\(version)" }
        return "\(service)/\(kind.plural)/\(name)/v\(version)"
    }
}

extension ContractIdentity: CustomStringConvertible {
    package var description: String { type }
}

/// Which part of a contract's identity is malformed.
package struct ContractIdentityError: Error, Equatable, CustomStringConvertible {
    package enum Part: String, Sendable {
        case service
        case name
        case version
        case type
        case urn
    }

    package let part: Part
    package let text: String

    package var description: String {
        switch part {
        case .service, .name:
            "the \(part.rawValue) \"\(text)\" must be lower-case words joined by single hyphens"
        case .version: "the version \"\(text)\" must be v1 to v\(ContractIdentity.maximumVersion)"
        case .type: "the type \"\(text)\" must read nl.mbo.<service>.<message>.v<number>"
        case .urn: "the identifier \"\(text)\" must read urn:schakel:contract:<service>:<message>:v<number>"
        }
    }
}

/// Lower-case words joined by single hyphens.
package enum KebabCase {
    package static func accepts(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            text.utf8.count <= 80
        else { return false }
        var previous = first
        for byte in text.utf8.dropFirst() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "-"): guard previous != byte else { return false }
            default: return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: "-")
    }

    /// `application-received` as `ApplicationReceived`.
    package static func upperCamelCase(_ text: String) -> String {
        text.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
