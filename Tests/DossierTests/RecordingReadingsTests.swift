import Dossier
import EventSourcing
import Support
import Testing

@Suite struct RecordingReadingsTests {
    let dossier = UUIDValue(high: 9, low: 1)
    let reading = UUIDValue(high: 12, low: 1)

    private func reading(by role: String = "intaker") -> ReadingJournal.Reading {
        var reading = ReadingJournal.Reading(
            of: dossier, at: Sample.published, by: Party("27dv", role: role), for: "transfer", .grant)
        reading.grant = Sample.grant
        reading.items = [Sample.item]
        return reading
    }

    @Test func readingIsRecordedOnce() {
        Given<ReadingJournal>().when(.record(reading, reading())).then(.recorded(reading, reading()))
    }

    @Test func everyReadingIsRecordedAlsoOfTheSameBySameReader() {
        let next = UUIDValue(high: 12, low: 2)
        Given<ReadingJournal>(.recorded(reading, reading())).when(.record(next, reading()))
            .then(.recorded(next, reading()))
    }

    @Test func identifierOfAnotherReadingIsRefused() {
        Given<ReadingJournal>(.recorded(reading, reading())).when(.record(reading, reading(by: "mentor")))
            .thenRejected(.alreadyExists)
    }

    @Test func readingNamesItsGrantWhereThatIsItsBasisAndOnlyThere() {
        var unproven = reading()
        unproven.grant = nil
        Given<ReadingJournal>().when(.record(reading, unproven)).thenRejected(.basisUnproven)
        var odd = reading()
        odd.basis = .source
        Given<ReadingJournal>().when(.record(reading, odd)).thenRejected(.basisUnproven)
    }

    @Test func monthOfAReadingIsThatInUTC() throws {
        let lastMoment = try #require(Timestamp("2026-12-01T00:30:00+01:00"))
        #expect(DossierIdentity.month(of: lastMoment) == "2026-11")
    }

    @Test func dossierAndJournalFollowFromWhoseTheyAre() {
        let here = DossierIdentity.dossier(institution: "25lx", learner: Sample.learner)
        #expect(here == DossierIdentity.dossier(institution: "25lx", learner: Sample.learner))
        #expect(here != DossierIdentity.dossier(institution: "27dv", learner: Sample.learner))
        #expect(here != DossierIdentity.dossier(institution: "25lx", learner: UUIDValue(high: 1, low: 2)))
        let months = ["2026-11", "2026-12"].map {
            DossierIdentity.readings(institution: "25lx", dossier: here, month: $0)
        }
        #expect(Set(months + [here]).count == 3)
    }
}
