import EventSourcing
import Foundation
import HubContracts
import JSONSchema

/// The same documents and schemas, validated by jsonschema-rs in a Python process of its own.
enum PythonValidation {
    /// Microseconds for all documents together.
    struct Times: Decodable {
        let readAndValidate: Double
        let validate: Double
    }

    /// The interpreter that the environment names, if it has what is needed.
    static var interpreter: String? {
        guard let python = ProcessInfo.processInfo.environment["SCHAKEL_PYTHON"], !python.isEmpty,
            (try? run(python, ["-c", "import jsonschema_rs, orjson"], input: Data())) != nil
        else { return nil }
        return python
    }

    static func measure(_ python: String, subjects: [ValidationBenchmark.Subject]) throws -> Times {
        var text = JSONText()
        text.object { text in
            text.member("rounds", Stopwatch.rounds)
            text.name("schemas")
            text.array { text in
                for (id, schema) in ContractIndex.schemas {
                    text.object { text in
                        text.member("id", id)
                        text.name("schema")
                        text.raw(schema.utf8)
                    }
                }
            }
            text.name("subjects")
            text.array { text in
                for subject in subjects {
                    text.object { text in
                        text.member("schema", subject.type.identity.urn)
                        text.member("document", String(decoding: subject.bytes, as: UTF8.self))
                    }
                }
            }
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Peers/jsonschema_rs_peer.py")
        return try JSONDecoder().decode(Times.self, from: run(python, [script.path], input: Data(text.bytes)))
    }

    private static func run(_ python: String, _ arguments: [String], input: Data) throws -> Data {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("schakel-\(UUID().uuidString).json")
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw PeerFailure(status: process.terminationStatus) }
        return data
    }

    struct PeerFailure: Error {
        let status: Int32
    }
}
