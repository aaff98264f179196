import Foundation
import JSONSchema
import Support
import Testing

@Suite struct OfficialSuiteTests {
    @Test func everyRequiredCaseOfDraft202012IsDecidedAsTheSuiteSays() throws {
        guard let folder = SharedData.url("json-schema-test-suite/tests/draft2020-12", for: "JSON Schema 2020-12"),
            let library = try OfficialSuite.library()
        else { return }
        var count = 0
        for file in try SharedData.files(in: folder) {
            count += try OfficialSuite.run(file, library: library, options: .init())
        }
        #expect(count == 1_299)
        SuiteReport.ran("JSON Schema 2020-12, required", passed: count)
    }

    @Test(arguments: [
        "anchor", "bignum", "dependencies-compatibility", "dynamicRef", "float-overflow",
        "format-assertion", "id", "no-schema", "non-bmp-regex", "refOfUnknownKeyword", "unknownKeyword",
        "ecmascript-regex",
    ])
    func optionalCasesAreDecidedAsTheSuiteSays(name: String) throws {
        let path = "json-schema-test-suite/tests/draft2020-12/optional/\(name).json"
        guard let file = SharedData.url(path, for: "JSON Schema 2020-12, optional \(name)"),
            let library = try OfficialSuite.library()
        else { return }
        let count = try OfficialSuite.run(file, library: library, options: .init())
        SuiteReport.ran("JSON Schema 2020-12, optional \(name)", passed: count)
    }
}

extension OfficialSuiteTests {
    @Test(arguments: Format.allCases)
    func formatsAreAssertedOnRequestAsTheSuiteSays(format: Format) throws {
        let path = "json-schema-test-suite/tests/draft2020-12/optional/format/\(format.rawValue).json"
        guard let file = SharedData.url(path, for: "JSON Schema format \(format.rawValue)"),
            let library = try OfficialSuite.library()
        else { return }
        let count = try OfficialSuite.run(file, library: library, options: .init(assertsFormats: true))
        SuiteReport.ran("JSON Schema format \(format.rawValue)", passed: count)
    }

    @Test func theFormatSuitesOwnExpressionsAreTold() throws {
        let path = "json-schema-test-suite/tests/draft2020-12/optional/format/ecmascript-regex.json"
        guard let file = SharedData.url(path, for: "JSON Schema format ecmascript-regex"),
            let library = try OfficialSuite.library()
        else { return }
        let count = try OfficialSuite.run(file, library: library, options: .init(assertsFormats: true))
        SuiteReport.ran("JSON Schema format ecmascript-regex", passed: count)
    }
}

/// Runs files of the official suite.
enum OfficialSuite {
    /// The meta-schemas, and the remotes under `http://localhost:1234/`.
    static func library() throws -> SchemaLibrary? {
        guard let metaschemas = SharedData.url("json-schema-meta", for: "JSON Schema meta-schemas"),
            let remotes = SharedData.url("json-schema-test-suite/remotes", for: "JSON Schema remotes")
        else { return nil }
        var library = SchemaLibrary()
        let vocabularies = metaschemas.appendingPathComponent("draft202012/vocabularies")
        for name in try FileManager.default.contentsOfDirectory(atPath: vocabularies.path).sorted() {
            try library.add(
                document(vocabularies.appendingPathComponent(name)),
                at: "https://json-schema.org/draft/2020-12/meta/\(name)")
        }
        try library.add(
            document(metaschemas.appendingPathComponent("draft202012/metaschema.json")),
            at: "https://json-schema.org/draft/2020-12/schema")
        try library.add(
            document(metaschemas.appendingPathComponent("draft7/metaschema.json")),
            at: "http://json-schema.org/draft-07/schema")
        for file in try SharedData.files(in: remotes, recursively: true) {
            let path = String(file.path.dropFirst(remotes.path.count + 1))
            let remote = try document(file)
            // Other drafts' remotes are read as 2020-12 unless they say what they are; those are not for this suite.
            let isOfAnotherDraft = path.hasPrefix("v1/") || path.hasPrefix("draft7/") && remote.root["$schema"] == nil
            guard !isOfAnotherDraft else { continue }
            try library.add(remote, at: "http://localhost:1234/\(path)")
        }
        return library
    }

    static func document(_ file: URL) throws -> JSONDocument {
        try JSONDocument(Array(Data(contentsOf: file)))
    }

    /// - Returns: how many cases were decided as expected; others are recorded as issues.
    static func run(
        _ file: URL, library: SchemaLibrary, options: CompiledSchema.Options, excluding excluded: Set<String> = []
    ) throws -> Int {
        var count = 0
        for group in try document(file).root.items {
            let description = group["description"]?.string ?? ""
            guard let schema = group["schema"] else { continue }
            var own = library
            let compiled: CompiledSchema
            do {
                try own.add(JSONDocument(Array(schema.textBytes)), at: "urn:suite:schema")
                compiled = try own.compile("urn:suite:schema", options: options)
            } catch {
                Issue.record("\(file.lastPathComponent): \(description): \(error)")
                continue
            }
            for test in group["tests"]?.items ?? [] {
                let name = test["description"]?.string ?? ""
                guard let data = test["data"], let expected = test["valid"]?.boolean, !excluded.contains(name) else {
                    continue
                }
                let instance = try JSONDocument(Array(data.textBytes))
                let errors = compiled.validate(instance)
                let isRight = errors.isEmpty == expected && compiled.isValid(instance) == expected
                #expect(isRight, "\(file.lastPathComponent): \(description): \(name): \(errors)")
                if isRight { count += 1 }
            }
        }
        return count
    }
}
