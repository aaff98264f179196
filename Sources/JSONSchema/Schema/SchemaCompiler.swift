/// Turns the schemas that are reached from one schema into the flat arrays of ``CompiledSchema``.
///
/// Works off a list instead of recursing, so that a chain of references of any length compiles.
struct SchemaCompiler {
    struct Parts {
        var nodes: [CompiledSchema.Node] = []
        var steps: [CompiledSchema.Step] = []
        var lists: [Int32] = []
        var numbers: [CompiledSchema.Number] = []
        var patterns: [Pattern] = []
        var formats: [Format] = []
        var constants: [JSONValue] = []
        var propertyTables: [PropertyTable] = []
        var patternMembers: [PatternMember] = []
        var furtherRequired: [[String]] = []
        var nameTables: [NameTable] = []
        var names = NameTables()
        var dependencies: [(name: [UInt8], needs: [[UInt8]])] = []
        var dependentSchemas: [(name: [UInt8], schema: Int32)] = []
        var contains: [CompiledSchema.Contains] = []
        var dynamicAnchors: [[Int32]] = []
        var usesDynamicScope = false
        var locations: [String] = []
    }

    var library: SchemaLibrary
    var parts = Parts()
    private(set) var faults: [SchemaFault] = []
    let options: CompiledSchema.Options
    private var indices: [SchemaLibrary.Target: Int32] = [:]
    private var waiting: [SchemaLibrary.Target] = []
    private var patternIndices: [String: Int32] = [:]
    private var dynamicNames: [String: Int32] = [:]

    init(library: SchemaLibrary, options: CompiledSchema.Options) {
        self.library = library
        self.options = options
    }

    mutating func compile(from root: SchemaLibrary.Target) {
        _ = index(of: root)
        var done = 0
        while done < waiting.count {
            while done < waiting.count {
                compileNode(waiting[done])
                done += 1
            }
            reachDynamicAnchors()
        }
        parts.usesDynamicScope = !dynamicNames.isEmpty
        parts.dynamicAnchors = library.resources.indices.map { resource in
            var nodes = [Int32](repeating: -1, count: dynamicNames.count)
            for (name, position) in dynamicNames {
                guard let target = library.dynamicAnchors[resource]?[name] else { continue }
                nodes[Int(position)] = indices[target] ?? -1
            }
            return nodes
        }
    }

    /// The node of a subschema; asking for it puts it on the list.
    mutating func index(of target: SchemaLibrary.Target) -> Int32 {
        if let known = indices[target] { return known }
        let index = Int32(waiting.count)
        indices[target] = index
        waiting.append(target)
        parts.nodes.append(CompiledSchema.Node())
        parts.locations.append("")
        return index
    }

    mutating func index(of value: JSONValue, in scope: Scope) -> Int32 {
        index(of: SchemaLibrary.Target(document: scope.target.document, node: value.index))
    }

    mutating func list(of values: [JSONValue], in scope: Scope) -> (first: Int32, count: Int32) {
        let nodes = values.map { index(of: $0, in: scope) }
        let first = Int32(parts.lists.count)
        parts.lists.append(contentsOf: nodes)
        return (first, Int32(nodes.count))
    }

    /// Resources that are entered may redirect a dynamic reference: their anchors of that name must be compiled too.
    private mutating func reachDynamicAnchors() {
        for resource in Set(parts.nodes.map { Int($0.resource) }) {
            for (name, target) in library.dynamicAnchors[resource] ?? [:] where dynamicNames[name] != nil {
                _ = index(of: target)
            }
        }
    }

    /// One schema while it is compiled.
    struct Scope {
        let target: SchemaLibrary.Target
        let schema: JSONValue
        let resource: SchemaLibrary.Resource
        let place: SchemaLibrary.Place
        var node = CompiledSchema.Node()
        var string: [CompiledSchema.Step] = []
        var number: [CompiledSchema.Step] = []
        var array: [CompiledSchema.Step] = []
        var object: [CompiledSchema.Step] = []
        var general: [CompiledSchema.Step] = []
        /// Run after everything else.
        var lateArray: [CompiledSchema.Step] = []
        var lateObject: [CompiledSchema.Step] = []

        var dialect: SchemaDialect { resource.dialect }
    }

    private mutating func compileNode(_ target: SchemaLibrary.Target) {
        guard let place = library.places[target], let index = indices[target] else {
            preconditionFailure("only places that have been walked are compiled")
        }
        let resource = library.resources[place.resource]
        var scope = Scope(target: target, schema: library.value(at: target), resource: resource, place: place)
        scope.node.resource = Int32(place.resource)
        parts.locations[Int(index)] = resource.uri.resource + "#" + place.pointer.description
        if scope.schema.kind == .boolean {
            scope.node.isNever = scope.schema.boolean == false
        } else if scope.dialect.draft == .draft07, scope.schema["$ref"] != nil {
            compileReferences(&scope)
        } else {
            compileReferences(&scope)
            if scope.dialect.validates { compileAssertions(&scope) }
            if scope.dialect.applies { compileApplicators(&scope) }
            compileMembers(&scope)
            if scope.dialect.usesUnevaluated { compileUnevaluated(&scope) }
            compileFormat(&scope)
        }
        scope.node.string = append(scope.string)
        scope.node.number = append(scope.number)
        scope.node.general = append(scope.general)
        // Those of arrays and objects come after the general ones, because unevaluated keywords come last of all.
        scope.node.array = append(scope.array + scope.lateArray)
        scope.node.object = append(scope.object + scope.lateObject)
        parts.nodes[Int(index)] = scope.node
    }

    private mutating func append(_ steps: [CompiledSchema.Step]) -> CompiledSchema.StepRange {
        let start = Int32(parts.steps.count)
        parts.steps.append(contentsOf: steps)
        return .init(start: start, end: Int32(parts.steps.count))
    }

    mutating func pattern(_ source: String) -> Int32? {
        if let known = patternIndices[source] { return known }
        guard let pattern = try? Pattern(source) else { return nil }
        parts.patterns.append(pattern)
        let index = Int32(parts.patterns.count - 1)
        patternIndices[source] = index
        return index
    }

    mutating func dynamicName(_ name: String) -> Int32 {
        if let known = dynamicNames[name] { return known }
        let index = Int32(dynamicNames.count)
        dynamicNames[name] = index
        return index
    }

    mutating func fault(_ value: JSONValue, _ scope: Scope, _ keyword: String, _ sentence: String) {
        faults.append(
            library.fault(
                at: value, scope.target.document, scope.place.pointer.appending(keyword), sentence))
    }
}

extension SchemaLibrary {
    /// Makes a schema that has been added ready to run.
    ///
    /// - Parameter uri: its URI, with a fragment for a subschema.
    /// - Throws: ``SchemaError`` with every reference that leads nowhere.
    package func compile(
        _ uri: String, options: CompiledSchema.Options = .init()
    ) throws(SchemaError) -> CompiledSchema {
        var compiler = SchemaCompiler(library: self, options: options)
        switch compiler.resolve(URIReference(uri)) {
        case .found(let target): compiler.compile(from: target)
        case .missing(let sentence):
            throw SchemaError(faults: [
                SchemaFault(
                    uri: uri, pointer: JSONPointer(), position: TextPosition(line: 1, column: 1), sentence: sentence)
            ])
        }
        guard compiler.faults.isEmpty else { throw SchemaError(faults: compiler.faults) }
        return CompiledSchema(compiler.parts, options: options)
    }
}
