/// A pattern as it was written.
///
/// Groups, names and laziness are gone: they do not change whether there is a match.
indirect enum PatternTree {
    case empty
    case set(ScalarSet)
    case start
    case end
    case wordBoundary(isNegated: Bool)
    case sequence([PatternTree])
    case alternatives([PatternTree])
    case repetition(PatternTree, minimum: Int, maximum: Int?)
    case look(PatternTree, isAhead: Bool, isNegated: Bool)
}

/// A set of Unicode scalars, as a class or escape describes it.
struct ScalarSet: Sendable {
    enum Part: Sendable {
        case range(UInt32, UInt32)
        case property(@Sendable (Unicode.Scalar) -> Bool)
        case except(ScalarSet)
    }

    var parts: [Part]
    var isNegated = false

    init(_ parts: [Part], isNegated: Bool = false) {
        self.parts = parts
        self.isNegated = isNegated
    }

    init(_ scalar: UInt32) { self.init([.range(scalar, scalar)]) }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        for part in parts {
            let isIn =
                switch part {
                case .range(let low, let high): low <= value && value <= high
                case .property(let holds): holds(scalar)
                case .except(let set): !set.contains(scalar)
                }
            if isIn { return !isNegated }
        }
        return isNegated
    }

    static let digits = ScalarSet([.range(0x30, 0x39)])
    static let word = ScalarSet([.range(0x30, 0x39), .range(0x41, 0x5A), .range(0x5F, 0x5F), .range(0x61, 0x7A)])
    static let space = ScalarSet([
        .range(0x09, 0x0D), .range(0x20, 0x20), .range(0xA0, 0xA0), .range(0x1680, 0x1680), .range(0x2000, 0x200A),
        .range(0x2028, 0x2029), .range(0x202F, 0x202F), .range(0x205F, 0x205F), .range(0x3000, 0x3000),
        .range(0xFEFF, 0xFEFF),
    ])
    /// Everything but the ends of lines.
    static let dot = ScalarSet(
        [.range(0x0A, 0x0A), .range(0x0D, 0x0D), .range(0x2028, 0x2029)], isNegated: true)
}
