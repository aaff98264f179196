/// What passes between the hub and its mapping helper: a letter, the length in four bytes, and as many bytes.
enum Frame {
    static let program = UInt8(ascii: "P")
    static let variable = UInt8(ascii: "V")
    static let limits = UInt8(ascii: "L")
    static let start = UInt8(ascii: "S")
    static let record = UInt8(ascii: "R")
    static let ready = UInt8(ascii: "K")
    static let refused = UInt8(ascii: "N")
    static let output = UInt8(ascii: "O")
    static let done = UInt8(ascii: "D")
    static let failed = UInt8(ascii: "F")

    static func append(_ kind: UInt8, _ bytes: some Collection<UInt8>, to buffer: inout [UInt8]) {
        buffer.append(kind)
        let count = UInt32(bytes.count)
        for shift in [0, 8, 16, 24] as [UInt32] { buffer.append(UInt8(truncatingIfNeeded: count >> shift)) }
        buffer.append(contentsOf: bytes)
    }
}

/// Takes frames out of bytes that come in pieces.
struct FrameReader {
    private var buffer: [UInt8] = []
    private var place = 0

    mutating func feed(_ bytes: some Collection<UInt8>) {
        if place > 0 {
            buffer.removeFirst(place)
            place = 0
        }
        buffer.append(contentsOf: bytes)
    }

    mutating func next() -> (kind: UInt8, bytes: [UInt8])? {
        guard buffer.count - place >= 5 else { return nil }
        let count = (0..<4).reduce(0) { $0 | Int(buffer[place + 1 + $1]) << (8 * $1) }
        guard buffer.count - place - 5 >= count else { return nil }
        let kind = buffer[place]
        let bytes = Array(buffer[(place + 5)..<(place + 5 + count)])
        place += 5 + count
        return (kind, bytes)
    }
}
