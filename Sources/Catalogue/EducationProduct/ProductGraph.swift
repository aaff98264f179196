package import EventSourcing

/// How the products of one institution belong to each other, and what each adds to the study load of its wholes.
package struct ProductGraph: Sendable, Hashable {
    private struct Node: Sendable, Hashable {
        var load: StudyLoad?
        /// Whether its composition and load are fixed: adopted, and neither reopened nor at its end.
        var isSettled = false
        /// The products to which it belongs.
        var wholes: [UUIDValue: Composition.Relation] = [:]
    }

    private var nodes = Shelves<Node>()

    package init() {}

    private mutating func change(_ id: UUIDValue, _ change: (inout Node) -> Void) {
        change(&nodes[id, default: Node()])
    }

    /// Takes what has happened to a product.
    package mutating func take(_ event: EducationProduct.Event, of id: UUIDValue) {
        switch event {
        case .created(let product): change(id) { $0.load = product.description.studyLoad }
        case .revised(let description): change(id) { $0.load = description.studyLoad }
        case .composed(let composed):
            for product in composed.removed { change(product) { $0.wholes[id] = nil } }
            for component in composed.added { change(component.product) { $0.wholes[id] = component.relation } }
        case .adopted: change(id) { $0.isSettled = true }
        case .reopened, .expired, .archived: change(id) { $0.isSettled = false }
        case .leftQualification, .published, .deactivated, .reactivated, .qualificationExpiryNoted,
            .choiceRulesRevised, .offeringListed, .expiryReachedOfferings:
            break
        }
    }

    package func knows(_ id: UUIDValue) -> Bool { nodes[id] != nil }

    /// The product itself, and every product that contains it as part or variant, at whatever depth.
    package func enclosing(_ id: UUIDValue) -> Set<UUIDValue> {
        var found: Set<UUIDValue> = [id]
        var open = [id]
        while let next = open.popLast() {
            for whole in nodes[next]?.wholes.keys ?? [:].keys where found.insert(whole).inserted {
                open.append(whole)
            }
        }
        return found
    }

    /// The loads of products, taken together.
    package func load(of products: some Sequence<UUIDValue>) -> LoadOfParts {
        LoadOfParts(products.lazy.compactMap { nodes[$0]?.load })
    }

    /// A product in whose fixed load that of this one counts.
    package func settledWhole(of id: UUIDValue) -> UUIDValue? {
        nodes[id]?.wholes.filter { whole, relation in
            guard relation == .part, let node = nodes[whole] else { return false }
            return node.isSettled && node.load != nil
        }.keys.min()
    }
}
