import EventLog
import EventSourcing
import Foundation
import HubContracts
import PersonalData
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

/// Persons whom a hub knows: their facts are put on its log while it does not run, as an importer seals and sends them.
struct KnownPersons {
    struct Person {
        let id = UUIDValue.random()
        let application = UUIDValue.random()
        let surname: String
        let email: String
        let street: String
        let remarks: String

        var texts: [String] { [surname, email, street, remarks] }
    }

    static let institution = "local"
    static let source = "urn:nld:oin:00000000000000000000:test"

    let all = (0..<4).map { place in
        Person(
            surname: ["Vermeulen", "El Idrissi", "Özdemir", "Bouazzaoui"][place] + "-Kroonenberg\(place)",
            email: "k.vermeulen\(place)@student.voorbeeld.nl", street: "Kerkeboschlaan \(place) achter",
            remarks: "Wil graag extra uitleg bij rekenen, bijlage \(place).")
    }
    /// What lies in a fact that opens nowhere, and becomes a dead letter.
    let unreadable = "Kroonenberg-onleesbaar"

    var texts: [String] { all.flatMap(\.texts) + [unreadable, "Kroonenberg"] }

    /// Puts everything on the log of a hub that has been started once.
    func append(to data: URL) async throws {
        let file = data.appendingPathComponent("log/events.db")
        let topics = ServiceTopics(
            service: "persons", records: PersonsTopics.recordTypes, days: PersonsTopics.days)
        let log = try await SQLiteEventLog.open(at: file, topics: topics.layouts(partitions: 12))
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let keys = try await KeyStore.open(
            at: URL(fileURLWithPath: data.path + ".keys"), data: data, log: log, now: now)
        let client = try PersonsClient(
            log: log, keys: keys, source: KnownPersons.source, now: { now }, answer: { _, _ in nil })
        for (row, person) in all.enumerated() {
            try await append(person, row, client)
        }
        try await appendUnreadable(keys, log, now)
        await log.close()
    }

    private func append(_ person: Person, _ row: Int, _ client: PersonsClient) async throws {
        let occasion = Occasion.row(row, ofImport: UUIDValue(high: 9, low: 9), institution: KnownPersons.institution)
        let contents: [(RecordPlace?, String)] = [
            (
                RecordPlace(.identity),
                #"{"surname":"\#(person.surname)","givenNames":"Karel","birthDate":"2009-05-17"}"#
            ),
            (
                RecordPlace(.contact),
                #"{"email":"\#(person.email)","address":{"street":"\#(person.street)","houseNumber":"1","country":"6030"}}"#
            ),
            (
                RecordPlace(.applicationDetails, item: person.application.description),
                #"{"remarks":"\#(person.remarks)"}"#
            ),
        ]
        for (place, content) in contents {
            // Nobody answers while the hub does not run.
            await #expect(throws: PersonsError.noAnswer) {
                _ = try await client.write(
                    Array(content.utf8), at: try #require(place), of: person.id, on: occasion)
            }
        }
    }

    /// A fact that is sealed for another person than it is sent to.
    private func appendUnreadable(_ keys: KeyStore, _ log: SQLiteEventLog, _ now: Timestamp) async throws {
        let key = try keys.transportKey(at: now)
        let elsewhere = TransportSeal.Place(
            institution: "04er", subject: "x", record: "person-identity", item: "")
        let sealed = try TransportSeal.seal(Array(#"{"surname":"\#(unreadable)"}"#.utf8), for: elsewhere, to: key.key)
        let id = UUIDValue(high: 77, low: 77)
        let command = WriteRecordV1(
            subjectId: id, record: .personIdentity, transportKeyId: key.id, sealed: Base64URL.text(sealed))
        var message = CloudEvent(
            id: UUIDValue.random().description, source: KnownPersons.source, type: WriteRecordV1.identity.type,
            subject: id.description, time: now, dataContentType: "application/json",
            dataSchema: WriteRecordV1.identity.urn, data: try ContractData.write(command))
        message[.institution] = KnownPersons.institution
        message[.correlationid] = UUIDValue(high: 9, low: 9).description
        message.origin = .import
        let layout = try #require(log.layout(of: ServiceTopics(service: "persons").commands))
        _ = try await log.append([
            Append([NewRecord(message)], to: layout.partition(ofKey: Array(id.description.utf8)))
        ])
    }

    /// Starts a hub that knows them all.
    static func with(
        _ body: (HubProcess, KnownPersons, _ data: URL) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let data = folder.appendingPathComponent("data")
            let first = try HubProcess(data: data)
            #expect(await first.whenReady())
            await first.stop()
            let persons = KnownPersons()
            try await persons.append(to: data)
            let hub = try HubProcess(data: data)
            #expect(await hub.whenReady())
            do {
                try await body(hub, persons, data)
            } catch {
                await hub.stop()
                throw error
            }
            await hub.stop()
        }
    }
}

/// A local token, made by the command line as an operator does.
struct LocalToken {
    let id: String
    let text: String

    /// - Parameter holder: options of who holds it, where that is not the institution's system alone.
    init(
        _ data: URL, scopes: [String] = [], purposes: [String] = [], institution: String = KnownPersons.institution,
        holder: [String] = []
    ) throws {
        let run = try CommandRun.run(
            HubProcess.executable.path,
            ["token", "make", "planning", "--data", data.path, "--institution", institution]
                + holder + scopes.flatMap { ["--scope", $0] } + purposes.flatMap { ["--purpose", $0] })
        #expect(run.exitCode == 0 && run.error.contains("local"), "\(run)")
        text = run.output.filter { !$0.isNewline }
        id = String(text.split(separator: "_").dropFirst(2).first ?? "")
    }

    /// What a portal sends for a learner of the local institution.
    static func portal(_ data: URL, for learner: String) throws -> [String: String] {
        try LocalToken(data, scopes: ["dossiers:learner"], institution: "local").header.merging(
            ["Acting-For": learner]) { $1 }
    }

    /// What a reader in dossiers of the local institution sends.
    static func reader(
        _ data: URL, _ purposes: String..., tasks: [String] = [], holder: [String] = []
    ) throws -> [String: String] {
        try LocalToken(
            data, scopes: tasks.map { "dossiers:\($0)" }, purposes: purposes, institution: "local", holder: holder
        ).stating(purposes[0])
    }

    var header: [String: String] { ["Authorization": "Bearer \(text)"] }

    func stating(_ purpose: String) -> [String: String] { header.merging(["Processing-Purpose": purpose]) { $1 } }
}
