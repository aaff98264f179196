/// The schemas that can refer to each other: a closed world, nothing is ever fetched.
///
/// A library is a value. Add every document that a schema refers to, then ``compile(_:options:)`` it.
package struct SchemaLibrary: Sendable {
    /// A place in one of the documents.
    struct Target: Hashable, Sendable {
        let document: Int
        let node: Int
    }

    /// A schema with a URI of its own, and what is known of it.
    struct Resource: Sendable {
        let uri: URIReference
        let target: Target
        let dialect: SchemaDialect
    }

    /// Where a subschema belongs.
    struct Place: Sendable {
        let resource: Int
        /// From the root of the resource.
        let pointer: JSONPointer
    }

    struct Source: Sendable {
        let uri: String
        let document: JSONDocument
    }

    private(set) var sources: [Source] = []
    private(set) var resources: [Resource] = []
    /// By absolute URI without fragment.
    private(set) var resourceIndex: [String: Int] = [:]
    /// By resource and name.
    private(set) var anchors: [Int: [String: Target]] = [:]
    private(set) var dynamicAnchors: [Int: [String: Target]] = [:]
    private(set) var places: [Target: Place] = [:]

    package init() {}

    /// Whether a schema with this URI has been added.
    package func contains(_ uri: String) -> Bool { resourceIndex[URIReference(uri).resource] != nil }

    /// Adds a document, under the URI it was got by and under every `$id` in it.
    ///
    /// A custom meta-schema must be added before the schemas whose `$schema` names it.
    ///
    /// - Throws: ``SchemaError`` with every fault of the document: keywords whose value has the wrong form, identifiers
    ///   taken already, dialects not known. Nothing of it is added then.
    package mutating func add(_ document: JSONDocument, at uri: String) throws(SchemaError) {
        var next = self
        let index = next.sources.count
        next.sources.append(Source(uri: uri, document: document))
        var walk = SchemaWalk(library: next, document: index)
        walk.enterDocument(uri: uri)
        guard walk.faults.isEmpty else { throw SchemaError(faults: walk.faults) }
        self = walk.library
    }

    mutating func register(resource: Resource) -> Int {
        resources.append(resource)
        resourceIndex[resource.uri.resource] = resources.count - 1
        return resources.count - 1
    }

    mutating func register(place: Place, at target: Target) { places[target] = place }

    /// - Returns: false if the resource has an anchor of this name already.
    mutating func register(anchor: String, isDynamic: Bool, in resource: Int, at target: Target) -> Bool {
        guard anchors[resource, default: [:]].updateValue(target, forKey: anchor) == nil else { return false }
        if isDynamic { dynamicAnchors[resource, default: [:]][anchor] = target }
        return true
    }

    func value(at target: Target) -> JSONValue {
        JSONValue(document: sources[target.document].document, index: target.node)
    }

    func fault(at value: JSONValue, _ document: Int, _ pointer: JSONPointer, _ sentence: String) -> SchemaFault {
        SchemaFault(uri: sources[document].uri, pointer: pointer, position: value.position, sentence: sentence)
    }
}
