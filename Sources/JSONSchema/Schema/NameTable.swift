/// A set of names, found by their bytes.
struct NameTable: Sendable {
    private struct Entry {
        let start: Int32
        let count: Int32
    }

    private let bytes: [UInt8]
    private let entries: [Entry]
    /// Open addressing; entry index or -1. A power of two, at most half full.
    private let slots: [Int32]

    init(_ names: [String]) {
        var bytes: [UInt8] = []
        var entries: [Entry] = []
        for name in names {
            entries.append(Entry(start: Int32(bytes.count), count: Int32(name.utf8.count)))
            bytes.append(contentsOf: name.utf8)
        }
        var size = 4
        while size < names.count * 2 { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for (index, entry) in entries.enumerated() {
            let range = Int(entry.start)..<Int(entry.start + entry.count)
            var slot = bytes.withUnsafeBufferPointer { NameTable.hash(UnsafeBufferPointer(rebasing: $0[range])) }
            while slots[slot & (size - 1)] >= 0 { slot += 1 }
            slots[slot & (size - 1)] = Int32(index)
        }
        // Never empty, so that the address of its bytes is never nil.
        self.bytes = bytes + [0]
        self.entries = entries
        self.slots = slots
    }

    var count: Int { entries.count }

    func name(at index: Int) -> String {
        let entry = entries[index]
        return String(decoding: bytes[Int(entry.start)..<Int(entry.start + entry.count)], as: UTF8.self)
    }

    /// The index of a name, or -1. `guess` is tried first: members mostly come in the order of the schema.
    @inline(__always)
    func index(of name: UnsafeBufferPointer<UInt8>, guess: Int = 0) -> Int {
        if guess < entries.count, equals(guess, name) { return guess }
        let mask = slots.count - 1
        var slot = NameTable.hash(name)
        while true {
            let index = Int(slots[slot & mask])
            if index < 0 || equals(index, name) { return index }
            slot += 1
        }
    }

    @inline(__always)
    private func equals(_ index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let entry = entries[index]
        guard Int(entry.count) == name.count else { return false }
        return bytes.withUnsafeBufferPointer { own in
            guard let left = own.baseAddress, let right = name.baseAddress else { return name.isEmpty }
            return Bytes.equal(left + Int(entry.start), right, count: name.count)
        }
    }

    @inline(__always)
    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        var value: UInt32 = 0x811C_9DC5
        for byte in name { value = (value ^ UInt32(byte)) &* 0x0100_0193 }
        return Int(value ^ value >> 15)
    }
}

/// Comparing runs of bytes.
enum Bytes {
    @inline(__always)
    static func equal(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, count: Int) -> Bool {
        var index = 0
        let one = UnsafeRawPointer(left)
        let other = UnsafeRawPointer(right)
        while index + 8 <= count {
            let first = one.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let second = other.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard first == second else { return false }
            index += 8
        }
        while index < count {
            guard left[index] == right[index] else { return false }
            index += 1
        }
        return true
    }
}

/// What a schema says about the members of an object.
struct PropertyTable: Sendable {
    let names: NameTable
    /// By name: the schema for the member, or -1.
    let schemas: [Int32]
    /// By name: the bit of a required member, or -1.
    let requiredBits: [Int8]
    let requiredMask: UInt64
    /// Required names beyond the 64 that have bits.
    let furtherRequired: [String]
    let patterns: [(pattern: Int32, schema: Int32)]
    /// For members that nothing else concerns; -1 when there is none.
    let additional: Int32
    let propertyNames: Int32
}
