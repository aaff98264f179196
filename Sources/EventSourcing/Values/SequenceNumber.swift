/// A count from one within a scope; zero is before the first.
///
/// In messages it has 19 digits, padded with zeros, so that comparing texts compares numbers, as the CloudEvents
/// `sequence` extension asks.
package struct OrdinalNumber<Scope>: Sendable, Hashable {
    package let value: Int64

    /// Before the first.
    package static var none: OrdinalNumber { OrdinalNumber(checked: 0) }

    /// - Returns: nil when negative.
    package init?(_ value: Int64) {
        guard value >= 0 else { return nil }
        self.value = value
    }

    /// Reads 19 digits; nil for any other form.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 19,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let value = Int64(text)
        else { return nil }
        self.value = value
    }

    private init(checked value: Int64) {
        self.value = value
    }

    package var next: OrdinalNumber { OrdinalNumber(checked: value + 1) }
}

extension OrdinalNumber: Comparable, CustomStringConvertible {
    package static func < (left: OrdinalNumber, right: OrdinalNumber) -> Bool { left.value < right.value }

    package var description: String { Digits.padded(value, 19) }
}

/// An aggregate's version: how many events it has. Compared only within one subject.
package typealias SequenceNumber = OrdinalNumber<AggregateScope>

/// The place of an event among those of its partition, as its writer numbers them: 1, 2, 3 and so on.
///
/// Positions, cursors and projections use it, so that a log can be copied from one driver to another.
package typealias EventNumber = OrdinalNumber<PartitionScope>

package enum AggregateScope {}

package enum PartitionScope {}
