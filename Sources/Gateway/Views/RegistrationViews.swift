import EventSourcing
import HubContracts

/// The views of registration: who applies for what, and what became of it. People are opaque subject ids, and what is
/// sensitive is a reference to a sealed record.
package enum RegistrationViews {
    package static let applications = view("applications", version: 2, application)
    package static let intakes = view("intakes", version: 2, intake)
    package static let offeringPlaces = view("offering-places", places)
    package static let placements = view("placements", version: 5, placement)
    package static let enrolments = view("enrolments", version: 2, enrolment)
    package static let workPlacements = view("work-placements", version: 2, workPlacement)

    package static let all = [applications, intakes, offeringPlaces, placements, enrolments, workPlacements]

    /// The views whose documents can have beside them what is known of their person.
    static let ofPersons = Set([applications, placements, enrolments].map(\.name))

    private static func view(_ name: String, version: Int = 1, _ kind: DocumentView.Kind) -> DocumentView {
        DocumentView(name, version: version, services: ["registration"], kinds: [kind])
    }

    private static let application = DocumentView.Kind(
        name: "application", identifier: "applicationId",
        filters: [
            ("state", ["state"]), ("subjectId", ["subjectId"]), ("offeringId", ["offeringId"]),
            ("programmeCode", ["programme", "programmeCode"]), ("cohort", ["programme", "cohort"]),
            ("kind", ["kind"]), ("isOfferingUnknown", ["isOfferingUnknown"]),
        ],
        searched: [["submittedAt"]],
        changes: [
            ApplicationReceivedV1.identity.type: .received,
            InterestRegisteredV1.identity.type: .interestRegistered,
            ApplicationRevisedV1.identity.type: .applicationRevised,
            ApplicationReinstatedV1.identity.type: .applicationReinstated,
            ApplicationReviewBegunV1.identity.type: .merge(state: "underReview"),
            ApplicationParkedV1.identity.type: .applicationParked,
            ApplicationResumedV1.identity.type: .applicationResumed,
            ApplicationApprovedV1.identity.type: .merge(state: "approved"),
            ApplicationRejectedV1.identity.type: .merge(state: "rejected"),
            ApplicationWithdrawnV1.identity.type: .applicationWithdrawn,
            ApplicationLinkedV1.identity.type: .applicationLinked,
            ApplicationMarkedUnlinkedV1.identity.type: .markedUnlinked,
            ApplicationIntakeNotedV1.identity.type: .merge(),
            ApplicationPutForwardV1.identity.type: .merge(),
            ApplicationDeviationNotedV1.identity.type: .merge(),
        ])

    private static let intake = DocumentView.Kind(
        name: "intake", identifier: "intakeId",
        filters: [
            ("state", ["state"]), ("subjectId", ["subjectId"]), ("applicationId", ["applicationId"]),
            ("locationId", ["locationId"]),
        ],
        searched: [["startsAt"]],
        changes: [
            IntakeInvitedV1.identity.type: .merge(state: "notPlanned"),
            IntakePlannedV1.identity.type: .revise(removing: ["endsAt", "locationId"], state: "planned"),
            IntakeHeldV1.identity.type: .merge(state: "held"),
            IntakeMissedV1.identity.type: .merge(state: "missed"),
            IntakeAdvisedV1.identity.type: .merge(state: "advised"),
            IntakeCancelledV1.identity.type: .merge(state: "cancelled"),
            IntakeRecordedV1.identity.type: .replace(),
            IntakeDeviationNotedV1.identity.type: .merge(),
        ])

    static let places = DocumentView.Kind(
        name: "offering's places", identifier: "offeringId",
        filters: [("state", ["state"]), ("startsOn", ["startsOn"])],
        searched: [["startsOn"]],
        changes: [
            PlacesDescribedV1.identity.type: .describePlaces,
            AdmissionTermsSetV1.identity.type: .merge(),
            PlacesWindowClosedV1.identity.type: .merge(state: "closed"),
            PlacesCancelledV1.identity.type: .merge(state: "cancelled"),
            LotDrawnV1.identity.type: .merge(),
            PlacesDeviationNotedV1.identity.type: .merge(),
            PlaceGrantedV1.identity.type: .place("granted"),
            PlaceConfirmedV1.identity.type: .place("confirmed"),
            PlaceWaitlistedV1.identity.type: .place("waitlisted"),
            PlaceEnteredForLotV1.identity.type: .place("enteredForLot"),
            PlaceRefusedV1.identity.type: .place(nil),
            PlaceReleasedV1.identity.type: .place(nil),
            PlacesAllottedV1.identity.type: .allotment,
            PlacementsVoidedV1.identity.type: .voided,
        ])

    private static let placement = DocumentView.Kind(
        name: "placement", identifier: "placementId",
        filters: [
            ("state", ["state"]), ("subjectId", ["subjectId"]), ("offeringId", ["offeringId"]),
            ("applicationId", ["applicationId"]), ("moveReason", ["moveReason"]),
        ],
        searched: [["offeringId"]],
        changes: [
            PlacementRequestedV1.identity.type: .placementRequested,
            PlacementWaitlistedV1.identity.type: .merge(state: "waitlisted"),
            PlacementMadeV1.identity.type: .placementMade,
            PlacementConfirmedV1.identity.type: .merge(state: "confirmed"),
            PlacementRefusedV1.identity.type: .merge(state: "refused"),
            PlacementWithdrawnV1.identity.type: .merge(state: "withdrawn"),
            PlacementMoveAskedV1.identity.type: .merge(),
            PlacementMovedV1.identity.type: .revise(removing: ["moveReason"]),
            PlacementEndedV1.identity.type: .merge(state: "ended"),
            PlacementRecordedV1.identity.type: .replace(),
            PlacementDeviationNotedV1.identity.type: .merge(),
        ])

    private static let enrolment = DocumentView.Kind(
        name: "enrolment", identifier: "enrolmentId",
        filters: [
            ("state", ["state"]), ("subjectId", ["subjectId"]), ("offeringId", ["offeringId"]),
            ("placementId", ["placementId"]), ("applicationId", ["applicationId"]),
        ],
        searched: [["startsOn"]],
        changes: [
            EnrolmentOpenedV1.identity.type: .merge(state: "applied"),
            EnrolmentPlacedV1.identity.type: .merge(),
            EnrolmentAdvancedV1.identity.type: .advance,
            EnrolmentStartedV1.identity.type: .merge(state: "definitive"),
            EnrolmentEndedV1.identity.type: .merge(state: "ended"),
            EnrolmentReopenedV1.identity.type: .revise(
                removing: ["endsOn", "reason", "explanation"], state: "provisional"),
            EnrolmentWithdrawnV1.identity.type: .merge(state: "withdrawn"),
            EnrolmentRejectedV1.identity.type: .merge(state: "rejected"),
            EnrolmentRecordedV1.identity.type: .replace(),
            EnrolmentDeviationNotedV1.identity.type: .merge(),
        ])

    private static let workPlacement = DocumentView.Kind(
        name: "work placement", identifier: "workPlacementId",
        filters: [
            ("state", ["state"]), ("subjectId", ["subjectId"]), ("enrolmentId", ["enrolmentId"]),
            ("companyCode", ["companyCode"]), ("qualificationId", ["qualificationId"]),
        ],
        searched: [["companyCode"]],
        changes: [
            WorkPlacementProposedV1.identity.type: .merge(state: "provisional"),
            WorkPlacementAdvancedV1.identity.type: .advance,
            WorkPlacementSignedV1.identity.type: .signature,
            WorkPlacementAgreedV1.identity.type: .merge(state: "definitive"),
            WorkPlacementEndedV1.identity.type: .merge(state: "ended"),
            WorkPlacementReopenedV1.identity.type: .revise(
                removing: ["endsOn", "reason", "explanation", "signatures"], state: "provisional"),
            WorkPlacementRejectedV1.identity.type: .merge(state: "rejected"),
            WorkPlacementWithdrawnV1.identity.type: .merge(state: "withdrawn"),
            WorkPlacementRecordedV1.identity.type: .replace(),
            WorkPlacementDeviationNotedV1.identity.type: .merge(),
        ])
}
