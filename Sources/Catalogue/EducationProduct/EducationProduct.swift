package import EventSourcing

/// An education product (onderwijsproduct), from a single module to a whole programme: designed once, offered many times.
///
/// It changes as a concept only. Others may rely on it from its publication, and it is never deleted.
package enum EducationProduct: Decider {
    package enum State: Sendable, Equatable {
        /// Offerings of it may be known before it is.
        case absent(offerings: Set<UUIDValue>)
        case held(Content, Standing)
    }

    package typealias Standing = SpecificationStanding
    package typealias Phase = SpecificationStanding.Phase

    package struct Content: Sendable, Hashable {
        package var product: Product
        package var composition = Composition()
        /// The end of the qualification that it rests on, once that was noted.
        package var notedExpiry: QualificationExpiry?
        package var choiceRules: [ChoiceRule] = []
        package var offerings: Set<UUIDValue> = []
    }

    package static let initial = State.absent(offerings: [])

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.create(let product, let unknown), .absent):
            try check(product.description, unknown)
            return [.created(product)]
        case (.create(let product, _), .held(let content, _)):
            guard product == content.product else { throw .alreadyExists }
            return []
        case (.noteQualificationExpiry(let expiry), .held(let content, let standing)):
            return note(expiry, content, standing)
        case (.noteQualificationExpiry, .absent): return []
        case (.listOffering(let offering), .absent(let offerings)):
            return offerings.contains(offering) ? [] : [.offeringListed(offering)]
        case (.listOffering(let offering), .held(let content, _)):
            guard !content.offerings.contains(offering) else { return [] }
            return [.offeringListed(offering)] + reach([offering], content.notedExpiry)

        case (.revise(let description, let whole, let unknown), .held(let content, let standing)):
            return try revise(description, countedIn: whole, unknown, content, standing)
        case (.reviseChoiceRules(let rules, let unknown), .held(let content, let standing)):
            return try revise(rules, unknown, content, standing)
        case (.compose(let change, let surroundings), .held(let content, let standing)):
            return try compose(change, surroundings, content, standing)

        case (.adopt(let adoption, let load), .held(let content, .concept)):
            try check(load, against: content.product.description.studyLoad)
            return [.adopted(adoption)]
        case (.adopt(let adoption, _), .held(_, .adopted(let held))) where adoption == held: return []
        case (.reopen(let reason), .held(_, .adopted)): return [.reopened(reason: reason)]
        case (.reopen(let reason), .held(_, .concept(.reopened(let held)))) where reason == held: return []

        case (.publish(let day), .held(let content, .adopted)):
            let lastDay = content.product.description.validity?.lastDay
            if let lastDay, lastDay < day { throw .publishedAfterEnd }
            return [.published(on: day, until: lastDay)]
        case (.publish(let day), .held(_, .published(.published(let held)))) where day == held: return []
        case (.deactivate(let reason), .held(_, .published)): return [.deactivated(reason: reason)]
        case (.deactivate(let reason), .held(_, .deactivated(let held))) where reason == held: return []
        case (.reactivate(let reason), .held(let content, .deactivated)):
            return [.reactivated(reason: reason, until: content.product.description.validity?.lastDay)]
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
        case (.revise, .absent), (.reviseChoiceRules, .absent), (.compose, .absent), (.adopt, .absent),
            (.reopen, .absent), (.publish, .absent), (.deactivate, .absent), (.reactivate, .absent),
            (.expire, .absent), (.archive, .absent):
            throw .notCreated
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.created(let product), .absent(let offerings)):
            state = .held(Content(product: product, offerings: offerings), .concept(.created))
        case (.created(let product), .held): state = .held(Content(product: product), .concept(.created))
        case (.offeringListed(let offering), .absent(var offerings)):
            offerings.insert(offering)
            state = .absent(offerings: offerings)
        case (.offeringListed(let offering), .held(var content, let standing)):
            content.offerings.insert(offering)
            state = .held(content, standing)
        case (.expiryReachedOfferings, _): break
        case (.revised(let description), .held(var content, let standing)):
            content.product.description = description
            if content.notedExpiry?.qualification != description.qualification { content.notedExpiry = nil }
            state = .held(content, standing)
        case (.leftQualification, _): break
        case (.composed(let change), .held(var content, let standing)):
            content.composition.take(change)
            state = .held(content, standing)
        case (.choiceRulesRevised(let rules), .held(var content, let standing)):
            content.choiceRules = rules
            state = .held(content, standing)
        case (.qualificationExpiryNoted(let expiry), .held(var content, let standing)):
            content.notedExpiry = expiry
            state = .held(content, standing)
        case (.adopted(let adoption), .held(let content, _)): state = .held(content, .adopted(adoption))
        case (.reopened(let reason), .held(let content, _)): state = .held(content, .concept(.reopened(reason: reason)))
        case (.published(let day, _), .held(let content, _)): state = .held(content, .published(.published(on: day)))
        case (.deactivated(let reason), .held(let content, _)): state = .held(content, .deactivated(reason: reason))
        case (.reactivated(let reason, _), .held(let content, _)):
            state = .held(content, .published(.reactivated(reason: reason)))
        case (.expired(let lastDay), .held(let content, _)): state = .held(content, .expired(lastDay: lastDay))
        case (.archived(let reason), .held(let content, _)): state = .held(content, .archived(reason: reason))
        case (.revised, .absent), (.composed, .absent), (.choiceRulesRevised, .absent),
            (.qualificationExpiryNoted, .absent), (.adopted, .absent), (.reopened, .absent), (.published, .absent),
            (.deactivated, .absent), (.reactivated, .absent), (.expired, .absent), (.archived, .absent):
            break
        }
    }
}
