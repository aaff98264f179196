/// A regular expression as JSON Schema uses them: ECMA-262 with Unicode, asked only whether a text has a match.
///
/// Matching takes time proportional to the text: every branch of the pattern is followed at most once at each place,
/// so no pattern and no text make it explode. Back references would break that and are refused. What is left that
/// costs more (assertions that look far ahead from many places) is bounded by a number of steps.
package struct Pattern: Sendable {
    /// The expression as it was written.
    package let source: String
    let program: PatternProgram

    /// - Throws: ``PatternError`` when the expression is malformed, uses a back reference, or grows beyond
    ///   ``maximumInstructions`` when its counted repetitions are written out.
    package init(_ source: String) throws(PatternError) {
        self.source = source
        var parser = PatternParser(source)
        let tree = try parser.parse()
        var compiler = PatternCompiler()
        program = try compiler.compile(tree)
    }

    package enum Outcome: Sendable, Equatable {
        case match
        case noMatch
        /// The bound on steps or memory was met; nothing is known.
        case abandoned
    }

    /// The most instructions that a pattern may compile to.
    package static let maximumInstructions = 20_000
    /// The most steps that one search may take.
    package static let maximumSteps = 20_000_000
    /// The most places, over all branches, that one search may remember.
    package static let maximumMemory = 64_000_000

    /// Whether the pattern matches anywhere in a text.
    ///
    /// - Parameter text: well-formed UTF-8.
    package func search(_ text: UnsafeBufferPointer<UInt8>, scratch: inout PatternScratch) -> Outcome {
        program.instructions.withUnsafeBufferPointer { instructions in
            var machine = PatternMachine(
                program: program, instructions: instructions, text: text, scratch: PatternScratch())
            swap(&machine.scratch, &scratch)
            defer { swap(&machine.scratch, &scratch) }
            return machine.search()
        }
    }

    package func search(_ text: String) -> Outcome {
        var scratch = PatternScratch()
        return Array(text.utf8).withUnsafeBufferPointer { search($0, scratch: &scratch) }
    }
}

/// Memory that searches use again, so that most of them allocate nothing.
package struct PatternScratch: Sendable {
    var visited: [UInt64] = []
    var waiting: [UInt64] = []

    package init() {}
}

/// Why a text is no pattern that can be used.
package struct PatternError: Error, Equatable, CustomStringConvertible {
    /// Unicode scalars before the fault.
    package let position: Int
    package let sentence: String

    package var description: String { "at character \(position + 1): \(sentence)" }
}
