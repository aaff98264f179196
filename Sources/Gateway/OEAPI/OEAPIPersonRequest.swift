import Hummingbird

/// What a reader of a list of persons or of associations asks for.
struct OEAPIPersonRequest: Sendable {
    let size: Int
    let number: Int
    let fields: FieldSelection?
    let fieldFilters: FieldFilters
    /// The parameters of the list that were given, by name.
    let given: [String: String]

    /// - Parameters:
    ///   - names: the list's own parameters.
    ///   - isSealed: whether what is looked for lies sealed: then it can neither be searched nor compared.
    /// - Throws: ``Problem`` with everything that is not as OEAPI's document has it.
    init(_ request: Request, _ names: [String], isSealed: Bool) throws {
        try OEAPIVersion.check(request)
        var query = Query(request)
        size = query.number("pageSize", in: 1...250, otherwise: 10)
        if !OEAPIListRequest.sizes.contains(size) { query.fault("pageSize", "must be 10, 20, 50, 100 or 250") }
        number = query.number("pageNumber", in: 1...1_000_000, otherwise: 1)
        _ = query.text("consumer")
        fields = OEAPIListRequest.fields(&query)
        var given: [String: String] = [:]
        for name in names { given[name] = query.text(name) }
        self.given = given
        var fieldFilters = FieldFilters()
        let filters = query.texts(beginning: "filter_query")
        if isSealed {
            for name in filters.map(\.name) + (query.text("q") == nil ? [] : ["q"]) {
                query.fault(name, "what is known of persons is sealed; it can be neither searched nor compared")
            }
        } else {
            for (name, value) in filters {
                do throws(FieldFilter.Fault) {
                    try fieldFilters.add(name.dropFirst("filter_query".count), value)
                } catch {
                    query.fault(name, error.message)
                }
            }
        }
        self.fieldFilters = fieldFilters
        try query.check()
    }

    var offset: Int { (number - 1) * size }
}
