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
        let subject: String
        let submittedAt: String
        let offering: SampleInstitution.ProgrammeOffering
        let company: String?
    }

    /// Handles every application of the portal, unless that was done before.
    ///
    /// - Throws: ``CommandFailure`` when the hub does not answer.
    func run() async throws -> SampleLoading.Account {
        var account = SampleLoading.Account()
        let applications = try await self.applications()
        guard try await !isDone(applications.count) else { return account }
        let fates = SampleFate.all(of: applications.count)
        let by = Dictionary(grouping: zip(applications, fates), by: \.1).mapValues { $0.map(\.0) }
        let (approved, rejected) = (by[.approved] ?? [], by[.rejected] ?? [])
        try await loading.send(
            (approved + rejected + (by[.underReview] ?? [])).map { sample.review($0.id) }, &account)
        try await loading.send(rejected.map { sample.reject($0.id) }, &account)
        try await loading.send(approved.map { sample.approve($0.id, level: $0.offering.programme.level) }, &account)
        let placed = try await placed(approved)
        let enrolled = Array(placed.prefix(SampleFate.enrolled(of: placed.count)))
        for application in enrolled {
            try await loading.wait(
                for: .init(path: "/v1/enrolments/\(sample.enrolment(of: application.id))", member: "placementId"))
        }
        for step in ["inIntake", "provisional", "complete"] {
            try await loading.send(enrolled.map { sample.advance($0.id, to: step) }, &account)
        }
        try await loading.send(enrolled.map { sample.confirm($0.id, from: $0.offering.firstDay) }, &account)
        try await agree(
            Array(enrolled.filter { $0.company != nil }.prefix(SampleFate.atWork(of: enrolled.count))), &account)
        return account
    }

    /// Whether as many are enrolled as there are to be, the learners of the institution among them.
    private func isDone(_ applications: Int) async throws -> Bool {
        let least = SampleFate.enrolled(of: SampleFate.placed(of: applications)) + SampleInstitution.learners.count
        let enrolled = try await loading.client.get("/v1/enrolments?state=definitive&pageSize=1")["totalItems"]?.integer
        return (enrolled ?? 0) >= Int64(least)
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
                guard let id = item["applicationId"]?.string, let subject = item["subjectId"]?.string,
                    let submittedAt = item["submittedAt"]?.string,
                    let offering = item["offeringId"]?.string.flatMap({ offerings[$0] })
                else { return nil }
                return Application(
                    id: id, subject: subject, submittedAt: submittedAt, offering: offering,
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

    /// Draws up agreements for those who work, which the learner, the company and the institution sign.
    private func agree(_ applications: [Application], _ account: inout SampleLoading.Account) async throws {
        try await loading.send(
            applications.map { application in
                sample.propose(
                    application.id, of: application.subject, with: application.company ?? "",
                    from: application.offering.firstDay)
            }, &account)
        try await loading.send(applications.map { sample.completeWorkPlacement($0.id) }, &account)
        for party in ["learner", "company", "institution"] {
            try await loading.send(applications.map { sample.sign($0.id, party) }, &account)
        }
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

    /// How many places are given at least, of so many applications.
    static func placed(of applications: Int) -> Int { applications * 1350 / 1900 }

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

    private func workPlacement(of application: String) -> String { id("work-placement", application) }
}
