import ContractTooling
import Foundation
import Support
import Testing

@Suite struct SwiftGeneratorTests {
    private func file(_ path: String, of schema: String) throws -> String {
        var text = ""
        try TemporaryFolder.with { folder in
            let version = folder.appendingPathComponent("tests/events/thing-made/v1")
            try FileManager.default.createDirectory(at: version, withIntermediateDirectories: true)
            try Data(schema.utf8).write(to: version.appendingPathComponent("schema.json"))
            let files = try SwiftGenerator(ContractTree(reading: folder)).files()
            text = try #require(files.first { $0.path == path }).text
        }
        return text
    }

    private func generated(_ properties: String, required: String = "[]", more: String = "") throws -> String {
        try file(
            "Tests/ThingMadeV1.swift",
            of: """
                {"$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": "urn:schakel:contract:tests:thing-made:v1", "title": "Thing made", "type": "object",
                "description": "A thing is there.", "properties": {\(properties)}, "required": \(required)\(more)}
                """)
    }

    @Test func anOptionalPropertyIsOptional() throws {
        let property = #""name": {"type": "string", "description": "Its name.", "maxLength": 5, "x-personal": "none"}"#
        #expect(try generated(property).contains("package var name: String?"))
        #expect(try generated(property, required: #"["name"]"#).contains("package var name: String\n"))
    }

    @Test(arguments: [
        (#""type": "string", "format": "date""#, "CalendarDate"), (#""type": "string", "format": "uuid""#, "UUIDValue"),
        (#""type": "string", "format": "date-time""#, "Timestamp"), (#""type": "boolean""#, "Bool"),
        (#""type": "integer", "minimum": 0, "maximum": 9"#, "Int64"),
        (#""type": "number", "minimum": 0, "maximum": 9"#, "Decimal"),
        (#""type": "array", "items": {"type": "boolean"}, "maxItems": 3"#, "[Bool]"),
        (##""$ref": "#/$defs/part""##, "Part"),
    ])
    func aTypeOfJSONBecomesTheSwiftTypeThatKeepsItsValues(schema: String, type: String) throws {
        let text = try generated(
            "\"value\": {\(schema), \"description\": \"x\", \"x-personal\": \"none\"}",
            more: """
                , "$defs": {"part": {"type": "object", "description": "A part.",
                "properties": {"a": {"type": "boolean", "description": "x", "x-personal": "none"}}}}
                """)
        #expect(text.contains("package var value: \(type)?\n"))
    }

    @Test func constraintsAreDocumentation() throws {
        let text = try generated(
            #"""
            "name": {"type": "string", "description": "Its name.", "minLength": 2, "maxLength": 5, "pattern": "^a",
            "x-personal": "none"}
            """#)
        #expect(text.contains("/// Its name.\n    ///\n    /// From 2 to 5 characters. Matches `^a`.\n"))
    }

    @Test func listsOfValuesThatMayGrowAreOpenAndOthersClosed() throws {
        let open = try generated(
            #""kind": {"type": "string", "description": "x", "x-extensible-enum": ["a b", "in"], "x-personal": "none"}"#
        )
        #expect(open.contains("package struct Kind: RawRepresentable, JSONCoded {"))
        #expect(open.contains(#"package static let aB = Kind(rawValue: "a b")"#))
        #expect(open.contains(#"package static let `in` = Kind(rawValue: "in")"#))
        let closed = try generated(
            #""kind": {"type": "string", "description": "x", "enum": ["a b", "c"], "x-personal": "none"}"#)
        #expect(closed.contains("package enum Kind: String, JSONCoded, CaseIterable {"))
        #expect(closed.contains(#"case aB = "a b""#))
    }

    @Test func identityAndKindAreConstants() throws {
        let text = try generated(#""a": {"type": "boolean", "description": "x", "x-personal": "none"}"#)
        #expect(
            text.contains(
                #"package static let identity = ContractIdentity(checkedService: "tests", name: "thing-made", version: 1)"#
            ))
        #expect(text.contains("package static let kind = MessageKind.event"))
    }

    @Test func textOfASchemaCannotLeaveItsComment() throws {
        let text = try generated(
            #""a": {"type": "boolean", "description": "one\n*/ two\r\nthree\u2028four", "x-personal": "none"}"#)
        let body = text.split(whereSeparator: \.isNewline)
        #expect(
            body.filter { $0.contains("two") || $0.contains("three") || $0.contains("four") }.allSatisfy {
                $0.trimmingCharacters(in: .whitespaces).hasPrefix("///")
            })
    }

    @Test func whatCannotBeExpressedStopsTheGeneration() {
        #expect(throws: ContractFaults.self) {
            try generated(#""a": {"oneOf": [{"type": "boolean"}], "description": "x", "x-personal": "none"}"#)
        }
    }
}

@Suite struct GeneratedFolderTests {
    private let files = [
        SwiftGenerator.File(path: "A/One.swift", text: "// Generated by `schakel contracts generate` from x\n"),
        SwiftGenerator.File(path: "Two.swift", text: "// Generated by `schakel contracts generate` from y\n"),
    ]

    @Test func theFolderBecomesWhatItShouldBeAndStaysSo() throws {
        try TemporaryFolder.with { url throws in
            let folder = GeneratedFolder(url)
            #expect(try folder.differences(from: files).count == 2)
            #expect(try folder.write(files).written == ["A/One.swift", "Two.swift"])
            #expect(try folder.differences(from: files).isEmpty)
            #expect(try folder.write(files).written.isEmpty)
        }
    }

    @Test func changedAndLeftOverFilesAreFoundAndMended() throws {
        try TemporaryFolder.with { url throws in
            let folder = GeneratedFolder(url)
            _ = try folder.write(files)
            try Data("// changed".utf8).write(to: url.appendingPathComponent("Two.swift"))
            try Data(files[0].text.utf8).write(to: url.appendingPathComponent("Old.swift"))
            try Data("// by hand".utf8).write(to: url.appendingPathComponent("Hand.swift"))
            #expect(
                Set(try folder.differences(from: files).map { $0.file.split(separator: "/").last }) == [
                    "Two.swift", "Old.swift",
                ])
            let outcome = try folder.write(files)
            #expect(outcome.written == ["Two.swift"])
            #expect(outcome.removed == ["Old.swift"])
            #expect(FileManager.default.fileExists(atPath: url.appendingPathComponent("Hand.swift").path))
        }
    }
}
