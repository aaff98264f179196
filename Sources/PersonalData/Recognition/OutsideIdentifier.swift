package import HubContracts

/// What a person, or an object of a person, is called outside the hub. It leaves this process as a keyed hash only.
package struct OutsideIdentifier: Sendable, Hashable {
    package typealias Kind = RecogniseSubjectV1.IdentifierKind

    package let kind: Kind
    /// In the one form in which it is compared.
    package let value: String

    /// - Parameter value: as the source writes it: case, spaces and leading zeros make no difference where they mean
    ///   none. Nil for an empty one.
    package init?(_ kind: Kind, _ value: String) {
        var text = value.filter { !$0.isWhitespace }.lowercased()
        if kind == .citizenServiceNumber || kind == .educationNumber {
            text = text.filter { $0 != "." && $0 != "-" }
            text = String(repeating: "0", count: max(0, 9 - text.count)) + text
            guard text.contains(where: { $0 != "0" }) else { return nil }
        }
        guard !text.isEmpty else { return nil }
        self.kind = kind
        self.value = text
    }
}
