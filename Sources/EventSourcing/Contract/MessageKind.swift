/// The four kinds of message that services exchange.
package enum MessageKind: String, Sendable, Hashable, CaseIterable {
    /// Asks a service to decide. Imperative; kept 90 days.
    case command
    /// What has happened. Past tense; kept without end, because nothing in it leads to a person.
    case event
    /// The answer to a command; kept as long as commands.
    case result
    /// Current state by key on a compacted topic; the only kind that holds personal data, and then sealed.
    case record

    /// The name of the folder and topic that hold this kind.
    package var plural: String { rawValue + "s" }

    package init?(plural: some StringProtocol) {
        guard plural.hasSuffix("s") else { return nil }
        self.init(rawValue: String(plural.dropLast()))
    }
}
