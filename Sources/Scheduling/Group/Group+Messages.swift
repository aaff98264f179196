package import EventSourcing

extension Group {
    package enum Command: Sendable, Hashable {
        case describe(Description)
        /// - Parameter findings: what the change would bring into the way of what is planned.
        case changeMembers(MemberChange, findings: [Bottleneck])
        /// - Parameter hindrance: what is planned after that day.
        case dissolve(lastDay: CalendarDate, hindrance: Bottleneck?)
    }

    package enum Event: Sendable, Hashable {
        case described(Description)
        case membersChanged(MemberChange)
        case dissolved(lastDay: CalendarDate)
    }

    package enum Rejection: Error, Hashable {
        case notDescribed
        case invalid(DescriptionFault)
        case dissolved(lastDay: CalendarDate)
        case full(maximum: Int64)
        case maximumBelowMembers(Int)
        case bottlenecks([Bottleneck])
    }

    package struct Description: Sendable, Hashable {
        /// In the contract's words, such as `class`.
        package var type: String
        package var names: [LocalisedText]
        package var abbreviation: String
        package var academicSession: UUIDValue?
        package var offerings: [UUIDValue]?
        /// Nil without a maximum.
        package var maximumMembers: Int64?
        package var otherCodes: [OtherCode]?

        package init(type: String, names: [LocalisedText], abbreviation: String) {
            self.type = type
            self.names = names
            self.abbreviation = abbreviation
        }
    }

    /// Who joins and who leaves, from a day on.
    package struct MemberChange: Sendable, Hashable {
        /// Nil as if it had always been so.
        package let effectiveOn: CalendarDate?
        package var added: [UUIDValue]
        package var removed: [UUIDValue]

        package init(on effectiveOn: CalendarDate? = nil, added: [UUIDValue] = [], removed: [UUIDValue] = []) {
            self.effectiveOn = effectiveOn
            self.added = added
            self.removed = removed
        }

        var isEmpty: Bool { added.isEmpty && removed.isEmpty }

        /// What is left of it where these are members already. Who is to join and to leave at once joins.
        package func effect(on members: Set<UUIDValue>) -> MemberChange {
            MemberChange(
                on: effectiveOn, added: added.filter { !members.contains($0) },
                removed: removed.filter { members.contains($0) && !added.contains($0) })
        }
    }
}
