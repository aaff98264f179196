/// Identifiers that follow from what makes the thing the same thing, so that a repetition is recognised.
package enum DerivedIdentity {
    private static let commands = UUIDValue(high: 0x2f6d_91a4_c0e7_5b38, low: 0x8d14_6e5a_0b97_f3c2)
    private static let aggregates = UUIDValue(high: 0x51c3_08be_7d2a_5f96, low: 0xb3e8_47d1_6a0c_92f5)

    /// The id of a command that a reactor sends because of an event.
    ///
    /// - Parameter ordinal: from 0, over the commands of this event to this target.
    package static func command(reactor: String, event: String, target: String, ordinal: Int) -> UUIDValue {
        UUIDValue(namespace: commands, parts: ["reactor", reactor, event, target, String(ordinal)])
    }

    /// The id of a command that a row of a file leads to. A resumed import keeps its id; the same file sent again is
    /// another import.
    ///
    /// - Parameter row: from 1, the header not counted.
    package static func command(import id: UUIDValue, row: Int, message: String, ordinal: Int) -> UUIDValue {
        UUIDValue(namespace: commands, parts: ["import", id.description, String(row), message, String(ordinal)])
    }

    /// The id of a command that a moment leads to.
    ///
    /// - Parameter event: the event that opened the deadline.
    package static func command(deadline: String, event: String, due: Timestamp) -> UUIDValue {
        UUIDValue(namespace: commands, parts: ["deadline", deadline, event, due.description])
    }

    /// The id of an object that is recorded from elsewhere and is not about a person.
    ///
    /// - Parameters:
    ///   - register: the register or system that owns it.
    ///   - code: what it is called there.
    package static func aggregate(
        institution: String, kind: String, register: String, code: String
    ) -> UUIDValue {
        UUIDValue(namespace: aggregates, parts: [institution, kind, register, code])
    }

    /// The id of an object of which there is one for each owner, such as a learner's dossier at an institution.
    ///
    /// - Parameter owner: what it belongs to, such as the learner; an opaque id, never a number or a name.
    package static func aggregate(institution: String, kind: String, of owner: [String]) -> UUIDValue {
        UUIDValue(namespace: aggregates, parts: [institution, kind] + owner)
    }
}
