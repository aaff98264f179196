package import Catalogue
import EventSourcing
import HubContracts
package import ServiceRuntime

/// The catalogue's deciders as the partition writer asks them.
package struct CatalogueRules: ServiceRules {
    package enum Command: Sendable {
        case dossier(QualificationDossier.Command)
        case qualification(Qualification.Command)
        case product(EducationProduct.Request)
        case offering(Offering.Command)
    }

    package enum Event: Sendable {
        case dossier(QualificationDossier.Event)
        case qualification(Qualification.Event)
        case product(EducationProduct.Event)
        case offering(Offering.Event)
    }

    package enum State: Sendable {
        case dossier(QualificationDossier.State)
        case qualification(Qualification.State)
        case product(EducationProduct.State)
        case offering(Offering.State)
    }

    /// How the products of each institution of the partition belong to each other.
    package struct Facts: Sendable {
        fileprivate var products: [String: ProductGraph] = [:]
    }

    package init() {}

    package let service = "catalogue"
    package let initialFacts = Facts()
    package let factTypes: Set = [
        EducationProductCreatedV1.identity.type, EducationProductRevisedV1.identity.type,
        EducationProductComposedV1.identity.type, EducationProductAdoptedV1.identity.type,
        EducationProductReopenedV1.identity.type, EducationProductExpiredV1.identity.type,
        EducationProductArchivedV1.identity.type,
    ]

    // MARK: Deciding

    package func decide(
        _ command: Command, _ state: State?, _ facts: Facts, for aggregate: AggregateKey
    ) throws(Refusal) -> [Event] {
        guard let id = UUIDValue(aggregate.subject) else {
            throw Refusal(.invalid, "the subject of a command to the catalogue is the object's UUID")
        }
        switch command {
        case .dossier(let command):
            let state = try held(state, \.dossier) ?? QualificationDossier.initial
            return QualificationDossier.decide(command, state).map { .dossier($0) }
        case .qualification(let command):
            let state = try held(state, \.qualification) ?? Qualification.initial
            return try decide(Qualification.self, command, state) { Refusal($0) }.map { .qualification($0) }
        case .product(let request):
            let state = try held(state, \.product) ?? EducationProduct.initial
            let products = facts.products[aggregate.institution] ?? ProductGraph()
            let command = request.command(for: id, state, among: products)
            return try decide(EducationProduct.self, command, state) { Refusal($0) }.map { .product($0) }
        case .offering(let command):
            let state = try held(state, \.offering) ?? Offering.initial
            return try decide(Offering.self, command, state) { Refusal($0) }.map { .offering($0) }
        }
    }

    private func held<Held>(_ state: State?, _ kind: (State) -> Held?) throws(Refusal) -> Held? {
        guard let state else { return nil }
        guard let held = kind(state) else { throw Refusal(.invalid, "the subject is an object of another kind") }
        return held
    }

    private func decide<Rules: Decider>(
        _ rules: Rules.Type, _ command: Rules.Command, _ state: Rules.State, _ refusal: (Rules.Rejection) -> Refusal
    ) throws(Refusal) -> [Rules.Event] {
        do throws(Rules.Rejection) {
            return try Rules.decide(command, state)
        } catch {
            throw refusal(error)
        }
    }

    // MARK: Evolving

    package func evolve(_ state: inout State?, _ event: Event) {
        switch event {
        case .dossier(let event):
            var dossier = state?.dossier ?? QualificationDossier.initial
            QualificationDossier.evolve(&dossier, event)
            state = .dossier(dossier)
        case .qualification(let event):
            var qualification = state?.qualification ?? Qualification.initial
            Qualification.evolve(&qualification, event)
            state = .qualification(qualification)
        case .product(let event):
            var product = state?.product ?? EducationProduct.initial
            EducationProduct.evolve(&product, event)
            state = .product(product)
        case .offering(let event):
            var offering = state?.offering ?? Offering.initial
            Offering.evolve(&offering, event)
            state = .offering(offering)
        }
    }

    package func take(_ event: Event, of aggregate: AggregateKey, into facts: inout Facts) {
        guard case .product(let event) = event, let id = UUIDValue(aggregate.subject) else { return }
        facts.products[aggregate.institution, default: ProductGraph()].take(event, of: id)
    }
}

extension CatalogueRules.State {
    fileprivate var dossier: QualificationDossier.State? {
        guard case .dossier(let state) = self else { return nil }
        return state
    }

    fileprivate var qualification: Qualification.State? {
        guard case .qualification(let state) = self else { return nil }
        return state
    }

    fileprivate var product: EducationProduct.State? {
        guard case .product(let state) = self else { return nil }
        return state
    }

    fileprivate var offering: Offering.State? {
        guard case .offering(let state) = self else { return nil }
        return state
    }
}
