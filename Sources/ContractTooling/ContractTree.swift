package import EventSourcing
package import JSONSchema

/// A folder of contracts as it lies on disk: what could be read, and what could not.
package struct ContractTree: Sendable {
    /// The folder's path, as it was given.
    package let root: String
    /// Every version of every message and shared type, in the order of their paths.
    package internal(set) var contracts: [Contract] = []
    /// Every service that has a folder.
    package internal(set) var services: [ServiceFolder] = []
    /// Folders of messages and shared types, each with its versions.
    var families: [ContractFamily] = []
    /// What is wrong with the folders and files themselves.
    package var faults: [ContractFault] = []
}

/// One version of one contract.
package struct Contract: Sendable {
    package let identity: ContractIdentity
    /// Nil for a shared type, which is part of messages and none itself.
    package let kind: MessageKind?
    /// From the root of the tree.
    package let path: String
    package let schema: ContractFile
    package let examples: [ContractFile]
    /// Names of the files in the version's folder, apart from the schema and examples.
    let otherFiles: Set<String>
}

/// A file of the tree that was read as JSON.
package struct ContractFile: Sendable {
    /// From the root of the tree.
    package let path: String
    package let document: JSONDocument

    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// The folder of one message or shared type.
struct ContractFamily: Sendable {
    let path: String
    let service: String
    let name: String
    let versions: [Int]
    /// Nil where the file is missing.
    let readme: String?
    let changelog: String?

    var isShared: Bool { service == ContractIdentity.sharedOwner }
}

/// The folder of one service.
package struct ServiceFolder: Sendable {
    package let name: String
    /// The service's AsyncAPI document; nil where it is missing or cannot be read.
    package let asyncAPI: YAMLText?
    let hasReadme: Bool

    var asyncAPIPath: String { "\(name)/asyncapi.yaml" }
}
