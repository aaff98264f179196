import EventSourcing
import JSONSchema

/// Learners of the sample institution, from their applications to results and to what they let others read.
///
/// Who they are is not part of it: they are opaque ids, and what is sensitive is a reference to a record.
extension SampleInstitution {
    /// Someone who applied for one of the programmes with tests.
    struct Learner {
        let number: Int
        let programme: SampleProgramme

        var code: String { "\(programme.code)-\(number)" }
        var offering: String { "\(programme.code)-BOL-27A" }
    }

    /// Three for each of those programmes, in the order in which they applied.
    static let learners = SampleProgramme.tested.flatMap { programme in
        (1...3).map { Learner(number: $0, programme: programme) }
    }

    // MARK: Identity

    func subject(_ learner: Learner) -> String { id("learner", learner.code) }

    func application(_ learner: Learner) -> String { id("application", learner.code) }

    /// The placement that registration derives from an application and an offering.
    func placement(_ learner: Learner, in offering: String) -> String {
        DerivedIdentity.aggregate(
            institution: institution, kind: "placement", register: id("offering", offering),
            code: application(learner)
        ).description
    }

    func enrolment(_ learner: Learner) -> String { enrolment(of: application(learner)) }

    /// The enrolment that registration derives from an application.
    func enrolment(of application: String) -> String {
        DerivedIdentity.aggregate(
            institution: institution, kind: "enrolment", register: "application", code: application
        ).description
    }

    func dossier(_ learner: Learner) -> String {
        DerivedIdentity.aggregate(institution: institution, kind: "dossier", of: [subject(learner)]).description
    }

    func message(
        _ type: String, _ member: String, _ subject: String, _ write: (inout JSONText) -> Void = { _ in }
    ) -> Command {
        var text = JSONText()
        text.object { text in
            text.member(member, subject)
            write(&text)
        }
        return Command(type: "nl.mbo.\(type).v1", subject: subject, data: text.bytes)
    }

    // MARK: Registration

    enum ApplicationStep {
        case submit
        case review
        case approve
    }

    func applications(_ step: ApplicationStep) -> [Command] {
        SampleInstitution.learners.map { learner in
            let id = application(learner)
            return switch step {
            case .submit:
                message("registration.submit-application", "applicationId", id) { text in
                    text.member("subjectId", subject(learner))
                    text.member("submittedAt", "2026-10-1\(learner.number)T09:30:00Z")
                    text.member("offeringId", self.id("offering", learner.offering))
                    text.name("meetsPriorEducation")
                    text.boolean(true)
                }
            case .review: review(id)
            case .approve: approve(id, level: learner.programme.level)
            }
        }
    }

    /// Asks for places in the parts of the programme, for whoever has one in the whole.
    var partPlacements: [Command] {
        SampleInstitution.learners.flatMap { learner in
            SampleInstitution.parts(of: learner.programme).map { part in
                message(
                    "registration.request-placement", "placementId", placement(learner, in: part)
                ) { text in
                    text.member("applicationId", application(learner))
                    text.member("subjectId", subject(learner))
                    text.member("offeringId", id("offering", part))
                    text.name("admission")
                    text.object { text in
                        text.member("appliedOn", "2027-06-0\(learner.number)")
                        text.member("submittedAt", "2027-06-0\(learner.number)T09:30:00Z")
                        text.name("meetsPriorEducation")
                        text.boolean(true)
                        text.member("level", learner.programme.level)
                    }
                }
            }
        }
    }

    /// The course and the test are taken; the module is still only offered.
    var partConfirmations: [Command] {
        SampleInstitution.learners.flatMap { learner in
            SampleInstitution.parts(of: learner.programme).filter { !$0.contains("-M") }.map { part in
                message("registration.confirm-placement", "placementId", placement(learner, in: part)) { text in
                    text.member("confirmedOn", "2027-06-1\(learner.number)")
                }
            }
        }
    }

    /// Every part has given its place.
    var partsPlaced: [Awaited] {
        SampleInstitution.learners.flatMap { learner in
            SampleInstitution.parts(of: learner.programme).map { part in
                Awaited(path: "/v1/placements/\(placement(learner, in: part))", member: "startsOn")
            }
        }
    }

    /// The offerings of a course, its module and its test.
    static func parts(of programme: SampleProgramme) -> [String] {
        ["\(courseCode(programme, 0))-P1", "\(moduleCode(programme, 0))-P1", "\(testCode(programme))-P1"]
    }

    func advances(to step: String) -> [Command] {
        SampleInstitution.learners.map { learner in
            message("registration.advance-enrolment", "enrolmentId", enrolment(learner)) { $0.member("to", step) }
        }
    }

    var confirmations: [Command] {
        SampleInstitution.learners.map { learner in
            message("registration.confirm-enrolment", "enrolmentId", enrolment(learner)) { text in
                text.member("decidedOn", "2026-11-18")
                text.member("startsOn", "2027-08-30")
            }
        }
    }

    /// Every enrolment rests on a placement.
    var placed: [Awaited] {
        SampleInstitution.learners.map { learner in
            Awaited(path: "/v1/enrolments/\(enrolment(learner))", member: "placementId")
        }
    }

    /// Every enrolment that has begun has opened a dossier.
    var opened: [Awaited] {
        let path = "/v1/events?type=nl.mbo.dossier.dossier-opened.v1&limit=1000"
        return [Awaited(path: path, member: nil, least: SampleInstitution.learners.count)]
    }

    // MARK: Groups

    var memberships: [Command] {
        SampleProgramme.tested.map { programme in
            let members = SampleInstitution.learners.filter { $0.programme.code == programme.code }
            return message(
                "scheduling.change-group-members", "groupId", id("group", SampleInstitution.group(programme))
            ) { text in
                text.member("effectiveOn", "2027-08-30")
                text.list("added", members.map { subject($0) })
            }
        }
    }

    // MARK: Dossiers

    /// The first of each class has taken the test of the first course.
    private var tested: [Learner] { SampleInstitution.learners.filter { $0.number == 1 } }

    /// A certificate that rests on the test of the first course.
    var certificates: [Command] {
        tested.map { learner in
            let test = "\(SampleInstitution.testCode(learner.programme))-P1"
            return message("dossier.declare-value-document", "dossierId", dossier(learner)) { text in
                text.member("valueDocumentId", id("value-document", learner.code))
                text.member("documentType", "certificate")
                text.name("conditions")
                text.array { text in
                    text.object { text in
                        text.member("examPartId", id("exam-part", test))
                        text.member("requirement", "passed")
                    }
                }
                text.member("qualificationId", qualification(learner.programme.crebo))
                text.member("enrolmentId", enrolment(learner))
            }
        }
    }

    enum ResultKind: String {
        /// Of the course, on the way.
        case formative
        /// Of the test, on which the certificate rests.
        case summative
    }

    func results(_ kind: ResultKind) -> [Command] {
        tested.map { learner in
            let offering =
                switch kind {
                case .formative: "\(SampleInstitution.courseCode(learner.programme, 0))-P1"
                case .summative: "\(SampleInstitution.testCode(learner.programme))-P1"
                }
            let code = resultCode(learner, kind)
            return message("dossier.submit-result", "dossierId", dossier(learner)) { text in
                text.member("resultId", id("result", code))
                text.name("structure")
                text.object { text in
                    text.member("resultKind", kind.rawValue)
                    text.member("examPartId", id("exam-part", offering))
                }
                text.name("value")
                text.object { text in
                    text.member("record", gradeRecord(learner, kind))
                    text.member("version", 1)
                }
                text.member("state", "completed")
                text.member("resultDateTime", "2027-11-0\(kind == .summative ? 3 : 1)T13:30:00Z")
                text.member("pass", "passed")
                text.name("final")
                text.boolean(kind == .summative)
                text.member("resultValueType", "grade_0_10_one_decimal")
                text.member("associationId", placement(learner, in: offering))
                text.member("enrolmentId", enrolment(learner))
            }
        }
    }

    private func resultCode(_ learner: Learner, _ kind: ResultKind) -> String { "\(learner.code)-\(kind.rawValue)" }

    private func gradeRecord(_ learner: Learner, _ kind: ResultKind) -> String {
        "result-details/\(id("result-details", resultCode(learner, kind)))"
    }

    /// What was judged, which commands refer to.
    func grades(_ kind: ResultKind) -> [Fact] {
        tested.enumerated().map { place, learner in
            var text = JSONText()
            text.object { text in
                text.member("grade", "\(6 + place % 3),\(kind == .summative ? 5 : 0)")
                text.member("scale", "1,0 tot 10,0")
            }
            return Fact(learner: subject(learner), record: gradeRecord(learner, kind), content: text.bytes)
        }
    }

    /// Each of them lets another college see the results.
    var grants: [Command] {
        tested.map { learner in
            var command = message("dossier.give-grant", "dossierId", dossier(learner)) { text in
                text.member("grantId", id("grant", learner.code))
                text.member("givenBy", "learner")
                text.name("grantee")
                text.object { text in
                    text.member("granteeType", "role")
                    text.member("organisation", "27dv")
                    text.member("identifier", "intaker")
                }
                text.member("purpose", "transfer")
                text.member("givenOn", "2026-11-20")
                text.member("lastDay", "2029-07-31")
                text.list("classes", ["results"])
            }
            command.learner = subject(learner)
            return command
        }
    }
}
