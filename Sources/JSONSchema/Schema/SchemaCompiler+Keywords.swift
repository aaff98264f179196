extension SchemaCompiler {
    mutating func compileAssertions(_ scope: inout Scope) {
        let schema = scope.schema
        compileTypes(schema["type"], &scope)
        for (keyword, step) in [
            ("minimum", CompiledSchema.Step.minimum), ("exclusiveMinimum", CompiledSchema.Step.exclusiveMinimum),
            ("maximum", CompiledSchema.Step.maximum), ("exclusiveMaximum", CompiledSchema.Step.exclusiveMaximum),
            ("multipleOf", CompiledSchema.Step.multipleOf),
        ] {
            guard let value = schema[keyword], let decimal = value.decimal else { continue }
            parts.numbers.append(.init(decimal: decimal, integer: decimal.integer, text: value.numberText ?? ""))
            scope.number.append(step(Int32(parts.numbers.count - 1)))
        }
        count(schema["minLength"]).map { scope.string.append(.minLength($0)) }
        count(schema["maxLength"]).map { scope.string.append(.maxLength($0)) }
        if let source = schema["pattern"]?.string, let pattern = pattern(source) {
            scope.string.append(.pattern(pattern))
        }
        count(schema["minItems"]).map { scope.array.append(.minItems($0)) }
        count(schema["maxItems"]).map { scope.array.append(.maxItems($0)) }
        if schema["uniqueItems"]?.boolean == true { scope.array.append(.uniqueItems) }
        count(schema["minProperties"]).map { scope.object.append(.minProperties($0)) }
        count(schema["maxProperties"]).map { scope.object.append(.maxProperties($0)) }
        for (name, needs) in schema["dependentRequired"]?.members ?? [] { require(needs, with: name, &scope) }
        if let value = schema["const"] {
            parts.constants.append(value)
            scope.general.append(.constant(Int32(parts.constants.count - 1)))
        }
        if let values = schema["enum"]?.items { compileEnumeration(values, &scope) }
    }

    private func count(_ value: JSONValue?) -> Int32? {
        value?.integer.flatMap(Int32.init(exactly:))
    }

    private mutating func require(_ needs: JSONValue, with name: String, _ scope: inout Scope) {
        parts.dependencies.append((Array(name.utf8), needs.items.compactMap { $0.string.map { Array($0.utf8) } }))
        scope.object.append(.dependentRequired(Int32(parts.dependencies.count - 1)))
    }

    private func compileTypes(_ value: JSONValue?, _ scope: inout Scope) {
        guard let value else { return }
        let names = value.string.map { [$0] } ?? value.items.compactMap(\.string)
        var kinds: UInt8 = 0
        for name in names {
            switch name {
            case "null": kinds |= JSONKind.null.rawValue
            case "boolean": kinds |= JSONKind.boolean.rawValue
            case "integer", "number": kinds |= JSONKind.integer.rawValue | JSONKind.number.rawValue
            case "string": kinds |= JSONKind.string.rawValue
            case "array": kinds |= JSONKind.array.rawValue
            default: kinds |= JSONKind.object.rawValue
            }
        }
        scope.node.kinds = kinds
        scope.node.isWhole = names.contains("integer") && !names.contains("number")
    }

    private mutating func compileEnumeration(_ values: [JSONValue], _ scope: inout Scope) {
        let names = values.compactMap(\.string)
        if names.count == values.count {
            parts.nameTables.append(parts.names.add(names.map { ($0, -1, -1) }))
            scope.general.append(.names(Int32(parts.nameTables.count - 1)))
        } else {
            scope.general.append(.enumeration(first: Int32(parts.constants.count), count: Int32(values.count)))
            parts.constants.append(contentsOf: values)
        }
    }

    mutating func compileFormat(_ scope: inout Scope) {
        guard options.assertsFormats || scope.dialect.assertsFormats, let name = scope.schema["format"]?.string,
            let format = Format(rawValue: name)
        else { return }
        parts.formats.append(format)
        scope.string.append(.format(Int32(parts.formats.count - 1)))
    }

    mutating func compileApplicators(_ scope: inout Scope) {
        let schema = scope.schema
        if let values = schema["allOf"]?.items {
            let list = list(of: values, in: scope)
            scope.general.append(.allOf(first: list.first, count: list.count))
        }
        if let values = schema["anyOf"]?.items {
            let list = list(of: values, in: scope)
            scope.general.append(.anyOf(first: list.first, count: list.count))
        }
        if let values = schema["oneOf"]?.items {
            let list = list(of: values, in: scope)
            scope.general.append(.oneOf(first: list.first, count: list.count))
        }
        if let value = schema["not"] { scope.general.append(.not(index(of: value, in: scope))) }
        if let value = schema["if"], schema["then"] != nil || schema["else"] != nil || scope.dialect.usesUnevaluated {
            scope.general.append(
                .condition(
                    index(of: value, in: scope), then: schema["then"].map { index(of: $0, in: scope) } ?? -1,
                    otherwise: schema["else"].map { index(of: $0, in: scope) } ?? -1))
        }
        for (name, value) in schema["dependentSchemas"]?.members ?? [] { apply(value, with: name, &scope) }
        for (name, value) in schema["dependencies"]?.members ?? [] {
            if value.kind == .array { require(value, with: name, &scope) } else { apply(value, with: name, &scope) }
        }
        compileItems(&scope)
    }

    private mutating func apply(_ value: JSONValue, with name: String, _ scope: inout Scope) {
        parts.dependentSchemas.append((Array(name.utf8), index(of: value, in: scope)))
        scope.object.append(.dependentSchema(Int32(parts.dependentSchemas.count - 1)))
    }

    private mutating func compileItems(_ scope: inout Scope) {
        let schema = scope.schema
        let isOld = scope.dialect.draft == .draft07
        let listed = isOld ? schema["items"].flatMap { $0.kind == .array ? $0 : nil } : schema["prefixItems"]
        let first = list(of: listed?.items ?? [], in: scope)
        let others = isOld && listed != nil ? schema["additionalItems"] : schema["items"]
        let rest = others.map { index(of: $0, in: scope) } ?? -1
        if first.count > 0 || rest >= 0 {
            scope.array.append(.items(first: first.first, count: first.count, rest: rest))
        }
        guard let value = schema["contains"] else { return }
        let counts = scope.dialect.validates && !isOld
        parts.contains.append(
            .init(
                schema: index(of: value, in: scope),
                minimum: counts ? count(schema["minContains"]).map(Int.init) ?? 1 : 1,
                maximum: counts ? count(schema["maxContains"]).map(Int.init) ?? Int.max : Int.max,
                evaluates: !isOld))
        scope.array.append(.contains(Int32(parts.contains.count - 1)))
    }

    /// The keywords about members are one step: it goes over the members once.
    mutating func compileMembers(_ scope: inout Scope) {
        let schema = scope.schema
        let applies = scope.dialect.applies
        let required = scope.dialect.validates ? schema["required"]?.items.compactMap(\.string) ?? [] : []
        let properties = applies ? schema["properties"]?.members ?? [] : []
        let patterns = applies ? schema["patternProperties"]?.members ?? [] : []
        let additional = applies ? schema["additionalProperties"] : nil
        let propertyNames = applies ? schema["propertyNames"] : nil
        guard !required.isEmpty || !properties.isEmpty || !patterns.isEmpty || additional != nil || propertyNames != nil
        else { return }
        var names = properties.map(\.name)
        var schemas = properties.map { index(of: $0.value, in: scope) }
        var positions: [[UInt8]: Int] = [:]
        for (position, name) in names.enumerated() { positions[Array(name.utf8)] = position }
        for name in required where positions[Array(name.utf8)] == nil {
            positions[Array(name.utf8)] = names.count
            names.append(name)
            schemas.append(-1)
        }
        var bits = [Int32](repeating: -1, count: names.count)
        for (bit, name) in required.prefix(64).enumerated() {
            positions[Array(name.utf8)].map { bits[$0] = Int32(bit) }
        }
        let members = patterns.compactMap { member in
            pattern(member.name).map { PatternMember(pattern: $0, schema: index(of: member.value, in: scope)) }
        }
        let further = Array(required.dropFirst(64))
        parts.propertyTables.append(
            PropertyTable(
                names: parts.names.add(names.indices.map { (names[$0], schemas[$0], bits[$0]) }),
                requiredMask: required.count >= 64 ? .max : (1 << UInt64(required.count)) - 1,
                further: further.isEmpty ? -1 : Int32(parts.furtherRequired.count),
                firstPattern: Int32(parts.patternMembers.count), patternCount: Int32(members.count),
                additional: additional.map { index(of: $0, in: scope) } ?? -1,
                propertyNames: propertyNames.map { index(of: $0, in: scope) } ?? -1))
        parts.patternMembers += members
        if !further.isEmpty { parts.furtherRequired.append(further) }
        scope.object.append(.members(Int32(parts.propertyTables.count - 1)))
    }

    mutating func compileUnevaluated(_ scope: inout Scope) {
        guard scope.dialect.draft == .draft202012 else { return }
        if let value = scope.schema["unevaluatedItems"] {
            scope.lateArray.append(.unevaluatedItems(index(of: value, in: scope)))
            scope.node.tracks = true
        }
        if let value = scope.schema["unevaluatedProperties"] {
            scope.lateObject.append(.unevaluatedProperties(index(of: value, in: scope)))
            scope.node.tracks = true
        }
    }
}
