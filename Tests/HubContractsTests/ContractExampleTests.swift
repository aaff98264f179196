import ContractTooling
import EventSourcing
import Foundation
import HubContracts
import JSONSchema
import Support
import Testing

@Suite struct ContractExampleTests {
    private let tree: ContractTree

    init() throws {
        tree = try ContractTree(reading: SharedData.projectFolder.appendingPathComponent("Contracts"))
    }

    @Test func everyExampleComesBackFromItsTypeAsItWas() throws {
        var count = 0
        for contract in tree.contracts {
            let type = try #require(ContractExampleTests.type(of: contract.identity), "\(contract.identity)")
            for example in contract.examples {
                let written = try ContractExampleTests.throughType(type, example.document)
                #expect(written.root.equals(example.document.root), "\(example.path)")
                count += 1
            }
        }
        #expect(count >= 2 * tree.contracts.count)
    }

    /// A member that no example has would not be seen to get lost.
    @Test func everyMemberOfEveryContractOccursInAnExample() throws {
        for contract in tree.contracts {
            let names = contract.schema.document.root["properties"]?.members.map(\.name) ?? []
            let used = Set(contract.examples.flatMap { $0.document.root.members.map(\.name) })
            #expect(Set(names).subtracting(used).isEmpty, "\(contract.path)")
        }
    }

    @Test func theIndexHasEveryContractOfTheTreeAndItsSchema() throws {
        let types = ContractIndex.messages.map { $0.identity } + ContractIndex.types.map { $0.identity }
        #expect(Set(types) == Set(tree.contracts.map(\.identity)))
        #expect(
            Set(ContractIndex.messages.map { "\($0.identity) \($0.kind)" })
                == Set(
                    tree.contracts.compactMap { contract in
                        contract.kind.map { "\(contract.identity) \($0)" }
                    }))
        for (id, text) in ContractIndex.schemas {
            let contract = try #require(tree.contracts.first { $0.identity.urn == id })
            #expect(try JSONDocument(text: text).root.equals(contract.schema.document.root))
        }
    }

    @Test func membersThatAReaderDoesNotKnowAreIgnored() throws {
        let text = #"{"value":"x","language":"nl","later":{"a":[1]}}"#
        let type = try ContractData.read(LocalisedTextV1.self, Array(text.utf8))
        #expect(type.language == "nl")
    }

    @Test func valuesThatTheSectorAddsAreKept() throws {
        let text = #""HYBRID""#
        let path = try ContractData.read(QualificationRecordedV1.LearningPath.self, Array(text.utf8))
        #expect(path.rawValue == "HYBRID")
        #expect(String(decoding: try ContractData.write(path), as: UTF8.self) == text)
    }

    private static func type(of identity: ContractIdentity) -> (any ContractType.Type)? {
        ContractIndex.messages.first { $0.identity == identity }
            ?? ContractIndex.types.first { $0.identity == identity }
    }

    private static func throughType(_ type: any ContractType.Type, _ document: JSONDocument) throws -> JSONDocument {
        let value = try ContractData.read(type, document.source)
        return try JSONDocument(try ContractData.write(value))
    }
}
