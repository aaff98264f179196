import EventSourcing
import JSONSchema

/// What the catalogue's objects are in OEAPI 6: pure, and total over whatever a document says.
enum OEAPITranslation {
    /// What an object is told as; nil when readers are not to see it.
    ///
    /// Education products and learning outcomes are seen from their publication until they are archived. Offerings are
    /// seen in every state, because OEAPI has a state for each.
    static func type(of kind: String, _ document: JSONValue) -> OEAPIType? {
        let state = document["state"]?.string ?? ""
        switch kind {
        case "education-product":
            guard isPublic(state) else { return nil }
            return type(ofSpecification: document["specificationType"]?.string ?? "")
        case "offering": return type(ofOffering: document["offeringType"]?.string ?? "")
        case "organisation": return .organisation
        case "academic-session": return state == "withdrawn" ? nil : .academicSession
        case "learning-outcome": return isPublic(state) ? .learningOutcome : nil
        case "group": return .group
        case "room": return .room
        default: return nil
        }
    }

    private static func isPublic(_ state: String) -> Bool {
        ["published", "deactivated", "expired"].contains(state)
    }

    private static func type(ofSpecification specification: String) -> OEAPIType? {
        switch specification {
        case "programme", "curriculum", "elective", "elective_space": .programme
        case "course": .course
        case "learning_component": .learningComponent
        case "test_component": .testComponent
        default: nil
        }
    }

    private static func type(ofOffering offering: String) -> OEAPIType? {
        switch offering {
        case "programme_offering": .programmeOffering
        case "course_offering": .courseOffering
        case "learning_component_offering": .learningComponentOffering
        case "test_component_offering": .testComponentOffering
        default: nil
        }
    }

    /// An object as readers get it; nil when they are not to see it.
    static func object(_ object: LinkedObject) -> OEAPIObject? {
        guard let type = type(of: object.kind.name, object.document) else { return nil }
        let facts = OEAPIFacts(type, object)
        let body =
            switch type {
            case .programme: facts.programme()
            case .course: facts.course()
            case .learningComponent: facts.component(unspecified: "x-unspecified")
            case .testComponent: facts.component(unspecified: "unknown")
            case .programmeOffering, .courseOffering, .learningComponentOffering, .testComponentOffering:
                facts.offering()
            case .organisation: facts.organisation()
            case .academicSession: facts.academicSession()
            case .learningOutcome: facts.learningOutcome()
            case .group: facts.group()
            case .room: facts.room()
            }
        return OEAPIObject(
            type: type, body: body, sort: facts.sort, search: facts.search, filters: facts.filters,
            starts: facts.starts?.milliseconds, ends: facts.ends?.milliseconds)
    }
}

/// An object and its neighbours, as its translation asks them.
struct OEAPIFacts {
    let type: OEAPIType
    let id: String
    let document: JSONValue
    let primary: OEAPICode
    let others: [OEAPICode]
    private let references: [LinkedObject.Neighbour]
    private let referrers: [LinkedObject.Neighbour]

    init(_ type: OEAPIType, _ object: LinkedObject) {
        self.type = type
        id = object.id
        document = object.document
        references = object.references
        referrers = object.referrers
        var (primary, others) = OEAPIText.codes(of: document, id: id)
        let registers = object.references.compactMap { OEAPIFace($0.face).code }
        for code in registers where code != primary && !others.contains(code) { others.append(code) }
        // Groups and rooms without a code are called by their abbreviation.
        if primary.type == "uuid", let name = object.document["abbreviation"]?.string, type == .group || type == .room {
            primary = OEAPICode(type: "identifier", code: name)
        }
        self.primary = primary
        self.others = others
    }

    /// Those that the object refers to in a relation and that are told as a type.
    func references(_ relation: String, _ type: OEAPIType? = nil) -> [LinkedObject.Neighbour] {
        references.filter { $0.relation == relation && (type == nil || OEAPIFace($0.face).type == type) }
    }

    /// Those that refer to the object in a relation and that are told as a type.
    func referrers(_ relation: String, _ type: OEAPIType) -> [LinkedObject.Neighbour] {
        referrers.filter { $0.relation == relation && OEAPIFace($0.face).type == type }
    }

    /// The rooms in which an offering's activities are planned.
    var roomIds: [String] {
        let rooms = referrers.filter { $0.relation == "activityOf" }.flatMap { neighbour in
            (OEAPIFace(neighbour.face).note ?? "").split(separator: " ").map(String.init)
        }
        return Set(rooms).sorted()
    }

    // MARK: What an object is found by

    /// Names stand in their alphabetical order, what has a time in the order of time.
    var sort: String {
        let name = SearchText.folded(document["names"]?.items.first?["value"]?.string ?? primary.code)
        switch type {
        case .programme, .course, .learningComponent, .testComponent, .organisation, .group, .room: return name
        case .programmeOffering, .courseOffering, .learningComponentOffering, .testComponentOffering,
            .academicSession, .learningOutcome:
            return "\(starts?.description ?? "") \(name)"
        }
    }

    var search: String {
        let texts =
            ["names", "descriptions"].flatMap { DocumentView.texts(document, [$0, "value"][...]) }
            + ["abbreviation", "shortName"].compactMap { document[$0]?.string }
        return SearchText.folded(texts.joined(separator: "\n"))
    }

    var starts: Timestamp? {
        switch type {
        case .academicSession: OEAPIText.start(of: document["firstDay"])
        case .programmeOffering, .courseOffering, .learningComponentOffering, .testComponentOffering:
            OEAPIText.start(of: document["period"]?["validFrom"])
        case .programme, .course, .learningComponent, .testComponent, .organisation, .learningOutcome, .group, .room:
            OEAPIText.start(of: document["validity"]?["validFrom"])
        }
    }

    var ends: Timestamp? {
        switch type {
        case .academicSession: OEAPIText.end(of: document["lastDay"])
        case .programmeOffering, .courseOffering, .learningComponentOffering, .testComponentOffering:
            OEAPIText.end(of: document["period"]?["validTo"])
        case .programme, .course, .learningComponent, .testComponent, .organisation, .learningOutcome, .group, .room:
            OEAPIText.end(of: document["validity"]?["validTo"])
        }
    }

    var filters: [OEAPIObject.Filter] {
        var filters = [OEAPIObject.Filter("primaryCode", primary.code)]
        func add(_ name: String, _ value: String?) {
            if let value { filters.append(.init(name, value)) }
        }
        for language in document["teachingLanguages"]?.items.compactMap(\.string) ?? [] {
            let language = OEAPIText.language(language)
            add("teachingLanguage", language)
            // Who asks for a language gets its regions too.
            if let main = language.split(separator: "-").first, main != language {
                add("teachingLanguage", String(main))
            }
        }
        for mode in document["modesOfDelivery"]?.items ?? [] { add("modeOfDelivery", mode.string) }
        for name in [
            "level", "fieldsOfStudy", "qualificationAwarded", "modeOfStudy", "organisationType", "groupType",
            "roomType",
        ] { add(name, document[name]?.string) }
        add("academicSessionType", document["academicSessionType"]?.string)
        add("levelOfQualification", levelOfQualification)
        if type == .programme { add("programmeType", programmeType) }
        if type.isOffering { add("state", offeringState) }
        if let isExpected = document["resultExpected"]?.boolean { add("resultExpected", String(isExpected)) }
        if type == .academicSession {
            add("parent", references("parent").first?.id)
            add("year", year?.id)
        }
        return filters
    }

    // MARK: Values that are derived

    var levelOfQualification: String? {
        document["levelOfQualification"]?.string
            ?? (document["level"]?.string).flatMap(OEAPIText.qualificationLevel)
    }

    /// What the catalogue tells apart and OEAPI's list does not have has the prefix that OEAPI asks for.
    var programmeType: String {
        switch document["specificationType"]?.string {
        case "programme"?: "programme"
        case "curriculum"?: "track"
        case "elective"?: "x-elective"
        case "elective_space"?: "x-elective-space"
        default: "x-other"
        }
    }

    var offeringState: String {
        switch document["state"]?.string {
        case "planned"?: "active"
        case "notFeasible"?: "inactive"
        case "cancelled"?: "cancelled"
        default: "concept"
        }
    }

    /// How certain the times are; nil where it will not take place. A timetable, which the catalogue does not know,
    /// would make them definitive.
    var rosteringState: String? {
        switch document["state"]?.string {
        case "planned"?: "preliminary"
        case "notFeasible"?, "cancelled"?: nil
        default: "tentative"
        }
    }

    /// The academic year of a session.
    var year: LinkedObject.Neighbour? {
        references("parent").first { OEAPIFace($0.face).note == "academic_year" }
    }

    /// Where it takes place, when it has no address of its own.
    var locationAddress: JSONValue? {
        guard let text = references("location").first.flatMap({ OEAPIFace($0.face).note }) else { return nil }
        return try? JSONDocument(text: text).root
    }
}

/// What others show of an object: its type, a code and a note, a line each.
struct OEAPIFace: Hashable {
    let type: OEAPIType?
    let code: OEAPICode?
    let note: String?

    init(type: OEAPIType?, code: OEAPICode? = nil, note: String? = nil) {
        self.type = type
        self.code = code
        self.note = note
    }

    init(_ text: String) {
        let lines = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        type = lines.first.flatMap(OEAPIType.init(rawValue:))
        code =
            lines.count > 2 && !lines[1].isEmpty ? OEAPICode(type: lines[1], code: lines[2]) : nil
        note = lines.count > 3 && !lines[3].isEmpty ? lines[3] : nil
    }

    var text: String {
        [type?.rawValue ?? "", code?.type ?? "", code?.code ?? "", note ?? ""].joined(separator: "\n")
    }
}
