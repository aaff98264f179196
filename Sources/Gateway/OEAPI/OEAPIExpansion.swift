import JSONSchema

/// A member with an object, or a list of them, that stands beside the ids when a reader asks for it.
struct OEAPIExpansion: Sendable, Hashable {
    /// What readers call it.
    let name: String
    let member: String
    /// The member with the id or the ids.
    let ids: String
    /// Nil for objects that neither the catalogue nor scheduling knows, of which there are none then.
    let type: OEAPIType?
    let isList: Bool

    /// What can be asked for with an object of a type, as OEAPI's document lists it.
    static func all(for type: OEAPIType) -> [OEAPIExpansion] {
        switch type {
        case .programme:
            [one("parent", .programme), many("children", "childIds", .programme), one("organisation", .organisation)]
                + unknown(["coordinators", "instructors"])
        case .course:
            [many("programmes", "programmeIds", .programme), one("organisation", .organisation)]
                + unknown(["coordinators", "instructors"])
        case .learningComponent: [one("course", .course), one("organisation", .organisation)]
        case .programmeOffering:
            [
                one("academic_session", .academicSession), one("organisation", .organisation),
                one("programme", .programme),
            ]
                + unknown([
                    "course", "course_offering", "learning_component", "programme_offering", "test_component",
                ])
        case .courseOffering:
            [
                one("course", .course), many("programme_offering", "programmeOfferingIds", .programmeOffering),
                one("academic_session", .academicSession),
            ]
        case .learningComponentOffering:
            [
                one("learning_component", .learningComponent), one("organisation", .organisation),
                many("rooms", "roomIds", .room),
            ]
        case .testComponent: [one("course", .course), one("organisation", .organisation)]
        case .testComponentOffering:
            [
                OEAPIExpansion(
                    name: "test_component", member: "component", ids: "componentId", type: .testComponent,
                    isList: false), one("organisation", .organisation), many("rooms", "roomIds", .room),
            ]
        case .group: unknown(["organisation"])
        case .room: unknown(["building"])
        case .organisation: [one("parent", .organisation), many("children", "childIds", .organisation)]
        case .academicSession:
            [
                one("parent", .academicSession), many("children", "childIds", .academicSession),
                one("year", .academicSession),
            ]
        case .learningOutcome:
            [many("parents", "parentIds", .learningOutcome), many("children", "childIds", .learningOutcome)]
                + unknown(["organisation"])
        }
    }

    /// Those that a reader asks for with `expand`.
    static func asked(of type: OEAPIType, _ query: inout Query) -> [OEAPIExpansion] {
        let known = all(for: type)
        let names = query.texts("expand")
        for name in names where !known.contains(where: { $0.name == name }) {
            query.fault("expand", "can name \(known.map(\.name).joined(separator: ", "))")
        }
        return known.filter { names.contains($0.name) }
    }

    private static func one(_ name: String, _ type: OEAPIType) -> OEAPIExpansion {
        let member = camelCase(name)
        return OEAPIExpansion(name: name, member: member, ids: member + "Id", type: type, isList: false)
    }

    private static func many(_ name: String, _ ids: String, _ type: OEAPIType) -> OEAPIExpansion {
        let member = name == "programme_offering" ? "programmeOfferings" : name
        return OEAPIExpansion(name: name, member: member, ids: ids, type: type, isList: true)
    }

    private static func unknown(_ names: [String]) -> [OEAPIExpansion] {
        names.map { OEAPIExpansion(name: $0, member: $0, ids: "", type: nil, isList: true) }
    }

    private static func camelCase(_ name: String) -> String {
        let words = name.split(separator: "_")
        return (words.first.map(String.init) ?? "")
            + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// The ids that an object names.
    func ids(in object: JSONValue) -> [String] {
        guard type != nil, let value = object[ids] else { return [] }
        return value.string.map { [$0] } ?? value.items.compactMap(\.string)
    }

    /// An object with others put into it.
    ///
    /// - Parameter found: the JSON of objects, by type and id.
    static func expand(
        _ object: JSONValue, _ expansions: [OEAPIExpansion], found: (OEAPIType, String) -> [UInt8]?
    ) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            for (name, value) in object.members {
                text.name(name)
                text.raw(value.textBytes)
            }
            for expansion in expansions {
                guard let type = expansion.type else { continue }
                let objects = expansion.ids(in: object).compactMap { found(type, $0) }
                guard !objects.isEmpty else { continue }
                text.name(expansion.member)
                if expansion.isList {
                    text.array { text in
                        for object in objects { text.raw(object) }
                    }
                } else if let first = objects.first {
                    text.raw(first)
                }
            }
        }
        return text.bytes
    }
}
