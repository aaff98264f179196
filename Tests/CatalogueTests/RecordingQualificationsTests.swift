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

    @Test func everyDeviationHasAPlaceInItsContract() {
        let event = Qualification.Event.deviationNoted(Qualification.Deviation.allCases)
        let contract = Qualification.contract(of: event, UUIDValue(high: 1, low: 1)) as? QualificationDeviationNotedV1
        #expect(contract?.deviations.map(\.code.rawValue) == Qualification.Deviation.allCases.map(\.rawValue))
        #expect(contract?.deviations.allSatisfy { !$0.message.isEmpty } == true)
    }
}
