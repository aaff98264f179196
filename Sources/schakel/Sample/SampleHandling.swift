import JSONSchema

/// What a staff of admissions does with the applications of the sample: most are approved, some are refused or still
/// open, whoever gets a place is enrolled, and some of those who work go to their company.
///
/// What happens to an application follows from its place in the order of arrival, so that it is the same in every hub
/// and sending it again changes nothing. Who an applicant is plays no part: the public interface does not tell it.
struct SampleHandling {
    let loading: SampleLoading

    private var sample: SampleInstitution { loading.sample }

    /// An application as the hub shows it.
    private struct Application: Sendable {
        let id: String
        let state: String
        let subject: String
        let submittedAt: String
        let offering: SampleInstitution.ProgrammeOffering
        let company: String?
    }

    /// The states that an enrolment goes through.
    private static let steps = ["applied", "inIntake", "provisional", "complete", "definitive"]

    /// Does what is still to be done, so that it goes on where it was broken off.
    ///
    /// - Throws: ``CommandFailure`` when the hub does not answer.
    func run() async throws -> SampleLoading.Account {
        var account = SampleLoading.Account()
        let applications = try await self.applications()
        let fates = SampleFate.all(of: applications.count)
        let by = Dictionary(grouping: zip(applications, fates), by: \.1).mapValues { $0.map(\.0) }
        let (approved, rejected) = (by[.approved] ?? [], by[.rejected] ?? [])
        try await loading.send(
            (approved + rejected + (by[.underReview] ?? [])).filter { $0.state == "new" }.map { sample.review($0.id) },
            &account)
        try await loading.send(
            rejected.filter { $0.state != "rejected" }.map { sample.reject($0.id) }, &account)
        try await loading.send(
            approved.filter { $0.state != "approved" }.map {
                sample.approve($0.id, level: $0.offering.programme.level)
            }, &account)
        let placed = try await placed(approved)
        let enrolled = Array(placed.prefix(SampleFate.enrolled(of: placed.count)))
        try await enrol(enrolled, &account)
        try await agree(
            Array(enrolled.filter { $0.company != nil }.prefix(SampleFate.atWork(of: enrolled.count))), &account)
        return account
    }

    /// Those of the portal that are neither an interest nor withdrawn, in the order in which they were submitted, once
    /// the codes of each have led to its offering.
    private func applications() async throws -> [Application] {
        let offerings = Dictionary(
            uniqueKeysWithValues: SampleInstitution.programmeOfferings.map { (sample.id("offering", $0.code), $0) })
        var found: [Application] = []
        try await loading.repeatedly(every: .milliseconds(500)) {
            let all = try await loading.all("/v1/applications").filter { item in
                item["changeNumber"] != nil && !["interest", "withdrawn"].contains(item["state"]?.string)
            }
            found = all.compactMap { item in
                guard let id = item["applicationId"]?.string, let state = item["state"]?.string,
                    let subject = item["subjectId"]?.string,
                    let submittedAt = item["submittedAt"]?.string,
                    let offering = item["offeringId"]?.string.flatMap({ offerings[$0] })
                else { return nil }
                return Application(
                    id: id, state: state, subject: subject, submittedAt: submittedAt, offering: offering,
                    company: item["workPlacementCompanyCode"]?.string)
            }
            return found.count == all.count
        }
        return found.sorted { ($0.submittedAt, $0.offering.code) < ($1.submittedAt, $1.offering.code) }
    }

    /// Those who have a place, in the same order, once every place has been given or refused.
    private func placed(_ approved: [Application]) async throws -> [Application] {
        var made: Set<String> = []
        try await loading.repeatedly(every: .milliseconds(500)) {
            let placements = try await loading.all("/v1/placements")
            let settled = placements.filter { $0["state"]?.string != "requested" }
                .compactMap { $0["applicationId"]?.string }
            made = Set(
                placements.filter { ["made", "confirmed"].contains($0["state"]?.string) }
                    .compactMap { $0["applicationId"]?.string })
            return Set(settled).isSuperset(of: approved.map(\.id))
        }
        return approved.filter { made.contains($0.id) }
    }

    /// Brings the enrolments of those who are placed to where they are definitive, once each knows of its place.
    private func enrol(_ applications: [Application], _ account: inout SampleLoading.Account) async throws {
        var states: [String: String] = [:]
        try await loading.repeatedly(every: .milliseconds(500)) {
            let enrolments = try await loading.all("/v1/enrolments").filter { $0["placementId"] != nil }
            states = SampleHandling.states(of: enrolments, by: "applicationId")
            return applications.allSatisfy { states[$0.id] != nil }
        }
        func those(before step: Int) -> [Application] {
            applications.filter { application in
                (states[application.id].flatMap { SampleHandling.steps.firstIndex(of: $0) } ?? 0) < step
            }
        }
        for (place, step) in SampleHandling.steps.enumerated().dropFirst().dropLast() {
            try await loading.send(those(before: place).map { sample.advance($0.id, to: step) }, &account)
        }
        try await loading.send(
            those(before: SampleHandling.steps.count - 1).map { sample.confirm($0.id, from: $0.offering.firstDay) },
            &account)
    }

    /// Draws up agreements for those who work, which the learner, the company and the institution sign.
    private func agree(_ applications: [Application], _ account: inout SampleLoading.Account) async throws {
        let states = SampleHandling.states(of: try await loading.all("/v1/work-placements"), by: "workPlacementId")
        let open = applications.filter { states[sample.workPlacement(of: $0.id)] != "definitive" }
        try await loading.send(
            open.filter { states[sample.workPlacement(of: $0.id)] == nil }.map { application in
                sample.propose(
                    application.id, of: application.subject, with: application.company ?? "",
                    from: application.offering.firstDay)
            }, &account)
        try await loading.send(open.map { sample.completeWorkPlacement($0.id) }, &account)
        for party in ["learner", "company", "institution"] {
            try await loading.send(open.map { sample.sign($0.id, party) }, &account)
        }
    }

    private static func states(of objects: [JSONValue], by member: String) -> [String: String] {
        Dictionary(
            objects.compactMap { object in
                object[member]?.string.flatMap { id in object["state"]?.string.map { (id, $0) } }
            }, uniquingKeysWith: { first, _ in first })
    }
}

/// What becomes of an application of the sample.
enum SampleFate: Hashable {
    case untouched
    case underReview
    case rejected
    case approved

    /// The fates of so many applications, in the order of arrival; of 1,900 about 60 are refused, 210 are under review
    /// and 210 were not looked at.
    static func all(of count: Int) -> [SampleFate] {
        (0..<count).map { place in
            if isOne(place, 60) { return .rejected }
            if isOne(place, 212) { return .underReview }
            return isOne(place + 5, 212) ? .untouched : .approved
        }
    }

    /// Whether a place is one of the share of 1,900, evenly spread.
    private static func isOne(_ place: Int, _ share: Int) -> Bool {
        place * share / 1900 != (place + 1) * share / 1900
    }

    /// How many of those who are placed are enrolled.
    static func enrolled(of placed: Int) -> Int { placed * 1250 / 1400 }

    /// How many of those who are enrolled get a work placement.
    static func atWork(of enrolled: Int) -> Int { (enrolled * 30 + 1249) / 1250 }
}

extension SampleInstitution {
    func review(_ application: String) -> Command {
        message("registration.review-application", "applicationId", application)
    }

    func approve(_ application: String, level: Int) -> Command {
        message("registration.approve-application", "applicationId", application) { text in
            text.name("meetsPriorEducation")
            text.boolean(true)
            text.member("level", level)
        }
    }

    func reject(_ application: String) -> Command {
        message("registration.reject-application", "applicationId", application) { text in
            text.member("reason", "requirementsNotMet")
        }
    }

    func advance(_ application: String, to step: String) -> Command {
        message("registration.advance-enrolment", "enrolmentId", enrolment(of: application)) { $0.member("to", step) }
    }

    func confirm(_ application: String, from firstDay: String) -> Command {
        message("registration.confirm-enrolment", "enrolmentId", enrolment(of: application)) { text in
            text.member("decidedOn", "2027-07-01")
            text.member("startsOn", firstDay)
        }
    }

    func propose(_ application: String, of subject: String, with company: String, from firstDay: String) -> Command {
        message("registration.propose-work-placement", "workPlacementId", workPlacement(of: application)) { text in
            text.member("enrolmentId", enrolment(of: application))
            text.member("subjectId", subject)
            text.member("companyCode", company)
            text.period("period", firstDay, "2028-07-14")
            text.member("hours", 640)
        }
    }

    func completeWorkPlacement(_ application: String) -> Command {
        message("registration.advance-work-placement", "workPlacementId", workPlacement(of: application)) { text in
            text.member("to", "complete")
        }
    }

    func sign(_ application: String, _ party: String) -> Command {
        message("registration.sign-work-placement", "workPlacementId", workPlacement(of: application)) { text in
            text.member("party", party)
            text.member("signedOn", "2027-07-05")
        }
    }

    func workPlacement(of application: String) -> String { id("work-placement", application) }
}
