import Foundation
import InstitutionFormats
import JSONSchema
import Mapping
import Support
import Testing

@testable import schakel

@Suite struct SampleApplicantsTests {
    private let applicants = SampleApplicants(sample: SampleInstitution(institution: "local"))

    private func records() throws -> [JSONRecord] {
        var reader = JSONRecordReader()
        reader.feed(applicants.file)
        reader.finish()
        var records: [JSONRecord] = []
        while case .record(let record)? = try reader.next() { records.append(record) }
        return records
    }

    @Test func twoThousandApplyInThePortalsFormat() throws {
        let connector = try Connector(
            folder: SharedData.projectFolder.appendingPathComponent("Sources/Gateway/Connectors/cambo"))
        let schema = try #require(connector.schema)
        let records = try records()
        #expect(records.count == 2000)
        for record in records { #expect(schema.reasons(against: record).isEmpty) }
    }

    @Test func theSameNumberIsAlwaysTheSamePerson() throws {
        #expect(applicants.file == SampleApplicants(sample: SampleInstitution(institution: "local")).file)
        let first = SampleApplicant(0, of: applicants.sample)
        #expect(first.chainId == "99VC:90000000" && first.citizenServiceNumber == "999000007")
    }

    @Test func nobodyIsThereTwiceAndNobodyExists() throws {
        let roots = try records().map(\.document.root)
        #expect(Set(roots.compactMap { $0["ketenId"]?.string }).count == 2000)
        #expect(Set(roots.compactMap { $0["wijzigingsvolgnummer"]?.integer }).count == 2000)
        let numbers = roots.compactMap { $0["bsn"]?.string }
        #expect(Set(numbers).count == numbers.count && numbers.count > 1900)
        for number in numbers {
            let digits = number.utf8.map { Int($0) - 48 }
            let sum = zip(digits, (2...9).reversed()).reduce(0) { $0 + $1.0 * $1.1 } - digits[8]
            #expect(sum % 11 == 0 && number.hasPrefix("9990"), "\(number) is of the series for tests")
        }
    }

    @Test func theyAreAsVariousAsApplicantsAre() throws {
        let roots = try records().map(\.document.root)
        func count(_ holds: (JSONValue) -> Bool) -> Int { roots.filter(holds).count }
        #expect((30...100).contains(count { $0["type"]?.string == "I" }))
        #expect((20...80).contains(count { $0["ingetrokken"]?.boolean == true }))
        #expect((200...450).contains(count { $0["leerbedrijf"] != nil }))
        #expect(count { ($0["wettelijkVertegenwoordigers"]?.count ?? 0) == 2 } > 800)
        #expect(count { ($0["datumTijdIndienen"]?.string ?? "") < "2027-04-01" } > 1500)
        #expect(Set(roots.compactMap { $0["opleiding"]?.string }).count == 23)
    }

    /// What the institution makes of them, as far as it follows from the file and the places: as many as a college sees.
    @Test func mostArePlacedAndEnrolledAndSomeAreRefusedOrWait() throws {
        let roots = try records().map(\.document.root).filter { root in
            root["type"]?.string == "A" && root["ingetrokken"]?.boolean == false
        }.sorted { ($0["datumTijdIndienen"]?.string ?? "") < ($1["datumTijdIndienen"]?.string ?? "") }
        let offerings = Dictionary(
            uniqueKeysWithValues: SampleInstitution.programmeOfferings.map { offering in
                (applicants.sample.programmeCodes(ofOffering: offering.code).programme, offering)
            })
        let fates = SampleFate.all(of: roots.count)
        // The learners of the institution came first.
        var asked = Dictionary(grouping: SampleInstitution.learners, by: \.offering).mapValues(\.count)
        var (placed, waiting) = (0, 0)
        for (root, fate) in zip(roots, fates) where fate == .approved {
            let offering = try #require(root["opleiding"]?.string.flatMap { offerings[$0] })
            asked[offering.code, default: 0] += 1
            if asked[offering.code, default: 0] <= offering.places { placed += 1 } else { waiting += 1 }
        }
        #expect((1380...1420).contains(placed), "\(placed) placed of \(roots.count): \(asked)")
        #expect((35...45).contains(waiting), "\(waiting) wait: \(asked)")
        #expect((55...65).contains(fates.count { $0 == .rejected }))
        #expect((1230...1270).contains(SampleFate.enrolled(of: placed)))
        #expect((28...32).contains(SampleFate.atWork(of: SampleFate.enrolled(of: placed))))
    }
}
