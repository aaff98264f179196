import EventSourcing

extension EducationProduct {
    static func revise(
        _ description: Description, countedIn whole: UUIDValue?, _ unknown: Unknown, _ content: Content,
        _ standing: Standing
    ) throws(Rejection) -> [Event] {
        let held = content.product.description
        guard description != held else { return [] }
        guard case .concept = standing else { throw .wrongState(standing.phase) }
        try check(description, unknown)
        if let whole, description.studyLoad != held.studyLoad { throw .studyLoadCounted(whole: whole) }
        guard let former = held.qualification, former != description.qualification else {
            return [.revised(description)]
        }
        return [.revised(description), .leftQualification(former)]
    }

    static func revise(
        _ rules: [ChoiceRule], _ unknown: ChoiceRule.Unknown, _ content: Content, _ standing: Standing
    ) throws(Rejection) -> [Event] {
        guard rules != content.choiceRules else { return [] }
        guard case .concept = standing else { throw .wrongState(standing.phase) }
        var codes: Set<String> = []
        for (place, rule) in rules.enumerated() {
            guard codes.insert(rule.code).inserted else { throw .choiceRule(place: place, .codeRepeated) }
            if let fault = rule.fault(unknown) { throw .choiceRule(place: place, fault) }
        }
        return [.choiceRulesRevised(rules)]
    }

    static func compose(
        _ change: Composition.Change, _ surroundings: Surroundings, _ content: Content, _ standing: Standing
    ) throws(Rejection) -> [Event] {
        let effect = content.composition.effect(of: change)
        guard effect != Composition.Change() else { return [] }
        guard case .concept = standing else { throw .wrongState(standing.phase) }
        for (place, component) in change.added.enumerated() {
            guard !surroundings.enclosing.contains(component.product) else { throw .cycle(place: place) }
            guard !surroundings.unknown.contains(component.product) else { throw .partUnknown(place: place) }
        }
        return [.composed(effect)]
    }

    /// A colleague has to act on it as long as the product is in use or may come to be.
    static func note(_ expiry: QualificationExpiry, _ content: Content, _ standing: Standing) -> [Event] {
        guard content.product.description.qualification == expiry.qualification, content.notedExpiry != expiry else {
            return []
        }
        return switch standing {
        case .concept, .adopted, .published, .deactivated:
            [.qualificationExpiryNoted(expiry)] + reach(content.offerings, expiry)
        case .expired, .archived: []
        }
    }

    /// In the order of their identifiers, so that the same decision always says the same.
    static func reach(_ offerings: Set<UUIDValue>, _ expiry: QualificationExpiry?) -> [Event] {
        guard let expiry else { return [] }
        let sorted = offerings.sorted()
        return stride(from: 0, to: sorted.count, by: mostOfferingsOfEvent).map { first in
            let last = min(first + mostOfferingsOfEvent, sorted.count)
            return .expiryReachedOfferings(Array(sorted[first..<last]), expiry)
        }
    }

    static func check(_ description: Description, _ unknown: Unknown) throws(Rejection) {
        if let place = description.names.placeOfRepeatedLanguage { throw .nameRepeated(place: place) }
        if description.validity?.isReversed ?? false { throw .validityReversed }
        if let place = (description.learningOutcomes ?? []).firstIndex(where: unknown.outcomes.contains) {
            throw .outcomeUnknown(place: place)
        }
        if let organisation = description.organisation, organisation == unknown.organisation {
            throw .organisationUnknown
        }
        var cohorts: Set<String?> = []
        for (place, plan) in (description.examPlans ?? []).enumerated() {
            guard plan.leadsSomewhere else { throw .examPlanLeadsNowhere(place: place) }
            guard cohorts.insert(plan.cohort).inserted else { throw .examPlanRepeated(place: place) }
        }
    }

    static func check(_ parts: LoadOfParts, against whole: StudyLoad?) throws(Rejection) {
        switch (parts, whole) {
        case (.unstated, _), (.sum, nil), (.mixed, nil): break
        case (.sum(let sum), let whole?):
            guard sum == whole else { throw .studyLoadMismatch(ofParts: sum) }
        case (.mixed, _?): throw .studyLoadMismatch(ofParts: nil)
        }
    }
}
