/// The programmes of the sample institution: on qualifications of the register that comes with the hub.
struct SampleProgramme {
    let code: String
    /// The qualification's code in the register.
    let crebo: String
    let name: String
    let level: Int
    /// The academy that gives it.
    let academy: String
    /// The place where it is given.
    let location: String
    let fieldOfStudy: String
    /// Five, each with the module within it where there is one.
    let courses: [(name: String, module: String?)]

    /// Those whose first course has a module and a test that are offered.
    static let tested = Array(all.prefix(4))

    /// Those that are described as taught at school and at work apart.
    static let varied = all.filter { $0.academy == "BT" && $0.level == 3 }

    static let all = [
        SampleProgramme(
            code: "VPK4", crebo: "25480", name: "Mbo-Verpleegkundige", level: 4, academy: "ZW", location: "AMF-EEM",
            fieldOfStudy: "0913",
            courses: [
                ("Verplegen in de thuiszorg", "Wondzorg oefenen"),
                ("Anatomie en fysiologie", "Ademhaling en bloedsomloop"),
                ("Geneesmiddelen toedienen", "Injecteren"), ("Gesprekken met zorgvragers", "Slechtnieuwsgesprek"),
                ("Klinisch redeneren", "Casussen uit de praktijk"),
            ]),
        SampleProgramme(
            code: "APA4", crebo: "25471", name: "Apothekersassistent", level: 4, academy: "ZW", location: "AMF-EEM",
            fieldOfStudy: "0916",
            courses: [
                ("Farmaceutische patiëntenzorg", "Baliegesprekken"),
                ("Geneesmiddelenkennis", "Interacties en contra-indicaties"),
                ("Bereiden van geneesmiddelen", "Capsules en zalven"), ("Recepten verwerken", "Recepten controleren"),
                ("Voorraadbeheer in de apotheek", "Houdbaarheid en retouren"),
            ]),
        SampleProgramme(
            code: "AMO4", crebo: "25187", name: "Applicatie- en mediaontwikkelaar", level: 4, academy: "IT",
            location: "UT-LEI", fieldOfStudy: "0613",
            courses: [
                ("Webapplicaties bouwen", "Formulieren en toegankelijkheid"),
                ("Gegevensbanken ontwerpen", "Bevragen met SQL"),
                ("Programmeren in teams", "Versiebeheer"), ("Gebruikersonderzoek", "Testen met gebruikers"),
                ("Mobiele toepassingen", "Schermen ontwerpen"),
            ]),
        SampleProgramme(
            code: "ICB4", crebo: "25189", name: "ICT-beheerder", level: 4, academy: "IT", location: "UT-LEI",
            fieldOfStudy: "0612",
            courses: [
                ("Netwerken inrichten", "Routers en switches"), ("Servers beheren", "Reservekopieën terugzetten"),
                ("Informatiebeveiliging", "Kwetsbaarheden vinden"), ("Gebruikers ondersteunen", "Meldingen afhandelen"),
                ("Werken in de cloud", "Diensten automatiseren"),
            ]),
        SampleProgramme(
            code: "TIM3", crebo: "25118", name: "Allround timmerman", level: 3, academy: "BT", location: "NWG-ZUID",
            fieldOfStudy: "0732",
            courses: [
                ("Kozijnen en deuren maken", "Houtverbindingen"), ("Kappen en daken", "Dakconstructies uitslaan"),
                ("Bekisten", "Bekistingen stellen"), ("Lezen van bouwtekeningen", "Maatvoering op de bouwplaats"),
                ("Duurzaam renoveren", "Isoleren en kierdichting"),
            ]),
        SampleProgramme(
            code: "LAS3", crebo: "25287", name: "Allround lasser", level: 3, academy: "BT", location: "NWG-ZUID",
            fieldOfStudy: "0715",
            courses: [
                ("MIG/MAG-lassen", "Hoeknaden lassen"), ("TIG-lassen", "Dunne plaat lassen"),
                ("Elektrodelassen", "Lassen in positie"), ("Materiaalkunde", "Krimp en vervorming"),
                ("Kwaliteit van lasverbindingen", "Lassen keuren"),
            ]),
        SampleProgramme(
            code: "AUT3", crebo: "25244", name: "Eerste autotechnicus", level: 3, academy: "BT", location: "NWG-ZUID",
            fieldOfStudy: "0716",
            courses: [
                ("Motormanagement", "Storingen uitlezen"),
                ("Elektrische aandrijving", "Veilig werken aan hoogspanning"),
                ("Remmen en wielophanging", "Remsystemen vervangen"),
                ("Aandrijflijnen", "Koppelingen en versnellingsbakken"),
                ("Diagnose stellen", "Meten met de oscilloscoop"),
            ]),
        SampleProgramme(
            code: "PMK3", crebo: "25486", name: "Pedagogisch medewerker kinderopvang", level: 3, academy: "ZW",
            location: "AMF-EEM", fieldOfStudy: "0922",
            courses: [
                ("Ontwikkeling van het jonge kind", "Observeren"), ("Spelen en leren", "Activiteiten begeleiden"),
                ("Samenwerken met ouders", "Oudergesprekken"), ("Veilig en gezond opgroeien", "Kinder-EHBO"),
                ("Taalontwikkeling stimuleren", "Voorlezen"),
            ]),
        SampleProgramme(
            code: "KAP3", crebo: "25399", name: "Allround kapper", level: 3, academy: "UV", location: "UT-LEI",
            fieldOfStudy: "1012",
            courses: [
                ("Knippen van dameskapsels", nil), ("Knippen van herenkapsels", nil), ("Kleuren en blonderen", nil),
                ("Adviseren in de salon", nil), ("Omvormen van haar", nil),
            ]),
        SampleProgramme(
            code: "KOK3", crebo: "25182", name: "Zelfstandig werkend kok", level: 3, academy: "UV", location: "UT-LEI",
            fieldOfStudy: "1013",
            courses: [
                ("Warme gerechten bereiden", nil), ("Koude keuken", nil), ("Patisserie en nagerechten", nil),
                ("Werken volgens HACCP", nil), ("Menukaarten samenstellen", nil),
            ]),
        SampleProgramme(
            code: "LOG2", crebo: "25371", name: "Logistiek medewerker", level: 2, academy: "BT", location: "NWG-ZUID",
            fieldOfStudy: "1041",
            courses: [
                ("Goederen ontvangen", nil), ("Orderverzamelen", nil), ("Heftruck rijden", nil),
                ("Voorraden bijhouden", nil), ("Veilig werken in het magazijn", nil),
            ]),
        SampleProgramme(
            code: "BTB3", crebo: "25078", name: "Betonboorder", level: 3, academy: "BT", location: "NWG-ZUID",
            fieldOfStudy: "0732",
            courses: [
                ("Boren in beton", nil), ("Zagen in beton", nil), ("Boorinstallaties onderhouden", nil),
                ("Werken op hoogte", nil), ("Werkvoorbereiding op de bouwplaats", nil),
            ]),
    ]

    /// Hours of the whole programme: 1,600 a year.
    var studyLoad: Int { level == 2 ? 3200 : 4800 }

    /// Hours of it that a student fills with electives, as the law asks for a diploma of this level.
    var electiveLoad: Int {
        switch level {
        case 4: 720
        case 3: 720
        default: 480
        }
    }

    var years: Int { level == 2 ? 2 : 3 }
}

/// What a student can choose beside a programme.
struct SampleElective {
    let code: String
    let name: String
    let studyLoad: Int

    static let all = [
        ("Ondernemend gedrag", 240), ("Digitale vaardigheden gevorderd", 240), ("Duits in de beroepscontext", 240),
        ("Engels B1/B2", 240), ("Duurzaamheid in het beroep", 240), ("Voorbereiding hbo", 240),
        ("Zorg en technologie", 240), ("Palliatieve zorg", 240), ("Verdieping kinderopvang 0-4 jaar", 240),
        ("Werken met data", 240), ("Cyberveiligheid", 240), ("Internet der dingen", 480),
        ("Zonnepanelen en warmtepompen", 240), ("Houtskeletbouw", 480), ("Lassen van roestvast staal", 240),
        ("Elektrische voertuigen", 480), ("Barbieren", 240), ("Plantaardig koken", 240), ("Heftruckchauffeur", 240),
        ("Inspelen op innovaties", 240),
    ].enumerated().map { place, elective in
        SampleElective(code: "V\(1001 + place)", name: elective.0, studyLoad: elective.1)
    }
}
