/// Sets of names, found by their bytes. All sets of a schema lie in three arrays, so that a run follows plain indices.
struct NameTables: Sendable {
    /// One name of one set.
    struct Entry: Sendable {
        let start: Int32
        let count: Int32
        /// The schema for the member of this name, or -1.
        let schema: Int32
        /// The bit of a required member, or -1.
        let bit: Int32
    }

    private(set) var bytes: [UInt8] = []
    private(set) var entries: [Entry] = []
    /// Open addressing; an entry's place in its set, or -1. Each set has a power of two of them, at most half full.
    private(set) var slots: [Int32] = []

    /// Adds a set of different names.
    mutating func add(_ names: [(name: String, schema: Int32, bit: Int32)]) -> NameTable {
        var size = 4
        while size < names.count * 2 { size *= 2 }
        let table = NameTable(
            firstEntry: Int32(entries.count), count: Int32(names.count), firstSlot: Int32(slots.count),
            mask: Int32(size - 1))
        slots += [Int32](repeating: -1, count: size)
        for (index, member) in names.enumerated() {
            let name = Array(member.name.utf8)
            entries.append(
                Entry(start: Int32(bytes.count), count: Int32(name.count), schema: member.schema, bit: member.bit))
            bytes += name
            var slot = name.withUnsafeBufferPointer(NameTables.hash)
            while slots[Int(table.firstSlot) + slot & (size - 1)] >= 0 { slot += 1 }
            slots[Int(table.firstSlot) + slot & (size - 1)] = Int32(index)
        }
        return table
    }

    func name(_ index: Int, of table: NameTable) -> String {
        let entry = entries[Int(table.firstEntry) + index]
        return String(decoding: bytes[Int(entry.start)..<Int(entry.start + entry.count)], as: UTF8.self)
    }

    @inline(__always)
    fileprivate static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        var value: UInt32 = 0x811C_9DC5
        for byte in name { value = (value ^ UInt32(byte)) &* 0x0100_0193 }
        return Int(value ^ value >> 15)
    }
}

/// Where one set of names lies.
struct NameTable: Sendable {
    let firstEntry: Int32
    let count: Int32
    let firstSlot: Int32
    let mask: Int32
}

/// ``NameTables`` once they are complete.
final class NameLookup: Sendable {
    private let bytes: PinnedArray<UInt8>
    private let entries: PinnedArray<NameTables.Entry>
    private let slots: PinnedArray<Int32>

    init(_ tables: NameTables) {
        bytes = PinnedArray(tables.bytes)
        entries = PinnedArray(tables.entries)
        slots = PinnedArray(tables.slots)
    }

    /// The place of a name in a set, or -1. `guess` is tried first: members mostly come in the order of the schema.
    @inline(__always)
    func index(of name: UnsafeBufferPointer<UInt8>, in table: NameTable, guess: Int = 0) -> Int {
        if guess < Int(table.count), equals(guess, table, name) { return guess }
        let mask = Int(table.mask)
        var slot = NameTables.hash(name)
        while true {
            let index = Int(slots.elements[Int(table.firstSlot) + slot & mask])
            if index < 0 || equals(index, table, name) { return index }
            slot += 1
        }
    }

    @inline(__always)
    func entry(_ index: Int, of table: NameTable) -> NameTables.Entry {
        entries.elements[Int(table.firstEntry) + index]
    }

    @inline(__always)
    private func equals(_ index: Int, _ table: NameTable, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let entry = entry(index, of: table)
        guard Int(entry.count) == name.count else { return false }
        guard let right = name.baseAddress else { return name.isEmpty }
        return Bytes.equal(bytes.elements + Int(entry.start), right, count: name.count)
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
    /// The names that are described or required.
    let names: NameTable
    let requiredMask: UInt64
    /// The place of the required names beyond the 64 that have bits, or -1.
    let further: Int32
    /// Patterns for names, with their schemas, among those of the whole schema.
    let firstPattern: Int32
    let patternCount: Int32
    /// For members that nothing else concerns; -1 when there is none.
    let additional: Int32
    let propertyNames: Int32
}

/// A schema for the members whose names match a pattern.
struct PatternMember: Sendable {
    let pattern: Int32
    let schema: Int32
}
