import EventSourcing
import JSONSchema
import Testing

/// A learner who is brought from an application to an enrolment that has begun, by the commands that do so.
struct EnrolledLearner {
    struct Step {
        let name: String
        let subject: String
        let data: String
    }

    static let offering = "7308540e-ebb5-46f1-8f69-d2c5c703d9c7"
    private static let product = "3a94e1d7-0c6b-4f25-8d3e-b7f10a52c684"

    /// Makes the offering.
    static let offer = Step(
        name: "catalogue/create-offering", subject: offering,
        data: #""offeringId":"\#(offering)","educationProductId":"\#(product)","offeringType":"programme_offering","#
            + #""names":[{"language":"nl","value":"Apothekersassistent bol"}],"#
            + #""period":{"validFrom":"2026-01-05"},"maximumStudents":24,"enrolmentWindow":{"opensOn":"2025-01-01"}"#)

    let subject: String
    let application: String
    /// The day of October 2025 on which the learner applied.
    let day: Int
    var institution = "local"

    var enrolment: String {
        DerivedIdentity.aggregate(
            institution: institution, kind: "enrolment", register: "application", code: application
        ).description
    }

    var placement: String {
        DerivedIdentity.aggregate(
            institution: institution, kind: "placement", register: Self.offering, code: application
        ).description
    }

    var dossier: String {
        DerivedIdentity.aggregate(institution: institution, kind: "dossier", of: [subject]).description
    }

    /// Up to an enrolment that waits for its place.
    var applying: [Step] {
        [
            Step(
                name: "registration/submit-application", subject: application,
                data: #""applicationId":"\#(application)","subjectId":"\#(subject)","#
                    + #""submittedAt":"2025-10-0\#(day)T10:00:00Z","offeringId":"\#(Self.offering)","#
                    + #""meetsPriorEducation":true"#),
            Step(
                name: "registration/review-application", subject: application,
                data: #""applicationId":"\#(application)""#),
            Step(
                name: "registration/approve-application", subject: application,
                data: #""applicationId":"\#(application)","meetsPriorEducation":true,"level":3"#),
        ]
    }

    /// From an enrolment that has its place.
    var confirming: [Step] {
        ["inIntake", "provisional", "complete"].map { state in
            Step(
                name: "registration/advance-enrolment", subject: enrolment,
                data: #""enrolmentId":"\#(enrolment)","to":"\#(state)""#)
        } + [
            Step(
                name: "registration/confirm-enrolment", subject: enrolment,
                data: #""enrolmentId":"\#(enrolment)","decidedOn":"2025-12-01","startsOn":"2026-01-05""#)
        ]
    }
}

extension KilledHub {
    func insist(_ step: EnrolledLearner.Step) async throws { try await insist(step.name, step.subject, step.data) }

    func enrol(_ learner: EnrolledLearner) async throws {
        for step in learner.applying { try await insist(step) }
        let placed = try await eventually("/v1/enrolments/\(learner.enrolment)") { $0["placementId"]?.string != nil }
        #expect(placed?["state"]?.string == "applied")
        for step in learner.confirming { try await insist(step) }
    }
}

extension HubProcess {
    /// Enrols a learner in the offering, which is made, and waits for the dossier.
    ///
    /// - Parameter headers: with a token where the institution is another than the local one.
    func enrol(_ learner: EnrolledLearner, headers: [String: String] = [:]) async throws {
        func send(_ steps: [EnrolledLearner.Step]) async throws {
            for step in steps { try await command(step.name, step.subject, step.data, headers: headers) }
        }
        try await send([EnrolledLearner.offer] + learner.applying)
        let placed = try await eventually("/v1/enrolments/\(learner.enrolment)", headers: headers) {
            $0["placementId"]?.string != nil
        }
        #expect(placed?["state"]?.string == "applied")
        try await send(learner.confirming)
        let opened = try await eventually(
            "/v1/events?type=nl.mbo.dossier.dossier-opened.v1&limit=100", headers: headers
        ) { events in
            events.items.contains { $0["subject"]?.string == learner.dossier }
        }
        #expect(opened != nil, "the dossier of \(learner.subject) is open")
    }
}
