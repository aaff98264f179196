import ContractTooling
import JSONSchema
import Testing

@Suite struct YAMLTextTests {
    @Test(arguments: [
        ("a: 1", #"{"a":1}"#), ("a: yes", #"{"a":"yes"}"#), ("a: '1'", #"{"a":"1"}"#), ("a: 3.0.0", #"{"a":"3.0.0"}"#),
        ("a: ~", #"{"a":null}"#), ("a:", #"{"a":null}"#), ("a: 2026-08-01", #"{"a":"2026-08-01"}"#),
        ("a: 12345678901234567890", #"{"a":12345678901234567890}"#), ("a: 1.50", #"{"a":1.50}"#),
        ("a: +5", #"{"a":5}"#), ("a: &x [1, true]\nb: *x", #"{"a":[1,true],"b":[1,true]}"#),
        ("a: >-\n  one\n  two", #"{"a":"one two"}"#), ("1: a", #"{"1":"a"}"#),
    ])
    func scalarsAreReadByTheCoreSchemaAndNoOther(yaml: String, json: String) throws {
        #expect(try YAMLText(yaml).document.root.compactText == json)
    }

    @Test(arguments: ["a: 010", "a: 0x1F", "a: 0o17", "a: 1_000", "a: .inf", "a: .NaN", "a: 1.", "a: 1e5x: 2: 3"])
    func numbersThatReadersTakeDifferentlyAreRefused(yaml: String) {
        #expect(throws: YAMLTextError.self) { try YAMLText(yaml) }
    }

    @Test(arguments: ["a: 1\na: 2", "a: [1", "", "? [a]\n: b", "a: *x"])
    func whatIsNotOneJSONValueIsRefused(yaml: String) {
        #expect(throws: YAMLTextError.self) { try YAMLText(yaml) }
    }

    @Test func aFaultHasItsPlace() {
        let error = #expect(throws: YAMLTextError.self) { try YAMLText("a: 1\nb:\n  c: 010\n") }
        #expect(error?.position == TextPosition(line: 3, column: 6))
    }

    @Test func everyValueKnowsItsPlace() throws {
        let text = try YAMLText("a: 1\nb:\n  - x\n  - y\n")
        #expect(text.position(of: JSONPointer(["b", "1"])) == TextPosition(line: 4, column: 5))
        #expect(text.position(of: JSONPointer(["b", "1", "z"])) == TextPosition(line: 4, column: 5))
    }

    @Test func aliasesThatMultiplyAreBounded() {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...8 {
            yaml +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        let error = #expect(throws: YAMLTextError.self) { try YAMLText(yaml) }
        #expect(error?.sentence.contains("100000") == true)
    }
}
