// MARK: - Objects

extension Evaluation {
    mutating func checkMembers(_ position: Int32, _ index: Int32, _ instance: Int, _ frame: Int) -> Bool {
        let table = tables[Int(position)]
        var isValid = true
        var seen: UInt64 = 0
        var name = instance + 1
        var guess = 0
        for member in 0..<Int(tape[instance].count) {
            let value = name + 1
            let entry = names.index(of: content(name), in: table.names, guess: guess)
            var isEvaluated = false
            if table.propertyNames >= 0, !evaluate(table.propertyNames, name, -1) {
                guard collects else { return false }
                isValid = false
            }
            if entry >= 0 {
                guess = entry + 1
                let known = names.entry(entry, of: table.names)
                if known.bit >= 0 { seen |= 1 &<< UInt64(known.bit) }
                if known.schema >= 0 {
                    isEvaluated = true
                    if !evaluate(known.schema, value, -1) {
                        guard collects else { return false }
                        isValid = false
                    }
                }
            }
            for position in table.firstPattern..<table.firstPattern + table.patternCount
            where matchesName(Int(schema.patternMembers[Int(position)].pattern), index, name) {
                isEvaluated = true
                if !evaluate(schema.patternMembers[Int(position)].schema, value, -1) {
                    guard collects else { return false }
                    isValid = false
                }
            }
            if !isEvaluated, table.additional >= 0 {
                isEvaluated = true
                if !checkAdditional(table.additional, index, value) {
                    guard collects else { return false }
                    isValid = false
                }
            }
            if isEvaluated, frame >= 0 { mark(member, frame) }
            name = Int(tape[value].next)
        }
        guard seen == table.requiredMask, table.further < 0 else {
            return checkRequired(table, seen, index, instance) && isValid
        }
        return isValid
    }

    private mutating func matchesName(_ pattern: Int, _ index: Int32, _ name: Int) -> Bool {
        switch matches(pattern, name) {
        case .match: return true
        case .noMatch: return false
        case .abandoned:
            giveUp(
                index, name, "patternProperties",
                "validation stopped here: the pattern \(schema.patterns.elements[pattern].source) takes too many steps")
            return false
        }
    }

    private mutating func checkAdditional(_ target: Int32, _ index: Int32, _ value: Int) -> Bool {
        guard nodes[Int(target)].isNever else { return evaluate(target, value, -1) }
        return fault(index, value, "additionalProperties", "is a member that the schema does not know")
    }

    private mutating func checkRequired(
        _ table: PropertyTable, _ seen: UInt64, _ index: Int32, _ instance: Int
    ) -> Bool {
        guard collects || table.further >= 0 else { return false }
        var isValid = seen == table.requiredMask
        for position in 0..<Int(table.names.count) where collects {
            let bit = names.entry(position, of: table.names).bit
            guard bit >= 0, seen & (1 << UInt64(bit)) == 0 else { continue }
            let name = schema.names.name(position, of: table.names)
            isValid = fault(index, instance, "required", "the member \"\(name)\" is missing")
        }
        for name in table.further < 0 ? [] : schema.furtherRequired[Int(table.further)]
        where member(Array(name.utf8), of: instance) == nil {
            isValid = fault(index, instance, "required", "the member \"\(name)\" is missing")
        }
        return isValid
    }

    /// The value of the member with a name, as a node.
    func member(_ wanted: [UInt8], of instance: Int) -> Int? {
        var name = instance + 1
        for _ in 0..<Int(tape[instance].count) {
            if content(name).elementsEqual(wanted) { return name + 1 }
            name = Int(tape[name + 1].next)
        }
        return nil
    }

    mutating func checkDependency(_ position: Int, _ index: Int32, _ instance: Int) -> Bool {
        let dependency = schema.dependencies[position]
        guard member(dependency.name, of: instance) != nil else { return true }
        var isValid = true
        for need in dependency.needs where member(need, of: instance) == nil {
            let name = String(decoding: dependency.name, as: UTF8.self)
            guard collects else { return false }
            isValid = fault(
                index, instance, "dependentRequired",
                "the member \"\(String(decoding: need, as: UTF8.self))\" is missing; \"\(name)\" requires it")
        }
        return isValid
    }
}

// MARK: - Arrays

extension Evaluation {
    mutating func checkItems(
        _ first: Int32, _ count: Int, _ rest: Int32, _ instance: Int, _ frame: Int
    ) -> Bool {
        var isValid = true
        var item = instance + 1
        for position in 0..<Int(tape[instance].count) {
            let target = position < count ? lists[Int(first) + position] : rest
            guard target >= 0 else { break }
            if !evaluate(target, item, -1) {
                guard collects else { return false }
                isValid = false
            }
            if frame >= 0 { mark(position, frame) }
            item = Int(tape[item].next)
        }
        return isValid
    }

    mutating func checkContains(_ position: Int, _ index: Int32, _ instance: Int, _ frame: Int) -> Bool {
        let contains = schema.contains[position]
        var count = 0
        var item = instance + 1
        for position in 0..<Int(tape[instance].count) {
            if attemptSilently(contains.schema, item, -1) {
                count += 1
                if contains.evaluates, frame >= 0 { mark(position, frame) }
            }
            item = Int(tape[item].next)
        }
        if count < contains.minimum {
            guard collects else { return false }
            guard contains.minimum > 1 else {
                return fault(index, instance, "contains", "must contain an item that meets the schema given for one")
            }
            return fault(
                index, instance, "minContains",
                "must contain at least \(contains.minimum) items that meet the schema given, but has \(count)")
        }
        return count <= contains.maximum
            || collects
                && fault(
                    index, instance, "maxContains",
                    "must contain at most \(contains.maximum) items that meet the schema given, but has \(count)")
    }

    /// Applies an unevaluated keyword to the members or items that nothing else has evaluated.
    mutating func checkUnevaluated(_ target: Int32, _ index: Int32, _ instance: Int, _ frame: Int) -> Bool {
        let isObject = tape[instance].kind == .object
        var isValid = true
        var child = instance + 1
        for position in 0..<Int(tape[instance].count) {
            let value = isObject ? child + 1 : child
            if !isMarked(position, frame) {
                if nodes[Int(target)].isNever {
                    isValid =
                        isObject
                        ? fault(index, value, "unevaluatedProperties", "is a member that the schema does not know")
                        : fault(index, value, "unevaluatedItems", "is an item that the schema does not know")
                } else if !evaluate(target, value, -1) {
                    isValid = false
                }
                guard isValid || collects else { return false }
                mark(position, frame)
            }
            child = Int(tape[value].next)
        }
        return isValid
    }
}
