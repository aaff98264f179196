package import EventSourcing

/// Whether a learner was at an activity (aan- en afwezigheid).
package struct Attendance: Sendable, Hashable {
    /// In the contract's words, such as `present`.
    package let presence: String
    package let minutesLate: Int64?
    /// Where the reason for an absence is kept, sealed.
    package let absenceReason: SealedReference?

    package init(_ presence: String, minutesLate: Int64? = nil, absenceReason: SealedReference? = nil) {
        self.presence = presence
        self.minutesLate = minutesLate
        self.absenceReason = absenceReason
    }

    /// Whether it says both that the learner was there all the time and why not.
    var isContradictory: Bool { presence == "present" && absenceReason != nil }
}

package struct AttendanceEntry: Sendable, Hashable {
    package let learner: UUIDValue
    package let attendance: Attendance

    package init(_ learner: UUIDValue, _ attendance: Attendance) {
        self.learner = learner
        self.attendance = attendance
    }
}
