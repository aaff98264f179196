import JSONSchema

/// What the sample institution offers and uses in the school year 2027-2028.
extension SampleInstitution {
    /// An offering of the sample.
    private struct Offering {
        let code: String
        let type: String
        let product: String
        let name: String
        let programme: SampleProgramme
        let session: String
        let firstDay: String
        let lastDay: String
        let learningPath: String?
        let places: Int
        let window: (opens: String, closes: String)
        var partOf: String?
    }

    func offerings(_ step: OfferingStep) -> [Command] {
        (programmeOfferings + courseOfferings + moduleOfferings + testOfferings).map { offering in
            switch step {
            case .create: create(offering)
            case .confirm: command("confirm-offering-planning", "offering", offering.code) { _ in }
            }
        }
    }

    enum OfferingStep {
        case create
        case confirm
    }

    private func create(_ offering: Offering) -> Command {
        command("create-offering", "offering", offering.code) { text in
            text.member("educationProductId", id("education-product", offering.product))
            text.member("offeringType", offering.type)
            text.code("offering_code", offering.code)
            if offering.learningPath != nil { write(programmeCodes(ofOffering: offering.code), to: &text) }
            text.names(offering.name)
            text.period("period", offering.firstDay, offering.lastDay)
            text.member("academicSessionId", id("academic-session", offering.session))
            text.member("organisationId", id("organisation", offering.programme.academy))
            text.member("locationId", id("location", offering.programme.location))
            if let path = offering.learningPath {
                text.member("learningPath", path)
                text.member("modeOfStudy", path == "BBL" ? "dual_training" : "full_time")
            }
            text.list(
                "modesOfDelivery", offering.learningPath == "BBL" ? ["presential", "work_based"] : ["presential"])
            text.list("teachingLanguages", ["nl-NL"])
            text.member("minimumStudents", min(10, offering.places))
            text.member("maximumStudents", offering.places)
            text.period("enrolmentWindow", offering.window.opens, offering.window.closes, "opensOn", "closesOn")
            if let whole = offering.partOf { text.list("partOfOfferingIds", [id("offering", whole)]) }
            text.name("resultExpected")
            text.boolean(true)
        }
    }

    /// What the national portal calls an offering: the sample's institution, its programme in RIO, and the cohort.
    func programmeCodes(ofOffering code: String) -> (institution: String, programme: String, cohort: String) {
        (SampleInstitution.institutionCode, id("rio-programme", code), String(code.suffix(3)))
    }

    /// A code that no institution has.
    static let institutionCode = "99VC"

    private func write(
        _ codes: (institution: String, programme: String, cohort: String), to text: inout JSONText
    ) {
        text.name("otherCodes")
        text.array { text in
            for (type, code) in [
                ("institution_code", codes.institution), ("x-rio-aangeboden-opleiding", codes.programme),
                ("x-rio-cohort", codes.cohort),
            ] {
                text.object { text in
                    text.member("codeType", type)
                    text.member("code", code)
                }
            }
        }
    }

    /// A programme that is offered: at school from August, or at work from February.
    struct ProgrammeOffering: Sendable {
        let programme: SampleProgramme
        let isAtWork: Bool

        var code: String { "\(programme.code)-\(isAtWork ? "BBL-28F" : "BOL-27A")" }
        var firstDay: String { isAtWork ? "2028-01-31" : "2027-08-30" }

        /// Enough for most: for two programmes more apply than can be placed, and one is announced before there is a
        /// place in it.
        var places: Int {
            switch (programme.code, isAtWork) {
            case ("BTB3", true): 0
            case ("VPK4", false), ("AMO4", false): 80
            case (_, true): 40
            case (_, false): 130
            }
        }
    }

    /// Each programme in both ways.
    static let programmeOfferings = SampleProgramme.all.flatMap { programme in
        [false, true].map { ProgrammeOffering(programme: programme, isAtWork: $0) }
    }

    private var programmeOfferings: [Offering] {
        SampleInstitution.programmeOfferings.map { offering in
            let programme = offering.programme
            let last = 2027 + programme.years
            return Offering(
                code: offering.code, type: "programme_offering", product: programme.code,
                name: "\(programme.name) \(offering.isAtWork ? "bbl, februari 2028" : "bol, augustus 2027")",
                programme: programme, session: "2027-2028", firstDay: offering.firstDay,
                lastDay: offering.isAtWork ? "\(last + 1)-01-26" : "\(last)-07-14",
                learningPath: offering.isAtWork ? "BBL" : "BOL", places: offering.places,
                window: ("2026-10-01", offering.isAtWork ? "2028-01-30" : "2027-08-29"))
        }
    }

    /// The first course of each programme, for its students.
    private var courseOfferings: [Offering] {
        SampleProgramme.all.map { programme in
            let course = SampleInstitution.courseCode(programme, 0)
            return Offering(
                code: "\(course)-P1", type: "course_offering", product: course,
                name: "\(programme.courses[0].name), periode 1", programme: programme, session: "2027-2028-P1",
                firstDay: "2027-08-30", lastDay: "2027-11-05", learningPath: nil, places: 30,
                window: ("2027-06-01", "2027-08-29"), partOf: "\(programme.code)-BOL-27A")
        }
    }

    private var moduleOfferings: [Offering] {
        SampleProgramme.all.prefix(4).map { programme in
            let module = SampleInstitution.moduleCode(programme, 0)
            return Offering(
                code: "\(module)-P1", type: "learning_component_offering", product: module,
                name: "\(programme.courses[0].module ?? programme.name), periode 1", programme: programme,
                session: "2027-2028-P1", firstDay: "2027-09-06", lastDay: "2027-11-05", learningPath: nil, places: 15,
                window: ("2027-06-01", "2027-09-03"),
                partOf: "\(SampleInstitution.courseCode(programme, 0))-P1")
        }
    }

    private var testOfferings: [Offering] {
        SampleProgramme.tested.map { programme in
            let test = SampleInstitution.testCode(programme)
            return Offering(
                code: "\(test)-P1", type: "test_component_offering", product: test,
                name: "Toets \(programme.courses[0].name.lowercasedFirst), periode 1", programme: programme,
                session: "2027-2028-P1", firstDay: "2027-10-25", lastDay: "2027-11-05", learningPath: nil, places: 30,
                window: ("2027-06-01", "2027-10-15"),
                partOf: "\(SampleInstitution.courseCode(programme, 0))-P1")
        }
    }

    // MARK: Learning materials

    /// For what a material is used.
    private struct Use {
        let type: String
        let object: String
        let isRequired: Bool
    }

    /// A book for each course, and an online course or tool for each module. The book of a programme's first course is
    /// that of its qualification too, and the one of the second goes with an elective.
    var materials: [Command] {
        SampleProgramme.all.enumerated().flatMap { number, programme in
            programme.courses.enumerated().flatMap { place, course in
                let code = SampleInstitution.courseCode(programme, place)
                var uses = [use(ofProduct: code, isRequired: true)]
                switch place {
                case 0:
                    uses.append(
                        Use(type: "qualification", object: qualification(programme.crebo), isRequired: true))
                case 1:
                    let elective = SampleElective.all[number % SampleElective.all.count]
                    uses.append(Use(type: "elective", object: id("elective", elective.code), isRequired: false))
                default: break
                }
                let article = SampleInstitution.articleNumber(number * 10 + place)
                let book = material("LM-\(code)", "\(course.name) – leerboek", article: article, for: uses)
                guard let module = course.module else { return [book] }
                let moduleCode = SampleInstitution.moduleCode(programme, place)
                return [
                    book,
                    material(
                        "LM-\(moduleCode)", "\(module) – oefenomgeving", article: nil,
                        for: [use(ofProduct: moduleCode, isRequired: false)]),
                ]
            }
        }
    }

    private func use(ofProduct code: String, isRequired: Bool) -> Use {
        Use(type: "education_product", object: id("education-product", code), isRequired: isRequired)
    }

    /// An EAN-13 of the range that is free within an organisation (GS1 prefix 200), so that it is no real book's.
    private static func articleNumber(_ number: Int) -> String {
        let digits = "200" + String(1_000_000_000 + number).dropFirst()
        let sum = digits.enumerated().reduce(0) { sum, digit in
            sum + (digit.element.wholeNumberValue ?? 0) * (digit.offset % 2 == 0 ? 1 : 3)
        }
        return digits + String((10 - sum % 10) % 10)
    }

    /// - Parameter article: of a book that is bought; nil for what is open.
    private func material(_ code: String, _ name: String, article: String?, for uses: [Use]) -> Command {
        command("create-learning-material", "learning-material", code) { text in
            text.names(name)
            text.member("publisher", article == nil ? "Open Leermateriaal Mbo" : "Uitgeverij De Leerlijn")
            text.member("materialType", article == nil ? "online_course" : "textbook")
            text.member("access", article == nil ? "open" : "closed")
            if let article { text.member("ean", article) }
            text.name("licence")
            text.object { text in
                text.member("form", article == nil ? "open" : "individual")
                if article == nil {
                    text.member("code", "CC-BY-4.0")
                } else {
                    text.member("duration", "P1Y")
                    text.period("term", "2027-08-01", "2030-07-31")
                }
            }
            text.list("languages", ["nl-NL"])
            text.name("uses")
            text.array { text in
                for use in uses {
                    text.object { text in
                        text.member("objectType", use.type)
                        text.member("objectId", use.object)
                        text.member("necessity", use.isRequired ? "required" : "recommended")
                    }
                }
            }
            text.name("otherCodes")
            text.array { text in
                text.object { text in
                    text.member("codeType", "product_id")
                    text.member("code", code)
                }
            }
        }
    }
}
