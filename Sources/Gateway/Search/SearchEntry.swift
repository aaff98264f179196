import EventSourcing
import JSONSchema

/// An object as it is found: by words, by its codes, and by what it is narrowed by.
struct SearchEntry: Sendable, Hashable {
    /// What a search can be narrowed by, and is counted by.
    enum Facet: String, Sendable, CaseIterable {
        case kind
        case state
        case level
        case learningPath
        case location
        case start
        case freePlaces
    }

    let title: String
    /// Other texts in which words are looked for.
    let text: String
    /// Folded; found when they are given whole.
    let codes: [String]
    /// The codes of what it rests on, by which it is found too.
    let otherCodes: [String]
    let facets: [(facet: Facet, value: String)]
    /// What a reader gets.
    let body: [UInt8]

    static func == (left: SearchEntry, right: SearchEntry) -> Bool { left.body == right.body }

    func hash(into hasher: inout Hasher) { hasher.combine(body) }

    /// Nil for objects that are only shown with others.
    init?(_ object: LinkedObject) {
        guard SearchEntry.kinds.contains(object.kind.name) else { return nil }
        let facts = SearchFacts(object)
        title = facts.title
        text = facts.text
        codes = facts.codes.map(SearchText.folded)
        otherCodes = facts.otherCodes.map(SearchText.folded)
        facets = facts.facets
        body = facts.body
    }

    /// The kinds of object that are found.
    static let kinds = ["qualification", "elective", "education-product", "offering", "learning-material"]
}

/// What a search has to know of an object.
private struct SearchFacts {
    let object: LinkedObject
    let title: String
    /// Names in every language, what it is about, and the names of what it offers or carries out.
    let text: String
    let codes: [String]
    let otherCodes: [String]
    /// 1 to 4, of the object itself or else of what it rests on.
    let level: String?
    let learningPaths: [String]
    /// The town: of an address of its own, or else of its location.
    let town: String?

    init(_ object: LinkedObject) {
        self.object = object
        let document = object.document
        let faces = object.references.map { ($0.relation, SearchFace($0.face)) }
        // What it offers says more of it than what that rests on. The many qualifications that an elective goes with
        // say nothing of it.
        let relations = object.kind.name == "elective" ? [] : ["product", "qualification", "elective"]
        let base = relations.flatMap { relation in faces.filter { $0.0 == relation }.map(\.1) }
        let own = SearchFace((object.kind.name, document))
        codes =
            (DocumentView.texts(document, ["otherCodes", "code"]) + own.codes
            + ["abbreviation", "isbn", "ean"].compactMap { document[$0]?.string })
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        otherCodes = base.flatMap(\.codes)
        title = own.title.isEmpty ? codes.first ?? object.id : own.title
        let texts =
            ["names", "descriptions"].flatMap { DocumentView.texts(document, [$0, "value"][...]) }
            + ["abbreviation", "publisher", "targetGroup"].compactMap { document[$0]?.string }
        text = (texts + base.map(\.title)).joined(separator: "\n")
        level = own.level ?? base.lazy.compactMap(\.level).first
        learningPaths = own.learningPaths.isEmpty ? base.first?.learningPaths ?? [] : own.learningPaths
        town =
            document["addresses"]?.items.lazy.compactMap { $0["city"]?.string }.first
            ?? faces.lazy.filter { $0.0 == "location" }.compactMap(\.1.town).first
    }

    private var document: JSONValue { object.document }

    var start: String? { document["period"]?["validFrom"]?.string }

    /// Whether one who applies can get a place: it takes place, and of its places some are not granted.
    var hasFreePlaces: Bool? {
        guard object.kind.name == "offering" else { return nil }
        guard document["state"]?.string == "planned" else { return false }
        let taken = object.referrers.lazy.filter { $0.relation == "places" }.compactMap { Int64($0.face) }.max() ?? 0
        return document["maximumStudents"]?.integer.map { $0 > taken } ?? true
    }

    var facets: [(facet: SearchEntry.Facet, value: String)] {
        var facets: [(SearchEntry.Facet, String)] = [(.kind, object.kind.name)]
        if let state = document["state"]?.string { facets.append((.state, state)) }
        if let level { facets.append((.level, level)) }
        facets += learningPaths.map { (.learningPath, $0) }
        if let town { facets.append((.location, town)) }
        // A month: days are too many to choose from.
        if let start { facets.append((.start, String(start.prefix(7)))) }
        if let hasFreePlaces { facets.append((.freePlaces, String(hasFreePlaces))) }
        return facets
    }

    var body: [UInt8] {
        var text = JSONText()
        text.object { text in
            text.member("kind", object.kind.name)
            text.member("id", object.id)
            text.member("title", title)
            if let state = document["state"]?.string { text.member("state", state) }
            if !codes.isEmpty {
                text.name("codes")
                text.array { text in
                    for code in codes { text.string(code) }
                }
            }
            if let level { text.member("level", level) }
            if !learningPaths.isEmpty {
                text.name("learningPaths")
                text.array { text in
                    for path in learningPaths { text.string(path) }
                }
            }
            if let town { text.member("location", town) }
            if let start { text.member("startsOn", start) }
            if let hasFreePlaces {
                text.name("freePlaces")
                text.boolean(hasFreePlaces)
            }
            if let path = SearchFacts.path(object.kind.name) { text.member("href", "\(path)/\(object.id)") }
        }
        return text.bytes
    }

    /// Where the whole object can be read.
    private static func path(_ kind: String) -> String? {
        switch kind {
        case "qualification", "elective", "education-product", "offering", "learning-material": "/v1/\(kind)s"
        default: nil
        }
    }
}

/// What others show of an object in a search, a line each.
struct SearchFace: Hashable {
    var title = ""
    var level: String?
    var learningPaths: [String] = []
    var town: String?
    var codes: [String] = []

    init(_ object: (kind: String, document: JSONValue)) {
        let document = object.document
        title = document["name"]?.string ?? document["names"]?.items.first?["value"]?.string ?? ""
        level =
            document["level"]?.numberText
            ?? (document["level"]?.string).map { level in
                level.hasPrefix("secondary_vocational_education_") ? String(level.suffix(1)) : level
            }
        learningPaths =
            (document["learningPath"]?.string).map { [$0] } ?? document["learningPaths"]?.items.compactMap(\.string)
            ?? []
        town = document["address"]?["city"]?.string
        codes =
            [document["registration"]?["identifier"]?.string, document["primaryCode"]?["code"]?.string]
            .compactMap { $0 }
    }

    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count == 5 else { return }
        title = lines[0]
        level = lines[1].isEmpty ? nil : lines[1]
        learningPaths = lines[2].split(separator: ",").map(String.init)
        town = lines[3].isEmpty ? nil : lines[3]
        codes = lines[4].split(separator: "\t").map(String.init)
    }

    var text: String {
        func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
        return [
            line(title), line(level ?? ""), line(learningPaths.joined(separator: ",")), line(town ?? ""),
            line(codes.joined(separator: "\t")),
        ].joined(separator: "\n")
    }
}
