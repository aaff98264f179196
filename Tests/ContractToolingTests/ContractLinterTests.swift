import ContractTooling
import Foundation
import JSONSchema
import Support
import Testing

@Suite struct ContractLinterTests {
    static let event = "catalogue/events/qualification-recorded"
    static let schema = event + "/v1/schema.json"
    static let document = "catalogue/asyncapi.yaml"

    @Test func theProjectsContractsHaveNoFault() throws {
        let tree = try ContractTree(reading: ContractTreeCopy.project)
        #expect(ContractLinter.lint(tree).map(\.description) == [])
        #expect(tree.contracts.count >= 50)
    }

    @Test func aFolderThatIsNotThereIsSaid() {
        #expect(throws: ContractTreeError.self) {
            try ContractTree(reading: ContractTreeCopy.project.appendingPathComponent("nowhere"))
        }
    }

    struct Spoiling: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let rule: ContractFault.Rule
        /// The file that must be named, or its beginning.
        let file: String
        let spoil: @Sendable (ContractTreeCopy) throws -> Void

        init(
            _ testDescription: String, _ rule: ContractFault.Rule, _ file: String,
            _ spoil: @escaping @Sendable (ContractTreeCopy) throws -> Void
        ) {
            self.testDescription = testDescription
            self.rule = rule
            self.file = file
            self.spoil = spoil
        }

        /// One text of a file that becomes another.
        init(
            _ testDescription: String, _ rule: ContractFault.Rule, _ file: String, _ text: String, _ other: String
        ) {
            self.init(testDescription, rule, file) { try $0.replace(text, with: other, in: file) }
        }
    }

    @Test(arguments: layout + schemas + documents + asyncAPI)
    func aBrokenRuleIsToldWithItsFileAndRemedy(spoiling: Spoiling) throws {
        try ContractTreeCopy.with { copy in
            try spoiling.spoil(copy)
            let faults = try copy.lint()
            let found = faults.filter { $0.rule == spoiling.rule && $0.file.hasPrefix(spoiling.file) }
            #expect(!found.isEmpty, "\(faults)")
            #expect(found.allSatisfy { !$0.remedy.isEmpty && !$0.sentence.isEmpty })
        }
    }

    @Test func aFaultInASchemaHasItsLineAndPointer() throws {
        try ContractTreeCopy.with { copy in
            try copy.replace("\"maxLength\": 300", with: "\"maxLenght\": 300", in: ContractLinterTests.schema)
            let faults = try copy.lint()
            let fault = try #require(faults.first { $0.rule == .unknownKeyword })
            #expect(fault.pointer?.description == "/properties/name/maxLenght")
            #expect((fault.position?.line ?? 0) > 5)
            // The text has lost its bound, and that is said as well.
            #expect(faults.contains { $0.rule == .bounds })
        }
    }

    @Test func oneFaultDoesNotHideAnother() throws {
        try ContractTreeCopy.with { copy in
            try copy.write("{", to: ContractLinterTests.schema)
            try copy.remove("catalogue/events/qualification-expired/README.md")
            let files = Set(try copy.lint().map(\.file))
            #expect(files.contains(ContractLinterTests.schema))
            #expect(files.contains("catalogue/events/qualification-expired"))
        }
    }
}

extension ContractLinterTests {
    static let layout: [Spoiling] = [
        Spoiling("a file without a place", .layout, "catalogue/notes.txt") {
            try $0.write("x", to: "catalogue/notes.txt")
        },
        Spoiling("a folder in capitals", .layout, "Catalogue2") { try $0.write("x", to: "Catalogue2/README.md") },
        Spoiling("a version without a schema", .layout, event + "/v2") {
            try $0.write("{}", to: event + "/v2/examples/full.json")
        },
        Spoiling("a cast that leads nowhere", .layout, event + "/v1/from-v0.jq") {
            try $0.write(".", to: event + "/v1/from-v0.jq")
        },
        Spoiling("an identity of another contract", .identity, schema, "qualification-recorded:v1", "qualification:v1"),
        Spoiling("another dialect", .identity, schema, "draft/2020-12/schema", "draft/2019-09/schema"),
        Spoiling("two contracts with one identity", .identity, "catalogue/") {
            try $0.copy(event, to: "catalogue/commands/qualification-recorded")
        },
        Spoiling("an event in the present", .naming, "catalogue/events/record-it/v1") {
            try $0.copy(event, to: "catalogue/events/record-it")
        },
        Spoiling("a command in the past", .naming, "catalogue/commands/qualification-recorded/v1") {
            try $0.copy(event, to: "catalogue/commands/qualification-recorded")
        },
        Spoiling("a name with a version", .cloudEvents, "catalogue/events/qualification-v2-recorded/v1") {
            try $0.copy(event, to: "catalogue/events/qualification-v2-recorded")
        },
        Spoiling("a major that is left out", .versions, event) { try $0.copy(event + "/v1", to: event + "/v3") },
        Spoiling("three majors", .versions, event) {
            try $0.copy(event + "/v1", to: event + "/v2")
            try $0.copy(event + "/v1", to: event + "/v3")
        },
        Spoiling("a second major without a cast", .versions, event + "/v2") {
            try $0.copy(event + "/v1", to: event + "/v2")
        },
    ]

    static let schemas: [Spoiling] = [
        Spoiling("text that is not JSON", .wellFormed, schema, "{", "{{"),
        Spoiling("a member that occurs twice", .wellFormed, schema, "\"title\"", "\"title\": \"x\", \"title\""),
        Spoiling("a keyword with a wrong value", .wellFormed, schema, "\"maxLength\": 300", "\"maxLength\": -1"),
        Spoiling(
            "a pattern that is none", .wellFormed, schema, "\"maxLength\": 300", "\"maxLength\": 3, \"pattern\": \"(\""),
        Spoiling(
            "an unknown keyword", .unknownKeyword, schema, "\"maxLength\": 300", "\"maxLength\": 3, \"colour\": 1"),
        Spoiling("a union", .notExpressible, schema, "\"maxLength\": 300", "\"maxLength\": 3, \"anyOf\": [true]"),
        Spoiling(
            "a nullable type", .notExpressible, schema, "\"type\": \"string\"", "\"type\": [\"string\", \"null\"]"),
        Spoiling(
            "closed members", .notExpressible, schema, "\"type\": \"object\"",
            "\"additionalProperties\": false, \"type\": \"object\""),
        Spoiling("a reference that leads nowhere", .notExpressible, schema, "shared:period:v1", "shared:moment:v1"),
        Spoiling(
            "a type that contains itself", .notExpressible, schema, "\"type\": \"object\"",
            """
            "$defs": {"part": {"type": "object", "description": "x", "properties": {"inner": {"$ref": "#/$defs/part",
            "description": "x", "x-personal": "none"}}}}, "type": "object"
            """),
        Spoiling("a text without a bound", .bounds, schema, "\"maxLength\": 300", "\"$comment\": \"x\""),
        Spoiling("a number without a bound", .bounds, schema, "\"maximum\"", "\"multipleOf\""),
        Spoiling("an unmarked property", .personalData, schema, "\"x-personal\": \"none\"", "\"deprecated\": false"),
        Spoiling("an unknown mark", .personalData, schema, "\"x-personal\": \"none\"", "\"x-personal\": \"no\""),
        Spoiling(
            "personal data in an event", .personalData, schema, "\"x-personal\": \"none\"",
            "\"x-personal\": \"personal\""),
        Spoiling(
            "a property without a description", .documentation, schema, "\"description\": \"The level",
            "\"$comment\": \"The level"),
        Spoiling("a property in another case", .naming, schema, "\"name\"", "\"Name\""),
        Spoiling("an event with an owner", .owner, schema, "\"title\"", "\"x-owner\": \"hub\", \"title\""),
        Spoiling(
            "a command without an owner", .owner, "catalogue/commands/create-offering/v1/schema.json",
            "\"x-owner\": \"hub\"", "\"$comment\": \"hub\""),
        Spoiling("an event with senders", .senders, schema, "\"title\"", "\"x-senders\": [\"reactor\"], \"title\""),
        Spoiling(
            "a command that is sent by nobody", .senders, "catalogue/commands/create-offering/v1/schema.json",
            "\"x-owner\"", "\"x-senders\": [], \"x-owner\""),
        Spoiling(
            "a command with an unknown sender", .senders, "catalogue/commands/create-offering/v1/schema.json",
            "\"x-owner\"", "\"x-senders\": [\"reactor\", \"caller\"], \"x-owner\""),
        Spoiling(
            "an example that breaks its schema", .examples, event + "/v1/examples/full.json", "\"level\": 3",
            "\"level\": 5"),
        Spoiling(
            "an example with a date that does not exist", .examples, event + "/v1/examples/full.json",
            "2015-08-01", "2015-02-30"),
        Spoiling(
            "a full example that lacks something", .examples, event + "/v1/examples/full.json", "\"priceFactor\"",
            "\"factorOfPrice\""),
        Spoiling("no minimal example", .examples, event + "/v1") { try $0.remove(event + "/v1/examples/minimal.json") },
        Spoiling("a citizen service number", .personalData, event + "/v1/examples/full.json", "25078", "999990342"),
    ]

    static let documents: [Spoiling] = [
        Spoiling("no README", .documentation, event) { try $0.remove(event + "/README.md") },
        Spoiling("no CHANGELOG", .documentation, event) { try $0.remove(event + "/CHANGELOG.md") },
        Spoiling(
            "a version that the CHANGELOG lacks", .documentation, event,
            { try $0.write("# Changes\n", to: event + "/CHANGELOG.md") }),
        Spoiling("no retention term", .retention, event + "/README.md", "## Retention", "## Storage"),
        Spoiling("no legal ground", .retention, event + "/README.md", "## Legal ground", "## Ground"),
        Spoiling("no readers", .documentation, event + "/README.md", "## Readers", "## Others"),
        Spoiling("a service without a README", .documentation, "catalogue") { try $0.remove("catalogue/README.md") },
    ]

    static let asyncAPI: [Spoiling] = [
        Spoiling("no document", .asyncAPI, "catalogue") { try $0.remove(document) },
        Spoiling("text that is not YAML", .wellFormed, document, "asyncapi: 3.0.0", "asyncapi: [3.0.0"),
        Spoiling("an older AsyncAPI", .asyncAPI, document, "asyncapi: 3.0.0", "asyncapi: 2.6.0"),
        Spoiling("a message without a MORA object", .mora, document, "x-mora:", "x-object:"),
        Spoiling("a MORA object that is none", .mora, document, "x-mora: ", "x-mora: On"),
        Spoiling("a message without readers", .asyncAPI, document, "x-readers:", "x-reads:"),
        Spoiling("a message that is not described", .asyncAPI, document) {
            try $0.copy(event, to: "catalogue/events/qualification-withdrawn")
        },
        Spoiling(
            "a message in the channel of another kind", .asyncAPI, document,
            "      adoptEducationProductV1:\n        $ref: '#/components/messages/adoptEducationProductV1'\n",
            "      offeringCancelledV1:\n        $ref: '#/components/messages/offeringCancelledV1'\n"),
        Spoiling(
            "a topic of somebody else", .asyncAPI, document, "address: catalogue.events", "address: dossier.events"),
        Spoiling("events that are thrown away", .retention, document, "retention.ms: -1", "retention.ms: 1000"),
        Spoiling("another number of partitions", .asyncAPI, document, "partitions: 12", "partitions: 6"),
        Spoiling("an attribute with a hyphen", .cloudEvents, document, "ce_institution:", "ce_insti-tution:"),
        Spoiling("another content type", .identity, document, "contentType: application/json", "contentType: text/xml"),
        Spoiling("an operation that is missing", .asyncAPI, document, "action: receive", "action: send"),
    ]
}
