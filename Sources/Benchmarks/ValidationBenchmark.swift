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
        let decoder = JSONDecoder()
        let data = subjects.map(\.data)
        let rows: [(String, Double)] = [
            (
                "Foundation: decode to the generated type",
                try Stopwatch.microseconds {
                    for (subject, data) in zip(subjects, data) { try decode(subject.type, data, decoder) }
                }
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
        print(ratio("read and validate, beside Foundation's decode", rows[0].1 / rows[2].1, target: 5))
        if let peer {
            print(
                ratio(
                    "read and validate, beside jsonschema-rs with orjson", peer.readAndValidate / rows[2].1, target: 1))
            print(ratio("validate what was read, beside jsonschema-rs", peer.validate / rows[3].1, target: 1))
        }
    }

    private static func decode(_ type: any ContractMessage.Type, _ data: Data, _ decoder: JSONDecoder) throws {
        _ = try decoder.decode(type, from: data)
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
