package import EventSourcing

/// One rule of what a student may or must choose within a product (OKx: student keuze regelset).
package struct ChoiceRule: Sendable, Hashable {
    /// What it is called within the product.
    package var code: String
    /// In the contract's words: `choose`, `require` or `exclude`; the sector may add to them.
    package var kind: String
    package var descriptions: [LocalisedText]?
    /// The products that it is about; nil where any elective may be chosen.
    package var options: [UUIDValue]?
    package var minimumChosen: Int64?
    package var maximumChosen: Int64?
    package var minimumLoad: StudyLoad?
    package var maximumLoad: StudyLoad?
    package var requiredProducts: [UUIDValue]?
    package var requiredOutcomes: [UUIDValue]?

    package init(_ code: String, kind: String, options: [UUIDValue]? = nil) {
        self.code = code
        self.kind = kind
        self.options = options
    }

    /// Why a rule cannot hold.
    package enum Fault: Sendable, Hashable {
        /// An earlier rule has its code.
        case codeRepeated
        /// At least more than at most.
        case boundsReversed
        /// More must be chosen than there are options.
        case tooFewOptions
        /// The least and the greatest load are in different units.
        case unitsDiffer
        /// It asks for nothing before, or says not before what.
        case requirementEmpty
        /// A product would have to be done before itself; its place among what is required.
        case requiresItself(place: Int)
        /// One product excludes nothing.
        case exclusionTooSmall
        /// Nobody knows it; its place in the list.
        case optionUnknown(place: Int)
        case requiredProductUnknown(place: Int)
        case requiredOutcomeUnknown(place: Int)
    }

    /// What rules name and nobody knows.
    package struct Unknown: Sendable, Hashable {
        package var products: Set<UUIDValue>
        package var outcomes: Set<UUIDValue>

        package init(products: Set<UUIDValue> = [], outcomes: Set<UUIDValue> = []) {
            self.products = products
            self.outcomes = outcomes
        }
    }

    /// The first fault of a rule by itself.
    func fault(_ unknown: Unknown) -> Fault? {
        if let minimumChosen, let maximumChosen, maximumChosen < minimumChosen { return .boundsReversed }
        if let minimumLoad, let maximumLoad {
            guard minimumLoad.unit == maximumLoad.unit else { return .unitsDiffer }
            guard minimumLoad.value <= maximumLoad.value else { return .boundsReversed }
        }
        let options = options ?? []
        if let minimumChosen, self.options != nil, options.count < minimumChosen { return .tooFewOptions }
        let products = requiredProducts ?? []
        let outcomes = requiredOutcomes ?? []
        if kind == "require", options.isEmpty || products.isEmpty && outcomes.isEmpty { return .requirementEmpty }
        if kind == "exclude", options.count < 2 { return .exclusionTooSmall }
        if let place = products.firstIndex(where: options.contains) { return .requiresItself(place: place) }
        if let place = options.firstIndex(where: unknown.products.contains) { return .optionUnknown(place: place) }
        if let place = products.firstIndex(where: unknown.products.contains) {
            return .requiredProductUnknown(place: place)
        }
        return outcomes.firstIndex(where: unknown.outcomes.contains).map { .requiredOutcomeUnknown(place: $0) }
    }
}
