/// A sort of object of OEAPI 6 in which the catalogue is told.
enum OEAPIType: String, Sendable, CaseIterable {
    case programme
    case course
    case learningComponent
    case programmeOffering
    case courseOffering
    case learningComponentOffering
    case organisation
    case academicSession
    case learningOutcome

    /// The collection's name in addresses.
    var collection: String {
        switch self {
        case .programme: "programmes"
        case .course: "courses"
        case .learningComponent: "learning-components"
        case .programmeOffering: "programme-offerings"
        case .courseOffering: "course-offerings"
        case .learningComponentOffering: "learning-component-offerings"
        case .organisation: "organisations"
        case .academicSession: "academic-sessions"
        case .learningOutcome: "learning-outcomes"
        }
    }

    /// The member with its id.
    var identifier: String {
        switch self {
        case .learningComponent: "componentId"
        case .programme, .course, .programmeOffering, .courseOffering, .learningComponentOffering, .organisation,
            .academicSession, .learningOutcome:
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
        case .learningComponent: [identifier, "primaryCode", "name", "componentType"]
        case .organisation: [identifier, "primaryCode", "name", "organisationType"]
        case .academicSession:
            [identifier, "primaryCode", "name", "academicSessionType", "startDateTime", "endDateTime"]
        case .course, .programmeOffering, .courseOffering, .learningComponentOffering, .learningOutcome:
            [identifier, "primaryCode", "name"]
        }
    }

    var isOffering: Bool {
        switch self {
        case .programmeOffering, .courseOffering, .learningComponentOffering: true
        case .programme, .course, .learningComponent, .organisation, .academicSession, .learningOutcome: false
        }
    }
}
