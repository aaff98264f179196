import CJQ

/// A jq program, compiled: one record goes in, zero or more values come out.
///
/// It must not be used where it can loop or take all memory without end: ``MappingHelper`` runs it in a process that
/// can be stopped from outside.
final class MappingProgram {
    private let state: OpaquePointer
    private let messages: MessageList

    /// What the compiler says while it compiles.
    private final class MessageList {
        var texts: [String] = []
    }

    /// Everything in which a program could see more than its record, each replaced by a refusal. A program that brings
    /// definitions of its own in front of these is not possible: they stand first.
    private static let refusals = [
        "now", "env", "input", "inputs", "debug", "stderr", "input_filename", "input_line_number", "halt", "halt_error",
        "localtime", "strflocaltime", "get_search_list", "getpath_env",
    ].map { "def \($0): error(\"\($0) is not available in a mapping\"); " }.joined()

    /// - Parameter variables: bound as `$name`.
    /// - Throws: ``MappingError`` with what the compiler says.
    init(_ program: String, variables: [(name: String, value: String)]) throws(MappingError) {
        guard let state = jq_init() else { throw MappingError("jq cannot be started") }
        self.state = state
        let messages = MessageList()
        self.messages = messages
        jq_set_error_cb(
            state,
            { context, message in
                let text = MappingProgram.text(of: message)
                if let context {
                    Unmanaged<MessageList>.fromOpaque(context).takeUnretainedValue().texts.append(
                        String(cString: jv_string_value(text)))
                }
                jv_free(text)
            }, Unmanaged.passUnretained(messages).toOpaque())
        jq_set_attr(state, jv_string("JQ_LIBRARY_PATH"), jv_array())
        var arguments = jv_object()
        for (name, value) in variables { arguments = jv_object_set(arguments, jv_string(name), jv_string(value)) }
        guard jq_compile_args(state, MappingProgram.refusals + program, arguments) != 0 else {
            let text = messages.texts.filter { !$0.hasSuffix("compile error") && !$0.hasSuffix("compile errors") }
            throw MappingError("the program cannot be compiled: \(text.joined(separator: "; "))")
        }
    }

    deinit {
        var state: OpaquePointer? = state
        jq_teardown(&state)
    }

    /// What comes out of a record.
    ///
    /// - Parameter record: a text of JSON.
    func outputs(of record: [UInt8], limits: MappingLimits) -> MappingOutcome {
        let input = record.withUnsafeBytes { bytes in
            jv_parse_sized(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard jv_is_valid(input) != 0 else {
            jv_free(input)
            return .failed("the record is not JSON")
        }
        jq_start(state, input, 0)
        var outputs: [[UInt8]] = []
        var size = 0
        while true {
            let value = jq_next(state)
            guard jv_is_valid(value) != 0 else {
                if jv_invalid_has_msg(jv_copy(value)) != 0 { return .failed(MappingProgram.message(of: value)) }
                jv_free(value)
                return .outputs(outputs)
            }
            let text = jv_dump_string(value, 0)
            defer { jv_free(text) }
            let count = Int(jv_string_length_bytes(jv_copy(text)))
            size += count
            guard outputs.count < limits.outputsPerRecord else {
                return .failed("more than \(limits.outputsPerRecord) values came out")
            }
            guard size <= limits.outputBytesPerRecord else {
                return .failed("more than \(limits.outputBytesPerRecord) bytes came out")
            }
            outputs.append(
                jv_string_value(text).withMemoryRebound(to: UInt8.self, capacity: count) {
                    Array(UnsafeBufferPointer(start: $0, count: count))
                })
        }
    }

    /// Consumes an error value.
    private static func message(of value: jv) -> String {
        var message = jv_invalid_get_msg(value)
        if jv_get_kind(message) != JV_KIND_STRING { message = jv_dump_string(message, 0) }
        defer { jv_free(message) }
        return String(String(cString: jv_string_value(message)).prefix(1000))
    }

    fileprivate static func text(of message: jv) -> jv {
        jv_get_kind(message) == JV_KIND_STRING ? message : jv_dump_string(message, 0)
    }
}

/// Why records cannot be mapped at all.
package struct MappingError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// What one record may cost.
package struct MappingLimits: Sendable, Hashable {
    package var timePerRecord: Duration
    /// What the helper may take beyond what it has when it starts.
    package var memoryBytes: Int
    package var outputBytesPerRecord: Int
    package var outputsPerRecord: Int

    package init(
        timePerRecord: Duration = .seconds(2), memoryBytes: Int = 256 << 20, outputBytesPerRecord: Int = 1 << 20,
        outputsPerRecord: Int = 100
    ) {
        self.timePerRecord = timePerRecord
        self.memoryBytes = memoryBytes
        self.outputBytesPerRecord = outputBytesPerRecord
        self.outputsPerRecord = outputsPerRecord
    }
}

/// What became of a record.
package enum MappingOutcome: Sendable, Hashable {
    /// Texts of JSON.
    case outputs([[UInt8]])
    /// The program gave up on the record, with its message.
    case failed(String)
    /// The record took more time or memory than it may.
    case stopped(String)
}
