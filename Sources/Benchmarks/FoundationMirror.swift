import EventSourcing
import Foundation
import HubContracts

/// Some messages as Foundation's decoder reads them, with the compiler's own coding code: what the generated reading is
/// measured beside.
enum FoundationMirror {
    struct Qualification: Decodable {
        struct Register: Decodable {
            let register: String
            let identifier: String
        }

        struct Period: Decodable {
            let validFrom: CalendarDate
            let validTo: CalendarDate?
        }

        let qualificationId: UUIDValue
        let qualificationDossierId: UUIDValue
        let registration: Register
        let name: String
        let level: Int64
        let educationType: String?
        let learningPaths: [String]
        let priceFactor: Decimal?
        let professionalRequirements: [String]?
        let validity: Period
    }

    struct Override: Decodable {
        let scope: String
        let reason: String
    }

    struct Place: Decodable {
        let offeringId: UUIDValue
        let placementId: UUIDValue
        let placementVersion: Int64
        let subjectId: UUIDValue
        let ground: String
        let rightOfAdmission: Bool
        let startsOn: CalendarDate?
        let override: Override?
    }

    struct Enrolment: Decodable {
        let enrolmentId: UUIDValue
        let subjectId: UUIDValue
        let startsOn: CalendarDate
        let decidedOn: CalendarDate?
        let placementId: UUIDValue?
        let offeringId: UUIDValue?
        let override: Override?
    }

    /// The mirror of a contract; nil for those that have none.
    static func type(of identity: ContractIdentity) -> (any Decodable.Type)? {
        switch identity {
        case QualificationRecordedV1.identity: Qualification.self
        case PlaceGrantedV1.identity: Place.self
        case EnrolmentStartedV1.identity: Enrolment.self
        default: nil
        }
    }
}
