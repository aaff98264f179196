package import EventSourcing

/// Values by identifier, on shelves, so that changing one in a copy copies its shelf and no other.
package struct Shelves<Value: Sendable>: Sendable {
    private static var count: Int { 256 }
    private var shelves: [[UUIDValue: Value]] = Array(repeating: [:], count: count)

    package init() {}

    package subscript(id: UUIDValue) -> Value? { shelves[Shelves.shelf(of: id)][id] }

    /// Changes a value in its place; one that is not there is made first.
    package mutating func change(_ id: UUIDValue, orMake value: @autoclosure () -> Value, _ body: (inout Value) -> Void)
    {
        body(&shelves[Shelves.shelf(of: id)][id, default: value()])
    }

    package var all: some Sequence<(key: UUIDValue, value: Value)> { shelves.lazy.joined() }

    private static func shelf(of id: UUIDValue) -> Int { Int((id.high ^ id.low) % UInt64(count)) }
}
