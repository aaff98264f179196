import EventSourcing

/// Values by identifier, on shelves, so that changing one in a copy copies its shelf and no other.
struct Shelves<Value: Sendable & Hashable>: Sendable, Hashable {
    private static var count: Int { 256 }
    private var shelves: [[UUIDValue: Value]] = Array(repeating: [:], count: Shelves.count)

    private static func shelf(of id: UUIDValue) -> Int { Int((id.high ^ id.low) % UInt64(count)) }

    subscript(id: UUIDValue) -> Value? {
        get { shelves[Shelves.shelf(of: id)][id] }
        set { shelves[Shelves.shelf(of: id)][id] = newValue }
    }

    subscript(id: UUIDValue, default value: @autoclosure () -> Value) -> Value {
        get { shelves[Shelves.shelf(of: id)][id] ?? value() }
        _modify { yield &shelves[Shelves.shelf(of: id)][id, default: value()] }
    }
}
