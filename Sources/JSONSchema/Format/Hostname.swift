/// Host names (RFC 1123), with a look into labels in Punycode (RFC 5891 and 5892).
///
/// The rules for single characters are those that need no tables of IDNA: combining marks at the start, the exceptions
/// of RFC 5892 section 2.6, and the contextual rules of its appendix A. Scripts are told by their blocks.
enum Hostname {
    static func accepts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !text.isEmpty, text.count <= 253 else { return false }
        for label in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard isLabel(Array(label)) else { return false }
        }
        return true
    }

    private static func isLabel(_ label: [UInt8]) -> Bool {
        guard 1...63 ~= label.count, label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-"),
            label.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
        else { return false }
        guard label.count >= 4, label[0] | 0x20 == UInt8(ascii: "x"), label[1] | 0x20 == UInt8(ascii: "n"),
            label[2] == UInt8(ascii: "-"), label[3] == UInt8(ascii: "-")
        else { return true }
        guard let scalars = decodePunycode(label[4...]) else { return false }
        return isInternationalised(scalars)
    }

    /// RFC 3492, section 6.2.
    private static func decodePunycode(_ text: ArraySlice<UInt8>) -> [Unicode.Scalar]? {
        var output: [UInt32] = []
        var rest = text
        if let delimiter = text.lastIndex(of: UInt8(ascii: "-")) {
            output = text[..<delimiter].map(UInt32.init)
            rest = text[(delimiter + 1)...]
        }
        guard !rest.isEmpty else { return nil }
        var code = 128
        var place = 0
        var bias = 72
        while !rest.isEmpty {
            let start = place
            var weight = 1
            var step = 36
            while true {
                guard let byte = rest.popFirst(), let digit = punycodeDigit(byte) else { return nil }
                place += digit * weight
                guard place < 1 << 40 else { return nil }
                let threshold = min(max(step - bias, 1), 26)
                if digit < threshold { break }
                weight *= 36 - threshold
                step += 36
            }
            let count = output.count + 1
            var delta = (place - start) / (start == 0 ? 700 : 2)
            delta += delta / count
            var k = 0
            while delta > 455 {
                delta /= 35
                k += 36
            }
            bias = k + 36 * delta / (delta + 38)
            code += place / count
            place %= count
            guard code <= 0x10FFFF else { return nil }
            output.insert(UInt32(code), at: place)
            place += 1
        }
        var scalars: [Unicode.Scalar] = []
        for value in output {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            scalars.append(scalar)
        }
        return scalars
    }

    private static func punycodeDigit(_ byte: UInt8) -> Int? {
        if ASCII.isDigit(byte) { return Int(byte) - 0x30 + 26 }
        return ASCII.isLetter(byte) ? Int(byte | 0x20) - 0x61 : nil
    }

    private static func isInternationalised(_ label: [Unicode.Scalar]) -> Bool {
        guard let first = label.first else { return false }
        switch first.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return false
        default: break
        }
        if label.count >= 4, label[2] == "-", label[3] == "-" { return false }
        for index in label.indices where !isAllowed(index, in: label) { return false }
        return true
    }

    private static func isAllowed(_ index: Int, in label: [Unicode.Scalar]) -> Bool {
        let before = index > 0 ? label[index - 1] : nil
        let after = index + 1 < label.count ? label[index + 1] : nil
        func holds(_ ranges: ClosedRange<UInt32>..., scalar: Unicode.Scalar?) -> Bool {
            scalar.map { scalar in ranges.contains { $0.contains(scalar.value) } } ?? false
        }
        switch label[index].value {
        case 0x0640, 0x07FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        case 0x00B7: return before == "l" && after == "l"
        case 0x0375: return holds(0x0370...0x03FF, 0x1F00...0x1FFF, scalar: after)
        case 0x05F3, 0x05F4: return holds(0x0590...0x05FF, scalar: before)
        case 0x30FB:
            return label.contains {
                $0.value != 0x30FB
                    && holds(0x3005...0x3007, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, scalar: $0)
            }
        case 0x0660...0x0669: return !label.contains { 0x06F0...0x06F9 ~= $0.value }
        case 0x06F0...0x06F9: return !label.contains { 0x0660...0x0669 ~= $0.value }
        case 0x200D: return isVirama(before)
        case 0x200C:
            // Between two letters of a joining script; told by the block, without the table of joining types.
            let joins = holds(0x0620...0x06FF, scalar: before) && holds(0x0620...0x06FF, scalar: after)
            return isVirama(before) || joins
        default: return true
        }
    }

    private static func isVirama(_ scalar: Unicode.Scalar?) -> Bool {
        scalar?.properties.canonicalCombiningClass.rawValue == 9
    }
}
