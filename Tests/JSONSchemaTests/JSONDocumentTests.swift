import JSONSchema
import Testing

@Suite struct JSONDocumentTests {
    @Test(arguments: [
        ("", JSONSyntaxError.Reason.empty, 1, 1), (" \n ", .empty, 2, 2), ("{", .unexpectedEnd, 1, 2),
        ("[1,]", .unexpectedCharacter, 1, 4), ("{\"a\":1,}", .unexpectedCharacter, 1, 8),
        ("{'a':1}", .unexpectedCharacter, 1, 2), ("[1] 2", .trailingContent, 1, 5),
        ("01", .malformedNumber, 1, 1), ("1.", .malformedNumber, 1, 1), ("-", .malformedNumber, 1, 1),
        ("1e", .malformedNumber, 1, 1), ("+1", .unexpectedCharacter, 1, 1), ("NaN", .unexpectedCharacter, 1, 1),
        ("\"a", .unexpectedEnd, 1, 3), ("\"\\x\"", .malformedString, 1, 2), ("\"\t\"", .malformedString, 1, 2),
        ("\"\\ud800\"", .loneSurrogate, 1, 2), ("\"\\udc00\"", .loneSurrogate, 1, 2),
        ("\"\\ud800\\u0041\"", .loneSurrogate, 1, 2), ("{\"a\":1,\n \"a\":2}", .duplicateName, 2, 2),
        ("{\"a\":1,\"\\u0061\":2}", .duplicateName, 1, 8), ("tru", .unexpectedCharacter, 1, 1),
        ("\u{FEFF}{}", .byteOrderMark, 1, 1), ("é", .unexpectedCharacter, 1, 1),
    ])
    func textThatIsNotJSONIsRefusedWithItsPlace(
        text: String, reason: JSONSyntaxError.Reason, line: Int, column: Int
    ) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONDocument(text: text) }
        #expect(error?.reason == reason, "\(String(describing: error))")
        #expect(error?.position == TextPosition(line: line, column: column), "\(String(describing: error))")
    }

    @Test(arguments: [
        [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
        [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
        [0x22, 0xFF, 0x22], [0x22, 0xE2, 0x82, 0x22],
    ])
    func bytesThatAreNotUTF8AreRefused(bytes: [UInt8]) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONDocument(bytes) }
        #expect(error?.reason == .malformedUTF8)
    }

    @Test func aManyMemberedObjectStillFindsItsDuplicate() throws {
        let members = (0..<5_000).map { "\"m\($0)\":\($0)" }
        let sound = try JSONDocument(text: "{\(members.joined(separator: ","))}")
        #expect(sound.root["m4999"]?.integer == 4999)
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONDocument(text: "{\((members + ["\"m17\":0"]).joined(separator: ","))}")
        }
        #expect(error?.reason == .duplicateName)
    }

    @Test func deepTextIsRefusedAtItsBoundAndNotByACrash() throws {
        let bound = JSONLimits().depth
        let text = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try JSONDocument(text: text(bound)).root.kind == .array)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONDocument(text: text(1_000_000)) }
        #expect(error?.reason == .tooDeep)
        #expect(error?.sentence.contains("\(bound)") == true)
    }

    @Test func whatIsTooLongIsRefused() {
        let limits = JSONLimits(bytes: 10, numberLength: 4, exponentDigits: 2)
        let reasons = ["[1,2,3,4,5,6]", "12345", "1e100"].map { text in
            #expect(throws: JSONSyntaxError.self) { try JSONDocument(text: text, limits: limits) }?.reason
        }
        #expect(reasons == [.tooLong, .numberTooLarge, .numberTooLarge])
    }

    @Test(arguments: [
        ("9007199254740993", 9_007_199_254_740_993 as Int64?), ("-9223372036854775808", .min),
        ("9223372036854775807", .max), ("9223372036854775808", nil), ("1.0", 1), ("1e3", 1000), ("15e-1", nil),
        ("-0", 0), ("1e999999", nil), ("100e-2", 1),
    ])
    func wholeNumbersKeepTheirValue(text: String, integer: Int64?) throws {
        let value = try JSONDocument(text: text).root
        #expect(value.integer == integer)
        #expect(value.numberText == text)
    }

    @Test(arguments: [
        ("1", "1.0", true), ("1", "10e-1", true), ("0.1", "0.10000000000000001", false),
        ("9007199254740993", "9007199254740992", false), ("-0", "0.0", true), ("1e400", "10e399", true),
        ("{\"a\":1,\"b\":2}", "{\"b\":2.0,\"a\":1}", true), ("[1,2]", "[2,1]", false), ("\"\\u00e9\"", "\"é\"", true),
        ("\"e\\u0301\"", "\"é\"", false), ("null", "false", false), ("{}", "[]", false),
    ])
    func valuesAreEqualByValue(left: String, right: String, areEqual: Bool) throws {
        #expect(try JSONDocument(text: left).root.equals(JSONDocument(text: right).root) == areEqual)
    }

    @Test func compactTextChangesNothingButWhiteSpace() throws {
        let text = "{ \"a\" : [ 1.50 , \"\\u20ac \\\" x\" , { } ] ,\n\"b\":true}"
        #expect(try JSONDocument(text: text).root.compactText == #"{"a":[1.50,"\u20ac \" x",{}],"b":true}"#)
    }

    @Test func pointersLeadToValuesAndTheirPlaces() throws {
        let document = try JSONDocument(text: "{\"a/b\": [\n  {\"~\": 7}]}")
        let value = try #require(document.root[JSONPointer(["a/b", "0", "~"])])
        #expect(value.integer == 7)
        #expect(value.position == TextPosition(line: 2, column: 9))
        #expect(JSONPointer(["a/b", "0", "~"]).description == "/a~1b/0/~0")
        for wrong in [["a/b", "1"], ["a/b", "-"], ["a/b", "00"], ["x"], ["a/b", "0", "~", "y"]] {
            #expect(document.root[JSONPointer(wrong)] == nil)
        }
    }

    @Test func writtenTextComesBack() throws {
        var text = JSONText()
        text.object { text in
            text.member("a\"\\\n\u{1}", "é\u{7F}\u{2028}")
            text.name("list")
            text.array { text in
                text.integer(Int64.min)
                text.boolean(true)
                text.null()
            }
        }
        let root = try JSONDocument(text.bytes).root
        #expect(root["a\"\\\n\u{1}"]?.string == "é\u{7F}\u{2028}")
        #expect(root["list"]?.compactText == "[-9223372036854775808,true,null]")
    }
}
