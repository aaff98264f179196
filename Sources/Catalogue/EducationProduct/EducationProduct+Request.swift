package import EventSourcing

extension EducationProduct {
    /// What a message asks, before what must be known of other products has been looked up.
    package enum Request: Sendable, Hashable {
        /// Nothing has to be looked up.
        case complete(Command)
        case revise(Description)
        case compose(Composition.Change)
        case adopt(Adoption)

        /// The command, with what the rules need of the institution's other products.
        package func command(for id: UUIDValue, _ state: State, among products: ProductGraph) -> Command {
            switch self {
            case .complete(let command): command
            case .revise(let description): .revise(description, countedIn: products.settledWhole(of: id))
            case .compose(let change):
                .compose(
                    change,
                    Surroundings(
                        unknown: Set(change.added.map(\.product).filter { !products.knows($0) }),
                        enclosing: products.enclosing(id)))
            case .adopt(let adoption):
                switch state {
                case .absent: .adopt(adoption, .unstated)
                case .held(let content, _): .adopt(adoption, products.load(of: content.composition.parts))
                }
            }
        }
    }
}
