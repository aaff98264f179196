import EventSourcing
import HTTPTypes
import Hummingbird

extension DossierReader.Party {
    /// Whoever holds the request's token, as a system of its organisation.
    init(_ context: GatewayContext, purpose: String, task: Set<String> = []) {
        guard case .holder(let token) = context.caller else {
            self.init(organisation: context.institution, purpose: purpose, task: task)
            return
        }
        self.init(
            organisation: token.organisation ?? token.institution, system: token.name, role: token.role,
            person: token.person.flatMap { UUIDValue($0) }, purpose: purpose, task: task)
    }
}

extension DossierReader {
    /// The header in which a learner's portal says for which learner it reads.
    static let actingFor = HTTPField.Name.named("Acting-For")

    /// Who a request is from, as its bearer token says.
    ///
    /// A local token is a system of the institution itself: its scopes are the classes that its task covers, and it
    /// states one of its purposes. A portal that learners are known to reads for one of them. A token that another
    /// organisation holds reads by grants alone.
    package static let byToken: Identification = { request, context in
        guard case .holder(let token) = context.caller else {
            throw Problem.unauthenticated("Reading in a dossier needs a bearer token.", isInvalid: false)
        }
        if let subject = try learner(request, context) { return .learner(subject) }
        let task = tasks.filter { context.caller.has($0.scope) }.map(\.sensitivity)
        guard !task.isEmpty || token.organisation != nil else {
            throw Problem(.forbidden, "The token has no scope for dossiers.")
        }
        guard let purpose = request.headers[ReadingPurpose.header] else {
            throw Problem(
                .invalidRequest, "A dossier is read for a purpose.",
                faults: [.init(.header(ReadingPurpose.header.rawName), code: "required", "must be one of the token's")])
        }
        guard token.purposes.contains(purpose) else {
            throw Problem(
                .forbidden, "The token does not allow this purpose.",
                faults: [
                    .init(.header(ReadingPurpose.header.rawName), code: "insufficientPurpose", "is not the token's")
                ])
        }
        return .party(Party(context, purpose: purpose, task: Set(task)))
    }

    /// The learner for whom a request is; nil when it names none.
    ///
    /// - Throws: ``Problem``: 401 without a token, 403 with one that lacks the scope, 400 for what is no subject.
    static func learner(_ request: Request, _ context: GatewayContext) throws -> UUIDValue? {
        guard let learner = request.headers[actingFor] else { return nil }
        try context.caller.require(.dossiersLearner)
        guard let subject = UUIDValue(learner) else {
            throw Problem(
                .invalidRequest, "The learner cannot be told.",
                faults: [.init(.header(actingFor.rawName), "must be the subject id of a learner")])
        }
        return subject
    }

    /// The classes of a dossier by the scope that covers them.
    private static let tasks: [(scope: AccessScope, sensitivity: String)] = [
        (.dossiersResults, "results"), (.dossiersPortfolio, "portfolio"), (.dossiersGuidance, "guidance"),
        (.dossiersSupportPlan, "support-plan"), (.dossiersCareFile, "care-file"),
    ]

    /// What a request bears that reads in a dossier.
    static let parameters: [Endpoint.Parameter] = [
        .init(
            "Authorization", in: .header,
            "A bearer token with a scope for what is read, such as dossiers:results, or dossiers:learner."),
        .init(
            ReadingPurpose.header.rawName, in: .header, "What for: one of the token's purposes. A learner says none."),
        .init(actingFor.rawName, in: .header, "The learner for whom a portal with the scope dossiers:learner reads."),
    ]
}
