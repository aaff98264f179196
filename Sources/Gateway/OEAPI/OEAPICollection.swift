/// A list of OEAPI: what is in it, within what it stands, and by what it can be narrowed.
struct OEAPICollection: Sendable {
    /// How the items belong to the object within whose address they stand.
    struct Place: Sendable {
        let type: OEAPIType
        /// From that object to the items; the second leads on from what the first leads to.
        let steps: [Step]
    }

    /// From an object to others.
    struct Step: Sendable {
        let relation: String
        /// Whether the object refers to the others, or they to it.
        let refersToOthers: Bool
    }

    let type: OEAPIType
    let place: Place?
    /// The parameters with which a member must be equal, as OEAPI's document has them for this list.
    let filters: [String]
    /// Whether words can be searched for.
    let hasSearch: Bool
    /// Whether `filter_query` is taken.
    let hasFieldFilters: Bool
    /// Whether members can be chosen.
    let hasFields: Bool
    /// Whether objects can be put beside the ids of items.
    let hasExpand: Bool

    init(
        _ type: OEAPIType, within place: Place? = nil, filters: [String], hasSearch: Bool = true,
        hasFieldFilters: Bool = true, hasFields: Bool = true, hasExpand: Bool = false
    ) {
        self.hasExpand = hasExpand
        self.type = type
        self.place = place
        self.filters = filters
        self.hasSearch = hasSearch
        self.hasFieldFilters = hasFieldFilters
        self.hasFields = hasFields
    }

    /// Below `/oeapi/v6`.
    var path: String {
        place.map { "/\($0.type.collection)/{\($0.type.parameter)}/\(type.collection)" } ?? "/\(type.collection)"
    }

    /// Whether the list can be narrowed by time. Of offerings those that are past are left out unless asked for.
    var hasTime: Bool { type.isOffering || type == .learningOutcome }

    /// Every list that is answered.
    static let all: [OEAPICollection] = [
        OEAPICollection(.programme, filters: ["primaryCode"] + programme),
        OEAPICollection(.programme, within: .parts(of: .programme), filters: programme),
        OEAPICollection(.course, within: .parts(of: .programme), filters: course),
        OEAPICollection(
            .programmeOffering, within: .offered(.programme), filters: offering + ["modeOfStudy"]),
        OEAPICollection(.course, filters: ["primaryCode"] + course),
        OEAPICollection(.courseOffering, within: .offered(.course), filters: offering + ["modeOfDelivery"]),
        OEAPICollection(.learningComponent, within: .parts(of: .course), filters: ["teachingLanguage"]),
        OEAPICollection(
            .learningComponentOffering, within: .offeredPartOfCourse,
            filters: offering + ["modeOfDelivery"], hasExpand: true),
        OEAPICollection(.learningComponent, filters: ["teachingLanguage", "resultExpected"]),
        OEAPICollection(.learningComponentOffering, within: .offered(.learningComponent), filters: offering),
        OEAPICollection(.organisation, filters: ["primaryCode", "organisationType"]),
        OEAPICollection(.programme, within: .carriedOut, filters: programme),
        OEAPICollection(.course, within: .carriedOut, filters: course, hasFieldFilters: false),
        OEAPICollection(.learningComponent, within: .carriedOut, filters: ["teachingLanguage"]),
        OEAPICollection(.programmeOffering, within: .carriedOut, filters: offering),
        OEAPICollection(.courseOffering, within: .carriedOut, filters: offering),
        OEAPICollection(.learningComponentOffering, within: .carriedOut, filters: offering),
        OEAPICollection(
            .academicSession, filters: ["primaryCode", "academicSessionType", "parent", "year"], hasSearch: false),
        OEAPICollection(.programmeOffering, within: .inSession, filters: offering),
        OEAPICollection(.courseOffering, within: .inSession, filters: offering),
        OEAPICollection(.learningComponentOffering, within: .inSession, filters: offering),
        OEAPICollection(.learningOutcome, filters: []),
        OEAPICollection(.testComponent, filters: ["teachingLanguage", "resultExpected"]),
        OEAPICollection(.testComponent, within: .parts(of: .course), filters: ["teachingLanguage"]),
        OEAPICollection(
            .testComponentOffering, within: .offeredPartOfCourse, filters: offering + ["modeOfDelivery"]),
        OEAPICollection(.testComponent, within: .carriedOut, filters: ["teachingLanguage"]),
        OEAPICollection(.testComponentOffering, within: .offered(.testComponent), filters: offering),
        OEAPICollection(.testComponentOffering, within: .carriedOut, filters: offering),
        OEAPICollection(.testComponentOffering, within: .inSession, filters: offering),
        OEAPICollection(.testComponentOffering, within: .inCourse, filters: offering, hasFields: false),
        OEAPICollection(.learningComponentOffering, within: .inCourse, filters: offering, hasFields: false),
        OEAPICollection(.group, filters: ["primaryCode", "groupType"]),
        OEAPICollection(.group, within: .ofOrganisation, filters: ["groupType"]),
        OEAPICollection(.group, within: .following(.programmeOffering), filters: ["groupType"]),
        OEAPICollection(.group, within: .following(.courseOffering), filters: ["groupType"]),
        OEAPICollection(.group, within: .following(.learningComponentOffering), filters: ["groupType"]),
        OEAPICollection(.group, within: .following(.testComponentOffering), filters: ["groupType"]),
        OEAPICollection(.room, filters: ["primaryCode", "roomType"]),
    ]

    private static let programme = [
        "teachingLanguage", "programmeType", "qualificationAwarded", "levelOfQualification", "fieldsOfStudy",
    ]
    private static let course = ["teachingLanguage", "level", "modeOfDelivery"]
    private static let offering = ["teachingLanguage", "state", "resultExpected"]
}

extension OEAPICollection.Place {
    private init(_ type: OEAPIType, _ relation: String, refersToItems: Bool) {
        self.init(type: type, steps: [.init(relation: relation, refersToOthers: refersToItems)])
    }

    static func parts(of type: OEAPIType) -> Self { .init(type, "component", refersToItems: true) }

    static func offered(_ type: OEAPIType) -> Self { .init(type, "product", refersToItems: false) }

    /// Groups that follow an offering.
    static func following(_ type: OEAPIType) -> Self { .init(type, "followed", refersToItems: false) }

    /// Offerings of the components that a course has.
    static let offeredPartOfCourse = Self(
        type: .course,
        steps: [
            .init(relation: "component", refersToOthers: true), .init(relation: "product", refersToOthers: false),
        ])

    /// Groups that follow what an organisation offers.
    static let ofOrganisation = Self(
        type: .organisation,
        steps: [
            .init(relation: "organisation", refersToOthers: false),
            .init(relation: "followed", refersToOthers: false),
        ])

    /// Offerings of components that belong to the offering of a course.
    static let inCourse = Self(.courseOffering, "whole", refersToItems: false)
    static let carriedOut = Self(.organisation, "organisation", refersToItems: false)
    static let inSession = Self(.academicSession, "academicSession", refersToItems: false)
}
