/// Elements that stay in one place as long as this lives, so that a run follows plain pointers to them.
///
/// Nothing changes them after they have been made, which is why any number of tasks may read them.
final class PinnedArray<Element: Sendable>: Sendable {
    nonisolated(unsafe) let elements: UnsafePointer<Element>
    private let count: Int

    init(_ array: [Element]) {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
        for (index, element) in array.enumerated() { (memory + index).initialize(to: element) }
        elements = UnsafePointer(memory)
        count = array.count
    }

    deinit {
        let memory = UnsafeMutablePointer(mutating: elements)
        memory.deinitialize(count: count)
        memory.deallocate()
    }
}
