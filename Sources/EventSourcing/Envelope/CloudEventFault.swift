/// One thing in an envelope that breaks a rule.
///
/// The sentence names the rule and never repeats the attribute's value, which may be personal.
package struct CloudEventFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The attribute's name; `data` for the payload.
    package let attribute: String
    package let severity: Severity
    package let sentence: String

    package enum Severity: String, Sendable {
        /// A rule that must be kept.
        case must
        /// A recommendation of the profile.
        case should
    }

    package init(_ attribute: String, _ sentence: String, severity: Severity = .must) {
        self.attribute = attribute
        self.severity = severity
        self.sentence = sentence
    }

    package var description: String { "\(attribute): \(sentence)" }
}

/// Why a message is no CloudEvent that can be read. Every fault is in it.
package struct CloudEventError: Error, Sendable, Equatable, CustomStringConvertible {
    package let faults: [CloudEventFault]

    package init(faults: [CloudEventFault]) {
        self.faults = faults
    }

    package init(_ attribute: String, _ sentence: String) {
        faults = [CloudEventFault(attribute, sentence)]
    }

    package var description: String { faults.map(\.description).joined(separator: "; ") }
}
