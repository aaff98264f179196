import JSONSchema

/// Finds the JSON pointer of a place in a text that is well-formed up to there.
struct JSONFaultPlace {
    private struct Level {
        let isObject: Bool
        /// The items before this one, in an array.
        var index = 0
        /// The member whose value is being read, in an object.
        var name: ArraySlice<UInt8>?
    }

    private let bytes: [UInt8]
    private var levels: [Level] = []

    /// - Parameter includesName: a name that begins at the place belongs to the pointer.
    static func pointer(toByte offset: Int, in bytes: [UInt8], includesName: Bool) -> String {
        var place = JSONFaultPlace(bytes: bytes)
        let end = place.walk(to: offset)
        var tokens = place.levels.compactMap { level in
            level.isObject ? level.name.map { JSONFaultPlace.text(of: $0) } : String(level.index)
        }
        if includesName, place.levels.last?.isObject == true, end == offset, offset < bytes.count {
            if place.levels.last?.name != nil { tokens.removeLast() }
            tokens.append(JSONFaultPlace.text(of: bytes[offset..<place.endOfString(from: offset)]))
        }
        return JSONPointer(tokens).description
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func walk(to offset: Int) -> Int {
        var position = 0
        var isAtName = false
        while position < min(offset, bytes.count) {
            switch bytes[position] {
            case UInt8(ascii: "{"):
                levels.append(Level(isObject: true))
                isAtName = true
            case UInt8(ascii: "["):
                levels.append(Level(isObject: false))
                isAtName = false
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                _ = levels.popLast()
                isAtName = false
            case UInt8(ascii: ","):
                guard !levels.isEmpty else { break }
                isAtName = levels[levels.count - 1].isObject
                levels[levels.count - 1].index += 1
                levels[levels.count - 1].name = nil
            case UInt8(ascii: "\""):
                let end = endOfString(from: position)
                if isAtName, !levels.isEmpty, end <= offset {
                    levels[levels.count - 1].name = bytes[position..<end]
                    isAtName = false
                }
                guard end <= offset else { return position }
                position = end
                continue
            default: break
            }
            position += 1
        }
        return position
    }

    private func endOfString(from start: Int) -> Int {
        var position = start + 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""): return position + 1
            default: position += 1
            }
        }
        return bytes.count
    }

    private static func text(of name: ArraySlice<UInt8>) -> String {
        do throws(JSONSyntaxError) {
            return try JSONDocument(Array(name)).root.string ?? ""
        } catch {
            return ""
        }
    }
}
