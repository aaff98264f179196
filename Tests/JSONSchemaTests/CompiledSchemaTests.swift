import JSONSchema
import Testing

@Suite struct CompiledSchemaTests {
    private func compile(_ text: String, assertsFormats: Bool = false) throws -> CompiledSchema {
        var library = SchemaLibrary()
        try library.add(JSONDocument(text: text), at: "urn:test")
        return try library.compile("urn:test", options: .init(assertsFormats: assertsFormats))
    }

    private func errors(_ schema: String, _ instance: String) throws -> [String] {
        try compile(schema).validate(Array(instance.utf8)).map { "\($0.instance) \($0.keyword)" }
    }

    @Test func everyErrorIsToldAndNotTheFirstOnly() throws {
        let schema = #"""
            {"required": ["a", "b"], "properties": {"c": {"type": "string"}, "d": {"minimum": 5, "multipleOf": 2},
            "e": {"items": {"maxLength": 1}}}, "additionalProperties": false}
            """#
        #expect(
            try errors(schema, #"{"c": 1, "d": 3, "e": ["xx", "y", "zzz"], "f": 0}"#).sorted() == [
                " required", " required", "/c type", "/d minimum", "/d multipleOf", "/e/0 maxLength", "/e/2 maxLength",
                "/f additionalProperties",
            ])
    }

    @Test func anErrorSaysWhereItIsInInstanceAndSchemaAndWhatIsWrong() throws {
        let schema = try compile(
            ##"{"properties": {"a": {"$ref": "#/$defs/x"}}, "$defs": {"x": {"type": ["string", "null"]}}}"##)
        let error = try #require(schema.validate(Array("{\n  \"a\": 1}".utf8)).first)
        #expect(error.instance.description == "/a")
        #expect(error.position == TextPosition(line: 2, column: 8))
        #expect(error.schema == "urn:test#/$defs/x/type")
        #expect(error.sentence.contains("string") && error.sentence.contains("null"))
    }

    @Test func aChoiceThatNoneMeetsTellsWhatEachLacked() throws {
        let error = try #require(
            try compile(#"{"anyOf": [{"type": "string"}, {"minimum": 5}]}"#).validate(Array("3".utf8)).first)
        #expect(error.keyword == "anyOf")
        #expect(error.causes.map(\.keyword) == ["type", "minimum"])
    }

    @Test func valuesBeyondDoublesAreComparedExactly() throws {
        let schema = #"{"maximum": 9007199254740992, "multipleOf": 0.01}"#
        #expect(try errors(schema, "9007199254740993") == [" maximum"])
        #expect(try errors(schema, "9007199254740992.001").sorted() == [" maximum", " multipleOf"])
        #expect(try errors(#"{"multipleOf": 0.01}"#, "123456789012345678901234567890.07") == [])
        #expect(try errors(#"{"const": 0.1}"#, "0.1000000000000000055511151231257827") == [" const"])
    }

    @Test(arguments: [
        (##"{"$ref": "#"}"##, "1"),
        (##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##, "1"),
        (##"{"allOf": [{"$ref": "#"}]}"##, "{}"), (##"{"$dynamicRef": "#x", "$dynamicAnchor": "x"}"##, "[]"),
    ])
    func aReferenceThatLeadsToItselfIsAnErrorAndNoCrash(schema: String, instance: String) throws {
        let errors = try compile(schema).validate(Array(instance.utf8))
        #expect(!errors.isEmpty)
    }

    @Test func recursionFollowsADeepInstanceToItsBound() throws {
        let schema = try compile(##"{"items": {"$ref": "#"}, "type": "array"}"##)
        let text = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(try schema.validate(Array(text(256).utf8)).isEmpty)
        let deep = try JSONDocument(text: text(2_000), limits: JSONLimits(depth: 2_000))
        #expect(schema.validate(deep).contains { $0.sentence.contains("deep") || $0.sentence.contains("nested") })
    }

    @Test func aMillionErrorsAreBounded() throws {
        let schema = try compile(#"{"items": {"type": "string"}}"#)
        let errors = try schema.validate(
            Array(("[" + Array(repeating: "1", count: 50_000).joined(separator: ",") + "]").utf8))
        #expect(errors.count == CompiledSchema.maximumErrors || errors.count == CompiledSchema.maximumErrors + 1)
    }

    @Test func manyEqualItemsAreFoundWithoutComparingAllWithAll() throws {
        let schema = try compile(#"{"uniqueItems": true}"#)
        let items = (0..<100_000).map(String.init)
        #expect(schema.isValid(try JSONDocument(text: "[\(items.joined(separator: ","))]")))
        #expect(!schema.isValid(try JSONDocument(text: "[\((items + ["99.0"]).joined(separator: ","))]")))
    }

    @Test(arguments: [
        (#"{"type": "strnig"}"#, "/type"), (#"{"minLength": -1}"#, "/minLength"), (#"{"pattern": "("}"#, "/pattern"),
        (##"{"properties": {"a": 5}}"##, "/properties/a"), (##"{"$ref": "#/nowhere"}"##, "/$ref"),
        (#"{"required": "a"}"#, "/required"), (#"{"multipleOf": 0}"#, "/multipleOf"), (#"5"#, ""),
        (#"{"$ref": "https://example.nl/elsewhere"}"#, "/$ref"), (#"{"items": [{"type": "string"}]}"#, "/items"),
    ])
    func aSchemaThatIsNoneIsRefusedWithItsPlace(schema: String, pointer: String) {
        let error = #expect(throws: SchemaError.self) { try compile(schema) }
        #expect(error?.faults.contains { $0.pointer.description == pointer } == true, "\(String(describing: error))")
    }

    @Test func everyFaultOfASchemaIsTold() {
        let error = #expect(throws: SchemaError.self) {
            try compile(#"{"minLength": -1, "type": "x", "pattern": "["}"#)
        }
        #expect(error?.faults.count == 3)
    }

    @Test func formatsAnnotateUnlessAsked() throws {
        let schema = #"{"format": "date"}"#
        let text = Array(#""2026-02-30""#.utf8)
        #expect(try compile(schema).validate(text).isEmpty)
        #expect(try compile(schema, assertsFormats: true).validate(text).map(\.keyword) == ["format"])
    }

    @Test func sentencesDoNotRepeatThePersonsData() throws {
        let schema = try compile(#"{"maxLength": 3, "pattern": "^x", "enum": ["a"], "const": "b", "type": "number"}"#)
        let errors = try schema.validate(Array(#""Jansen""#.utf8))
        #expect(errors.count == 5)
        #expect(errors.allSatisfy { !$0.description.contains("Jansen") })
    }

    @Test func oneSchemaServesManyTasksAtOnce() async throws {
        let schema = try compile(#"{"type": "object", "properties": {"n": {"maximum": 500}}}"#)
        let invalid = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<1000 {
                group.addTask { schema.isValid(try JSONDocument(text: "{\"n\": \(number)}")) }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 0 : 1 }
        }
        #expect(invalid == 499)
    }
}
