import EventSourcing
import JSONSchema

/// Writes members of OEAPI objects from members of the catalogue's documents; what is absent there is left out here.
struct OEAPIWriter {
    private(set) var text = JSONText()
    private let document: JSONValue

    init(_ document: JSONValue) {
        self.document = document
    }

    /// Writes an object.
    static func object(_ document: JSONValue, _ body: (inout OEAPIWriter) -> Void) -> [UInt8] {
        var writer = OEAPIWriter(document)
        writer.text.beginObject()
        body(&writer)
        writer.text.endObject()
        return writer.text.bytes
    }

    mutating func text(_ name: String, _ value: String?) {
        if let value { text.member(name, value) }
    }

    /// A member whose JSON is there already.
    mutating func member(_ name: String, _ value: [UInt8]) {
        text.name(name)
        text.raw(value)
    }

    mutating func moment(_ name: String, _ value: Timestamp?) { text(name, value?.description) }

    /// A text that is taken over as it is.
    mutating func copy(_ name: String, from member: String? = nil) {
        text(name, document[member ?? name]?.string)
    }

    /// A number that is taken over as it is written.
    mutating func number(_ name: String, from member: String) {
        guard let number = document[member]?.numberText else { return }
        text.name(name)
        text.raw(number.utf8)
    }

    mutating func texts(_ name: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        text.name(name)
        text.array { text in
            for value in values { text.string(value) }
        }
    }

    /// A list of texts that is taken over as it is.
    mutating func copyTexts(_ name: String, from member: String? = nil) {
        texts(name, document[member ?? name]?.items.compactMap(\.string) ?? [])
    }

    mutating func languages(_ name: String) {
        texts(name, document[name]?.items.compactMap(\.string).map(OEAPIText.language) ?? [])
    }

    /// A text in languages.
    mutating func localised(_ name: String, from member: String) {
        let values = document[member]?.items ?? []
        guard !values.isEmpty else { return }
        text.name(name)
        text.array { text in
            for value in values {
                text.object { text in
                    text.member("language", OEAPIText.language(value["language"]?.string ?? ""))
                    text.member("value", value["value"]?.string ?? "")
                }
            }
        }
    }

    /// The names, without which there is no object in OEAPI; its code stands in where it has none.
    mutating func names(otherwise code: OEAPICode) {
        guard document["names"]?.items.isEmpty ?? true else { return localised("name", from: "names") }
        text.name("name")
        text.array { text in
            text.object { text in
                text.member("language", "nl")
                text.member("value", document["name"]?.string ?? code.code)
            }
        }
    }

    mutating func codes(_ primary: OEAPICode, _ others: [OEAPICode]) {
        text.name("primaryCode")
        primary.write(to: &text)
        guard !others.isEmpty else { return }
        text.name("otherCodes")
        text.array { text in
            for code in others { code.write(to: &text) }
        }
    }

    mutating func boolean(_ name: String) {
        guard let value = document[name]?.boolean else { return }
        text.name(name)
        text.boolean(value)
    }

    mutating func enrolmentPeriod(_ opens: Timestamp, _ closes: Timestamp?) {
        text.name("enrolmentPeriods")
        text.array { text in
            text.object { text in
                text.member("startDateTime", opens.description)
                if let closes { text.member("endDateTime", closes.description) }
            }
        }
    }

    mutating func studyLoad() {
        guard let load = document["studyLoad"], let unit = load["unit"]?.string, let value = load["value"]?.numberText
        else { return }
        text.name("studyLoad")
        text.array { text in
            text.object { text in
                text.member("studyLoadUnit", unit)
                text.name("value")
                text.raw(value.utf8)
            }
        }
    }

    mutating func validity() {
        moment("validFrom", OEAPIText.start(of: document["validity"]?["validFrom"]))
        moment("validTo", OEAPIText.end(of: document["validity"]?["validTo"]))
    }

    /// The addresses of the document, or else those of its location.
    mutating func addresses(otherwise location: JSONValue? = nil) {
        let own = document["addresses"]?.items ?? []
        let addresses = own.isEmpty ? [location].compactMap { $0 } : own
        guard !addresses.isEmpty else { return }
        text.name("addresses")
        text.array { text in
            for address in addresses { OEAPIWriter.write(address, to: &text) }
        }
    }

    private static func write(_ address: JSONValue, to text: inout JSONText) {
        text.object { text in
            text.member("addressType", address["addressType"]?.string ?? "teaching")
            if let street = address["street"]?.string { text.member("street", street) }
            let number =
                (address["houseNumber"]?.numberText ?? address["houseNumber"]?.string ?? "")
                + (address["houseNumberAddition"]?.string ?? "")
            if !number.isEmpty { text.member("streetNumber", number) }
            if let code = address["postalCode"]?.string { text.member("postCode", code) }
            if let city = address["city"]?.string { text.member("city", city) }
            if let country = address["countryCode"]?.string, country.utf8.count == 2 {
                text.name("countryCode")
                text.object { $0.member("iso3166-1-alpha2", country.uppercased()) }
            }
        }
    }

    /// The id of the only object that is referred to in a relation.
    mutating func reference(_ name: String, _ neighbours: [LinkedObject.Neighbour]) {
        text(name, neighbours.first?.id)
    }

    mutating func references(_ name: String, _ neighbours: [LinkedObject.Neighbour]) {
        texts(name, neighbours.map(\.id))
    }

    /// Offerings, each under the name of its sort.
    mutating func offerings(_ neighbours: [LinkedObject.Neighbour]) {
        let known = neighbours.compactMap { neighbour in
            OEAPIFace(neighbour.face).type.map { ($0.identifier, neighbour.id) }
        }
        guard !known.isEmpty else { return }
        text.name("offeringIds")
        text.array { text in
            for (name, id) in known { text.object { $0.member(name, id) } }
        }
    }

    /// What OEAPI has no member for, under names of our own.
    mutating func extras(_ members: [String]) {
        let given = members.compactMap { name in document[name].map { (name, $0) } }
        guard !given.isEmpty else { return }
        text.name("ext")
        text.object { text in
            for (name, value) in given {
                text.name(name)
                value.write(to: &text)
            }
        }
    }
}
