import EventSourcing
import Scheduling
import Support
import Testing

@Suite struct RecordingAttendanceTests {
    private let proposal = SampleSchool.proposal()
    private let plan = Plan("08:30", "10:10")
    private let present = AttendanceEntry(SampleSchool.learner(1), Attendance("present", minutesLate: 5))
    private let absent = AttendanceEntry(
        SampleSchool.learner(2),
        Attendance("absent", absenceReason: SealedReference(record: "absence-reason/1", version: 1)))

    @Test func whoWasThereIsRecordedOnce() {
        Given<LearningActivity>(.proposed(proposal), .planned(plan))
            .when(.recordAttendance([present, absent], strangers: [])).then(.attendanceRecorded([present, absent]))
    }

    @Test func onlyWhatIsNewIsRecorded() {
        let corrected = AttendanceEntry(present.learner, Attendance("absent"))
        Given<LearningActivity>(.proposed(proposal), .planned(plan), .attendanceRecorded([present, absent]))
            .when(.recordAttendance([corrected, absent], strangers: [])).then(.attendanceRecorded([corrected]))
    }

    @Test func aLearnerWhoNeverWasAMemberIsRefused() {
        Given<LearningActivity>(.proposed(proposal), .planned(plan))
            .when(.recordAttendance([present, absent], strangers: [absent.learner]))
            .thenRejected(.unknown(pointer: "/entries/1/subjectId"))
    }

    @Test func aLearnerOccursOnce() {
        Given<LearningActivity>(.proposed(proposal), .planned(plan))
            .when(.recordAttendance([present, present], strangers: [])).thenRejected(.learnerRepeated(place: 1))
    }

    @Test func whoWasPresentHasNoReasonForAnAbsence() {
        let contradiction = AttendanceEntry(
            present.learner, Attendance("present", absenceReason: SealedReference(record: "absence-reason", version: 1))
        )
        Given<LearningActivity>(.proposed(proposal), .planned(plan))
            .when(.recordAttendance([contradiction], strangers: [])).thenRejected(.presentWithReason(place: 0))
    }

    @Test func onlyWhatIsPlannedIsAttended() {
        Given<LearningActivity>(.proposed(proposal)).when(.recordAttendance([present], strangers: []))
            .thenRejected(.wrongState(.proposed))
        Given<LearningActivity>(.proposed(proposal), .planned(plan), .cancelled(.init("other")))
            .when(.recordAttendance([present], strangers: [])).thenRejected(.wrongState(.cancelled))
    }

    @Test func whoLeftAGroupIsNoStrangerToItsActivities() {
        var school = SampleSchool()
        school.propose(1)
        let left = SampleSchool.learner(3)
        school.board.take(
            .membersChanged(.init(on: "2026-10-01", removed: [left])), of: SampleSchool.group)
        let learners = [SampleSchool.learner(1), left, SampleSchool.learner(4)]
        #expect(
            school.board.strangers(among: learners, to: SampleSchool.activity(1)) == [SampleSchool.learner(4)])
        school.propose(2) { $0.groups = nil }
        #expect(school.board.strangers(among: learners, to: SampleSchool.activity(2)).isEmpty, "it is open to all")
    }
}
