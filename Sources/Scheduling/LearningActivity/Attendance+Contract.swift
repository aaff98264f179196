import EventSourcing
import HubContracts

/// What both contracts of attendance have in common.
protocol AttendanceContract {
    associatedtype Presence: RawRepresentable<String>
    var subjectId: UUIDValue { get }
    var attendance: Presence { get }
    var minutesLate: Int64? { get }
    var absenceReason: SealedReferenceV1? { get }
}

extension RecordAttendanceV1.Entry: AttendanceContract {}
extension AttendanceRecordedV1.Entry: AttendanceContract {}

extension AttendanceEntry {
    init(_ contract: some AttendanceContract) {
        self.init(
            contract.subjectId,
            Scheduling.Attendance(
                contract.attendance.rawValue, minutesLate: contract.minutesLate,
                absenceReason: contract.absenceReason.map { SealedReference($0) }))
    }
}

extension AttendanceRecordedV1.Entry {
    init(_ entry: AttendanceEntry) {
        self.init(
            subjectId: entry.learner, attendance: .init(rawValue: entry.attendance.presence),
            minutesLate: entry.attendance.minutesLate, absenceReason: entry.attendance.absenceReason?.contract)
    }
}
