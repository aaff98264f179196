import EventSourcing
import JSONSchema

/// The values of OEAPI's members as the catalogue's values say them. Every function takes whatever comes.
enum OEAPIText {
    /// A language tag as OEAPI writes it: language in small letters, region in capitals, and nothing from the first
    /// subtag of one letter on.
    static func language(_ tag: String) -> String {
        let subtags = tag.split(separator: "-").map(String.init)
        guard let first = subtags.first?.lowercased(), (2...3).contains(first.utf8.count),
            first.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
        else { return "nl" }
        var result = first
        for (place, subtag) in subtags.dropFirst().enumerated() {
            guard (2...8).contains(subtag.utf8.count) else { break }
            let isRegion = place == 0 && (subtag.utf8.count == 2 && subtag.allSatisfy { $0.isLetter })
            result += "-" + (isRegion ? subtag.uppercased() : subtag.lowercased())
        }
        return result
    }

    /// The first moment of a day in the Netherlands.
    static func start(of day: JSONValue?) -> Timestamp? {
        guard let date = (day?.string).flatMap({ CalendarDate($0) }) else { return nil }
        // The day before must have a number too; the calendar begins with the year 0.
        guard date.dayNumber > -719_528 else { return nil }
        return CalendarDate(dayNumber: date.dayNumber - 1).endInTheNetherlands
    }

    /// The first moment after a day in the Netherlands: OEAPI's ends are exclusive, the catalogue's last days are not.
    static func end(of day: JSONValue?) -> Timestamp? {
        (day?.string).flatMap { CalendarDate($0) }?.endInTheNetherlands
    }

    /// The code by which an object is known, and its other ones. Without any it is known by its id.
    static func codes(of document: JSONValue, id: String) -> (primary: OEAPICode, others: [OEAPICode]) {
        let codes = (document["otherCodes"]?.items ?? []).compactMap(OEAPICode.init)
        if let primary = document["primaryCode"].flatMap(OEAPICode.init) {
            return (primary, codes.filter { $0 != primary })
        }
        guard let first = codes.first else { return (OEAPICode(type: "uuid", code: id), []) }
        return (first, codes.dropFirst().filter { $0 != first })
    }

    /// The level of the European framework that a level of vocational education has by law.
    static func qualificationLevel(_ level: String) -> String? {
        switch level {
        case "secondary_vocational_education_1": "eqf_1"
        case "secondary_vocational_education_2": "eqf_2"
        case "secondary_vocational_education_3": "eqf_3"
        case "secondary_vocational_education_4": "eqf_4"
        case "associate_degree": "eqf_5"
        default: nil
        }
    }
}

/// A code with what it is a code of.
struct OEAPICode: Sendable, Hashable {
    let type: String
    let code: String

    init(type: String, code: String) {
        self.type = type
        self.code = code
    }

    init?(_ value: JSONValue) {
        guard let type = value["codeType"]?.string, let code = value["code"]?.string else { return nil }
        self.init(type: type, code: code)
    }

    func write(to text: inout JSONText) {
        text.object { text in
            text.member("codeType", type)
            text.member("code", code)
        }
    }
}
