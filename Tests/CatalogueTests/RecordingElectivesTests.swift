import Catalogue
import EventSourcing
import FoundationEssentials
import HubContracts
import Support
import Testing

@Suite struct RecordingElectivesTests {
    let lastDay = "2028-07-31" as CalendarDate
    let elective = described()

    private static func described(_ change: (inout Elective.Description) -> Void = { _ in }) -> Elective.Description {
        var description = Elective.Description(
            entry: RegisterEntry(register: "sbb-keuzedelen", identifier: "K0072"), name: "Ondernemend gedrag",
            studyLoad: StudyLoad(240, "sbu"), qualifications: [UUIDValue(high: 7, low: 7)],
            validity: Validity(from: "2016-08-01"))
        change(&description)
        return description
    }

    @Test func whatTheRegisterSaysIsRecorded() {
        let coupled = RecordingElectivesTests.described { $0.qualifications.append(UUIDValue(high: 8, low: 8)) }
        Given<Elective>().when(.record(elective)).then(.recorded(elective))
        Given<Elective>(.recorded(elective)).when(.record(elective)).thenNothing()
        Given<Elective>(.recorded(elective)).when(.record(coupled)).then(.recorded(coupled))
    }

    @Test func whatBreaksARuleIsRecordedAndNoted() {
        let heavier = RecordingElectivesTests.described { $0.studyLoad = StudyLoad(480, "sbu") }
        let other = RecordingElectivesTests.described {
            $0.entry = RegisterEntry(register: "sbb-keuzedelen", identifier: "K1072")
        }
        let reversed = RecordingElectivesTests.described {
            $0.validity = Validity(from: "2016-08-01", to: "2016-07-31")
        }
        Given<Elective>(.recorded(elective)).when(.record(heavier))
            .then(.recorded(heavier), .deviationNoted([.studyLoadChanged]))
        Given<Elective>(.recorded(elective)).when(.record(other)).then(
            .recorded(other), .deviationNoted([.codeChanged]))
        Given<Elective>().when(.record(reversed)).then(.recorded(reversed), .deviationNoted([.validityReversed]))
    }

    @Test func anElectiveExpires() {
        Given<Elective>(.recorded(elective)).when(.expire(lastDay: lastDay)).then(.expired(lastDay: lastDay))
        Given<Elective>(.recorded(elective)).when(.expire(lastDay: "2015-07-31"))
            .then(.expired(lastDay: "2015-07-31"), .deviationNoted([.expiryBeforeStart]))
        Given<Elective>(.recorded(elective), .expired(lastDay: lastDay)).when(.expire(lastDay: "2029-07-31"))
            .then(.expired(lastDay: "2029-07-31"))
        Given<Elective>().when(.expire(lastDay: lastDay)).thenRejected(.notRecorded)
    }

    @Test func whatIsDescribedAnewAfterItsExpiryStaysExpiredAndIsNoted() {
        let renamed = RecordingElectivesTests.described { $0.name = "Ondernemend gedrag (oud)" }
        Given<Elective>(.recorded(elective), .expired(lastDay: lastDay)).when(.record(renamed))
            .then(.recorded(renamed), .deviationNoted([.recordedAfterExpiry]))
        Given<Elective>(.recorded(elective), .expired(lastDay: lastDay), .recorded(renamed))
            .when(.expire(lastDay: lastDay)).thenNothing()
    }

    @Test func everyDeviationHasAPlaceInItsContract() {
        let event = Elective.Event.deviationNoted(Elective.Deviation.allCases)
        let contract = Elective.contract(of: event, UUIDValue(high: 1, low: 1)) as? ElectiveDeviationNotedV1
        #expect(contract?.deviations.map(\.code.rawValue) == Elective.Deviation.allCases.map(\.rawValue))
        #expect(contract?.deviations.allSatisfy { !$0.message.isEmpty } == true)
    }
}
