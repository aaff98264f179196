/// A pattern as small instructions in one array.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        /// One scalar of a set; the bits decide ASCII, `wide` the rest: an index, ``never`` or ``always``.
        case set(low: UInt64, high: UInt64, wide: Int32)
        /// The same, read towards the start of the text.
        case setBackward(low: UInt64, high: UInt64, wide: Int32)
        /// Goes on at both places; `branch` numbers the branches of one (sub)program.
        case split(Int32, Int32, branch: Int32)
        case jump(Int32)
        case start
        case end
        case wordBoundary(isNegated: Bool)
        /// Runs the program of ``lookarounds`` and goes on if it matches, or not.
        case look(Int32)
        case match
    }

    struct Lookaround: Sendable {
        let entry: Int32
        let branches: Int
        let isNegated: Bool
    }

    static let never: Int32 = -1
    static let always: Int32 = -2

    var instructions: [Instruction] = []
    var sets: [ScalarSet] = []
    var lookarounds: [Lookaround] = []
    var entry: Int32 = 0
    var branches = 0
    /// Whether a match can begin at the start of the text only.
    var isAnchored = false
}

/// Turns a pattern's tree into a program.
struct PatternCompiler {
    private var program = PatternProgram()
    private var branches = 0

    mutating func compile(_ tree: PatternTree) throws(PatternError) -> PatternProgram {
        try emit(tree, isForward: true)
        try append(.match)
        program.branches = branches
        program.isAnchored = PatternCompiler.isAnchored(tree)
        return program
    }

    private static func isAnchored(_ tree: PatternTree) -> Bool {
        switch tree {
        case .start: true
        case .sequence(let parts): parts.first.map(isAnchored) ?? false
        case .alternatives(let alternatives): alternatives.allSatisfy(isAnchored)
        default: false
        }
    }

    private var here: Int32 { Int32(program.instructions.count) }

    private mutating func append(_ instruction: PatternProgram.Instruction) throws(PatternError) {
        guard program.instructions.count < Pattern.maximumInstructions else {
            throw PatternError(
                position: 0,
                sentence: "the pattern is too large: its repetitions make more than "
                    + "\(Pattern.maximumInstructions) instructions")
        }
        program.instructions.append(instruction)
    }

    private mutating func emit(_ tree: PatternTree, isForward: Bool) throws(PatternError) {
        switch tree {
        case .empty: break
        case .set(let set): try emit(set, isForward)
        case .start: try append(.start)
        case .end: try append(.end)
        case .wordBoundary(let isNegated): try append(.wordBoundary(isNegated: isNegated))
        case .sequence(let parts):
            for part in isForward ? parts : parts.reversed() { try emit(part, isForward: isForward) }
        case .alternatives(let alternatives): try emit(alternatives, isForward)
        case .repetition(let inner, let minimum, let maximum):
            for _ in 0..<minimum { try emit(inner, isForward: isForward) }
            guard let maximum else { return try emitLoop(inner, isForward) }
            var exits: [Int] = []
            for _ in minimum..<max(minimum, maximum) {
                exits.append(program.instructions.count)
                try appendSplit()
                try emit(inner, isForward: isForward)
            }
            for exit in exits { patchSplit(exit, Int32(exit) + 1, here) }
        case .look(let inner, let isAhead, let isNegated): try emitLook(inner, isAhead, isNegated)
        }
    }

    private mutating func emit(_ set: ScalarSet, _ isForward: Bool) throws(PatternError) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for value in UInt8(0)..<128 where set.contains(Unicode.Scalar(value)) {
            if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
        }
        let wide: Int32
        if set.parts.allSatisfy(PatternCompiler.isASCII) {
            wide = set.isNegated ? PatternProgram.always : PatternProgram.never
        } else {
            wide = Int32(program.sets.count)
            program.sets.append(set)
        }
        try append(
            isForward ? .set(low: low, high: high, wide: wide) : .setBackward(low: low, high: high, wide: wide))
    }

    private static func isASCII(_ part: ScalarSet.Part) -> Bool {
        if case .range(_, let high) = part { return high < 128 }
        return false
    }

    private mutating func appendSplit() throws(PatternError) {
        try append(.split(0, 0, branch: Int32(branches)))
        branches += 1
    }

    private mutating func patchSplit(_ place: Int, _ first: Int32, _ second: Int32) {
        guard case .split(_, _, let branch) = program.instructions[place] else { return }
        program.instructions[place] = .split(first, second, branch: branch)
    }

    private mutating func emitLoop(_ inner: PatternTree, _ isForward: Bool) throws(PatternError) {
        let loop = program.instructions.count
        try appendSplit()
        try emit(inner, isForward: isForward)
        try append(.jump(Int32(loop)))
        patchSplit(loop, Int32(loop) + 1, here)
    }

    private mutating func emit(_ alternatives: [PatternTree], _ isForward: Bool) throws(PatternError) {
        var exits: [Int] = []
        for (index, alternative) in alternatives.enumerated() {
            guard index < alternatives.count - 1 else {
                try emit(alternative, isForward: isForward)
                break
            }
            let split = program.instructions.count
            try appendSplit()
            try emit(alternative, isForward: isForward)
            exits.append(program.instructions.count)
            try append(.jump(0))
            patchSplit(split, Int32(split) + 1, here)
        }
        for exit in exits { program.instructions[exit] = .jump(here) }
    }

    /// A lookaround lies in line, jumped over, with branches numbered from 0.
    private mutating func emitLook(_ inner: PatternTree, _ isAhead: Bool, _ isNegated: Bool) throws(PatternError) {
        let over = program.instructions.count
        try append(.jump(0))
        let entry = here
        let outer = branches
        branches = 0
        try emit(inner, isForward: isAhead)
        try append(.match)
        program.lookarounds.append(.init(entry: entry, branches: branches, isNegated: isNegated))
        branches = outer
        program.instructions[over] = .jump(here)
        try append(.look(Int32(program.lookarounds.count - 1)))
    }
}
