package import EventSourcing

/// An education product (onderwijsproduct), from a single module to a whole programme: designed once, offered many times.
///
/// It changes as a concept only. Others may rely on it from its publication, and it is never deleted.
package enum EducationProduct: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case held(Content, Standing)
    }

    /// How far a product has come, with what the last step carried.
    package enum Standing: Sendable, Hashable {
        case concept(Beginning)
        case adopted(Adoption)
        case published(Availability)
        case deactivated(reason: String)
        case expired(lastDay: CalendarDate)
        case archived(reason: String?)
    }

    package enum Beginning: Sendable, Hashable {
        case created
        case reopened(reason: String)
    }

    package enum Availability: Sendable, Hashable {
        case published(on: CalendarDate)
        case reactivated(reason: String)
    }

    package enum Phase: String, Sendable, Hashable {
        case concept
        case adopted
        case published
        case deactivated
        case expired
        case archived
    }

    package struct Content: Sendable, Hashable {
        package var product: Product
        package var composition = Composition()
        /// The end of the qualification that it rests on, once that was noted.
        package var notedExpiry: QualificationExpiry?
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.create(let product), .absent):
            try check(product.description)
            return [.created(product)]
        case (.create(let product), .held(let content, _)):
            guard product == content.product else { throw .alreadyExists }
            return []
        case (.noteQualificationExpiry(let expiry), .held(let content, let standing)):
            return note(expiry, content, standing)
        case (.noteQualificationExpiry, .absent): return []

        case (.revise(let description, let whole), .held(let content, let standing)):
            return try revise(description, countedIn: whole, content, standing)
        case (.compose(let change, let surroundings), .held(let content, let standing)):
            return try compose(change, surroundings, content, standing)

        case (.adopt(let adoption, let load), .held(let content, .concept)):
            try check(load, against: content.product.description.studyLoad)
            return [.adopted(adoption)]
        case (.adopt(let adoption, _), .held(_, .adopted(let held))) where adoption == held: return []
        case (.reopen(let reason), .held(_, .adopted)): return [.reopened(reason: reason)]
        case (.reopen(let reason), .held(_, .concept(.reopened(let held)))) where reason == held: return []

        case (.publish(let day), .held(let content, .adopted)):
            if let lastDay = content.product.description.validity?.lastDay, lastDay < day { throw .publishedAfterEnd }
            return [.published(on: day)]
        case (.publish(let day), .held(_, .published(.published(let held)))) where day == held: return []
        case (.deactivate(let reason), .held(_, .published)): return [.deactivated(reason: reason)]
        case (.deactivate(let reason), .held(_, .deactivated(let held))) where reason == held: return []
        case (.reactivate(let reason), .held(_, .deactivated)): return [.reactivated(reason: reason)]
        case (.reactivate(let reason), .held(_, .published(.reactivated(let held)))) where reason == held: return []

        case (.expire(let lastDay), .held(_, .published)), (.expire(let lastDay), .held(_, .deactivated)):
            return [.expired(lastDay: lastDay)]
        case (.expire(let lastDay), .held(_, .expired(let held))) where lastDay == held: return []
        case (.archive(let reason), .held(_, .expired)), (.archive(let reason), .held(_, .deactivated)):
            return [.archived(reason: reason)]
        case (.archive(let reason), .held(_, .archived(let held))) where reason == held: return []

        case (.adopt, .held(_, let standing)), (.reopen, .held(_, let standing)), (.publish, .held(_, let standing)),
            (.deactivate, .held(_, let standing)), (.reactivate, .held(_, let standing)),
            (.expire, .held(_, let standing)), (.archive, .held(_, let standing)):
            throw .wrongState(standing.phase)
        case (.revise, .absent), (.compose, .absent), (.adopt, .absent), (.reopen, .absent), (.publish, .absent),
            (.deactivate, .absent), (.reactivate, .absent), (.expire, .absent), (.archive, .absent):
            throw .notCreated
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.created(let product), _): state = .held(Content(product: product), .concept(.created))
        case (.revised(let description), .held(var content, let standing)):
            content.product.description = description
            if content.notedExpiry?.qualification != description.qualification { content.notedExpiry = nil }
            state = .held(content, standing)
        case (.leftQualification, _): break
        case (.composed(let change), .held(var content, let standing)):
            content.composition.take(change)
            state = .held(content, standing)
        case (.qualificationExpiryNoted(let expiry), .held(var content, let standing)):
            content.notedExpiry = expiry
            state = .held(content, standing)
        case (.adopted(let adoption), .held(let content, _)): state = .held(content, .adopted(adoption))
        case (.reopened(let reason), .held(let content, _)): state = .held(content, .concept(.reopened(reason: reason)))
        case (.published(let day), .held(let content, _)): state = .held(content, .published(.published(on: day)))
        case (.deactivated(let reason), .held(let content, _)): state = .held(content, .deactivated(reason: reason))
        case (.reactivated(let reason), .held(let content, _)):
            state = .held(content, .published(.reactivated(reason: reason)))
        case (.expired(let lastDay), .held(let content, _)): state = .held(content, .expired(lastDay: lastDay))
        case (.archived(let reason), .held(let content, _)): state = .held(content, .archived(reason: reason))
        case (.revised, .absent), (.composed, .absent), (.qualificationExpiryNoted, .absent), (.adopted, .absent),
            (.reopened, .absent), (.published, .absent), (.deactivated, .absent), (.reactivated, .absent),
            (.expired, .absent), (.archived, .absent):
            break
        }
    }

    // MARK: Rules

    private static func revise(
        _ description: Description, countedIn whole: UUIDValue?, _ content: Content, _ standing: Standing
    ) throws(Rejection) -> [Event] {
        let held = content.product.description
        guard description != held else { return [] }
        guard case .concept = standing else { throw .wrongState(standing.phase) }
        try check(description)
        if let whole, description.studyLoad != held.studyLoad { throw .studyLoadCounted(whole: whole) }
        guard let former = held.qualification, former != description.qualification else {
            return [.revised(description)]
        }
        return [.revised(description), .leftQualification(former)]
    }

    private static func compose(
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
    private static func note(_ expiry: QualificationExpiry, _ content: Content, _ standing: Standing) -> [Event] {
        guard content.product.description.qualification == expiry.qualification, content.notedExpiry != expiry else {
            return []
        }
        return switch standing {
        case .concept, .adopted, .published, .deactivated: [.qualificationExpiryNoted(expiry)]
        case .expired, .archived: []
        }
    }

    private static func check(_ description: Description) throws(Rejection) {
        if let place = description.names.placeOfRepeatedLanguage { throw .nameRepeated(place: place) }
        if description.validity?.isReversed ?? false { throw .validityReversed }
    }

    private static func check(_ parts: LoadOfParts, against whole: StudyLoad?) throws(Rejection) {
        switch (parts, whole) {
        case (.unstated, _), (.sum, nil), (.mixed, nil): break
        case (.sum(let sum), let whole?):
            guard sum == whole else { throw .studyLoadMismatch(ofParts: sum) }
        case (.mixed, _?): throw .studyLoadMismatch(ofParts: nil)
        }
    }
}

extension EducationProduct.Standing {
    package var phase: EducationProduct.Phase {
        switch self {
        case .concept: .concept
        case .adopted: .adopted
        case .published: .published
        case .deactivated: .deactivated
        case .expired: .expired
        case .archived: .archived
        }
    }
}
