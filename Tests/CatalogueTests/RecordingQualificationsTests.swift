import Catalogue
import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

@Suite struct RecordingQualificationsTests {
    let dossier = QualificationDossier.Description(
        entry: RegisterEntry(register: "crebo", identifier: "23045"), name: "Betonboren",
        domain: .init(code: "79000", name: "Bouw en infra"), priceFactor: Decimal(string: "1.30"),
        validity: Validity(from: RecordingQualificationsTests.day("2015-08-01")))
    let qualification = Qualification.Description(
        dossier: UUIDValue(high: 1, low: 1), entry: RegisterEntry(register: "crebo", identifier: "25078"),
        name: "Betonboorder", level: 3, educationType: "vocational", learningPaths: ["BOL", "BBL"],
        validity: Validity(from: RecordingQualificationsTests.day("2015-08-01")))
    let lastDay = RecordingQualificationsTests.day("2024-07-31")

    static func day(_ text: String) -> CalendarDate {
        guard let day = CalendarDate(text) else { preconditionFailure("\(text) is no day") }
        return day
    }

    private func changed(_ change: (inout Qualification.Description) -> Void) -> Qualification.Description {
        var copy = qualification
        change(&copy)
        return copy
    }

    @Test func aDossierIsRecordedAsTheRegisterDescribesIt() {
        Given<QualificationDossier>().when(.record(dossier)).then(.recorded(dossier))
        var renamed = dossier
        renamed.name = "Beton boren en zagen"
        Given<QualificationDossier>(.recorded(dossier)).when(.record(renamed)).then(.recorded(renamed))
        Given<QualificationDossier>(.recorded(dossier)).when(.record(dossier)).thenNothing()
    }

    @Test func aQualificationIsRecordedAsTheRegisterDescribesIt() {
        Given<Qualification>().when(.record(qualification)).then(.recorded(qualification))
        let renamed = changed { $0.name = "Betonboorder en -zager" }
        Given<Qualification>(.recorded(qualification)).when(.record(renamed)).then(.recorded(renamed))
        Given<Qualification>(.recorded(qualification)).when(.record(qualification)).thenNothing()
    }

    @Test func whatBreaksARuleIsRecordedAllTheSameAndNoted() {
        let moved = changed {
            $0.entry = RegisterEntry(register: "crebo", identifier: "25079")
            $0.dossier = UUIDValue(high: 2, low: 2)
            $0.level = 4
        }
        Given<Qualification>(.recorded(qualification)).when(.record(moved))
            .then(.recorded(moved), .deviationNoted([.codeChanged, .dossierChanged, .levelChanged]))
        let reversed = changed {
            $0.validity = Validity(from: Self.day("2015-08-01"), to: Self.day("2014-08-01"))
        }
        Given<Qualification>().when(.record(reversed)).then(.recorded(reversed), .deviationNoted([.validityReversed]))
    }

    @Test func aQualificationExpiresOnItsLastDay() {
        Given<Qualification>(.recorded(qualification)).when(.expire(lastDay: lastDay)).then(.expired(lastDay: lastDay))
        let later = Self.day("2025-07-31")
        Given<Qualification>(.recorded(qualification), .expired(lastDay: lastDay)).when(.expire(lastDay: later))
            .then(.expired(lastDay: later))
        Given<Qualification>().when(.expire(lastDay: lastDay)).thenRejected(.notRecorded)
        let early = Self.day("2015-07-31")
        Given<Qualification>(.recorded(qualification)).when(.expire(lastDay: early))
            .then(.expired(lastDay: early), .deviationNoted([.expiryBeforeStart]))
    }

    @Test func whatIsDescribedAnewAfterItsExpiryStaysExpiredAndIsNoted() {
        let renamed = changed { $0.name = "Betonboorder (oud)" }
        Given<Qualification>(.recorded(qualification), .expired(lastDay: lastDay)).when(.record(renamed))
            .then(.recorded(renamed), .deviationNoted([.recordedAfterExpiry]))
        Given<Qualification>(.recorded(qualification), .expired(lastDay: lastDay), .recorded(renamed))
            .when(.expire(lastDay: lastDay)).thenNothing()
    }

    // MARK: Contracts

    private func example<Contract: ContractType>(_ type: Contract.Type, _ kind: MessageKind, _ name: String) throws
        -> Contract
    {
        let path = "Contracts/\(Contract.identity.path(kind))/examples/\(name).json"
        return try JSONDecoder().decode(
            type, from: Data(contentsOf: SharedData.projectFolder.appendingPathComponent(path)))
    }

    @Test(arguments: ["minimal", "full"])
    func eventsKeepTheirContentFromContractToContract(name: String) throws {
        let dossier = try example(QualificationDossierRecordedV1.self, .event, name)
        let dossierAgain = QualificationDossier.Event(dossier).contract(dossier.qualificationDossierId)
        #expect(dossierAgain as? QualificationDossierRecordedV1 == dossier)
        let recorded = try example(QualificationRecordedV1.self, .event, name)
        #expect(
            Qualification.Event(recorded).contract(recorded.qualificationId) as? QualificationRecordedV1 == recorded)
        let expired = try example(QualificationExpiredV1.self, .event, name)
        #expect(Qualification.Event(expired).contract(expired.qualificationId) as? QualificationExpiredV1 == expired)
    }

    @Test func everyDeviationHasAPlaceInItsContract() {
        let event = Qualification.Event.deviationNoted(Qualification.Deviation.allCases)
        let contract = event.contract(UUIDValue(high: 1, low: 1)) as? QualificationDeviationNotedV1
        #expect(contract?.deviations.count == Qualification.Deviation.allCases.count)
        #expect(contract.map { Qualification.Event($0) } == event)
    }

    @Test(arguments: ["minimal", "full"])
    func commandsFromTheirContractsAreDecided(name: String) throws {
        let dossier = try example(RecordQualificationDossierV1.self, .command, name)
        #expect(QualificationDossier.decide(QualificationDossier.Command(dossier), .absent).count == 1)
        let recorded = try example(RecordQualificationV1.self, .command, name)
        #expect(try !Qualification.decide(Qualification.Command(recorded), Qualification.initial).isEmpty)
        let expire = try example(ExpireQualificationV1.self, .command, name)
        #expect(Qualification.Command(expire) == .expire(lastDay: expire.lastDay))
    }
}
