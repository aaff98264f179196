import EventSourcing
import JSONSchema

/// People who apply at the sample institution, as the national portal writes them. The same number is always the same
/// person: nothing is random, and nobody exists.
struct SampleApplicants {
    let sample: SampleInstitution
    var count = 2000

    /// The list that the portal would send.
    var file: [UInt8] {
        var text = JSONText()
        text.object { text in
            text.name("items")
            text.array { text in
                for number in 0..<count { SampleApplicant(number, of: sample).write(to: &text) }
            }
        }
        return text.bytes
    }
}

/// One of them, with everything that they fill in.
struct SampleApplicant {
    let number: Int
    let isGirl: Bool
    let callName: String
    let givenNames: String
    let prefix: String?
    let surname: String
    let birthYear: Int
    /// What is applied for, by the code of the offering.
    let offering: String
    let codes: (institution: String, programme: String, cohort: String)
    let isInterest: Bool
    let isWithdrawn: Bool
    private let isAtWork: Bool
    private let home: SampleAddress
    private var choice: SampleChoice

    /// - Parameter number: from 0.
    init(_ number: Int, of sample: SampleInstitution) {
        var choice = SampleChoice(seed: UInt64(number))
        self.number = number
        isGirl = choice.happens(52)
        let names = isGirl ? SampleNames.girls : SampleNames.boys
        callName = choice.one(of: names)
        let second = choice.happens(45) ? " \(choice.one(of: names))" : ""
        givenNames = callName + (second == " \(callName)" ? "" : second)
        let family = choice.one(of: SampleNames.surnames)
        prefix = family.prefix
        surname = family.name
        // Most come from school; some have worked before.
        birthYear = choice.happens(88) ? 2009 + choice.below(3) : 1985 + choice.below(22)
        let programme = choice.one(of: SampleProgramme.all)
        isAtWork = programme.code != "BTB3" && choice.happens(18)
        offering = SampleInstitution.ProgrammeOffering(programme: programme, isAtWork: isAtWork).code
        codes = sample.programmeCodes(ofOffering: offering)
        isInterest = choice.happens(3)
        isWithdrawn = choice.happens(2)
        home = SampleAddress(&choice)
        self.choice = choice
    }

    /// Unique for the institution and its portal.
    var chainId: String { "\(codes.institution):\(90_000_000 + number)" }

    /// A number that holds by the rule of eleven, of the series that is for tests.
    var citizenServiceNumber: String {
        var left = number
        var stem = 99_900_000
        while true {
            let last = SampleApplicant.checkDigit(of: stem)
            if last < 10, left == 0 { return "\(stem)\(last)" }
            if last < 10 { left -= 1 }
            stem += 1
        }
    }

    /// The last digit that makes eight others hold; ten where none does.
    private static func checkDigit(of stem: Int) -> Int {
        var (rest, sum) = (stem, 0)
        for weight in 2...9 {
            sum += rest % 10 * weight
            rest /= 10
        }
        return sum % 11
    }

    func write(to text: inout JSONText) {
        var choice = choice
        text.object { text in
            text.member("$type", "vca.Aanmelding")
            text.member("ketenId", chainId)
            text.name("wijzigingsvolgnummer")
            text.integer(1000 + number)
            text.member("type", isInterest ? "I" : "A")
            text.name("ingetrokken")
            text.boolean(isWithdrawn)
            text.member("datumTijdIndienen", submittedAt(&choice))
            if choice.happens(97) { text.member("bsn", citizenServiceNumber) }
            let (month, day) = (SampleChoice.two(1 + choice.below(12)), SampleChoice.two(1 + choice.below(28)))
            text.member("geboortedatum", "\(birthYear)-\(month)-\(day)")
            text.member("geslacht", isGirl ? "V" : "M")
            text.member("roepnaam", callName)
            text.member("achternaam", surname)
            if let prefix { text.member("voorvoegsels", prefix) }
            text.member("voornamen", givenNames)
            text.name("vooropleidingen")
            text.array { writePriorEducation(to: &$0, &choice) }
            text.name("correspondentieadres")
            home.write(to: &text)
            text.member("telefoonnummerMobiel", SampleChoice.mobileNumber(number))
            text.member("emailAdres", mail(callName))
            text.name("wettelijkVertegenwoordigers")
            text.array { writeGuardians(to: &$0, &choice) }
            text.member("instelling", codes.institution)
            text.member("opleiding", codes.programme)
            text.member("opleidingCohort", codes.cohort)
            text.member("gewensteStartdatum", isAtWork ? "31-01-2028" : "30-08-2027")
            if isAtWork {
                text.name("leerbedrijf")
                SampleCompany(choice.below(SampleCompany.all.count)).write(to: &text)
            }
            text.name("aanmeldingVoorEersteLeerjaar")
            text.boolean(choice.happens(94))
            text.name("extraOndersteuning")
            text.boolean(choice.happens(11))
            if choice.happens(15) { text.member("extraInformatie", choice.one(of: SampleNames.remarks)) }
        }
    }

    /// Most before 1 April, when the right of admission ends.
    private func submittedAt(_ choice: inout SampleChoice) -> String {
        let isEarly = choice.happens(86)
        let month = SampleChoice.two((isEarly ? 1 : 4) + choice.below(3))
        let day = SampleChoice.two((isEarly ? 1 : 2) + choice.below(27))
        let time = [8 + choice.below(14), choice.below(60), choice.below(60)].map { SampleChoice.two($0) }
        return "2027-\(month)-\(day)T\(time.joined(separator: ":")).\(100 + choice.below(900))Z"
    }

    private func mail(_ name: String) -> String {
        let letters = "\(name).\(surname)".lowercased().unicodeScalars.filter { $0.isASCII && $0 != " " && $0 != "'" }
        return "\(String(String.UnicodeScalarView(letters)))\(number)@voorbeeld.example"
    }

    private func writePriorEducation(to text: inout JSONText, _ choice: inout SampleChoice) {
        let (level, result) = (choice.one(of: SampleNames.priorEducation), choice.happens(93))
        text.object { text in
            text.member("$type", "vca.Vooropleiding")
            text.member("vanaf", "\(birthYear + 12)-08-01")
            text.member("totEnMet", "\(birthYear + 16)-07-31")
            text.member("instelling", "\(choice.one(of: SampleNames.schools)) \(home.town)")
            text.member("opleiding", level)
            text.member("datumUitslag", "\(birthYear + 16)-06-\(10 + choice.below(10))")
            text.name("diplomaBehaald")
            text.boolean(result)
            text.member("eindresultaat", result ? "Geslaagd" : "Afgewezen")
            text.name("vakken")
            text.array { text in
                for subject in SampleNames.subjects {
                    text.object { text in
                        text.member("$type", "vca.Vak")
                        text.member("naam", subject)
                        text.member("resultaat", "\(5 + choice.below(5)),\(choice.below(10))")
                    }
                }
            }
        }
    }

    /// Whoever is not of age has one or two.
    private func writeGuardians(to text: inout JSONText, _ choice: inout SampleChoice) {
        guard birthYear >= 2009 else { return }
        for place in 0..<(choice.happens(60) ? 2 : 1) {
            let name = choice.one(of: place == 0 ? SampleNames.mothers : SampleNames.fathers)
            text.object { text in
                text.member("$type", "vca.WettelijkVertegenwoordiger")
                text.member("voornamen", name)
                if let prefix { text.member("voorvoegsel", prefix) }
                text.member("achternaam", surname)
                text.member("telefoonnummerMobiel", SampleChoice.mobileNumber(10_000 + number * 2 + place))
                text.member("emailadres", mail(name))
                if place == 0 {
                    text.name("correspondentieadres")
                    home.write(to: &text)
                }
            }
        }
    }
}
