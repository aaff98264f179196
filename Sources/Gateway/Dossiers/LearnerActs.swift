import EventSourcing
import HubContracts
import Hummingbird
import JSONSchema

/// Who may send the acts in a dossier that are the learner's own: grants, links, and what the learner puts in.
///
/// The portal that the learner is known to sends them, with the scope `dossiers:learner` and the learner's name in
/// `Acting-For`; a legal representative acts by the same portal. The institution has no such acts.
struct LearnerActs: Sendable {
    /// The dossier of a learner at an institution.
    let dossier: @Sendable (_ institution: String, _ learner: UUIDValue) -> UUIDValue

    private static let contracts: Set<ContractIdentity> = [
        GiveGrantV1.identity, RevokeGrantV1.identity, LinkDossierV1.identity, UnlinkDossierV1.identity,
    ]
    private static let contributions: Set<ContractIdentity> = [
        AddDossierItemV1.identity, ReviseDossierItemV1.identity, RemoveDossierItemV1.identity,
    ]

    private static func isOne(_ message: CloudEvent, _ data: JSONValue) -> Bool {
        guard let contract = message.contract else { return false }
        return contracts.contains(contract)
            || contributions.contains(contract) && data["contributor"]?.string == "learner"
    }

    /// - Parameter data: which met its contract.
    /// - Throws: ``Problem``: 401 or 403 for a learner's act that is not sent for the learner whose dossier it is.
    func check(_ message: CloudEvent, _ data: JSONValue, _ request: Request, _ context: GatewayContext) throws {
        guard LearnerActs.isOne(message, data) else { return }
        try context.caller.require(.dossiersLearner)
        guard let learner = try DossierReader.learner(request, context) else {
            throw Problem(
                .invalidRequest, "This is the learner\u{2019}s own act.",
                faults: [
                    .init(.header(DossierReader.actingFor.rawName), code: "required", "must name the learner who acts")
                ])
        }
        guard message.subject == dossier(context.institution, learner).description else {
            throw Problem(
                .forbidden, "A learner acts in their own dossier only.",
                faults: [.init(.attribute("subject"), code: "forbidden", "is not the dossier of the learner who acts")])
        }
    }
}
