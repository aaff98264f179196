import Foundation
import Hummingbird
import JSONSchema
import ServiceRuntime

/// Searching the whole catalogue at once.
struct SearchRoutes: Sendable {
    typealias Facet = SearchEntry.Facet

    let projector: Projector<LinkedView>

    /// More words than this are not looked for at once.
    private static let mostWords = 12

    func search(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var query = Query(request)
        let page = Page(&query)
        let words = SearchRoutes.words(query.text("q") ?? "")
        if words.count > SearchRoutes.mostWords {
            query.fault("q", "can have \(SearchRoutes.mostWords) words at most")
        }
        var chosen: [(facet: Facet, values: [String])] = []
        for facet in Facet.allCases {
            let values = query.texts(facet.rawValue)
            SearchRoutes.check(values, facet, &query)
            if !values.isEmpty { chosen.append((facet, values)) }
        }
        try query.check()
        try await ReadPosition.wait(request, for: projector)
        let reading = SearchReading(
            institution: context.institution, words: words, chosen: chosen, size: page.size, offset: page.offset)
        let found = try await projector.rows { try reading.run($0) }
        return page.response(
            total: found.total, request,
            items: { text in
                for body in found.bodies { text.raw(body) }
            }, more: { SearchRoutes.write(found.counts, to: &$0) })
    }

    /// The words that are looked for: folded, and without what stands around them.
    static func words(_ text: String) -> [String] {
        SearchText.folded(text).split { $0.isWhitespace || ",;\"'()“”‘’".contains($0) }.map(String.init)
    }

    private static func check(_ values: [String], _ facet: Facet, _ query: inout Query) {
        switch facet {
        case .start:
            let isRight = values.allSatisfy { value in
                let parts = value.split(separator: "-", omittingEmptySubsequences: false)
                return (1...2).contains(parts.count) && parts.allSatisfy { $0.allSatisfy(\.isNumber) }
                    && parts.first?.utf8.count == 4 && (parts.count == 1 || parts.last?.utf8.count == 2)
            }
            if !isRight || Set(values.map(\.utf8.count)).count > 1 {
                query.fault(facet.rawValue, "must be years such as 2027, or months such as 2027-02")
            }
        case .freePlaces:
            if !values.allSatisfy({ $0 == "true" || $0 == "false" }) {
                query.fault(facet.rawValue, "must be true or false")
            }
        case .kind:
            if !values.allSatisfy(SearchEntry.kinds.contains) {
                query.fault(facet.rawValue, "must be among \(SearchEntry.kinds.joined(separator: ", "))")
            }
        case .state, .level, .learningPath, .location: break
        }
    }

    private static func write(_ counts: [Facet: [(value: String, count: Int)]], to text: inout JSONText) {
        text.name("facets")
        text.object { text in
            for facet in Facet.allCases {
                text.name(facet.rawValue)
                text.array { text in
                    for (value, count) in counts[facet] ?? [] {
                        text.object { text in
                            text.member("value", value)
                            text.member("count", count)
                        }
                    }
                }
            }
        }
    }

    // MARK: Endpoints

    var endpoints: [Endpoint] {
        let facets = Facet.allCases.map {
            Endpoint.Parameter($0.rawValue, in: .query, SearchRoutes.description(of: $0))
        }
        return [
            Endpoint(
                .get, "/search", tag: "search",
                "Searches qualifications, electives, education products, offerings and learning materials.",
                description: """
                    Every word must occur, in any of its Dutch forms and also within compounds, whatever its capitals \
                    and accents; or be a code, which is found whole. The facets tell how many there would be of each \
                    further choice.
                    """,
                parameters: Page.parameters + [.init("q", in: .query, "Words or a code.")] + facets + [
                    .init("Position", in: .header, "Up to where the view must have come; the reading waits for it.")
                ],
                answers: [
                    .init(
                        200, "A page, with counts.",
                        content: [("application/json", OpenAPISchemas.list(of: OpenAPISchemas.object))],
                        headers: [("Link", "The pages before and after."), ("ETag", "The tag of exactly this answer.")])
                ] + Endpoint.Answer.problems(400, 421, 503),
                handler: search)
        ]
    }

    private static func description(of facet: Facet) -> String {
        switch facet {
        case .kind: "Only these: \(SearchEntry.kinds.joined(separator: ", ")); with commas."
        case .state: "Only in these states, with commas."
        case .level: "Only of these levels, with commas: 1 to 4."
        case .learningPath: "Only of these learning paths, with commas: BOL, BBL."
        case .location: "Only in these towns, with commas."
        case .start: "Only what begins in these years (2027) or months (2027-02), with commas."
        case .freePlaces: "true: only offerings with a place left; false: only those without."
        }
    }
}
