package import EventSourcing

extension EducationProduct {
    /// What a message asks, before what must be known of other objects has been looked up.
    package enum Request: Sendable, Hashable {
        /// Nothing has to be looked up.
        case complete(Command)
        case create(Product)
        case revise(Description)
        case compose(Composition.Change)
        case adopt(Adoption)
        case reviseChoiceRules([ChoiceRule])
    }

    /// The command, with what the rules need of the institution's other objects.
    package static func command(
        _ request: Request, to id: UUIDValue, _ state: State, among objects: InstitutionObjects
    ) -> Command {
        switch request {
        case .complete(let command): command
        case .create(let product): .create(product, unknown(in: product.description, objects))
        case .revise(let description):
            .revise(
                description, countedIn: objects.products.settledWhole(of: id), unknown(in: description, objects))
        case .compose(let change):
            .compose(
                change,
                Surroundings(
                    unknown: Set(change.added.map(\.product).filter { !objects.products.knows($0) }),
                    enclosing: objects.products.enclosing(id)))
        case .adopt(let adoption):
            switch state {
            case .absent: .adopt(adoption, .unstated)
            case .held(let content, _): .adopt(adoption, objects.products.load(of: content.composition.parts))
            }
        case .reviseChoiceRules(let rules): .reviseChoiceRules(rules, unknown(in: rules, objects))
        }
    }

    private static func unknown(in description: Description, _ objects: InstitutionObjects) -> Unknown {
        Unknown(
            outcomes: Set((description.learningOutcomes ?? []).filter { !objects.learningOutcomes.knows($0) }),
            organisation: description.organisation.flatMap { objects.organisations.knows($0) ? nil : $0 })
    }

    private static func unknown(in rules: [ChoiceRule], _ objects: InstitutionObjects) -> ChoiceRule.Unknown {
        let products = rules.flatMap { ($0.options ?? []) + ($0.requiredProducts ?? []) }
        let outcomes = rules.flatMap { $0.requiredOutcomes ?? [] }
        return ChoiceRule.Unknown(
            products: Set(products.filter { !objects.products.knows($0) }),
            outcomes: Set(outcomes.filter { !objects.learningOutcomes.knows($0) }))
    }
}
