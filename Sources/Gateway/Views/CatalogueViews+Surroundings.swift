import EventSourcing
import HubContracts

/// Who teaches, where and when: what each event says of it.
extension CatalogueViews {
    static let organisation = DocumentView.Kind(
        name: "organisation", identifier: "organisationId",
        filters: [
            ("state", ["state"]), ("organisationType", ["organisationType"]), ("parentId", ["parentId"]),
            ("code", ["primaryCode", "code"]),
        ],
        searched: [["names", "value"], ["shortName"], ["primaryCode", "code"]],
        changes: [
            OrganisationCreatedV1.identity.type: .replace(with: "active"),
            OrganisationRevisedV1.identity.type: .revise(removing: [
                "shortName", "descriptions", "parentId", "addresses", "link", "logo", "otherCodes", "validity",
            ]),
            OrganisationEndedV1.identity.type: .merge(state: "ended"),
        ])

    static let location = DocumentView.Kind(
        name: "location", identifier: "locationId",
        filters: [
            ("state", ["state"]), ("locationType", ["locationType"]), ("organisationId", ["organisationId"]),
            ("partOfLocationId", ["partOfLocationId"]), ("code", ["primaryCode", "code"]),
        ],
        searched: [["names", "value"], ["abbreviation"], ["address", "city"], ["primaryCode", "code"]],
        changes: [
            LocationCreatedV1.identity.type: .replace(with: "open"),
            LocationRevisedV1.identity.type: .revise(removing: [
                "abbreviation", "organisationId", "partOfLocationId", "address", "geolocation", "link", "otherCodes",
                "validity",
            ]),
            LocationClosedV1.identity.type: .merge(state: "closed"),
        ])

    static let academicSession = DocumentView.Kind(
        name: "academic-session", identifier: "academicSessionId",
        filters: [
            ("state", ["state"]), ("academicSessionType", ["academicSessionType"]), ("parentId", ["parentId"]),
            ("code", ["primaryCode", "code"]),
        ],
        searched: [["names", "value"], ["abbreviation"], ["primaryCode", "code"]],
        changes: [
            AcademicSessionCreatedV1.identity.type: .replace(with: "active"),
            AcademicSessionRevisedV1.identity.type: .revise(removing: ["abbreviation", "parentId", "otherCodes"]),
            AcademicSessionWithdrawnV1.identity.type: .merge(state: "withdrawn"),
        ])
}
