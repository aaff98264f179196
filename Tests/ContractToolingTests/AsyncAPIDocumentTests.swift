import ContractTooling
import Foundation
import JSONSchema
import Support
import Testing

@Suite struct AsyncAPIDocumentTests {
    @Test(arguments: ["3.0.0", "3.1.0"])
    func everyServicesDocumentMeetsTheOfficialSchema(version: String) throws {
        let suite = "AsyncAPI \(version) meta-schema"
        guard let file = SharedData.url("asyncapi/schemas/\(version).json", for: suite) else { return }
        var library = SchemaLibrary()
        try library.add(SharedData.document(file), at: "urn:asyncapi")
        let schema = try library.compile("urn:asyncapi", options: .init(assertsFormats: true))
        let tree = try ContractTree(reading: ContractTreeCopy.project)
        for service in tree.services {
            let path = ContractTreeCopy.project.appendingPathComponent("\(service.name)/asyncapi.yaml")
            let text = try String(contentsOf: path, encoding: .utf8)
            let document = try YAMLText(text.replacingOccurrences(of: "asyncapi: 3.0.0", with: "asyncapi: \(version)"))
            #expect(schema.validate(document.document).map(\.description) == [], "\(service.name)")
            let spoilt = try YAMLText(text.replacingOccurrences(of: "action: receive", with: "action: await"))
            #expect(!schema.isValid(spoilt.document))
        }
        SuiteReport.ran(suite, passed: tree.services.count)
    }
}
