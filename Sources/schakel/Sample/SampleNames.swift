import JSONSchema

/// What the people of the sample are called and what they say: common names, put together by number.
enum SampleNames {
    static let girls = [
        "Emma", "Julia", "Sophie", "Lotte", "Sanne", "Fleur", "Noor", "Eva", "Lieke", "Femke", "Anouk", "Iris", "Roos",
        "Maud", "Tess", "Isa", "Yara", "Fatima", "Aisha", "Salma", "Nour", "Zeynep", "Elif", "Amina", "Shanaya",
        "Kimberly", "Naomi", "Esmée", "Zoë", "Chloë", "Marit", "Jildou", "Hinke", "Wietske", "Soraya", "Daphne",
        "Charlotte", "Merel", "Guusje", "Nikki",
    ]
    static let boys = [
        "Daan", "Sem", "Lucas", "Levi", "Finn", "Luuk", "Bram", "Thijs", "Jesse", "Stijn", "Ruben", "Lars", "Thomas",
        "Tim", "Niels", "Sven", "Jurre", "Mohammed", "Youssef", "Bilal", "Ilias", "Mehmet", "Emre", "Yusuf", "Rayan",
        "Jayden", "Gianni", "Jeroen", "Sjoerd", "Douwe", "Jelle", "Koen", "Joris", "Pim", "Quinten", "René", "Björn",
        "Mees", "Guus", "Tygo",
    ]
    static let mothers = [
        "Marieke", "Linda", "Petra", "Esther", "Monique", "Sandra", "Ingrid", "Karima", "Hatice", "Samira", "Wilma",
        "Annemarie", "Bianca", "Mirjam", "Nathalie", "Yvonne",
    ]
    static let fathers = [
        "Peter", "Marcel", "Erik", "Richard", "Michel", "Dennis", "Jeroen", "Hassan", "Mustafa", "Said", "Henk",
        "Martijn", "Robert", "André", "Wouter", "Ronald",
    ]
    static let surnames: [(prefix: String?, name: String)] = [
        ("de", "Jong"), (nil, "Jansen"), ("de", "Vries"), ("van den", "Berg"), ("van", "Dijk"), (nil, "Bakker"),
        (nil, "Janssen"), (nil, "Visser"), (nil, "Smit"), (nil, "Meijer"), ("de", "Boer"), (nil, "Mulder"),
        ("de", "Groot"), (nil, "Bos"), (nil, "Vos"), (nil, "Peters"), (nil, "Hendriks"), ("van", "Leeuwen"),
        (nil, "Dekker"), (nil, "Brouwer"), ("de", "Wit"), (nil, "Dijkstra"), (nil, "Smits"), ("de", "Graaf"),
        ("van der", "Meer"), ("van der", "Linden"), (nil, "Kok"), (nil, "Jacobs"), ("de", "Haan"), (nil, "Vermeulen"),
        ("van den", "Heuvel"), ("van der", "Veen"), ("van den", "Broek"), ("de", "Bruijn"), ("van der", "Heijden"),
        (nil, "Schouten"), ("van", "Beek"), (nil, "Willems"), ("van", "Vliet"), (nil, "Hoekstra"), (nil, "Maas"),
        (nil, "Verhoeven"), (nil, "Koster"), ("van", "Dam"), ("van der", "Wal"), (nil, "Prins"), (nil, "Blom"),
        (nil, "Huisman"), (nil, "Yılmaz"), (nil, "Kaya"), (nil, "Demir"), ("el", "Idrissi"), ("el", "Amrani"),
        (nil, "Bouzid"), (nil, "Benali"), (nil, "Nguyen"), (nil, "Singh"), (nil, "Ramdin"), (nil, "Wijngaarde"),
        (nil, "Pinas"), ("'t", "Hart"), ("in 't", "Veld"), (nil, "Kuiper-Boersma"), (nil, "Postma"), (nil, "Zijlstra"),
    ]
    static let priorEducation = [
        "vmbo basisberoepsgerichte leerweg", "vmbo kaderberoepsgerichte leerweg", "vmbo gemengde leerweg",
        "vmbo theoretische leerweg", "havo",
    ]
    static let schools = ["Lyceum", "College", "Vakcollege", "Scholengemeenschap"]
    static let subjects = ["Nederlands", "Engels", "Wiskunde", "Maatschappijleer", "Biologie"]
    static let remarks = [
        "Ik kan op dinsdag niet op intake komen.", "Ik heb dyslexie.", "Ik wil graag met een vriend in de klas.",
        "Ik heb al een bijbaan in de zorg.", "Mijn broer zit ook op deze school.",
        "Ik heb een allergie voor verf.", "Ik wil later naar het hbo.",
    ]
}

/// An address that does not exist, in a town that does.
struct SampleAddress {
    let street: String
    let houseNumber: Int
    let postalCode: String
    let town: String

    private static let streets = [
        "Dorpsstraat", "Kerkstraat", "Molenweg", "Schoolstraat", "Stationsweg", "Julianalaan", "Beatrixstraat",
        "Lindelaan", "Eikenlaan", "Beukenhof", "Vogelzang", "Merelstraat", "Hoofdstraat", "Nieuwstraat", "Parklaan",
    ]
    private static let towns: [(name: String, digits: Int)] = [
        ("Utrecht", 3512), ("Nieuwegein", 3432), ("Amersfoort", 3817), ("Zeist", 3702), ("Houten", 3992),
        ("IJsselstein", 3402), ("Woerden", 3443), ("Maarssen", 3603), ("De Bilt", 3732), ("Soest", 3764),
        ("Culemborg", 4102), ("Veenendaal", 3902),
    ]

    init(_ choice: inout SampleChoice) {
        street = choice.one(of: SampleAddress.streets)
        houseNumber = 1 + choice.below(180)
        let place = choice.one(of: SampleAddress.towns)
        let letters = Array("ABCDEGHJKLMNPRSTVWXZ")
        postalCode = "\(place.digits + choice.below(8))\(choice.one(of: letters))\(choice.one(of: letters))"
        town = place.name
    }

    func write(to text: inout JSONText) {
        text.object { text in
            text.member("$type", "vca.Adres")
            text.member("straat", street)
            text.member("huisnummer", String(houseNumber))
            text.member("postcode", postalCode)
            text.member("plaats", town)
            text.member("land", "6030")
        }
    }
}

/// A company that takes students in, with whoever answers for it.
struct SampleCompany {
    let number: Int

    static let all = [
        "Bakkerij Het Anker", "Bouwbedrijf De Valk", "Garage Van Rijn", "Zorggroep De Linde", "Salon Knip en Kleur",
        "Restaurant De Brug", "Logistiek Centrum Rijnenburg", "Kinderopvang De Zonnebloem", "Lasbedrijf Vonk",
        "ICT-dienst Merwede",
    ]

    init(_ number: Int) {
        self.number = number
    }

    func write(to text: inout JSONText) {
        text.object { text in
            text.member("$type", "vca.Leerbedrijf")
            text.member("naam", SampleCompany.all[number])
            text.member("leerbedrijfId", String(100_500_000 + number))
            text.name("contactpersoonErkenning")
            text.object { text in
                text.member("$type", "vca.Contactpersoon")
                text.member("aanhef", number % 2 == 0 ? "Mw." : "Dhr.")
                text.member("voorletters", "\(["A", "B", "C", "D", "E"][number % 5]).")
                text.member("achternaam", SampleNames.surnames[number * 3].name)
                text.member("telefoon", SampleChoice.mobileNumber(90_000 + number))
            }
            text.member("erkenning", "304")
        }
    }
}

/// Choices that a seed repeats on every machine (SplitMix64).
struct SampleChoice {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0xD6E8_FEB8_6659_FD93 &+ 20_270_801
    }

    /// - Returns: from 0, less than the bound.
    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) % UInt64(bound))
    }

    mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }

    /// In so many of a hundred cases.
    mutating func happens(_ percent: Int) -> Bool { below(100) < percent }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    /// A number that nobody has: 06 00 is not given out.
    static func mobileNumber(_ number: Int) -> String { "0600\(String(1_000_000 + number).dropFirst(1))" }
}
