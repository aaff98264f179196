package import JSONSchema

/// The content and exams of a qualification or an elective: what is taught for it, by which outcomes and materials,
/// how it is examined, and what is missing.
package struct CatalogueOverview: Sendable {
    /// The documents of an institution, kind by kind.
    package struct Documents: Sendable {
        package var electives: [JSONValue] = []
        package var products: [JSONValue] = []
        package var outcomes: [JSONValue] = []
        package var materials: [JSONValue] = []
        package var offerings: [JSONValue] = []

        package init() {}
    }

    /// Something that is missing or amiss.
    package struct Gap: Sendable, Hashable {
        package enum Code: String, Sendable, Hashable {
            case qualificationExpired
            case electiveExpired
            case noEducationProduct
            case noElective
            case outcomeNotTaught
            case noParts
            case partUnknown
            case noStudyLoad
            case noLearningOutcome
            case learningOutcomeUnknown
            case learningOutcomeEnded
            case noExamPlan
            case noLearningMaterial
            case noOffering
            case notPublished
        }

        package let code: Code
        /// The object that is missing or amiss, where it is not the one beside which the gap stands.
        package let object: String?

        package init(_ code: Code, _ object: String? = nil) {
            self.code = code
            self.object = object
        }
    }

    /// A product, and what belongs to it.
    package struct Content: Sendable {
        package let product: JSONValue
        /// Whether it rests on the qualification or the elective itself, rather than being part of what does.
        package let isTop: Bool
        package let outcomes: [JSONValue]
        package let materials: [JSONValue]
        package let offerings: [JSONValue]
        package let gaps: [Gap]
    }

    package let subject: JSONValue
    package let electives: [JSONValue]
    package let contents: [Content]
    /// Outcomes of the subject itself, whether or not a product leads to them.
    package let outcomes: [JSONValue]
    /// Materials of the subject itself.
    package let materials: [JSONValue]
    package let gaps: [Gap]

    /// What the subject is, with the member by which others name it.
    package enum Subject: String, Sendable {
        case qualification = "qualificationId"
        case elective = "electiveId"
    }

    package init(of subject: JSONValue, _ kind: Subject, _ documents: Documents) {
        let id = subject[kind.rawValue]?.string ?? ""
        let library = Library(documents)
        self.subject = subject
        let tops = documents.products.filter { $0[kind.rawValue]?.string == id }
        contents = library.closure(of: tops).map { library.content($0.product, isTop: $0.isTop) }
        outcomes = documents.outcomes.filter { $0[kind.rawValue]?.string == id }
        materials = library.materials[id] ?? []
        let taught = Set(contents.flatMap { Library.texts($0.product["learningOutcomeIds"]) })
        let untaught = outcomes.compactMap { $0["learningOutcomeId"]?.string }.filter { !taught.contains($0) }
        var gaps = tops.isEmpty ? [Gap(.noEducationProduct)] : []
        switch kind {
        case .qualification:
            electives = documents.electives.filter { Library.texts($0["qualificationIds"]).contains(id) }
            if electives.isEmpty { gaps.append(Gap(.noElective)) }
            if subject["state"]?.string == "expired" { gaps.append(Gap(.qualificationExpired)) }
        case .elective:
            electives = []
            if subject["state"]?.string == "expired" { gaps.append(Gap(.electiveExpired)) }
        }
        self.gaps = gaps + untaught.map { Gap(.outcomeNotTaught, $0) }
    }
}

extension CatalogueOverview {
    /// The documents by what they are asked for.
    private struct Library {
        private let products: [String: JSONValue]
        private let outcomes: [String: JSONValue]
        /// By the object for which they are used.
        let materials: [String: [JSONValue]]
        private let offerings: [String: [JSONValue]]

        init(_ documents: Documents) {
            products = Library.byId(documents.products, "educationProductId")
            outcomes = Library.byId(documents.outcomes, "learningOutcomeId")
            offerings = Dictionary(grouping: documents.offerings) { $0["educationProductId"]?.string ?? "" }
            var materials: [String: [JSONValue]] = [:]
            for material in documents.materials where material["state"]?.string != "withdrawn" {
                for use in material["uses"]?.items ?? [] {
                    if let object = use["objectId"]?.string { materials[object, default: []].append(material) }
                }
            }
            self.materials = materials
        }

        private static func byId(_ documents: [JSONValue], _ name: String) -> [String: JSONValue] {
            Dictionary(documents.map { ($0[name]?.string ?? "", $0) }) { first, _ in first }
        }

        static func texts(_ list: JSONValue?) -> [String] { list?.items.compactMap(\.string) ?? [] }

        private static func parts(of product: JSONValue) -> [String] {
            product["components"]?.items.compactMap { $0["educationProductId"]?.string } ?? []
        }

        /// The products and everything of which they consist, each once, wholes before parts.
        func closure(of tops: [JSONValue]) -> [(product: JSONValue, isTop: Bool)] {
            // What is part of another may name the same qualification itself.
            let parts = Set(tops.flatMap(Library.parts))
            var found = Set(tops.compactMap { $0["educationProductId"]?.string })
            var all = tops.map { (product: $0, isTop: !parts.contains($0["educationProductId"]?.string ?? "")) }
            var next = 0
            while next < all.count {
                for part in Library.parts(of: all[next].product) where found.insert(part).inserted {
                    if let product = products[part] { all.append((product, false)) }
                }
                next += 1
            }
            return all
        }

        func content(_ product: JSONValue, isTop: Bool) -> Content {
            let id = product["educationProductId"]?.string ?? ""
            let leadsTo = Library.texts(product["learningOutcomeIds"])
            let (materials, offerings) = (materials[id] ?? [], offerings[id] ?? [])
            return Content(
                product: product, isTop: isTop, outcomes: leadsTo.compactMap { outcomes[$0] }, materials: materials,
                offerings: offerings,
                gaps: gaps(
                    of: product, isTop: isTop, leadsTo: leadsTo, hasMaterials: !materials.isEmpty,
                    hasOfferings: offerings.contains { !Library.endings.contains($0["state"]?.string ?? "") }))
        }

        /// States in which an outcome is no longer led to, and an offering does not take place.
        private static let endings: Set = ["deactivated", "expired", "archived", "cancelled", "notFeasible"]

        private func gaps(
            of product: JSONValue, isTop: Bool, leadsTo: [String], hasMaterials: Bool, hasOfferings: Bool
        ) -> [Gap] {
            let parts = Library.parts(of: product)
            let type = product["specificationType"]?.string ?? ""
            let isWhole = ["programme", "curriculum"].contains(type)
            let isTaught = ["course", "learning_component"].contains(type)
            var gaps: [Gap] = []
            if isWhole, parts.isEmpty { gaps.append(Gap(.noParts)) }
            gaps += parts.filter { products[$0] == nil }.map { Gap(.partUnknown, $0) }
            if isWhole || isTaught, product["studyLoad"] == nil { gaps.append(Gap(.noStudyLoad)) }
            if isTaught, leadsTo.isEmpty { gaps.append(Gap(.noLearningOutcome)) }
            gaps += leadsTo.filter { outcomes[$0] == nil }.map { Gap(.learningOutcomeUnknown, $0) }
            gaps += leadsTo.filter { Library.endings.contains(outcomes[$0]?["state"]?.string ?? "") }
                .map { Gap(.learningOutcomeEnded, $0) }
            if isTop, product["examPlans"]?.items.isEmpty ?? true { gaps.append(Gap(.noExamPlan)) }
            if isTaught, !hasMaterials { gaps.append(Gap(.noLearningMaterial)) }
            if isTop, !hasOfferings { gaps.append(Gap(.noOffering)) }
            if product["state"]?.string != "published" { gaps.append(Gap(.notPublished)) }
            return gaps
        }
    }
}
