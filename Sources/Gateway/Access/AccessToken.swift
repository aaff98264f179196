import Crypto
package import EventSourcing
import Foundation

/// What a local bearer token lets its holder do. The token itself is nowhere kept; its hash is.
package struct AccessToken: Codable, Sendable, Hashable {
    /// Names the token, in lines of the processing log and where it is revoked.
    package let id: String
    /// Who holds it, as the operator calls the system. No name of a person.
    package let name: String
    /// The only institution whose data it is for.
    package let institution: String
    /// The organisation that holds it, by its code or URN; nil for the institution itself. Another one has no leave of
    /// its own: it reads in dossiers what learners granted it.
    package let organisation: String?
    /// As whom it acts there, such as `intaker`; nil for the system alone.
    package let role: String?
    /// Whom it is for, by the pseudonym under which learners grant; nil where several use it.
    package let person: String?
    package let scopes: Set<String>
    /// The purposes that its holder may state.
    package let purposes: Set<String>
    package let made: Timestamp
    package let expires: Timestamp
    package var revoked: Timestamp?
    /// SHA-256 of the secret, in base64. The secret is random and long, so that nothing slower is needed.
    private let hash: String

    /// Makes a token.
    ///
    /// - Returns: the token's entry, and the text that its holder sends; it can be had only now.
    package static func make(
        name: String, institution: String, organisation: String? = nil, role: String? = nil,
        person: UUIDValue? = nil, scopes: Set<String>, purposes: Set<String>, at now: Timestamp, expires: Timestamp
    ) -> (token: AccessToken, text: String) {
        let id = UUIDValue.random().description.filter { $0 != "-" }.prefix(12)
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { bytes in
            Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").filter { $0 != "=" }
        }
        let token = AccessToken(
            id: String(id), name: name, institution: institution, organisation: organisation, role: role,
            person: person?.description, scopes: scopes, purposes: purposes, made: now, expires: expires,
            hash: hash(of: secret))
        return (token, "\(prefix)\(id)_\(secret)")
    }

    private init(
        id: String, name: String, institution: String, organisation: String?, role: String?, person: String?,
        scopes: Set<String>, purposes: Set<String>, made: Timestamp, expires: Timestamp, hash: String
    ) {
        self.id = id
        self.name = name
        self.institution = institution
        self.organisation = organisation
        self.role = role
        self.person = person
        self.scopes = scopes
        self.purposes = purposes
        self.made = made
        self.expires = expires
        self.hash = hash
    }

    /// By which scanners for secrets, and people, know a token.
    private static let prefix = "schakel_local_"

    /// The parts of a token's text; nil for text of another form.
    static func parts(of text: String) -> (id: String, secret: String)? {
        guard text.hasPrefix(prefix), text.utf8.count <= 200 else { return nil }
        let parts = text.dropFirst(prefix.count).split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        return (String(parts[0]), String(parts[1]))
    }

    private static func hash(of secret: String) -> String {
        Data(SHA256.hash(data: Data(secret.utf8))).base64EncodedString()
    }

    /// Whether this is the token's secret; takes as long for a wrong one.
    func isSecret(_ secret: String) -> Bool {
        let (given, held) = (Array(AccessToken.hash(of: secret).utf8), Array(hash.utf8))
        guard given.count == held.count else { return false }
        return zip(given, held).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }

    package func isValid(at now: Timestamp) -> Bool { revoked == nil && now < expires }

    /// How it is named as a caller: a token of an identity provider will be named otherwise.
    package var callerId: String { "local:\(id)" }
}

/// What callers may be allowed. Everything else is open to whoever reaches the hub.
package enum AccessScope: String, Sendable, CaseIterable {
    /// To read what is known of persons, for a purpose.
    case personsRead = "persons:read"
    /// To have facts about persons sealed, which commands then refer to.
    case personsWrite = "persons:write"
    /// To do what the rules of registration forbid, with a reason.
    case registrationOverride = "registration:override"
    /// To say who owns the institution's objects.
    case ownershipChange = "ownership:change"
    /// To see the rejected rows of files that others sent.
    case importsRead = "imports:read"
    /// To read in dossiers what the institution put in, of one class each.
    case dossiersResults = "dossiers:results"
    case dossiersPortfolio = "dossiers:portfolio"
    case dossiersGuidance = "dossiers:guidance"
    case dossiersSupportPlan = "dossiers:support-plan"
    case dossiersCareFile = "dossiers:care-file"
    /// To read in a dossier for its learner, and to send the learner's own acts, as a portal does to which learners are
    /// known.
    case dossiersLearner = "dossiers:learner"

    package var meaning: String {
        switch self {
        case .personsRead: "read what is known of persons, for a purpose"
        case .personsWrite: "have facts about persons sealed"
        case .registrationOverride: "do what the rules of registration forbid, with a reason"
        case .ownershipChange: "say who owns the institution's objects"
        case .importsRead: "see the rejected rows of files that others sent"
        case .dossiersResults: "read results and value documents in dossiers"
        case .dossiersPortfolio: "read what the institution put into portfolios"
        case .dossiersGuidance: "read notes of guidance"
        case .dossiersSupportPlan: "read support plans"
        case .dossiersCareFile: "read care files"
        case .dossiersLearner: "read in a dossier for its learner, and act in it for them"
        }
    }
}
