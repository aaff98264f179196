package import EventSourcing

/// How the products of one institution belong to each other, and what each adds to the study load of its wholes.
///
/// Products lie on shelves by their identifier, so that changing one in a copy copies its shelf and no other.
package struct ProductGraph: Sendable, Hashable {
    private struct Node: Sendable, Hashable {
        var load: StudyLoad?
        /// Whether its composition and load are fixed: adopted, and neither reopened nor at its end.
        var isSettled = false
        /// The products to which it belongs.
        var wholes: [UUIDValue: Composition.Relation] = [:]
    }

    private static let shelfCount = 256
    private var shelves: [[UUIDValue: Node]] = Array(repeating: [:], count: shelfCount)

    package init() {}

    private subscript(id: UUIDValue) -> Node? { shelves[ProductGraph.shelf(of: id)][id] }

    private static func shelf(of id: UUIDValue) -> Int { Int((id.high ^ id.low) % UInt64(shelfCount)) }

    private mutating func change(_ id: UUIDValue, _ change: (inout Node) -> Void) {
        change(&shelves[ProductGraph.shelf(of: id)][id, default: Node()])
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
        case .leftQualification, .published, .deactivated, .reactivated, .qualificationExpiryNoted: break
        }
    }

    package func knows(_ id: UUIDValue) -> Bool { self[id] != nil }

    /// The product itself, and every product that contains it as part or variant, at whatever depth.
    package func enclosing(_ id: UUIDValue) -> Set<UUIDValue> {
        var found: Set<UUIDValue> = [id]
        var open = [id]
        while let next = open.popLast() {
            for whole in self[next]?.wholes.keys ?? [:].keys where found.insert(whole).inserted {
                open.append(whole)
            }
        }
        return found
    }

    /// The loads of products, taken together.
    package func load(of products: some Sequence<UUIDValue>) -> LoadOfParts {
        LoadOfParts(products.lazy.compactMap { self[$0]?.load })
    }

    /// A product in whose fixed load that of this one counts.
    package func settledWhole(of id: UUIDValue) -> UUIDValue? {
        self[id]?.wholes.filter { whole, relation in
            guard relation == .part, let node = self[whole] else { return false }
            return node.isSettled && node.load != nil
        }.keys.min()
    }
}
