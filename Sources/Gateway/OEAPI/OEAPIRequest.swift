import EventSourcing
import Hummingbird

/// What a reader of a list asks for.
struct OEAPIListRequest: Sendable {
    let size: Int
    let number: Int
    let filters: [OEAPIObject.Filter]
    /// Folded; empty when nothing is searched for.
    let search: String
    let fieldFilters: FieldFilters
    let fields: FieldSelection?
    let expansions: [OEAPIExpansion]
    /// Milliseconds.
    let since: Int64?
    let until: Int64?

    static let sizes = [10, 20, 50, 100, 250]

    /// - Throws: ``Problem`` with everything that is not as OEAPI's document has it.
    init(_ request: Request, of collection: OEAPICollection, now: Timestamp) throws {
        try OEAPIVersion.check(request)
        var query = Query(request)
        (size, number) = OEAPIListRequest.page(&query)
        _ = query.text("consumer")
        var filters: [OEAPIObject.Filter] = []
        for name in collection.filters {
            guard let value = OEAPIListRequest.value(name, &query) else { continue }
            filters.append(.init(name, value))
        }
        self.filters = filters
        search = collection.hasSearch ? SearchText.folded(query.text("q") ?? "") : ""
        fieldFilters = collection.hasFieldFilters ? OEAPIListRequest.fieldFilters(&query) : FieldFilters()
        fields = collection.hasFields ? OEAPIListRequest.fields(&query) : nil
        expansions = collection.hasExpand ? OEAPIExpansion.asked(of: collection.type, &query) : []
        let (since, until) =
            collection.hasTime
            ? (OEAPIListRequest.moment("since", &query), OEAPIListRequest.moment("until", &query)) : (nil, nil)
        let today = collection.type.isOffering ? OEAPIListRequest.startOfDay(now) : nil
        self.since = (since ?? today)?.milliseconds
        self.until = until?.milliseconds
        try query.check()
    }

    var offset: Int { (number - 1) * size }

    /// Which page is wanted, and how many items are on one.
    static func page(_ query: inout Query) -> (size: Int, number: Int) {
        (size(&query), query.number("pageNumber", in: 1...1_000_000, otherwise: 1))
    }

    /// Conditions on any member.
    static func fieldFilters(_ query: inout Query) -> FieldFilters {
        var filters = FieldFilters()
        for (name, value) in query.texts(beginning: "filter_query") {
            do throws(FieldFilter.Fault) {
                try filters.add(name.dropFirst("filter_query".count), value)
            } catch {
                query.fault(name, error.message)
            }
        }
        return filters
    }

    private static func size(_ query: inout Query) -> Int {
        let size = query.number("pageSize", in: 1...250, otherwise: 10)
        if !sizes.contains(size) { query.fault("pageSize", "must be 10, 20, 50, 100 or 250") }
        return size
    }

    private static func value(_ name: String, _ query: inout Query) -> String? {
        guard let value = query.text(name) else { return nil }
        switch name {
        case "parent", "year":
            if UUIDValue(value) == nil { query.fault(name, "must be a UUID") }
            return value.lowercased()
        case "resultExpected":
            if value != "true" && value != "false" { query.fault(name, "must be true or false") }
        case "teachingLanguage":
            if OEAPIText.language(value) != value {
                query.fault(name, "must be a language tag such as nl or nl-NL")
            }
        default: break
        }
        return value
    }

    static func fields(_ query: inout Query) -> FieldSelection? {
        guard let text = query.text("fields") else { return nil }
        let selection = FieldSelection(text)
        if selection == nil { query.fault("fields", "must be members such as (name,programme(name,primaryCode))") }
        return selection
    }

    /// A moment, or the beginning of a day in the Netherlands.
    private static func moment(_ name: String, _ query: inout Query) -> Timestamp? {
        guard let text = query.text(name) else { return nil }
        // A plus sign that was not encoded has become a space.
        if let moment = Timestamp(text) ?? Timestamp(text.replacing(" ", with: "+")) { return moment }
        if let day = CalendarDate(text), day.dayNumber > -719_528 {
            return CalendarDate(dayNumber: day.dayNumber - 1).endInTheNetherlands
        }
        query.fault(name, "must be a moment such as 2027-02-01T00:00:00Z, or a day")
        return nil
    }

    /// The beginning of the day in the Netherlands.
    static func startOfDay(_ now: Timestamp) -> Timestamp {
        let day = now.utcDate
        // In UTC the day may not have begun yet when it has in the Netherlands.
        return now >= day.endInTheNetherlands
            ? day.endInTheNetherlands : CalendarDate(dayNumber: day.dayNumber - 1).endInTheNetherlands
    }
}

/// Which version of OEAPI is spoken.
enum OEAPIVersion {
    static let number = "6.0"
    static let base = "/oeapi/v6"

    /// A reader may name one version in `Accept`; any with this major is answered with this one.
    ///
    /// - Throws: ``Problem``: 406 for another major.
    static func check(_ request: Request) throws {
        guard let accept = request.headers[.accept] else { return }
        for parameter in accept.split(whereSeparator: { $0 == ";" || $0 == "," }) {
            let parts = parameter.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\"" } }
            guard parts.count == 2, parts[0].lowercased() == "version" else { continue }
            guard parts[1].prefix(while: { $0 != "." }) != "6" else { continue }
            var problem = Problem(.notAcceptable, "This version of OEAPI is not spoken here.")
            problem.members = [("requestedVersion", .text(parts[1])), ("supportedVersions", .texts([number]))]
            throw problem
        }
    }
}
