import EventSourcing
import Foundation
import HubContracts
import PersonalData
import Support
import Testing

/// Applications of the national portal, from the file to what is held: persons sealed, registration by opaque ids.
@Suite struct ImportingApplicationsTests {
    /// One application as the portal writes it.
    private func application(
        _ person: Int, change: Int, chain: Int? = nil, type: String = "A", isWithdrawn: Bool = false,
        guardians: [String] = ["Pieter"], street: String = "Lange Nieuwstraat", hasNumber: Bool = true
    ) -> String {
        let number = hasNumber ? #""bsn":"\#(900_000_000 + person)","# : ""
        let represented = guardians.map { name in
            #"{"voornamen":"\#(name)","achternaam":"Voogd \#(person)","telefoonnummerMobiel":"06\#(10_000_000 + change)"}"#
        }.joined(separator: ",")
        return #"{"ketenId":"25LX:\#(90_000_000 + (chain ?? person))","wijzigingsvolgnummer":\#(change),"# + number
            + #""type":"\#(type)","ingetrokken":\#(isWithdrawn),"datumTijdIndienen":"2026-03-20T21:43:54.123456Z","#
            + #""geboortedatum":"2009-07-15","geslacht":"V","roepnaam":"Kind","achternaam":"Achterberg \#(person)","#
            + #""correspondentieadres":{"straat":"\#(street)","huisnummer":"\#(change)"},"#
            + #""wettelijkVertegenwoordigers":[\#(represented)],"instelling":"25LX","#
            + #""opleiding":"aaa58821-2b23-401c-a063-64a2b519bae0","opleidingCohort":"2026A","#
            + #""leerbedrijf":{"naam":"Het Anker","leerbedrijfId":"100120466","#
            + #""contactpersoonErkenning":{"voorletters":"E.P.","achternaam":"Papegaaij"}},"extraOndersteuning":true}"#
    }

    /// Changes of every kind, of people with one application and with two.
    private var changes: [String] {
        var changes = (1...9).map { application($0, change: 100 + $0) }
        changes.append(application(3, change: 120, isWithdrawn: true))
        changes.append(application(3, change: 115, street: "Korte Nieuwstraat"))
        changes.append(application(4, change: 121, guardians: ["Johanna"]))
        changes.append(application(5, change: 122, guardians: ["Pieter", "Johanna"], street: "Singel"))
        changes.append(application(6, change: 130, chain: 60, street: "Gracht"))
        changes.append(application(6, change: 131, guardians: ["Johanna", "Pieter"]))
        changes.append(application(20, change: 140, type: "I", hasNumber: false))
        changes.append(application(20, change: 141, type: "A", hasNumber: false))
        changes.append(application(21, change: 142, type: "I"))
        return changes
    }

    private func list(_ applications: [String]) -> String { "{\"items\":[\(applications.joined(separator: ","))]}" }

    private func ending(of files: [[String]], batch: Int) async throws -> PortalOnLog.Ending {
        let portal = try await PortalOnLog.open()
        for file in files {
            #expect(try await portal.take(list(file), batch: batch).allSatisfy { $0 == .sent })
        }
        let ending = try await portal.ending()
        try await portal.close()
        return ending
    }

    @Test func theSameFileTwiceShuffledAndInHalvesComesToTheSame() async throws {
        let changes = changes
        let expected = try await ending(of: [changes], batch: 25)
        #expect(expected.received == 11, "each new application of type A once")
        #expect(expected.applications.count == 12)
        #expect(expected.companions["25LX:90000006"] == ["25LX:90000006", "25LX:90000060"])
        // Eleven applicants, each with the guardians whom a change ever named, and one contact at the company.
        #expect(expected.subjects == 11 + 11 + 3 + 1)
        #expect(expected.records.values.contains { $0.contains("Korte Nieuwstraat") } == false)
        for seed in 0..<2 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let doubled = (changes + changes).shuffled(using: &generator)
            let half = doubled.count / 2
            let again = try await ending(
                of: [Array(doubled[..<half]), Array(doubled[half...])], batch: Int(seed) * 5 + 4)
            #expect(again == expected, "seed \(seed)")
        }
    }

    @Test func whoGetsANumberLaterStaysWhoTheyWere() async throws {
        let changes = [
            application(30, change: 200, hasNumber: false), application(30, change: 201),
            application(30, change: 202, chain: 31),
        ]
        let expected = try await ending(of: changes.map { [$0] }, batch: 25)
        #expect(expected.companions["25LX:90000031"] == ["25LX:90000030", "25LX:90000031"])
        #expect(expected.subjects == 3, "an applicant, a guardian and a contact at the company")
        #expect(try await ending(of: changes.reversed().map { [$0] }, batch: 25) == expected)
        #expect(try await ending(of: [changes.reversed()], batch: 25) == expected)
    }

    @Test func twoClientsAtOnceComeToTheSame() async throws {
        let changes = changes
        let expected = try await ending(of: [changes], batch: 25)
        let portal = try await PortalOnLog.open()
        let backwards = list(changes.reversed())
        let forwards = list(changes)
        try await portal.takeTogether([forwards, backwards])
        #expect(try await portal.ending() == expected)
        try await portal.close()
    }

    @Test func anImportThatIsResumedIsAnsweredAsItWas() async throws {
        let portal = try await PortalOnLog.open()
        let id = UUIDValue.random()
        try await portal.take(list(changes), as: id)
        let before = try await portal.ending()
        let commands = try await portal.registration.commands().count
        try await portal.take(list(changes), as: id)
        #expect(try await portal.ending() == before)
        #expect(try await portal.registration.events().filter { $0.contract?.name == "application-revised" }.count == 4)
        #expect(try await portal.registration.commands().count > commands, "sent again, and decided once")
        try await portal.close()
    }

    @Test func whatIsMalformedIsRejectedAndHoldsNothingUp() async throws {
        let portal = try await PortalOnLog.open()
        let broken = application(1, change: 1).replacingOccurrences(of: "ketenId", with: "ketenNummer")
        let torn = application(2, change: 2).dropLast(2)
        let rows = try await portal.take("\(broken)\n\(torn)\n\(application(3, change: 3))")
        #expect(rows == [.rejected([""]), .rejected(["syntax"]), .sent])
        #expect(try await portal.ending().received == 1)
        try await portal.close()
    }

    @Test func whoeverWasForgottenIsMadeAnewByTheNextFile() async throws {
        let portal = try await PortalOnLog.open()
        try await portal.take(list([application(1, change: 1, guardians: [])]))
        let subject = try #require(
            try await portal.registration.events().first { $0.contract?.name == "application-received" }.map {
                try ContractData.read(ApplicationReceivedV1.self, $0.data ?? []).subjectId
            })
        let forgotten = try await portal.persons.send(
            ForgetSubjectV1(subjectId: subject, ground: .request), to: subject)
        #expect(forgotten.outcome == .accepted)
        #expect(try await portal.take(list([application(1, change: 2, guardians: [])])) == [.sent])
        let ending = try await portal.ending()
        #expect(ending.records["Kind Achterberg 1/person-identity/"] != nil)
        try await portal.close()
    }

    @Test func nothingOfAPersonIsOnTheLogsInTheClear() async throws {
        let portal = try await PortalOnLog.open()
        try await portal.take(list(changes))
        for event in try await portal.registration.events() + portal.registration.commands() {
            let text = "\(event) \(String(decoding: event.data ?? [], as: UTF8.self))"
            for secret in ["Achterberg", "Voogd", "Papegaaij", "Nieuwstraat", "90000000", "25LX:9", "2009-07"] {
                #expect(!text.contains(secret))
            }
        }
        try await portal.close()
    }
}
