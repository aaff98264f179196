extension Evaluation {
    /// Performs one step.
    /// - Returns: whether the value meets it.
    mutating func perform(_ step: CompiledSchema.Step, _ index: Int32, _ instance: Int, _ frame: Int) -> Bool {
        switch step {
        case .members(let table): return checkMembers(table, index, instance, frame)
        case .reference(let target): return evaluate(target, instance, frame)
        case .maxLength(let limit): return checkLength(index, instance, maximum: Int(limit))
        case .minLength(let limit): return checkLength(index, instance, minimum: Int(limit))
        case .pattern(let pattern): return checkPattern(Int(pattern), index, instance)
        case .format(let format): return checkFormat(Int(format), index, instance)
        case .names(let table): return checkNames(Int(table), index, instance)
        case .minimum(let number):
            return compare(instance, number) { $0 >= 0 }
                || collects && fault(index, instance, "minimum", "must be at least \(text(number))")
        case .exclusiveMinimum(let number):
            return compare(instance, number) { $0 > 0 }
                || collects && fault(index, instance, "exclusiveMinimum", "must be more than \(text(number))")
        case .maximum(let number):
            return compare(instance, number) { $0 <= 0 }
                || collects && fault(index, instance, "maximum", "must be at most \(text(number))")
        case .exclusiveMaximum(let number):
            return compare(instance, number) { $0 < 0 }
                || collects && fault(index, instance, "exclusiveMaximum", "must be less than \(text(number))")
        case .multipleOf(let number):
            return isMultiple(instance, number)
                || collects && fault(index, instance, "multipleOf", "must be a multiple of \(text(number))")
        case .items(let first, let count, let rest):
            return checkItems(first, Int(count), rest, instance, frame)
        case .minItems(let limit):
            return tape[instance].count >= UInt32(limit)
                || collects
                    && fault(
                        index, instance, "minItems",
                        "must have at least \(limit) items, but has \(tape[instance].count)")
        case .maxItems(let limit):
            return tape[instance].count <= UInt32(limit)
                || collects
                    && fault(
                        index, instance, "maxItems", "must have at most \(limit) items, but has \(tape[instance].count)"
                    )
        case .uniqueItems: return checkUnique(index, instance)
        case .contains(let position): return checkContains(Int(position), index, instance, frame)
        case .unevaluatedItems(let target): return checkUnevaluated(target, index, instance, frame)
        case .minProperties(let limit):
            return tape[instance].count >= UInt32(limit)
                || collects
                    && fault(
                        index, instance, "minProperties",
                        "must have at least \(limit) members, but has \(tape[instance].count)")
        case .maxProperties(let limit):
            return tape[instance].count <= UInt32(limit)
                || collects
                    && fault(
                        index, instance, "maxProperties",
                        "must have at most \(limit) members, but has \(tape[instance].count)")
        case .dependentRequired(let position): return checkDependency(Int(position), index, instance)
        case .dependentSchema(let position):
            let dependency = schema.dependentSchemas[Int(position)]
            guard member(dependency.name, of: instance) != nil else { return true }
            return evaluate(dependency.schema, instance, frame)
        case .unevaluatedProperties(let target): return checkUnevaluated(target, index, instance, frame)
        case .constant(let position):
            return isEqual(instance, schema.constants[Int(position)])
                || collects && fault(index, instance, "const", "must be \(phrase(schema.constants[Int(position)]))")
        case .enumeration(let first, let count): return checkEnumeration(Int(first), Int(count), index, instance)
        case .dynamicReference(let target, let name): return evaluate(dynamicTarget(target, name), instance, frame)
        case .allOf(let first, let count):
            var isValid = true
            for position in first..<first + count where !evaluate(lists[Int(position)], instance, frame) {
                isValid = false
                guard collects else { return false }
            }
            return isValid
        case .anyOf(let first, let count): return checkAny(first, count, index, instance, frame)
        case .oneOf(let first, let count): return checkOne(first, count, index, instance, frame)
        case .not(let target):
            return !attemptSilently(target, instance, -1)
                || collects && fault(index, instance, "not", "must not be what the schema excludes here")
        case .condition(let condition, let then, let otherwise):
            let branch = attemptSilently(condition, instance, frame) ? then : otherwise
            return branch < 0 || evaluate(branch, instance, frame)
        }
    }

    /// Notes a fault. - Returns: false.
    @inline(__always)
    mutating func fault(
        _ index: Int32, _ instance: Int, _ keyword: StaticString, _ sentence: String
    ) -> Bool {
        _ = report(index, instance, keyword, sentence)
        return false
    }
}

// MARK: - Alternatives

extension Evaluation {
    private mutating func checkAny(
        _ first: Int32, _ count: Int32, _ index: Int32, _ instance: Int, _ frame: Int
    ) -> Bool {
        var matches = false
        for position in first..<first + count where attemptSilently(lists[Int(position)], instance, frame) {
            matches = true
            // Where evaluated members are tracked, every alternative that holds adds its own.
            guard frame >= 0 else { break }
        }
        guard !matches, collects else { return matches }
        append(
            index, instance, "anyOf", "must meet at least one of \(count) alternatives, but meets none",
            causes: causes(first, count, instance))
        return false
    }

    private mutating func checkOne(
        _ first: Int32, _ count: Int32, _ index: Int32, _ instance: Int, _ frame: Int
    ) -> Bool {
        var matches: [Int32] = []
        for position in first..<first + count where attemptSilently(lists[Int(position)], instance, frame) {
            matches.append(position - first)
            guard matches.count < 2 || collects else { return false }
        }
        guard matches.count != 1 else { return true }
        guard collects else { return false }
        guard matches.isEmpty else {
            let numbers = matches.map { String($0 + 1) }.joined(separator: ", ")
            return fault(
                index, instance, "oneOf", "must meet exactly one of \(count) alternatives, but meets numbers \(numbers)"
            )
        }
        append(
            index, instance, "oneOf", "must meet exactly one of \(count) alternatives, but meets none",
            causes: causes(first, count, instance))
        return false
    }

    /// What is wrong with each alternative.
    private mutating func causes(_ first: Int32, _ count: Int32, _ instance: Int) -> [ValidationError] {
        let collected = errors
        errors = []
        for position in first..<first + count { _ = attempt(lists[Int(position)], instance, -1) }
        defer { errors = collected }
        return errors
    }

    private mutating func checkEnumeration(_ first: Int, _ count: Int, _ index: Int32, _ instance: Int) -> Bool {
        for position in first..<first + count where isEqual(instance, schema.constants[position]) { return true }
        guard collects else { return false }
        return fault(
            index, instance, "enum",
            "must be one of " + schema.constants[first..<first + count].prefix(20).map(phrase).joined(separator: ", "))
    }

    private mutating func checkNames(_ table: Int, _ index: Int32, _ instance: Int) -> Bool {
        let names = schema.nameTables.elements[table]
        if tape[instance].kind == .string, self.names.index(of: content(instance), in: names) >= 0 { return true }
        guard collects else { return false }
        let listed = (0..<min(Int(names.count), 20)).map { "\"\(schema.names.name($0, of: names))\"" }
            .joined(separator: ", ")
        return fault(
            index, instance, "enum",
            "must be one of \(listed)\(names.count > 20 ? " and \(names.count - 20) others" : "")")
    }

    private func phrase(_ constant: JSONValue) -> String {
        let text = constant.text
        return text.utf8.count <= 80 ? text : "a certain value (see the schema)"
    }
}

// MARK: - Strings and numbers

extension Evaluation {
    /// The bytes of a string or number.
    @inline(__always)
    func content(_ instance: Int) -> UnsafeBufferPointer<UInt8> {
        let node = tape[instance]
        let all = node.kind == .string && node.flag ? decoded : source
        return UnsafeBufferPointer(rebasing: all[Int(node.start)..<Int(node.start + node.count)])
    }

    private mutating func checkLength(
        _ index: Int32, _ instance: Int, minimum: Int = 0, maximum: Int = .max
    ) -> Bool {
        let bytes = Int(tape[instance].count)
        // A character takes one to four bytes, so most lengths need no counting.
        if bytes <= maximum, bytes >= minimum, minimum == 0 || bytes / 4 >= minimum { return true }
        let count = UTF8Scan.scalarCount(in: content(instance))
        guard count < minimum || count > maximum else { return true }
        guard collects else { return false }
        if count < minimum {
            return fault(
                index, instance, "minLength", "must have at least \(minimum) characters, but has \(count)")
        }
        return fault(index, instance, "maxLength", "must have at most \(maximum) characters, but has \(count)")
    }

    private mutating func checkPattern(_ pattern: Int, _ index: Int32, _ instance: Int) -> Bool {
        switch matches(pattern, instance) {
        case .match: return true
        case .noMatch:
            guard collects else { return false }
            return fault(
                index, instance, "pattern", "must match the pattern \(schema.patterns.elements[pattern].source)")
        case .abandoned:
            giveUp(
                index, instance, "pattern",
                "validation stopped here: the pattern \(schema.patterns.elements[pattern].source) takes too many steps")
            return false
        }
    }

    mutating func matches(_ pattern: Int, _ instance: Int) -> Pattern.Outcome {
        schema.patterns.elements[pattern].search(content(instance), scratch: &patternScratch)
    }

    private mutating func checkFormat(_ format: Int, _ index: Int32, _ instance: Int) -> Bool {
        let format = schema.formats.elements[format]
        return format.accepts(content(instance))
            || collects && fault(index, instance, "format", "must be \(format.sentence)")
    }

    func isWhole(_ instance: Int) -> Bool {
        tape[instance].kind == .integer || JSONDecimal(literal: content(instance)).isWhole
    }

    /// A number's value where it was written as a whole number of at most 18 digits.
    @inline(__always)
    private func smallInteger(_ instance: Int) -> Int64? {
        let node = tape[instance]
        guard node.kind == .integer, node.count <= 18 else { return nil }
        var value: Int64 = 0
        var isNegative = false
        for byte in content(instance) {
            if byte == UInt8(ascii: "-") { isNegative = true } else { value = value &* 10 &+ Int64(byte &- 0x30) }
        }
        return isNegative ? -value : value
    }

    private func compare(_ instance: Int, _ number: Int32, _ holds: (Int) -> Bool) -> Bool {
        let bound = schema.numbers.elements + Int(number)
        if let value = smallInteger(instance), let limit = bound.pointee.integer {
            return holds(value < limit ? -1 : value == limit ? 0 : 1)
        }
        let value = JSONDecimal(literal: content(instance))
        return holds(value < bound.pointee.decimal ? -1 : value == bound.pointee.decimal ? 0 : 1)
    }

    private func isMultiple(_ instance: Int, _ number: Int32) -> Bool {
        let divisor = schema.numbers.elements[Int(number)]
        if let value = smallInteger(instance), let step = divisor.integer { return value % step == 0 }
        return JSONDecimal(literal: content(instance)).isMultiple(of: divisor.decimal)
    }

    private func text(_ number: Int32) -> String { schema.numbers.elements[Int(number)].text }
}
