import ArgumentParser
import EventSourcing
import Foundation
import Gateway

/// `schakel token`: the hub's own bearer tokens.
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke local bearer tokens.",
        discussion: """
            They are local: this hub made them, no identity provider knows them, and they say which system calls and, \
            where the operator vouches for it, for which person. They are for one machine and for trying things out. Only a hash of each is kept, in the data \
            folder, so that a token is shown once. A hub that runs takes changes over with the next request.

            Without a token a hub answers whatever leads to no person and needs no leave.
            """,
        subcommands: [Make.self, List.self, Revoke.self])

    /// A token that is used longer than anybody remembers it is not to live.
    static let longestDays = 366

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token, and print it: it cannot be shown again.",
            discussion: "The token alone goes to standard output, what it is to standard error.")

        @Argument(help: "Which system will use it; no name of a person.") var name: String
        @OptionGroup var folder: DataFolder
        @Option(
            help: "What it allows; may be repeated: \(AccessScope.allCases.map(\.rawValue).joined(separator: ", ")).")
        var scope: [String] = []
        @Option(
            help:
                "A purpose that its holder may state; may be repeated: \(AccessPurpose.names.joined(separator: ", ")).")
        var purpose: [String] = []
        @Option(
            help: "The institution whose data it is for; what is asked with it is asked for that institution alone.")
        var institution = "local"
        @Option(
            help:
                "The organisation that holds it, by code or URN, where that is another: it reads what learners granted it."
        )
        var organisation: String?
        @Option(help: "As whom its holder reads in dossiers, such as mentor or intaker.") var role: String?
        @Option(help: "Whom it is for, by the pseudonym (a UUID) under which learners grant; no name.")
        var person: String?
        @Option(help: "How many days it is good for, 1 to \(Token.longestDays).") var days = 90

        func validate() throws {
            let scopes = AccessScope.allCases.map(\.rawValue)
            for scope in scope where !scopes.contains(scope) {
                throw ValidationError("--scope \(scope): there are \(scopes.joined(separator: ", "))")
            }
            for purpose in purpose where !AccessPurpose.names.contains(purpose) {
                throw ValidationError("--purpose \(purpose): there are \(AccessPurpose.names.joined(separator: ", "))")
            }
            try Up.check(institution: institution)
            guard (1...Token.longestDays).contains(days) else {
                throw ValidationError("--days must be 1 to \(Token.longestDays)")
            }
            guard organisation == nil || scope.isEmpty else {
                throw ValidationError("another organisation has no scopes here: leave out --scope or --organisation")
            }
            for (option, text) in [("organisation", organisation), ("role", role)] {
                guard let text else { continue }
                let isName = text.utf8.allSatisfy {
                    ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7A) || [0x2D, 0x2E, 0x3A].contains($0)
                }
                guard isName, (2...100).contains(text.utf8.count) else {
                    throw ValidationError(
                        "--\(option) must be 2 to 100 lower-case letters, digits, hyphens, points and colons")
                }
            }
            guard person == nil || person.flatMap({ UUIDValue($0.lowercased()) }) != nil else {
                throw ValidationError("--person must be a UUID")
            }
            guard (1...60).contains(name.utf8.count) else { throw ValidationError("the name is 1 to 60 characters") }
        }

        func run() async throws {
            let file = try Token.file(folder)
            let now = Hub.now()
            let made = AccessToken.make(
                name: name, institution: institution, organisation: organisation, role: role,
                person: person.flatMap { UUIDValue($0.lowercased()) }, scopes: Set(scope), purposes: Set(purpose),
                at: now,
                expires: Timestamp(milliseconds: now.milliseconds + Int64(days) * 86_400_000))
            try Token.change(file) { $0.append(made.token) }
            StandardError.write(
                "A local token, \(made.token.id), for \(name) at \(organisation ?? institution), "
                    + "until \(made.token.expires). Only this hub knows it, by a hash; it is shown this once.")
            StandardOutput.write(made.text)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tokens, without what they consist of.")

        @OptionGroup var folder: DataFolder

        func run() async throws {
            let tokens: [AccessToken]
            do {
                tokens = try Token.file(folder).read()
            } catch let error as TokenFileError {
                throw CommandFailure(.environment, error.description)
            }
            let now = Hub.now()
            guard !tokens.isEmpty else { return StandardOutput.write("There are no local tokens.") }
            for token in tokens {
                let term = "\(token.isValid(at: now) ? "until" : "expired") \(token.expires)"
                let state = token.revoked.map { "revoked \($0)" } ?? term
                let allowed =
                    (token.role.map { ["as \($0)"] } ?? []) + (token.person.map { ["for person \($0)"] } ?? [])
                    + token.scopes.sorted()
                    + token.purposes.sorted().map { "for \($0)" }
                StandardOutput.write(
                    "\(token.id)  \(token.name)  \(token.organisation ?? token.institution)  local  \(state)  "
                        + (allowed.isEmpty ? "nothing" : allowed.joined(separator: ", ")))
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a token; a hub that runs refuses it from the next request on.")

        @Argument(help: "The token's id, as list shows it.") var id: String
        @OptionGroup var folder: DataFolder

        func run() async throws {
            let (id, now) = (id, Hub.now())
            let wasThere = try Token.change(try Token.file(folder)) { tokens in
                guard let place = tokens.firstIndex(where: { $0.id == id }) else { return false }
                tokens[place].revoked = tokens[place].revoked ?? now
                return true
            }
            guard wasThere else { throw CommandFailure(.invalid, "there is no token \(id)") }
            StandardOutput.write("Revoked \(id).")
        }
    }

    private static func file(_ folder: DataFolder) throws -> TokenFile {
        let settings = folder.settings
        do {
            try FileManager.default.createDirectory(
                at: settings.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(.environment, "the folder \(settings.data.path) cannot be made")
        }
        return TokenFile(settings.tokens)
    }

    private static func change<Value>(_ file: TokenFile, _ body: (inout [AccessToken]) throws -> Value) throws -> Value
    {
        do {
            return try file.change(body)
        } catch let error as TokenFileError {
            throw CommandFailure(.environment, error.description)
        }
    }
}
