import EventSourcing
import HubContracts
import Services
import Testing

/// Messages about the learners and the offering of these tests.
enum SampleRegistration {
    static let offering = UUIDValue(high: 2, low: 1)
    static let codes = ProgrammeReferenceV1(
        institutionCode: "25LX", programmeCode: "aaa58821-2b23-401c-a063-64a2b519bae0", cohort: "2026A")

    static func application(_ number: UInt64) -> UUIDValue { UUIDValue(high: 5, low: number) }
    static func subject(_ number: UInt64) -> UUIDValue { UUIDValue(high: 1, low: number) }

    static func placement(_ number: UInt64) -> UUIDValue {
        RegistrationIdentity.placement(
            of: application(number), in: offering, institution: RegistrationOnLog.institution)
    }

    static func enrolment(_ number: UInt64) -> UUIDValue {
        RegistrationIdentity.enrolment(of: application(number), institution: RegistrationOnLog.institution)
    }

    static func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    /// An offering that starts on 24 August 2026, with its codes in RIO.
    ///
    /// - Parameter isByLot: whether a maximum was published, and places go by lot.
    static func offer(for students: Int64?, isByLot: Bool = false) throws -> CreateOfferingV1 {
        CreateOfferingV1(
            offeringId: offering, educationProductId: UUIDValue(high: 3, low: 1), offeringType: .programmeOffering,
            names: [LocalisedTextV1(language: "nl", value: "Betonboorder BOL")],
            period: PeriodV1(validFrom: try day("2026-08-24")), maximumStudents: students,
            enrolmentWindow: .init(opensOn: try day("2025-10-01"), closesOn: try day("2026-05-15")),
            admission: isByLot
                ? AdmissionTermsV1(maximumPublished: true, extraRequirements: false, selection: .lot) : nil,
            otherCodes: [
                CodeV1(codeType: .xRioAangebodenOpleiding, code: codes.programmeCode),
                CodeV1(codeType: .init(rawValue: "x-rio-cohort"), code: codes.cohort ?? ""),
            ])
    }

    /// What the portal says of an applicant, submitted in the order of the numbers, after the first of April.
    static func record(
        _ number: UInt64, change: Int64 = 1, kind: RecordApplicationV1.Kind = .application, isWithdrawn: Bool? = nil
    ) throws -> RegistrationOnLog.Sending {
        let submitted = Timestamp(milliseconds: 1_777_000_000_000 + Int64(number) * 60_000)
        let record = RecordApplicationV1(
            applicationId: application(number), subjectId: subject(number), kind: kind, changeNumber: change,
            submittedAt: submitted, programme: codes, isWithdrawn: isWithdrawn)
        return try RegistrationOnLog.command(
            record, of: application(number).description, from: RegistrationOnLog.portal)
    }

    static func review(_ number: UInt64) throws -> RegistrationOnLog.Sending {
        try RegistrationOnLog.command(
            ReviewApplicationV1(applicationId: application(number)), of: application(number).description)
    }

    static func approve(_ number: UInt64) throws -> RegistrationOnLog.Sending {
        let approve = ApproveApplicationV1(
            applicationId: application(number), meetsPriorEducation: true, level: 3)
        return try RegistrationOnLog.command(approve, of: application(number).description)
    }

    /// All that leads an applicant to ask for a place.
    static func handled(_ number: UInt64) throws -> [RegistrationOnLog.Sending] {
        [try record(number), try review(number), try approve(number)]
    }
}
