import EventSourcing
import JSONSchema

/// What the sample institution teaches: programmes of courses, courses of modules, electives, and what they lead to.
extension SampleInstitution {
    /// A step in the life of a specification.
    enum Step {
        case create
        case adopt
        case publish
    }

    /// An education product of the sample, without its description.
    private struct Product {
        let code: String
        let adoptedBy: String
        let write: (inout JSONText) -> Void
    }

    static func courseCode(_ programme: SampleProgramme, _ place: Int) -> String { "\(programme.code)-E\(place + 1)" }
    static func moduleCode(_ programme: SampleProgramme, _ place: Int) -> String { "\(programme.code)-M\(place + 1)" }
    private static func outcomeCode(_ programme: SampleProgramme, _ place: Int) -> String {
        "\(programme.code)-LU\(place + 1)"
    }

    // MARK: Learning outcomes

    /// One for each course.
    func outcomes(_ step: Step) -> [Command] {
        SampleProgramme.all.flatMap { programme in
            programme.courses.enumerated().map { place, course in
                let code = SampleInstitution.outcomeCode(programme, place)
                return switch step {
                case .create:
                    command("create-learning-outcome", "learning-outcome", code) { text in
                        text.code("identifier", code)
                        text.names("Beheerst: \(course.name.lowercasedFirst)")
                        text.localised(
                            "descriptions",
                            "De student voert dit zelfstandig uit in de praktijk van de \(programme.name.lowercasedFirst)."
                        )
                        text.member("qualificationId", qualification(programme.crebo))
                        text.member("complexityLevel", programme.level == 4 ? "bloom_4" : "bloom_3")
                        text.member("fieldsOfStudy", programme.fieldOfStudy)
                        text.name("validity")
                        text.object { $0.member("validFrom", "2027-08-01") }
                    }
                case .adopt:
                    adopt("learning-outcome", code, by: "Examencommissie \(programme.academy)")
                case .publish: publish("learning-outcome", code)
                }
            }
        }
    }

    private func adopt(_ kind: String, _ code: String, by decider: String) -> Command {
        command("adopt-\(kind)", kind, code) { text in
            text.member("adoptedOn", "2026-10-01")
            text.member("adoptedBy", decider)
            text.member("proposedByPerson", id("staff-member", "opsteller \(decider)"))
            text.member("decidedByPerson", id("staff-member", "voorzitter \(decider)"))
        }
    }

    private func publish(_ kind: String, _ code: String) -> Command {
        command("publish-\(kind)", kind, code) { $0.member("publishedOn", "2026-10-15") }
    }

    // MARK: Electives of the register

    var electives: [Command] {
        SampleElective.all.map { elective in
            command("record-elective", "elective", elective.code) { text in
                text.name("registration")
                text.object { text in
                    text.member("register", "voorbeeld-keuzedelen")
                    text.member("identifier", elective.code)
                }
                text.member("name", elective.name)
                text.load(elective.studyLoad)
                text.list("qualificationIds", SampleProgramme.all.map { qualification($0.crebo) })
                text.name("validity")
                text.object { $0.member("validFrom", "2026-08-01") }
            }
        }
    }

    // MARK: Education products

    func products(_ step: Step) -> [Command] {
        let products = programmes + variants + courses + modules + tests + examPlans + electiveProducts + electiveSpaces
        return products.map { product in
            switch step {
            case .create: command("create-education-product", "education-product", product.code, product.write)
            case .adopt: adopt("education-product", product.code, by: product.adoptedBy)
            case .publish: publish("education-product", product.code)
            }
        }
    }

    private var programmes: [Product] {
        SampleProgramme.all.map { programme in
            product(programme.code, "programme", programme.name, programme.studyLoad, programme) { text in
                text.member("abbreviation", programme.code)
                text.localised(
                    "descriptions",
                    "Opleiding tot \(programme.name.lowercasedFirst) op mbo-niveau \(programme.level), op school en in "
                        + "de beroepspraktijk.")
                text.member("duration", "P\(programme.years)Y")
                text.member("modeOfStudy", "full_time")
                text.member("firstStartDay", "2027-08-30")
                text.member("qualificationAwarded", "vocational_diploma")
                text.member("formalDocument", "diploma")
                text.localised("admissionRequirements", "Een passend vmbo-diploma of een overgangsbewijs naar havo 4.")
                text.list(
                    "learningOutcomeIds",
                    programme.courses.indices.map {
                        id("learning-outcome", SampleInstitution.outcomeCode(programme, $0))
                    })
                text.name("examPlans")
                text.array { text in
                    text.object { text in
                        text.member("name", "Examenplan \(programme.name)")
                        text.member("cohort", "2027")
                        text.member(
                            "educationProductId", id("education-product", SampleInstitution.examPlanCode(programme)))
                        text.member("adoptedOn", "2026-10-01")
                    }
                }
            }
        }
    }

    private static func examPlanCode(_ programme: SampleProgramme) -> String { "\(programme.code)-EX" }

    private var examPlans: [Product] {
        SampleProgramme.all.map { programme in
            Product(
                code: SampleInstitution.examPlanCode(programme), adoptedBy: "Examencommissie \(programme.academy)"
            ) { text in
                text.member("specificationType", "exam_plan")
                text.code("product_id", SampleInstitution.examPlanCode(programme))
                text.names("Examenplan \(programme.name), cohort 2027")
                text.localised(
                    "descriptions",
                    "Per onderwijseenheid een praktijkopdracht of toets; samen dekken zij alle leeruitkomsten.")
                text.member("cohort", "2027")
                text.member("organisationId", id("organisation", programme.academy))
            }
        }
    }

    private static func variantCode(_ programme: SampleProgramme, _ path: String) -> String {
        "\(programme.code)-\(path)"
    }

    /// Two ways to do the programmes that have them: at school, and at work.
    private var variants: [Product] {
        SampleProgramme.varied.flatMap { programme in
            [("BOL", "full_time", nil), ("BBL", "dual_training", "volwassenen die in het vak werken")].map {
                path, mode, group in
                let code = SampleInstitution.variantCode(programme, path)
                return product(code, "curriculum", "\(programme.name) \(path)", programme.studyLoad, programme) {
                    text in
                    text.member("learningPath", path)
                    text.member("modeOfStudy", mode)
                    text.member("cohort", "2027")
                    if let group { text.member("targetGroup", group) }
                }
            }
        }
    }

    private var courses: [Product] {
        SampleProgramme.all.flatMap { programme in
            programme.courses.enumerated().map { place, course in
                product(
                    SampleInstitution.courseCode(programme, place), "course", course.name,
                    SampleInstitution.load(ofCourse: place, in: programme), programme
                ) { text in
                    text.localised(
                        "descriptions", "Onderwijseenheid van de opleiding \(programme.name), met theorie en praktijk.")
                    text.member("duration", "P20W")
                    text.list(
                        "learningOutcomeIds", [id("learning-outcome", SampleInstitution.outcomeCode(programme, place))])
                }
            }
        }
    }

    private var modules: [Product] {
        SampleProgramme.all.flatMap { programme in
            programme.courses.enumerated().compactMap { place, course in
                guard let name = course.module else { return nil }
                return product(
                    SampleInstitution.moduleCode(programme, place), "learning_component", name,
                    SampleInstitution.load(ofCourse: place, in: programme), programme
                ) {
                    text in
                    text.member("componentType", place % 2 == 0 ? "practical" : "workshop")
                    text.member("duration", "P10W")
                    text.list(
                        "learningOutcomeIds", [id("learning-outcome", SampleInstitution.outcomeCode(programme, place))])
                }
            }
        }
    }

    /// A test at the end of the first course of the first programmes.
    private var tests: [Product] {
        SampleProgramme.tested.map { programme in
            Product(
                code: SampleInstitution.testCode(programme), adoptedBy: "Examencommissie \(programme.academy)"
            ) { text in
                text.member("specificationType", "test_component")
                text.code("product_id", SampleInstitution.testCode(programme))
                text.names("Toets \(programme.courses[0].name.lowercasedFirst)")
                text.member("componentType", "digital_test")
                text.member("duration", "PT90M")
                text.member("qualificationId", qualification(programme.crebo))
                text.member("organisationId", id("organisation", programme.academy))
                text.list("teachingLanguages", ["nl-NL"])
                text.list("modesOfDelivery", ["presential"])
                text.list(
                    "learningOutcomeIds", [id("learning-outcome", SampleInstitution.outcomeCode(programme, 0))])
            }
        }
    }

    static func testCode(_ programme: SampleProgramme) -> String { "\(programme.code)-T1" }

    private var electiveProducts: [Product] {
        SampleElective.all.map { elective in
            product("K-\(elective.code)", "elective", elective.name, elective.studyLoad, nil) { text in
                text.member("electiveId", id("elective", elective.code))
                text.localised("descriptions", "Keuzedeel van \(elective.studyLoad) uur, naast de opleiding te kiezen.")
            }
        }
    }

    private var electiveSpaces: [Product] {
        [480, 720].map { hours in
            product("KR\(hours)", "elective_space", "Keuzedeelruimte van \(hours) uur", hours, nil) { _ in }
        }
    }

    private func product(
        _ code: String, _ type: String, _ name: String, _ hours: Int, _ programme: SampleProgramme?,
        _ more: @escaping (inout JSONText) -> Void
    ) -> Product {
        Product(code: code, adoptedBy: "Onderwijsteam \(programme?.academy ?? "keuzedelen")") { text in
            text.member("specificationType", type)
            text.code(type == "programme" ? "programme_code" : "product_id", code)
            text.names(name)
            text.load(hours)
            if let programme {
                text.member("level", "secondary_vocational_education_\(programme.level)")
                text.member("qualificationId", qualification(programme.crebo))
                text.member("fieldsOfStudy", programme.fieldOfStudy)
            }
            text.member("organisationId", id("organisation", programme?.academy ?? "VC"))
            text.list("teachingLanguages", ["nl-NL"])
            text.list("modesOfDelivery", type == "programme" ? ["presential", "work_based"] : ["presential"])
            more(&text)
        }
    }

    /// The hours of a programme that are not for electives, over its courses; what is over goes to the first.
    private static func load(ofCourse place: Int, in programme: SampleProgramme) -> Int {
        let hours = programme.studyLoad - programme.electiveLoad
        let each = hours / programme.courses.count
        return place == 0 ? hours - each * (programme.courses.count - 1) : each
    }

    // MARK: Composition

    var compositions: [Command] {
        SampleProgramme.all.flatMap { programme in
            let courses = programme.courses.indices.map { SampleInstitution.courseCode(programme, $0) }
            let content = courses + ["KR\(programme.electiveLoad)"]
            let ways =
                SampleProgramme.varied.contains { $0.code == programme.code }
                ? ["BOL", "BBL"].map { SampleInstitution.variantCode(programme, $0) } : []
            let whole = compose(programme.code, of: content, or: ways)
            let parts = programme.courses.enumerated().compactMap { place, course in
                let test =
                    place == 0 && SampleProgramme.tested.contains { $0.code == programme.code }
                    ? [SampleInstitution.testCode(programme)] : []
                return course.module.map { _ in
                    compose(courses[place], of: [SampleInstitution.moduleCode(programme, place)] + test)
                }
            }
            return [whole] + ways.map { compose($0, of: content) } + parts + [choiceRules(of: programme)]
        }
    }

    private func compose(_ code: String, of parts: [String], or variants: [String] = []) -> Command {
        command("compose-education-product", "education-product", code) { text in
            text.name("added")
            text.array { text in
                for (code, relation) in parts.map({ ($0, "part") }) + variants.map({ ($0, "variant") }) {
                    text.object { text in
                        text.member("educationProductId", id("education-product", code))
                        text.member("relation", relation)
                    }
                }
            }
        }
    }

    private func choiceRules(of programme: SampleProgramme) -> Command {
        command("revise-student-choice-rules", "education-product", programme.code) { text in
            text.name("rules")
            text.array { text in
                text.object { text in
                    text.member("code", "keuzedelen")
                    text.member("kind", "choose")
                    text.localised(
                        "descriptions", "Kies voor minstens \(programme.electiveLoad) uur aan keuzedelen.")
                    text.list("options", SampleElective.all.map { id("education-product", "K-\($0.code)") })
                    text.name("minimumStudyLoad")
                    text.object { text in
                        text.member("value", programme.electiveLoad)
                        text.member("unit", "sbu")
                    }
                }
            }
        }
    }
}

extension String {
    /// As it stands within a sentence: abbreviations such as ICT keep their capitals.
    var lowercasedFirst: String {
        guard let first, dropFirst().first?.isLowercase ?? false else { return self }
        return first.lowercased() + dropFirst()
    }
}
