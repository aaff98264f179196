import EventSourcing
import HubContracts
import Registration
import ServiceRuntime

/// Tells the places of an offering, and the codes that lead to it, what the catalogue says.
struct OfferingPlaces: Reaction {
    let name = "offering-places"
    let source = "catalogue"
    let target = "registration"
    let start = ReactionStart.beginning

    func commands(after event: CloudEvent) throws(MessageFault) -> [ReactionCommand] {
        if let created = try ContractText.read(OfferingCreatedV1.self, ifThatIs: event) {
            let places = DescribePlacesV1(
                offeringId: created.offeringId, offeringVersion: try event.objectVersion(),
                startsOn: created.period.validFrom, capacity: created.maximumStudents,
                windowOpensOn: created.enrolmentWindow?.opensOn, windowClosesOn: created.enrolmentWindow?.closesOn)
            var terms: [ReactionCommand] = []
            if let admission = created.admission {
                terms.append(try admit(on: admission, to: created.offeringId, event))
            }
            return [try .asking(places, of: created.offeringId)] + terms
                + (try assign(created.otherCodes, to: created.offeringId, event))
        }
        if let revised = try ContractText.read(OfferingRevisedV1.self, ifThatIs: event) {
            let places = DescribePlacesV1(
                offeringId: revised.offeringId, offeringVersion: try event.objectVersion(),
                startsOn: revised.period.validFrom, capacity: revised.maximumStudents,
                windowOpensOn: revised.enrolmentWindow?.opensOn, windowClosesOn: revised.enrolmentWindow?.closesOn)
            // Also where it says nothing any more.
            let none = AdmissionTermsV1(maximumPublished: false, extraRequirements: false, selection: .arrival)
            let terms = try admit(on: revised.admission ?? none, to: revised.offeringId, event)
            return [try .asking(places, of: revised.offeringId), terms]
                + (try assign(revised.otherCodes, to: revised.offeringId, event))
        }
        if let cancelled = try ContractText.read(OfferingCancelledV1.self, ifThatIs: event) {
            let command = CancelPlacesV1(
                offeringId: cancelled.offeringId, offeringVersion: try event.objectVersion())
            return [try .asking(command, of: cancelled.offeringId)]
        }
        return []
    }

    private func admit(
        on terms: AdmissionTermsV1, to offering: UUIDValue, _ event: CloudEvent
    ) throws(MessageFault) -> ReactionCommand {
        let command = SetAdmissionTermsV1(
            offeringId: offering, termsVersion: try event.objectVersion(), maximumPublished: terms.maximumPublished,
            extraRequirements: terms.extraRequirements, selection: terms.selection == .lot ? .lot : .arrival)
        return try .asking(command, of: offering)
    }

    /// Nothing for an offering without a code in RIO.
    private func assign(
        _ codes: [CodeV1]?, to offering: UUIDValue, _ event: CloudEvent
    ) throws(MessageFault) -> [ReactionCommand] {
        guard let programme = codes?.first(where: { $0.codeType == .xRioAangebodenOpleiding })?.code else { return [] }
        let institution = try event.namedInstitution()
        let brin = codes?.first { $0.codeType == .institutionCode }?.code ?? institution
        let cohort = codes?.first { $0.codeType == CodeV1.CodeType(rawValue: "x-rio-cohort") }?.code
        let reference = ProgrammeReference(institution: brin.uppercased(), programme: programme, cohort: cohort)
        guard reference.isWellFormed else { return [] }
        let id = RegistrationIdentity.offeringCode(reference, institution: institution)
        let command = AssignOfferingCodeV1(
            offeringCodeId: id, programme: reference.contract, offeringId: offering)
        return [try .asking(command, of: id)]
    }
}

extension ProgrammeReference {
    /// Whether an application can name it: an institution's code has two digits and two letters, RIO's at most 36
    /// characters.
    fileprivate var isWellFormed: Bool {
        let brin = Array(institution.utf8)
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let isCapital = { (byte: UInt8) in (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
        return brin.count == 4 && brin.prefix(2).allSatisfy(isDigit) && brin.suffix(2).allSatisfy(isCapital)
            && programme.unicodeScalars.count <= 36 && (cohort?.unicodeScalars.count ?? 1) <= 100
    }
}
