/// One search. Follows branches one after the other, with those not yet followed on a list, and remembers at which
/// places each branch has been taken: a second time would fail as the first did.
struct PatternMachine {
    let program: PatternProgram
    let instructions: UnsafeBufferPointer<PatternProgram.Instruction>
    let text: UnsafeBufferPointer<UInt8>
    var scratch: PatternScratch
    private var steps = 0
    private var isAbandoned = false

    init(
        program: PatternProgram, instructions: UnsafeBufferPointer<PatternProgram.Instruction>,
        text: UnsafeBufferPointer<UInt8>, scratch: PatternScratch
    ) {
        self.program = program
        self.instructions = instructions
        self.text = text
        self.scratch = scratch
    }

    mutating func search() -> Pattern.Outcome {
        let memory = program.branches * (text.count + 1)
        guard memory <= Pattern.maximumMemory else { return .abandoned }
        let base = open(program.branches)
        defer { close(base) }
        var start = 0
        while true {
            if run(from: program.entry, at: start, memory: base) { return .match }
            if isAbandoned { return .abandoned }
            guard !program.isAnchored, start < text.count else { return .noMatch }
            start += 1
            while start < text.count, text[start] & 0xC0 == 0x80 { start += 1 }
        }
    }

    private mutating func open(_ branches: Int) -> Int {
        let base = scratch.visited.count
        scratch.visited.append(contentsOf: repeatElement(0, count: (branches * (text.count + 1) + 63) / 64))
        return base
    }

    private mutating func close(_ base: Int) {
        scratch.visited.removeLast(scratch.visited.count - base)
    }

    private mutating func run(from entry: Int32, at start: Int, memory base: Int) -> Bool {
        let waitingBase = scratch.waiting.count
        defer { scratch.waiting.removeLast(scratch.waiting.count - waitingBase) }
        var counter = Int(entry)
        var position = start
        var taken = 0
        defer { steps += taken }
        while true {
            taken += 1
            guard steps + taken <= Pattern.maximumSteps else {
                isAbandoned = true
                return false
            }
            var goesOn = false
            switch instructions[counter] {
            case .set(let low, let high, let wide):
                guard position < text.count else { break }
                let byte = text[position]
                if byte < 0x80 {
                    goesOn = (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte & 63)) & 1 == 1
                    position += 1
                } else {
                    let (scalar, length) = PatternMachine.scalar(at: position, in: text)
                    goesOn = contains(scalar, wide)
                    position += length
                }
                counter += 1
            case .setBackward(let low, let high, let wide):
                guard position > 0 else { break }
                position -= 1
                while position > 0, text[position] & 0xC0 == 0x80 { position -= 1 }
                let (scalar, _) = PatternMachine.scalar(at: position, in: text)
                if scalar.value < 0x80 {
                    goesOn =
                        (scalar.value < 64 ? low >> UInt64(scalar.value) : high >> UInt64(scalar.value & 63)) & 1 == 1
                } else {
                    goesOn = contains(scalar, wide)
                }
                counter += 1
            case .split(let first, let second, let branch):
                let bit = Int(branch) * (text.count + 1) + position
                let word = base + bit >> 6
                let mask: UInt64 = 1 << UInt64(bit & 63)
                if scratch.visited[word] & mask == 0 {
                    scratch.visited[word] |= mask
                    scratch.waiting.append(UInt64(UInt32(bitPattern: second)) << 32 | UInt64(position))
                    counter = Int(first)
                    goesOn = true
                }
            case .jump(let target):
                counter = Int(target)
                goesOn = true
            case .start:
                goesOn = position == 0
                counter += 1
            case .end:
                goesOn = position == text.count
                counter += 1
            case .wordBoundary(let isNegated):
                let isBoundary = isWord(position - 1) != isWord(position)
                goesOn = isBoundary != isNegated
                counter += 1
            case .look(let index):
                goesOn = look(program.lookarounds[Int(index)], at: position)
                if isAbandoned { return false }
                counter += 1
            case .match: return true
            }
            guard !goesOn else { continue }
            guard scratch.waiting.count > waitingBase else { return false }
            let next = scratch.waiting.removeLast()
            counter = Int(next >> 32)
            position = Int(next & 0xFFFF_FFFF)
        }
    }

    private mutating func look(_ lookaround: PatternProgram.Lookaround, at position: Int) -> Bool {
        guard lookaround.branches * (text.count + 1) + scratch.visited.count * 64 <= Pattern.maximumMemory else {
            isAbandoned = true
            return false
        }
        let base = open(lookaround.branches)
        defer { close(base) }
        // What its memory costs to clear counts as steps.
        steps += (scratch.visited.count - base)
        return run(from: lookaround.entry, at: position, memory: base) != lookaround.isNegated
    }

    private func contains(_ scalar: Unicode.Scalar, _ wide: Int32) -> Bool {
        switch wide {
        case PatternProgram.never: false
        case PatternProgram.always: true
        default: program.sets[Int(wide)].contains(scalar)
        }
    }

    private func isWord(_ position: Int) -> Bool {
        guard position >= 0, position < text.count else { return false }
        switch text[position] {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: return true
        default: return false
        }
    }

    /// The scalar at a place of well-formed UTF-8, and its length.
    static func scalar(at position: Int, in text: UnsafeBufferPointer<UInt8>) -> (Unicode.Scalar, Int) {
        let first = UInt32(text[position])
        func rest(_ offset: Int) -> UInt32 {
            position + offset < text.count ? UInt32(text[position + offset] & 0x3F) : 0
        }
        let value: UInt32
        let length: Int
        switch first {
        case 0..<0x80: (value, length) = (first, 1)
        case 0x80..<0xE0: (value, length) = ((first & 0x1F) << 6 | rest(1), 2)
        case 0xE0..<0xF0: (value, length) = ((first & 0x0F) << 12 | rest(1) << 6 | rest(2), 3)
        default: (value, length) = ((first & 0x07) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), 4)
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
