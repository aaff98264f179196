import EventSourcing
import Foundation
import HubContracts
import JSONSchema

/// Reading and validating the catalogue's examples, beside Foundation's decoder and beside jsonschema-rs.
enum ValidationBenchmark {
    /// One contract, its schema and the bytes of its full example.
    struct Subject {
        let type: any ContractMessage.Type
        let schema: CompiledSchema
        let bytes: [UInt8]
        let document: JSONDocument

        var data: Data { Data(bytes) }
    }

    static func run(contracts: String, python: String?) throws {
        let subjects = try subjects(contracts)
        let bytes = subjects.reduce(0) { $0 + $1.bytes.count }
        print("\(subjects.count) full examples of the catalogue's messages, \(bytes) bytes together, formats asserted")
        print("microseconds for all of them, best of \(Stopwatch.rounds) rounds\n")
        let rows: [(String, Double)] = [
            (
                "Schakel: read to the generated type",
                try Stopwatch.microseconds { for subject in subjects { try read(subject.type, subject.bytes) } }
            ),
            (
                "Schakel: read",
                try Stopwatch.microseconds { for subject in subjects { _ = try JSONDocument(subject.bytes) } }
            ),
            (
                "Schakel: read and validate",
                try Stopwatch.microseconds {
                    for subject in subjects where try !subject.schema.validate(subject.bytes).isEmpty {
                        preconditionFailure("an example is valid")
                    }
                }
            ),
            (
                "Schakel: validate what was read",
                Stopwatch.microseconds {
                    for subject in subjects where !subject.schema.isValid(subject.document) {
                        preconditionFailure("an example is valid")
                    }
                }
            ),
        ]
        for (name, time) in rows { print(line(name, time, count: subjects.count)) }
        var peer: PythonValidation.Times?
        if let python {
            let times = try PythonValidation.measure(python, subjects: subjects)
            print(line("jsonschema-rs: orjson.loads and is_valid", times.readAndValidate, count: subjects.count))
            print(line("jsonschema-rs: is_valid of what was read", times.validate, count: subjects.count))
            peer = times
        } else {
            print("jsonschema-rs: not measured; SCHAKEL_PYTHON names no Python that has it")
        }
        print("")
        try compareWithFoundation(subjects)
        if let peer {
            print(
                ratio(
                    "read and validate, beside jsonschema-rs with orjson", peer.readAndValidate / rows[2].1, target: 1))
            print(ratio("validate what was read, beside jsonschema-rs", peer.validate / rows[3].1, target: 1))
        }
    }

    private static func read(_ type: any ContractMessage.Type, _ bytes: [UInt8]) throws {
        _ = try ContractData.read(type, bytes)
    }

    /// The messages that have a mirror, read to their type and validated, beside Foundation's decoder.
    private static func compareWithFoundation(_ subjects: [Subject]) throws {
        let mirrored = subjects.compactMap { subject in
            FoundationMirror.type(of: subject.type.identity).map { (subject, $0, subject.data) }
        }
        let decoder = JSONDecoder()
        let foundation = try Stopwatch.microseconds {
            for (_, mirror, data) in mirrored { _ = try decoder.decode(mirror, from: data) }
        }
        let own = try Stopwatch.microseconds {
            for (subject, _, _) in mirrored {
                try read(subject.type, subject.bytes)
                guard subject.schema.isValid(subject.document) else { preconditionFailure("an example is valid") }
            }
        }
        print(line("Foundation: decode \(mirrored.count) of them", foundation, count: mirrored.count))
        print(line("Schakel: read these to their types, validate", own, count: mirrored.count))
        print(ratio("decode and validate, beside Foundation's decode", foundation / own, target: 5))
    }

    private static func line(_ name: String, _ time: Double, count: Int) -> String {
        let perSecond = Int(Double(count) / time * 1e6)
        return name.padding(toLength: 44, withPad: " ", startingAt: 0)
            + String(format: "%10.1f µs %12d a second", time, perSecond)
    }

    private static func ratio(_ name: String, _ value: Double, target: Double) -> String {
        "\(name): \(String(format: "%.2f", value)) times as fast (target \(String(format: "%.0f", target)), "
            + (value >= target ? "met)" : "missed)")
    }

    private static func subjects(_ contracts: String) throws -> [Subject] {
        var library = SchemaLibrary()
        for (id, text) in ContractIndex.schemas { try library.add(JSONDocument(text: text), at: id) }
        return try ContractIndex.messages.filter { !$0.identity.isShared }.map { type in
            let path = "\(contracts)/\(type.identity.path(type.kind))/examples/full.json"
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            let document = try JSONDocument(bytes)
            // As it lies on the log: without white space.
            let compact = Array(document.root.compactText.utf8)
            return Subject(
                type: type, schema: try library.compile(type.identity.urn, options: .init(assertsFormats: true)),
                bytes: compact, document: try JSONDocument(compact))
        }
    }
}
