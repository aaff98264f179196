import EventSourcing
import JSONSchema

/// An institution to try the hub with: organisation and locations, a school year, programmes on real qualifications
/// with their parts, electives, learning outcomes and materials, and what is offered.
///
/// Nothing in it is random and every id is derived, so that sending it again changes nothing.
struct SampleInstitution {
    /// One command to be sent.
    struct Command: Sendable {
        let type: String
        let subject: String
        let data: [UInt8]
        /// Whose own act it is; nil where it is the institution's.
        var learner: String?

        /// As a CloudEvent. The same command has the same id, whenever it is sent.
        func envelope(source: String) -> [UInt8] {
            let id = DerivedIdentity.aggregate(
                institution: "sample", kind: type, register: subject, code: String(decoding: data, as: UTF8.self))
            var text = JSONText()
            text.object { text in
                text.member("specversion", "1.0")
                text.member("id", id.description)
                text.member("source", source)
                text.member("subject", subject)
                text.member("type", type)
                text.member("datacontenttype", "application/json")
                text.name("data")
                text.raw(data)
            }
            return text.bytes
        }
    }

    /// The institution whose ids are derived.
    let institution: String

    /// What another service has made of commands before, by its reactions.
    struct Awaited: Sendable {
        let path: String
        /// The member that the answer has by then; nil for the answer itself, a list with so many items.
        let member: String?
        var least = 0
    }

    /// A fact about a learner, for a sealed record.
    struct Fact: Sendable {
        let learner: String
        /// Its type and item.
        let record: String
        let content: [UInt8]
    }

    /// Facts and then commands that need nothing of each other.
    struct Stage: Sendable {
        let facts: [Fact]
        let commands: [Command]
        /// What must be there before they are sent.
        let awaits: [Awaited]

        init(_ commands: [Command], with facts: [Fact] = [], after awaits: [Awaited] = []) {
            self.facts = facts
            self.commands = commands
            self.awaits = awaits
        }
    }

    /// Everything, in the order in which it is sent.
    var stages: [Stage] { offered.map { Stage($0) } + learners }

    /// From applications to results.
    private var learners: [Stage] {
        [
            Stage(applications(.submit)), Stage(applications(.review)), Stage(applications(.approve)),
            Stage(partPlacements, after: placed), Stage(partConfirmations, after: partsPlaced),
            Stage(advances(to: "inIntake")),
            Stage(advances(to: "provisional")), Stage(advances(to: "complete")), Stage(confirmations),
            Stage(memberships), Stage(certificates, after: opened),
            Stage(results(.formative), with: grades(.formative)),
            Stage(results(.summative), with: grades(.summative)), Stage(grants),
        ]
    }

    /// What is taught and offered, and the timetable of a week.
    private var offered: [[Command]] {
        [
            [college] + years + outcomes(.create) + electives,
            academies + periods,
            locations + outcomes(.adopt),
            products(.create) + outcomes(.publish),
            compositions,
            products(.adopt),
            products(.publish),
            materials + offerings(.create),
            offerings(.confirm),
            rooms + staff + [calendar] + groups,
            activities(.propose) + [timetable(.open)],
            activities(.plan),
            [timetable(.publish)],
        ]
    }

    // MARK: Identity

    func id(_ kind: String, _ code: String) -> String {
        DerivedIdentity.aggregate(
            institution: institution, kind: kind, register: "voorbeeldcollege", code: code
        ).description
    }

    /// As the import of the register derives it.
    func qualification(_ crebo: String) -> String {
        DerivedIdentity.aggregate(
            institution: institution, kind: "qualification", register: "crebo", code: crebo
        ).description
    }

    func command(
        _ name: String, of service: String = "catalogue", _ kind: String, _ code: String,
        _ write: (inout JSONText) -> Void
    ) -> Command {
        let subject = id(kind, code)
        var text = JSONText()
        text.object { text in
            text.member(SampleInstitution.member(kind), subject)
            write(&text)
        }
        return Command(type: "nl.mbo.\(service).\(name).v1", subject: subject, data: text.bytes)
    }

    /// The member with the id of an object: `educationProductId` of an `education-product`.
    private static func member(_ kind: String) -> String {
        let words = kind.split(separator: "-")
        return (words.first.map(String.init) ?? "")
            + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Id"
    }

    // MARK: Organisation

    private static let academyNames = [
        ("ZW", "Academie Zorg en Welzijn"), ("IT", "Academie ICT en Media"), ("BT", "Academie Bouw en Techniek"),
        ("UV", "Academie Uiterlijk en Voeding"),
    ]

    private var college: Command {
        command("create-organisation", "organisation", "VC") { text in
            text.member("organisationType", "institute")
            text.code("institution_code", "00ZZ")
            text.names("Voorbeeldcollege")
            text.member("shortName", "VC")
            text.name("addresses")
            text.array { $0.address("Leidseweg", 14, "3531BC", "Utrecht", type: "visit") }
            text.member("link", "https://www.voorbeeldcollege.example")
        }
    }

    private var academies: [Command] {
        SampleInstitution.academyNames.map { code, name in
            command("create-organisation", "organisation", code) { text in
                text.member("organisationType", "academy")
                text.code("organisation_id", code)
                text.names(name)
                text.member("parentId", id("organisation", "VC"))
            }
        }
    }

    private var locations: [Command] {
        [
            ("UT-LEI", "Utrecht, Leidseweg", "Leidseweg", 14, "3531BC", "Utrecht"),
            ("AMF-EEM", "Amersfoort, Eemplein", "Eemplein", 3, "3812EA", "Amersfoort"),
            ("NWG-ZUID", "Nieuwegein, Zuidstedeweg", "Zuidstedeweg", 21, "3431HX", "Nieuwegein"),
        ].map { code, name, street, number, postalCode, city in
            command("create-location", "location", code) { text in
                text.member("locationType", "site")
                text.code("building_id", code)
                text.names("Locatie \(name)")
                text.member("organisationId", id("organisation", "VC"))
                text.name("address")
                text.address(street, number, postalCode, city, type: "teaching")
            }
        }
    }

    // MARK: The school year

    private static let quarters = [
        ("P1", "2027-08-30", "2027-11-05"), ("P2", "2027-11-08", "2028-01-28"), ("P3", "2028-01-31", "2028-04-14"),
        ("P4", "2028-04-17", "2028-07-14"),
    ]

    private var years: [Command] {
        [session("2027-2028", "academic_year", "Schooljaar 2027-2028", "2027-08-01", "2028-07-31")]
    }

    private var periods: [Command] {
        SampleInstitution.quarters.map { code, first, last in
            session(
                "2027-2028-\(code)", "quarter", "Periode \(code.dropFirst()) van 2027-2028", first, last,
                in: "2027-2028")
        }
    }

    private func session(
        _ code: String, _ type: String, _ name: String, _ first: String, _ last: String, in parent: String? = nil
    ) -> Command {
        command("create-academic-session", "academic-session", code) { text in
            text.member("academicSessionType", type)
            text.code("identifier", code)
            text.names(name)
            text.member("firstDay", first)
            text.member("lastDay", last)
            if let parent { text.member("parentId", id("academic-session", parent)) }
        }
    }
}

extension JSONText {
    mutating func code(_ type: String, _ code: String) {
        name("primaryCode")
        object { text in
            text.member("codeType", type)
            text.member("code", code)
        }
    }

    mutating func names(_ value: String) { localised("names", value) }

    mutating func localised(_ name: String, _ value: String) {
        self.name(name)
        array { text in
            text.object { text in
                text.member("language", "nl-NL")
                text.member("value", value)
            }
        }
    }

    mutating func address(_ street: String, _ number: Int, _ postalCode: String, _ city: String, type: String) {
        object { text in
            text.member("addressType", type)
            text.member("street", street)
            text.member("houseNumber", number)
            text.member("postalCode", postalCode)
            text.member("city", city)
            text.member("countryCode", "NL")
        }
    }

    mutating func load(_ hours: Int) {
        name("studyLoad")
        object { text in
            text.member("value", hours)
            text.member("unit", "sbu")
        }
    }

    mutating func period(
        _ name: String, _ first: String, _ last: String, _ from: String = "validFrom", _ to: String = "validTo"
    ) {
        self.name(name)
        object { text in
            text.member(from, first)
            text.member(to, last)
        }
    }

    mutating func list(_ name: String, _ values: [String]) {
        self.name(name)
        array { text in
            for value in values { text.string(value) }
        }
    }
}
