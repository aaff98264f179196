import Dossier
import EventSourcing

/// What tests of the dossier speak of.
enum Sample {
    static let learner = UUIDValue(high: 1, low: 1)
    static let enrolment = UUIDValue(high: 2, low: 1)
    static let examPart = UUIDValue(high: 3, low: 1)
    static let otherPart = UUIDValue(high: 3, low: 2)
    static let result = UUIDValue(high: 4, low: 1)
    static let document = UUIDValue(high: 5, low: 1)
    static let item = UUIDValue(high: 6, low: 1)
    static let grant = UUIDValue(high: 7, low: 1)
    static let published = Timestamp(milliseconds: 1_780_000_000_000)
    static let reason = SealedReference("reason-details/r-1", version: 1)
    static let administration = "student-administration"

    /// A final summative result that suffices, of an exam part.
    static func passed(_ part: UUIDValue = examPart, value: String = "r-1") -> AssessmentResult.Entry {
        var entry = AssessmentResult.Entry(
            structure: .init(kind: .summative, examPart: part),
            value: SealedReference("result-details/\(value)", version: 1), progress: .completed, publishedAt: published)
        entry.verdict = .passed
        entry.isFinal = true
        return entry
    }

    static func failed(_ part: UUIDValue = examPart, value: String = "r-2") -> AssessmentResult.Entry {
        var entry = passed(part, value: value)
        entry.verdict = .failed
        return entry
    }

    static func grant(
        to grantee: Grant.Grantee = .init(.role, of: "27dv", "intaker"), until day: CalendarDate = "2027-09-30",
        classes: [Sensitivity] = [.results], items: [UUIDValue]? = nil
    ) -> Grant.Terms {
        Grant.Terms(to: grantee, for: "transfer", from: "2026-11-24", to: day, classes: classes, items: items)
    }
}
