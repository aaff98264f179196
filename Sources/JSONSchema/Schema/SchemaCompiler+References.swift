extension SchemaCompiler {
    enum Resolution {
        case found(SchemaLibrary.Target)
        case missing(String)
    }

    /// The subschema that an absolute URI means.
    mutating func resolve(_ uri: URIReference) -> Resolution {
        guard let resource = library.resourceIndex[uri.resource] else {
            return .missing("no schema has the URI \(uri.resource); nothing is fetched, so it must be added")
        }
        let root = library.resources[resource].target
        guard let fragment = uri.fragment, !fragment.isEmpty else { return .found(root) }
        guard let name = URIReference.percentDecoded(fragment) else {
            return .missing("the fragment #\(fragment) is not well-formed")
        }
        guard name.hasPrefix("/") else {
            guard let target = library.anchors[resource]?[name] ?? anchorOfDocument(root, name) else {
                return .missing("\(uri.resource) has no anchor \(name)")
            }
            return .found(target)
        }
        guard let pointer = JSONPointer(text: name) else { return .missing("#\(name) is no JSON pointer") }
        return resolve(pointer, from: root, uri)
    }

    /// A document known by two URIs keeps its anchors under its `$id`.
    private func anchorOfDocument(_ root: SchemaLibrary.Target, _ name: String) -> SchemaLibrary.Target? {
        library.places[root].flatMap { library.anchors[$0.resource]?[name] }
    }

    private mutating func resolve(
        _ pointer: JSONPointer, from root: SchemaLibrary.Target, _ uri: URIReference
    ) -> Resolution {
        guard let value = library.value(at: root)[pointer] else {
            return .missing("\(uri.resource) has nothing at \(pointer)")
        }
        let target = SchemaLibrary.Target(document: root.document, node: value.index)
        if library.places[target] != nil { return .found(target) }
        // A place under an unknown keyword: a schema only because it is referred to. It belongs to the nearest
        // subschema around it.
        var known = pointer.tokens.count
        var owner = root
        while known > 0 {
            known -= 1
            guard let around = library.value(at: root)[JSONPointer(Array(pointer.tokens.prefix(known)))] else {
                continue
            }
            owner = SchemaLibrary.Target(document: root.document, node: around.index)
            if library.places[owner] != nil { break }
        }
        guard let place = library.places[owner] else { return .missing("\(uri.resource) has no schema at \(pointer)") }
        var walk = SchemaWalk(library: library, document: root.document)
        walk.enter(
            value, resource: place.resource,
            fromResource: JSONPointer(place.pointer.tokens + pointer.tokens.dropFirst(known)))
        guard walk.faults.isEmpty else {
            return .missing("\(uri.resource) has no well-formed schema at \(pointer): \(walk.faults[0].sentence)")
        }
        library = walk.library
        return .found(target)
    }

    mutating func compileReferences(_ scope: inout Scope) {
        if let value = scope.schema["$ref"], let text = value.string {
            if let target = target(of: value, text, "$ref", scope) {
                scope.general.append(.reference(index(of: target)))
            }
        }
        guard scope.dialect.draft == .draft202012, let value = scope.schema["$dynamicRef"], let text = value.string,
            let target = target(of: value, text, "$dynamicRef", scope)
        else { return }
        let node = index(of: target)
        let name = URIReference(text).fragment ?? ""
        let resource = library.places[target]?.resource ?? 0
        if library.dynamicAnchors[resource]?[name] == target {
            scope.general.append(.dynamicReference(node, name: dynamicName(name)))
        } else {
            scope.general.append(.reference(node))
        }
    }

    private mutating func target(
        of value: JSONValue, _ text: String, _ keyword: String, _ scope: Scope
    ) -> SchemaLibrary.Target? {
        switch resolve(URIReference(text).resolved(against: scope.resource.uri)) {
        case .found(let target): return target
        case .missing(let sentence):
            fault(value, scope, keyword, "\(keyword) leads nowhere: \(sentence)")
            return nil
        }
    }
}
