import EventSourcing
import JSONSchema
import PersonalData

/// A person as OEAPI tells of them, from their sealed records.
enum OEAPIPerson {
    /// Members that a person always has, whatever a reader asks for.
    static let mandatory: Set<String> = ["personId", "primaryCode", "activeEnrolment"]

    /// - Parameters:
    ///   - identity: JSON that meets its contract; nil where there is none, or the purpose does not cover it.
    ///   - isEnrolled: whether an enrolment of theirs is definitive.
    static func text(
        _ subject: String, identity: JSONValue?, contact: JSONValue?, isEnrolled: Bool
    ) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            text.member("personId", subject)
            text.name("primaryCode")
            OEAPICode(type: "uuid", code: subject).write(to: &text)
            names(identity, to: &text)
            copy("initials", from: identity, to: &text)
            copy("dateOfBirth", from: identity, "birthDate", to: &text)
            copy("gender", from: identity, to: &text)
            text.name("activeEnrolment")
            text.boolean(isEnrolled)
            if isEnrolled {
                text.name("affiliations")
                text.array { $0.string("student") }
            }
            for name in ["email", "telephoneNumber", "mobileNumber"] { copy(name, from: contact, to: &text) }
            if let address = contact?["address"] { write(address, to: &text) }
        }
        return text.bytes
    }

    /// OEAPI has no person without one of three names; the one to be called by may be null.
    private static func names(_ identity: JSONValue?, to text: inout JSONText) {
        copy("givenName", from: identity, "givenNames", to: &text)
        if let name = identity?["callName"]?.string {
            text.member("preferredName", name)
        } else if identity?["givenNames"] == nil, identity?["surname"] == nil {
            text.name("preferredName")
            text.raw("null".utf8)
        }
        copy("surnamePrefix", from: identity, to: &text)
        copy("surname", from: identity, to: &text)
        let prefix = identity?["preferredSurnamePrefix"] ?? identity?["surnamePrefix"]
        let surname = identity?["preferredSurname"] ?? identity?["surname"]
        let shown = [identity?["callName"] ?? identity?["givenNames"], prefix, surname].compactMap { $0?.string }
        if !shown.isEmpty { text.member("displayName", shown.joined(separator: " ")) }
    }

    private static func copy(
        _ name: String, from object: JSONValue?, _ member: String? = nil, to text: inout JSONText
    ) {
        guard let value = object?[member ?? name]?.string else { return }
        text.member(name, value)
    }

    private static func write(_ address: JSONValue, to text: inout JSONText) {
        text.name("address")
        text.object { text in
            text.member("addressType", "postal")
            copy("street", from: address, to: &text)
            let number = ["houseNumber", "houseNumberAddition"].compactMap { address[$0]?.string }.joined()
            if !number.isEmpty { text.member("streetNumber", number) }
            copy("postCode", from: address, "postalCode", to: &text)
            copy("city", from: address, to: &text)
            // The table of countries of the persons register; of others no code is known here.
            if address["country"]?.string == "6030" {
                text.name("countryCode")
                text.object { $0.member("iso3166-1-alpha2", "NL") }
            }
        }
    }
}
