import EventSourcing
import Foundation
import HubContracts
import InstitutionFormats
import JSONSchema
import Mapping
import PersonalData
import Registration
import ServiceRuntime
import Services
import Support
import Testing

/// Files of the national portal, taken through its connector, persons and registration, each on a log of its own.
final class PortalOnLog: Sendable {
    let persons: PersonsOnLog
    let registration: RegistrationOnLog
    private let connector: Connector
    private let mapping: MappingProcess

    static func open() async throws -> PortalOnLog {
        let folder = SharedData.projectFolder.appendingPathComponent("Sources/Gateway/Connectors/cambo")
        let day = try #require(CalendarDate("2026-03-30"))
        let persons = try await PersonsOnLog.open()
        try persons.start()
        return PortalOnLog(
            persons: persons, registration: try await RegistrationOnLog.open(at: day),
            connector: try Connector(folder: folder))
    }

    private init(persons: PersonsOnLog, registration: RegistrationOnLog, connector: Connector) {
        self.persons = persons
        self.registration = registration
        self.connector = connector
        mapping = MappingProcess(
            executable: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
                .appendingPathComponent("schakel"), program: connector.program,
            variables: ["institution": PersonsOnLog.institution])
    }

    func close() async throws {
        await mapping.close()
        try await persons.close()
        try await registration.close()
    }

    /// What became of a row.
    enum Row: Equatable {
        case rejected([String])
        case sent
    }

    /// Takes a file in.
    ///
    /// - Parameter batch: how many rows go together.
    @discardableResult
    func take(_ file: String, as id: UUIDValue = UUIDValue.random(), batch: Int = 25) async throws -> [Row] {
        let (rows, sending) = try await read(file, as: id, batch: batch)
        try await registration.send(sending)
        return rows
    }

    /// Does what comes before registration: reads, maps, and has persons keep what is theirs.
    private func read(
        _ file: String, as id: UUIDValue, batch: Int
    ) async throws -> (rows: [Row], sending: [RegistrationOnLog.Sending]) {
        guard case .json(let settings) = connector.format else { return ([], []) }
        var reader = JSONRecordReader(settings)
        reader.feed(Array(file.utf8))
        reader.finish()
        var items: [JSONRecordItem] = []
        while let item = try reader.next() { items.append(item) }
        var rows: [Row] = []
        var sending: [RegistrationOnLog.Sending] = []
        for start in stride(from: 0, to: items.count, by: batch) {
            rows += try await keep(Array(items[start..<min(items.count, start + batch)]), as: id, &sending)
        }
        return (rows, sending)
    }

    private func keep(
        _ items: [JSONRecordItem], as id: UUIDValue, _ sending: inout [RegistrationOnLog.Sending]
    ) async throws -> [Row] {
        var rows = items.map { _ in Row.sent }
        var records: [(place: Int, record: JSONRecord)] = []
        for (place, item) in items.enumerated() {
            switch item {
            case .fault(let fault): rows[place] = .rejected([fault.code.rawValue])
            case .record(let record):
                let reasons = connector.schema?.reasons(against: record) ?? []
                guard reasons.isEmpty else {
                    rows[place] = .rejected(reasons.compactMap(\.pointer))
                    continue
                }
                records.append((place, record))
            }
        }
        let outcomes = try await mapping.map(records.map(\.record.mapped))
        var mapped: [MappedRecord] = []
        var asked: [RowOfPersons] = []
        for ((_, record), outcome) in zip(records, outcomes) {
            guard case .outputs(let outputs) = outcome else { throw MappingError("\(outcome)") }
            var faults: [MappedRecord.Fault] = []
            let row = MappedRecord(
                outputs, institution: PersonsOnLog.institution, commands: connector.commands, faults: &faults)
            #expect(faults.isEmpty)
            mapped.append(row)
            asked.append(
                RowOfPersons(
                    on: .row(record.row, ofImport: id, institution: PersonsOnLog.institution),
                    about: try row.parties.map { try Party($0.json, allowed: connector.personRecords) }))
        }
        let answers = try await persons.client().keep(asked, from: connector.id)
        for (((place, record), row), answer) in zip(zip(records, mapped), answers) {
            switch answer {
            case .refused(let faults): rows[place] = .rejected(faults.map(\.code))
            case .kept(let kept):
                let answers = PartyAnswers(
                    ids: kept.ids,
                    sealed: Dictionary(
                        kept.sealed.map {
                            (
                                .init(party: $0.party, record: $0.place.type.name),
                                .init(record: $0.reference, version: $0.written.version)
                            )
                        }, uniquingKeysWith: { $1 }))
                sending += try row.messages(knowing: answers).map { command($0, id, record.row) }
            }
        }
        return rows
    }

    /// Takes files in at once, as several clients do.
    func takeTogether(_ files: [String]) async throws {
        let persons = try await withThrowingTaskGroup(of: [RegistrationOnLog.Sending].self) { group in
            for file in files {
                group.addTask { try await self.read(file, as: UUIDValue.random(), batch: 5).sending }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try await registration.send(persons)
    }

    private func command(_ message: MappedMessage, _ id: UUIDValue, _ row: Int) -> RegistrationOnLog.Sending {
        var command = CloudEvent(
            id: DerivedIdentity.command(import: id, row: row, message: message.type.type, ordinal: 0).description,
            source: RegistrationOnLog.portal, type: message.type.type, subject: message.subject,
            dataContentType: "application/json", dataSchema: message.type.urn, data: message.data)
        command[.institution] = RegistrationOnLog.institution
        command.origin = .import
        return .init(service: "registration", message: command)
    }

    // MARK: What is held in the end

    /// What is held, with what people and applications are called outside in the place of ids that chance has made.
    struct Ending: Equatable {
        /// Of each application, by its ketenId: what registration holds of it.
        var applications: [String: String] = [:]
        /// Of each application, by its ketenId: who else applied as the same person.
        var companions: [String: [String]] = [:]
        /// Every record in the clear, by whom and what it is about.
        var records: [String: String] = [:]
        var received = 0
        var subjects = 0
    }

    func ending() async throws -> Ending {
        var ending = Ending()
        let opened = try await opened()
        var names: [String: String] = [:]
        var chains: [String: String] = [:]
        for (place, content) in opened {
            let root = try JSONDocument(content).root
            switch place.type {
            case OutsideIdentifierV1.identity.name:
                chains[place.item] = root["value"]?.string ?? ""
                names[place.item] = chains[place.item]
            case PersonIdentityV1.identity.name:
                names[place.subject] = ["givenNames", "callName", "surname"].compactMap { root[$0]?.string }.joined(
                    separator: " ")
            default: break
            }
        }
        func named(_ text: String) -> String {
            names.reduce(text) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
        }
        var subjects: [String: [String]] = [:]
        for (place, content) in opened {
            let key = named("\(place.subject)/\(place.type)/\(place.item)")
            #expect(ending.records[key] == nil, "two of one person: \(key)")
            ending.records[key] = named(String(decoding: content, as: UTF8.self))
        }
        for (id, state) in try await states() {
            guard case .application(.held(var content, let standing))? = state, let chain = chains[id] else { continue }
            subjects[content.subject.description, default: []].append(chain)
            content.subject = UUIDValue(high: 0, low: 0)
            content.wasReceived = true
            content.submission.details = content.submission.details.map { SealedReference($0.record, version: 0) }
            content.submission.priorEducation = content.submission.priorEducation.map {
                SealedReference($0.record, version: 0)
            }
            ending.applications[chain] = named("\(content) \(standing)")
        }
        for chains in subjects.values { for chain in chains { ending.companions[chain] = chains.sorted() } }
        ending.received = try await registration.counts()["application-received"] ?? 0
        ending.subjects = try await persons.events().filter { $0.contract?.name == "subject-registered" }.count
        return ending
    }

    private func states() async throws -> [String: RegistrationRules.State?] {
        let rules = RegistrationRules()
        var states: [String: RegistrationRules.State?] = [:]
        for message in try await registration.events() {
            rules.evolve(&states[try #require(message.subject), default: nil], try rules.event(message))
        }
        return states
    }

    private struct Place: Hashable {
        let subject: String
        let type: String
        let item: String
    }

    /// Every sealed record, opened.
    private func opened() async throws -> [Place: [UInt8]] {
        let keys = try await persons.newest(SubjectKeyV1.identity.name)
        let sealing = RecordSealing(persons.keys)
        var opened: [Place: [UInt8]] = [:]
        for type in RecordType.all {
            for (key, value) in try await persons.newest(type.name) {
                let label = try SealedBytes.label(of: value)
                let record = try #require(keys[RecordKey(key.aggregate, item: label.keyId)], "a record without its key")
                let held = try #require(Person.HeldKey(record: record))
                let expected = SealLabel(
                    keyId: label.keyId, institution: key.aggregate.institution, subject: key.aggregate.subject,
                    record: type.name, item: key.item, recordClass: type.recordClass.rawValue)
                opened[Place(subject: key.aggregate.subject, type: type.name, item: key.item)] = try SealedBytes.open(
                    value, as: expected, with: sealing.unwrap(held, of: key.aggregate)
                ).content
            }
        }
        return opened
    }
}
