package import EventSourcing
package import HubContracts

extension EducationProduct {
    package static func take(_ event: Event, of id: UUIDValue, into objects: inout InstitutionObjects) {
        objects.products.take(event, of: id)
    }

    package static func reminders(after event: Event, of id: UUIDValue) -> [Reminder] {
        let name = "product-end"
        func end(on lastDay: CalendarDate?) -> Reminder {
            Reminder(name, after: lastDay) { ExpireEducationProductV1(educationProductId: id, lastDay: $0) }
        }
        return switch event {
        case .created(let product): [end(on: product.description.validity?.lastDay)]
        case .revised(let description): [end(on: description.validity?.lastDay)]
        // A product that was not published yet when its last day passed did not expire then.
        case .published(_, let lastDay), .reactivated(_, let lastDay): [end(on: lastDay)]
        case .expired, .archived: [.close(name: name)]
        case .leftQualification, .composed, .choiceRulesRevised, .adopted, .reopened, .deactivated,
            .qualificationExpiryNoted, .offeringListed, .expiryReachedOfferings:
            []
        }
    }

    package static func reason(_ rejection: Rejection) -> RejectionReason {
        switch rejection {
        case .notCreated: .init(.notFound, "there is no such education product")
        case .alreadyExists: .init(.alreadyExists, "the identifier is in use for another education product")
        case .wrongState(let phase): .init(.wrongState, "the education product is \(phase.phrase)")
        case .nameRepeated(let place): .repeatedName(place)
        case .validityReversed: .init(.invalid, "it ends before it begins", pointer: "/validity/validTo")
        case .publishedAfterEnd:
            .init(.invalid, "the day lies after the last one on which it holds", pointer: "/publishedOn")
        case .partUnknown(let place):
            .init(.notFound, "there is no such education product", pointer: "/added/\(place)/educationProductId")
        case .cycle(let place):
            .init(
                .cycle, "the education product would come to be part of itself",
                pointer: "/added/\(place)/educationProductId")
        case .studyLoadMismatch(let sum?):
            .init(
                .studyLoadMismatch, "the study loads of the parts are \(sum.value) \(sum.unit) together, not its own")
        case .studyLoadMismatch(nil):
            .init(.studyLoadMismatch, "the study loads of the parts are in different units and have no sum")
        case .studyLoadCounted(let whole):
            .init(
                .studyLoadMismatch, "the study load counts in that of \(whole); reopen that one first",
                pointer: "/studyLoad")
        case .outcomeUnknown(let place):
            .init(.notFound, "there is no such learning outcome", pointer: "/learningOutcomeIds/\(place)")
        case .organisationUnknown: .init(.notFound, "there is no such organisation", pointer: "/organisationId")
        case .examPlanLeadsNowhere(let place):
            .init(.invalid, "it does not say where the exam plan is", pointer: "/examPlans/\(place)")
        case .examPlanRepeated(let place):
            .init(.invalid, "there is an exam plan for this cohort already", pointer: "/examPlans/\(place)/cohort")
        case .choiceRule(let place, let fault): fault.reason("/rules/\(place)")
        }
    }
}

extension ChoiceRule.Fault {
    fileprivate func reason(_ rule: String) -> RejectionReason {
        switch self {
        case .codeRepeated: .init(.invalid, "there is a rule with this code already", pointer: "\(rule)/code")
        case .boundsReversed: .init(.invalid, "at least is more than at most", pointer: rule)
        case .tooFewOptions:
            .init(.invalid, "more must be chosen than there are options", pointer: "\(rule)/minimumChosen")
        case .unitsDiffer:
            .init(.invalid, "the loads are in different units", pointer: "\(rule)/maximumStudyLoad/unit")
        case .requirementEmpty: .init(.invalid, "it does not say what is required before what", pointer: rule)
        case .requiresItself(let place):
            .init(
                .cycle, "an education product cannot require itself", pointer: "\(rule)/requiredProductIds/\(place)")
        case .exclusionTooSmall:
            .init(.invalid, "at least two exclude each other", pointer: "\(rule)/options")
        case .optionUnknown(let place):
            .init(.notFound, "there is no such education product", pointer: "\(rule)/options/\(place)")
        case .requiredProductUnknown(let place):
            .init(.notFound, "there is no such education product", pointer: "\(rule)/requiredProductIds/\(place)")
        case .requiredOutcomeUnknown(let place):
            .init(
                .notFound, "there is no such learning outcome",
                pointer: "\(rule)/requiredLearningOutcomeIds/\(place)")
        }
    }
}
