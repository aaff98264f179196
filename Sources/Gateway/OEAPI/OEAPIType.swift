/// A sort of object of OEAPI 6 in which the catalogue and scheduling are told.
enum OEAPIType: String, Sendable, CaseIterable {
    case programme
    case course
    case learningComponent
    case testComponent
    case programmeOffering
    case courseOffering
    case learningComponentOffering
    case testComponentOffering
    case organisation
    case academicSession
    case learningOutcome
    case group
    case room

    /// The collection's name in addresses.
    var collection: String {
        switch self {
        case .programme: "programmes"
        case .course: "courses"
        case .learningComponent: "learning-components"
        case .testComponent: "test-components"
        case .programmeOffering: "programme-offerings"
        case .courseOffering: "course-offerings"
        case .learningComponentOffering: "learning-component-offerings"
        case .testComponentOffering: "test-component-offerings"
        case .organisation: "organisations"
        case .academicSession: "academic-sessions"
        case .learningOutcome: "learning-outcomes"
        case .group: "groups"
        case .room: "rooms"
        }
    }

    /// The member with its id.
    var identifier: String {
        switch self {
        case .learningComponent, .testComponent: "componentId"
        case .programme, .course, .programmeOffering, .courseOffering, .learningComponentOffering,
            .testComponentOffering, .organisation, .academicSession, .learningOutcome, .group, .room:
            "\(rawValue)Id"
        }
    }

    /// The name of the id in addresses.
    var parameter: String { "\(rawValue)Id" }

    /// What OEAPI's document calls the schema of one.
    var schema: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// Members that an object always has, whatever a reader asks for.
    var mandatory: Set<String> {
        switch self {
        case .programme: [identifier, "primaryCode", "name", "programmeType"]
        case .learningComponent, .testComponent: [identifier, "primaryCode", "name", "componentType"]
        case .group: [identifier, "primaryCode", "name", "groupType"]
        case .room: [identifier, "primaryCode", "name", "roomType"]
        case .organisation: [identifier, "primaryCode", "name", "organisationType"]
        case .academicSession:
            [identifier, "primaryCode", "name", "academicSessionType", "startDateTime", "endDateTime"]
        case .course, .programmeOffering, .courseOffering, .learningComponentOffering, .testComponentOffering,
            .learningOutcome:
            [identifier, "primaryCode", "name"]
        }
    }

    var isOffering: Bool {
        switch self {
        case .programmeOffering, .courseOffering, .learningComponentOffering, .testComponentOffering: true
        case .programme, .course, .learningComponent, .testComponent, .organisation, .academicSession,
            .learningOutcome, .group, .room:
            false
        }
    }
}
