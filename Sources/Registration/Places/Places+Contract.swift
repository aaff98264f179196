package import EventSourcing
package import HubContracts

/// What the contracts that describe places have in common.
private protocol DescriptionContract {
    var offeringVersion: Int64 { get }
    var startsOn: CalendarDate { get }
    var capacity: Int64? { get }
    var windowOpensOn: CalendarDate? { get }
    var windowClosesOn: CalendarDate? { get }
}

extension DescribePlacesV1: DescriptionContract {}
extension PlacesDescribedV1: DescriptionContract {}

extension DescriptionContract {
    fileprivate var description: Places.Description {
        Places.Description(
            version: offeringVersion, from: startsOn, capacity: capacity,
            window: Places.Window(from: windowOpensOn, to: windowClosesOn))
    }
}

extension Places.Command {
    package init(_ contract: DescribePlacesV1) { self = .describe(contract.description) }

    package init(_ contract: SetAdmissionTermsV1) {
        self = .setTerms(
            Places.Terms(
                version: contract.termsVersion, maximumPublished: contract.maximumPublished,
                extraRequirements: contract.extraRequirements,
                selection: contract.selection == .lot ? .lot : .arrival))
    }

    package init(_ contract: RequestPlaceV1) {
        self = .request(
            Places.Ask(contract.placementId, version: contract.placementVersion, subject: contract.subjectId),
            AdmissionFacts(contract.admission))
    }

    package init(_ contract: ReleasePlaceV1) {
        self = .release(placement: contract.placementId, version: contract.placementVersion)
    }

    package init(_ contract: ConfirmPlaceV1) {
        self = .confirm(placement: contract.placementId, version: contract.placementVersion)
    }

    package init(_ contract: RecordPlaceV1) {
        self = .record(
            Places.Ask(contract.placementId, version: contract.placementVersion, subject: contract.subjectId))
    }

    package init(_ contract: GrantPlaceV1) {
        self = .grant(placement: contract.placementId, Override(contract.override))
    }

    package init(_ contract: DrawLotV1) { self = .drawLot(seed: contract.seed, offering: contract.offeringId) }
    package init(_ contract: ClosePlacesWindowV1) { self = .closeWindow(contract.closesOn) }
    package init(_ contract: CancelPlacesV1) { self = .cancel(version: contract.offeringVersion) }
}

extension Places.Event {
    package init(_ contract: PlacesDescribedV1) { self = .described(contract.description) }

    package init(_ contract: AdmissionTermsSetV1) {
        self = .termsSet(
            Places.Terms(
                version: contract.termsVersion, maximumPublished: contract.maximumPublished,
                extraRequirements: contract.extraRequirements,
                selection: contract.selection == .lot ? .lot : .arrival))
    }

    /// A ground that this version does not know counts as a fact: the place is taken.
    package init(_ contract: PlaceGrantedV1) {
        self = .granted(
            Places.Ask(contract.placementId, version: contract.placementVersion, subject: contract.subjectId),
            Places.Grant(
                Places.Ground(rawValue: contract.ground.rawValue) ?? .recorded,
                rightOfAdmission: contract.rightOfAdmission, startsOn: contract.startsOn,
                override: contract.override.map { Override($0) }))
    }

    /// A reason that this version does not know counts as that no place is left.
    package init(_ contract: PlaceWaitlistedV1) {
        self = .waitlisted(
            Places.Ask(contract.placementId, version: contract.placementVersion, subject: contract.subjectId),
            Places.Wait(rawValue: contract.reason.rawValue) ?? .full, rightOfAdmission: contract.rightOfAdmission,
            AdmissionFacts(contract.admission))
    }

    package init(_ contract: PlaceEnteredForLotV1) {
        self = .enteredForLot(
            Places.Ask(contract.placementId, version: contract.placementVersion, subject: contract.subjectId),
            AdmissionFacts(contract.admission))
    }

    /// A reason that this version does not know counts as that of the window.
    package init(_ contract: PlaceRefusedV1) {
        self = .refused(
            Places.Ask(contract.placementId, version: contract.placementVersion, subject: contract.subjectId),
            Places.Refusal(rawValue: contract.reason.rawValue) ?? .outsideWindow, AdmissionFacts(contract.admission))
    }

    package init(_ contract: PlaceReleasedV1) {
        self = .released(placement: contract.placementId, version: contract.placementVersion)
    }

    package init(_ contract: PlaceConfirmedV1) {
        self = .confirmed(placement: contract.placementId, version: contract.placementVersion)
    }

    package init(_ contract: LotDrawnV1) {
        self = .lotDrawn(Places.Lot(seed: contract.seed, entrants: contract.entrants, places: contract.places))
    }

    package init(_ contract: PlacesAllottedV1) {
        self = .allotted(
            contract.allotments.map {
                Places.Allotment($0.placementId, rank: $0.rank, isGranted: $0.outcome == .granted)
            }, startsOn: contract.startsOn)
    }

    package init(_ contract: PlacesWindowClosedV1) { self = .windowClosed(contract.closesOn) }
    package init(_ contract: PlacesCancelledV1) { self = .cancelled }
    package init(_ contract: PlacementsVoidedV1) { self = .voided(contract.placementIds) }

    /// A deviation that this version does not know is passed over: it changes no state.
    package init(_ contract: PlacesDeviationNotedV1) {
        self = .deviationNoted(contract.deviations.compactMap { Places.Deviation(rawValue: $0.code.rawValue) })
    }

    /// - Parameter id: the offering.
    package func contract(_ id: UUIDValue) -> any ContractMessage {
        switch self {
        case .described(let description):
            PlacesDescribedV1(
                offeringId: id, offeringVersion: description.version, startsOn: description.startsOn,
                capacity: description.capacity, windowOpensOn: description.window.opensOn,
                windowClosesOn: description.window.closesOn)
        case .termsSet(let terms):
            AdmissionTermsSetV1(
                offeringId: id, termsVersion: terms.version, maximumPublished: terms.maximumPublished,
                extraRequirements: terms.extraRequirements, selection: terms.selection == .lot ? .lot : .arrival)
        case .granted(let ask, let grant):
            PlaceGrantedV1(
                offeringId: id, placementId: ask.placement, placementVersion: ask.version, subjectId: ask.subject,
                ground: .init(rawValue: grant.ground.rawValue), rightOfAdmission: grant.rightOfAdmission,
                startsOn: grant.startsOn, override: grant.override?.contract)
        case .waitlisted(let ask, let wait, let hasRight, let facts):
            PlaceWaitlistedV1(
                offeringId: id, placementId: ask.placement, placementVersion: ask.version, subjectId: ask.subject,
                reason: .init(rawValue: wait.rawValue), rightOfAdmission: hasRight, admission: facts.contract)
        case .enteredForLot(let ask, let facts):
            PlaceEnteredForLotV1(
                offeringId: id, placementId: ask.placement, placementVersion: ask.version, subjectId: ask.subject,
                admission: facts.contract)
        case .refused(let ask, let reason, let facts):
            PlaceRefusedV1(
                offeringId: id, placementId: ask.placement, placementVersion: ask.version, subjectId: ask.subject,
                reason: .init(rawValue: reason.rawValue), admission: facts.contract)
        case .released(let placement, let version):
            PlaceReleasedV1(offeringId: id, placementId: placement, placementVersion: version)
        case .confirmed(let placement, let version):
            PlaceConfirmedV1(offeringId: id, placementId: placement, placementVersion: version)
        case .lotDrawn(let lot):
            LotDrawnV1(
                offeringId: id, seed: lot.seed, method: .uuid5OfferingSeedPlacement, entrants: lot.entrants,
                places: lot.places)
        case .allotted(let allotments, let startsOn):
            PlacesAllottedV1(
                offeringId: id, startsOn: startsOn,
                allotments: allotments.map {
                    .init(placementId: $0.placement, rank: $0.rank, outcome: $0.isGranted ? .granted : .waitlisted)
                })
        case .windowClosed(let day): PlacesWindowClosedV1(offeringId: id, closesOn: day)
        case .cancelled: PlacesCancelledV1(offeringId: id)
        case .voided(let placements): PlacementsVoidedV1(offeringId: id, placementIds: placements)
        case .deviationNoted(let deviations):
            PlacesDeviationNotedV1(
                offeringId: id,
                deviations: deviations.map {
                    .init(code: .init(rawValue: $0.rawValue), message: $0.sentence, pointer: $0.pointer)
                })
        }
    }
}

extension Places.Deviation {
    /// The deviation for a person.
    var sentence: String {
        switch self {
        case .capacityBelowGranted: "The catalogue lowers the capacity below the places that are granted."
        case .recordedBeyondCapacity: "The owning system gave a place where none was left."
        }
    }

    /// The place in the recorded data.
    var pointer: String? {
        switch self {
        case .capacityBelowGranted: "/capacity"
        case .recordedBeyondCapacity: nil
        }
    }
}
