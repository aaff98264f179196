/// Goes through a document once: finds identifiers, anchors and subschemas, and checks the form of every keyword.
struct SchemaWalk {
    private(set) var library: SchemaLibrary
    private(set) var faults: [SchemaFault] = []
    private let document: Int

    init(library: SchemaLibrary, document: Int) {
        self.library = library
        self.document = document
    }

    mutating func enterDocument(uri: String) {
        let root = library.sources[document].document.root
        let base = URIReference(uri).resolved(against: URIReference(""))
        guard SchemaKeyword.isSchema(root) else {
            faults.append(library.fault(at: root, document, JSONPointer(), "a schema is an object, true or false"))
            return
        }
        guard library.resourceIndex[base.resource] == nil else {
            faults.append(
                library.fault(at: root, document, JSONPointer(), "another schema has the URI \(base.resource) already"))
            return
        }
        let dialect = self.dialect(of: root, JSONPointer()) ?? .draft202012
        let resource = library.register(
            resource: .init(uri: base, target: .init(document: document, node: root.index), dialect: dialect))
        visit(root, Context(resource: resource, fromResource: JSONPointer(), fromDocument: JSONPointer()))
    }

    /// Goes through a value that was no subschema by itself but has been referred to as one.
    mutating func enter(_ value: JSONValue, resource: Int, fromResource: JSONPointer) {
        visit(value, Context(resource: resource, fromResource: fromResource, fromDocument: fromResource))
    }

    private struct Context {
        var resource: Int
        var fromResource: JSONPointer
        var fromDocument: JSONPointer

        func appending(_ token: String) -> Context {
            Context(
                resource: resource, fromResource: fromResource.appending(token),
                fromDocument: fromDocument.appending(token))
        }
    }

    private mutating func visit(_ schema: JSONValue, _ outer: Context) {
        var context = outer
        let target = SchemaLibrary.Target(document: document, node: schema.index)
        guard library.places[target] == nil else { return }
        if schema.kind == .object {
            enterResource(schema, &context, target)
        } else if schema.kind != .boolean {
            fault(schema, context, "a schema is an object, true or false")
            return
        }
        library.register(place: .init(resource: context.resource, pointer: context.fromResource), at: target)
        let dialect = library.resources[context.resource].dialect
        if dialect.draft == .draft07, schema["$ref"] != nil {
            check(schema, ["$ref"], context)
            return
        }
        registerAnchors(schema, context, target)
        check(schema, nil, context)
    }

    /// A schema with an `$id` begins a resource of its own, and may begin another dialect.
    private mutating func enterResource(_ schema: JSONValue, _ context: inout Context, _ target: SchemaLibrary.Target) {
        let outer = library.resources[context.resource]
        guard let id = schema["$id"]?.string else { return }
        if outer.dialect.draft == .draft07, schema["$ref"] != nil || id.hasPrefix("#") {
            if id.hasPrefix("#"), schema["$ref"] == nil {
                _ = library.register(
                    anchor: String(id.dropFirst()), isDynamic: false, in: context.resource, at: target)
            }
            return
        }
        var uri = URIReference(id).resolved(against: outer.uri)
        if let fragment = uri.fragment, !fragment.isEmpty {
            fault(schema["$id"] ?? schema, context.appending("$id"), "an $id has no fragment; use $anchor")
            return
        }
        uri.fragment = nil
        if outer.target == target, library.resourceIndex[uri.resource] == nil {
            // The document's own $id: another name for what it was added as, and the base from here on.
            let resource = library.register(resource: .init(uri: uri, target: target, dialect: outer.dialect))
            context = Context(resource: resource, fromResource: JSONPointer(), fromDocument: context.fromDocument)
            return
        }
        if let taken = library.resourceIndex[uri.resource] {
            if library.resources[taken].target != target {
                fault(schema["$id"] ?? schema, context.appending("$id"), "another schema has the $id \(uri.resource)")
            }
            return
        }
        let dialect = self.dialect(of: schema, context.fromDocument) ?? outer.dialect
        let resource = library.register(resource: .init(uri: uri, target: target, dialect: dialect))
        context = Context(resource: resource, fromResource: JSONPointer(), fromDocument: context.fromDocument)
    }

    private mutating func dialect(of schema: JSONValue, _ pointer: JSONPointer) -> SchemaDialect? {
        guard let named = schema["$schema"], let uri = named.string else { return nil }
        if let known = SchemaDialect.standard(uri) { return known }
        let name = URIReference(uri).resource
        guard let meta = library.resourceIndex[name] else {
            faults.append(
                library.fault(
                    at: named, document, pointer.appending("$schema"),
                    "this dialect is not known: use https://json-schema.org/draft/2020-12/schema"))
            return nil
        }
        let value = library.value(at: library.resources[meta].target)
        guard let vocabulary = value["$vocabulary"] else { return library.resources[meta].dialect }
        let described = SchemaDialect.described(by: vocabulary)
        if let unknown = described.unknown {
            faults.append(
                library.fault(
                    at: named, document, pointer.appending("$schema"),
                    "this dialect requires the vocabulary \(unknown), which is not known"))
        }
        return described.dialect
    }

    private mutating func registerAnchors(_ schema: JSONValue, _ context: Context, _ target: SchemaLibrary.Target) {
        for (keyword, isDynamic) in [("$anchor", false), ("$dynamicAnchor", true)] {
            guard let name = schema[keyword]?.string else { continue }
            let isNew = library.register(anchor: name, isDynamic: isDynamic, in: context.resource, at: target)
            guard isNew || schema["$anchor"]?.string == schema["$dynamicAnchor"]?.string else {
                fault(schema, context.appending(keyword), "another subschema has this anchor already")
                continue
            }
        }
    }

    private mutating func check(_ schema: JSONValue, _ only: Set<String>?, _ context: Context) {
        let draft = library.resources[context.resource].dialect.draft
        for (name, value) in schema.members where only?.contains(name) ?? true {
            guard let keyword = SchemaKeyword.named(name, in: draft) else { continue }
            let inner = context.appending(name)
            if let sentence = keyword.fault(in: value) {
                fault(value, inner, "\(name) \(sentence)")
                continue
            }
            if name == "patternProperties" {
                for member in value.memberValues {
                    guard let sentence = member.name.string.flatMap(SchemaKeyword.patternFault) else { continue }
                    fault(member.name, inner.appending(member.name.string ?? ""), "the name \(sentence)")
                }
            }
            guard keyword.holdsSchemas else { continue }
            switch value.kind {
            case .array:
                for (index, item) in value.items.enumerated() { visit(item, inner.appending(String(index))) }
            case .object where keyword == .namedSchemas || keyword == .namedSchemasOrNames:
                for member in value.members where member.value.kind != .array || keyword == .namedSchemas {
                    visit(member.value, inner.appending(member.name))
                }
            default: visit(value, inner)
            }
        }
    }

    private mutating func fault(_ value: JSONValue, _ context: Context, _ sentence: String) {
        faults.append(library.fault(at: value, document, context.fromDocument, sentence))
    }
}
