import Foundation
import JSONSchema
import Support
import Testing

/// A reader that goes through all of a hub's OEAPI: every path, every page, and every object that another one names.
struct OEAPIWalk {
    /// What the collections are called whose objects members such as `programmeId` name, by the member without `Id`.
    private static let collections = [
        "programme": "programmes", "course": "courses", "learningComponent": "learning-components",
        "programmeOffering": "programme-offerings", "courseOffering": "course-offerings",
        "learningComponentOffering": "learning-component-offerings", "organisation": "organisations",
        "academicSession": "academic-sessions", "learningOutcome": "learning-outcomes", "year": "academic-sessions",
        "testComponentOffering": "test-component-offerings", "group": "groups", "room": "rooms",
    ]

    /// The schema of an object by its collection.
    static let schemas = [
        "programmes": "Programme", "courses": "Course", "learning-components": "LearningComponent",
        "programme-offerings": "ProgrammeOffering", "course-offerings": "CourseOffering",
        "learning-component-offerings": "LearningComponentOffering", "organisations": "Organisation",
        "academic-sessions": "AcademicSession", "learning-outcomes": "LearningOutcome",
        "test-components": "TestComponent", "test-component-offerings": "TestComponentOffering", "groups": "Group",
        "rooms": "Room", "course-offering-associations": "CourseOfferingAssociation",
        "learning-component-offering-associations": "LearningComponentOfferingAssociation",
        "test-component-offering-associations": "TestComponentOfferingAssociation",
    ]

    let hub: HubProcess
    private let singles: [String: CompiledSchema]
    private let pages: [String: CompiledSchema]
    /// By collection.
    private(set) var ids: [String: Set<String>] = [:]
    /// How many items each path has had.
    private(set) var items: [String: Int] = [:]
    private(set) var validated = 0

    init(_ hub: HubProcess, _ document: OEAPIDocument) throws {
        self.hub = hub
        singles = try OEAPIWalk.schemas.mapValues { try document.schema($0) }
        pages = try OEAPIWalk.schemas.merging(["memberships": "Membership"]) { $1 }.mapValues {
            try document.schema($0, .page)
        }
    }

    private static func collection(ofPath path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }

    /// Walks a list to its end, by what each page says of the next.
    mutating func list(_ path: String, template: String) async throws {
        let collection = OEAPIWalk.collection(ofPath: path)
        // Offerings that are past are left out unless they are asked for.
        let since = collection.hasSuffix("offerings") ? "&since=2020-01-01" : ""
        var page: String? = "/oeapi/v6\(path)?pageSize=10\(since)"
        var count = 0
        while let address = page {
            let answer = try await hub.answer("GET", address)
            #expect(answer.status == 200, "\(address)")
            let document = try JSONDocument(answer.body)
            let faults = pages[collection]?.validate(document) ?? []
            #expect(faults.isEmpty, "\(address): \(faults)")
            for item in document.root["items"]?.items ?? [] {
                try note(item, collection)
                count += 1
            }
            validated += 1
            let hasNext = document.root["hasNextPage"]?.boolean ?? false
            let next = answer.headers["link"]?.split(separator: ",").first { $0.contains("rel=\"next\"") }
            #expect(hasNext == (next != nil), "\(address): the header and the body say the same")
            page = next.map { String($0.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }) }
        }
        items[template, default: 0] += count
    }

    /// Reads one object, and holds it against its schema.
    mutating func single(_ collection: String, _ id: String) async throws -> JSONValue {
        let path = "/oeapi/v6/\(collection)/\(id)"
        let answer = try await hub.answer("GET", path)
        #expect(answer.status == 200, "\(path) is named and leads nowhere")
        let document = try JSONDocument(answer.body)
        let faults = singles[collection]?.validate(document) ?? []
        #expect(faults.isEmpty, "\(path): \(faults)")
        validated += 1
        return document.root
    }

    /// Remembers an object and all that it names.
    mutating func note(_ object: JSONValue, _ collection: String) throws {
        let own =
            collection.hasSuffix("-associations")
            ? "associationId" : collection.hasSuffix("-components") ? "componentId" : ""
        for (name, value) in object.members {
            let isList = name.hasSuffix("Ids")
            let isIdentifier = name.hasSuffix("Id") || isList
            guard isIdentifier else { continue }
            let base = String(name.dropLast(isList ? 3 : 2))
            // Who a person is, is for who may know it.
            guard name != "personId" else { continue }
            // A group names offerings of any sort, each under the name of its sort.
            if name == "offeringIds" {
                for offering in value.items { try note(offering, collection) }
                continue
            }
            let isComponent = collection == "test-component-offerings" && base == "component"
            let target =
                isComponent
                ? "test-components"
                : name == own || ["parent", "child"].contains(base) ? collection : OEAPIWalk.collections[base]
            guard let target else {
                Issue.record("\(name) of \(collection) names nothing that is known")
                continue
            }
            for id in value.string.map({ [$0] }) ?? value.items.compactMap(\.string) {
                ids[target, default: []].insert(id)
            }
        }
    }
}
