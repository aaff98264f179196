/// One run of a compiled schema over one document.
///
/// Runs silently, stopping at the first fault, or collecting every fault. What unevaluated keywords must know (which
/// members and items have been evaluated) is kept as bits in frames on `marks`, one frame per schema that tracks, and
/// only where some schema around asks for it.
///
/// The pointers into the document are valid during `run`, which makes them, those into the schema as long as it lives;
/// all indices come from the parser and the compiler.
struct Evaluation {
    let schema: CompiledSchema
    let document: JSONDocument
    let tape: UnsafeBufferPointer<JSONNode>
    let source: UnsafeBufferPointer<UInt8>
    let decoded: UnsafeBufferPointer<UInt8>
    let nodes: UnsafePointer<CompiledSchema.Node>
    let steps: UnsafePointer<CompiledSchema.Step>
    let lists: UnsafePointer<Int32>
    let tables: UnsafePointer<PropertyTable>
    let names: NameLookup
    var collects: Bool
    var errors: [ValidationError] = []
    /// A bound was met: the outcome is invalid whatever the schema says around it.
    private(set) var isUndecided = false
    private var depth = 0
    private var errorCount = 0
    /// The resources entered, outermost first; only when the schema has dynamic references.
    private var scope: [Int32] = []
    var marks: [UInt64] = []
    var patternScratch = PatternScratch()
    private let lines: LineIndex?

    static func run(
        _ schema: CompiledSchema, _ document: JSONDocument, collects: Bool
    ) -> (isValid: Bool, errors: [ValidationError]) {
        document.nodes.withUnsafeBufferPointer { tape in
            document.source.withUnsafeBufferPointer { source in
                document.decoded.withUnsafeBufferPointer { decoded in
                    var evaluation = Evaluation(
                        schema: schema, document: document, tape: tape, source: source, decoded: decoded,
                        nodes: schema.nodes.elements, steps: schema.steps.elements, lists: schema.lists.elements,
                        tables: schema.propertyTables.elements, names: schema.nameLookup, collects: collects,
                        lines: collects ? LineIndex(source) : nil)
                    let isValid = evaluation.evaluate(0, 0, -1)
                    return (isValid && !evaluation.isUndecided, evaluation.errors)
                }
            }
        }
    }

    /// Applies a schema to a value.
    ///
    /// - Parameter frame: the bits of the value's members or items that are to be set for those evaluated, or -1.
    mutating func evaluate(_ index: Int32, _ instance: Int, _ frame: Int) -> Bool {
        let node = nodes + Int(index)
        let kind = tape[instance].kind
        var isValid = true
        if node.pointee.kinds & kind.rawValue == 0 || node.pointee.isNever {
            guard reject(index, node.pointee, instance) else { return false }
            isValid = false
        } else if node.pointee.isWhole, kind == .number, !isWhole(instance) {
            guard report(index, instance, "type", "must be a whole number") else { return false }
            isValid = false
        }
        var range: CompiledSchema.StepRange
        switch kind {
        case .object: range = node.pointee.object
        case .array: range = node.pointee.array
        case .string: range = node.pointee.string
        case .integer, .number: range = node.pointee.number
        case .null, .boolean: range = CompiledSchema.StepRange()
        }
        guard node.pointee.general.start < node.pointee.general.end || kind == .object || kind == .array else {
            // What is said about strings and numbers alone leads to no other schema.
            return run(index, range, instance, frame) && isValid
        }
        guard range.start < range.end || node.pointee.general.start < node.pointee.general.end else { return isValid }
        depth += 1
        defer { depth -= 1 }
        guard depth <= schema.options.depth else {
            giveUp(
                index, instance, "$ref",
                "validation stopped here: schemas apply inside one another more than \(schema.options.depth) deep")
            return false
        }
        let entersResource = schema.usesDynamicScope && scope.last != node.pointee.resource
        if entersResource { scope.append(node.pointee.resource) }
        defer { if entersResource { scope.removeLast() } }
        let own = node.pointee.tracks ? openFrame(instance) : frame
        let general = run(index, node.pointee.general, instance, own)
        let specific = (general || collects) && run(index, range, instance, own)
        isValid = isValid && general && specific
        if node.pointee.tracks { closeFrame(own, instance, into: isValid ? frame : -1) }
        return isValid
    }

    /// Applies a schema to the same value in a way that may fail without the whole failing: what it evaluates counts
    /// only if it succeeds.
    mutating func attempt(_ index: Int32, _ instance: Int, _ frame: Int) -> Bool {
        guard frame >= 0 else { return evaluate(index, instance, -1) }
        let own = openFrame(instance)
        let isValid = evaluate(index, instance, own)
        closeFrame(own, instance, into: isValid ? frame : -1)
        return isValid
    }

    /// As ``attempt(_:_:_:)``, without listing errors.
    mutating func attemptSilently(_ index: Int32, _ instance: Int, _ frame: Int) -> Bool {
        let collected = collects
        collects = false
        defer { collects = collected }
        return attempt(index, instance, frame)
    }

    private mutating func run(
        _ index: Int32, _ range: CompiledSchema.StepRange, _ instance: Int, _ frame: Int
    ) -> Bool {
        var isValid = true
        for step in range.start..<range.end where !perform(steps[Int(step)], index, instance, frame) {
            isValid = false
            guard collects else { return false }
        }
        return isValid
    }

    /// The node that a dynamic reference means: that of the outermost resource entered which has the anchor.
    func dynamicTarget(_ node: Int32, _ name: Int32) -> Int32 {
        for resource in scope {
            let candidate = schema.dynamicAnchors[Int(resource)][Int(name)]
            if candidate >= 0 { return candidate }
        }
        return node
    }
}

// MARK: - Frames

extension Evaluation {
    private func words(_ instance: Int) -> Int {
        let node = tape[instance]
        return node.kind == .object || node.kind == .array ? (Int(node.count) + 63) / 64 : 0
    }

    private mutating func openFrame(_ instance: Int) -> Int {
        let frame = marks.count
        marks.append(contentsOf: repeatElement(0, count: words(instance)))
        return frame
    }

    private mutating func closeFrame(_ frame: Int, _ instance: Int, into outer: Int) {
        let words = words(instance)
        if outer >= 0 {
            for word in 0..<words { marks[outer + word] |= marks[frame + word] }
        }
        marks.removeLast(words)
    }

    @inline(__always)
    mutating func mark(_ position: Int, _ frame: Int) {
        marks[frame + position / 64] |= 1 << UInt64(position % 64)
    }

    func isMarked(_ position: Int, _ frame: Int) -> Bool {
        marks[frame + position / 64] & (1 << UInt64(position % 64)) != 0
    }
}

// MARK: - Faults

extension Evaluation {
    /// Notes a fault when faults are collected.
    /// - Returns: whether to go on.
    @inline(__always)
    mutating func report(
        _ index: Int32, _ instance: Int, _ keyword: StaticString, _ sentence: String
    ) -> Bool {
        guard collects else { return false }
        append(index, instance, keyword, sentence, causes: [])
        return true
    }

    mutating func append(
        _ index: Int32, _ instance: Int, _ keyword: StaticString, _ sentence: String, causes: [ValidationError]
    ) {
        errorCount += 1
        guard errorCount <= CompiledSchema.maximumErrors else {
            if errorCount == CompiledSchema.maximumErrors + 1 {
                errors.append(
                    error(index, instance, keyword, "there are more faults; the first \(errorCount - 1) are listed", [])
                )
            }
            return
        }
        errors.append(error(index, instance, keyword, sentence, causes))
    }

    private func error(
        _ index: Int32, _ instance: Int, _ keyword: StaticString, _ sentence: String, _ causes: [ValidationError]
    ) -> ValidationError {
        let name = keyword.description
        let offset = Int(tape[instance].offset)
        return ValidationError(
            instance: pointer(to: instance),
            position: lines?.position(ofByte: offset, in: source) ?? TextPosition(line: 1, column: 1),
            schema: schema.locations[Int(index)] + (name == "false" ? "" : "/" + name),
            keyword: name, sentence: sentence, causes: causes)
    }

    /// Ends the run without an outcome: the document is refused.
    mutating func giveUp(_ index: Int32, _ instance: Int, _ keyword: StaticString, _ sentence: String) {
        let isFirst = !isUndecided
        isUndecided = true
        if isFirst { errors.append(error(index, instance, keyword, sentence, [])) }
    }

    /// Notes that a value is of the wrong kind, or that none is accepted.
    private mutating func reject(_ index: Int32, _ node: CompiledSchema.Node, _ instance: Int) -> Bool {
        guard collects else { return false }
        guard !node.isNever else { return report(index, instance, "false", "nothing is allowed here") }
        var phrases: [String] = []
        for kind in [JSONKind.object, .array, .string, .number, .boolean, .null]
        where node.kinds & kind.rawValue != 0 {
            phrases.append(kind == .number && node.isWhole ? "a whole number" : kind.phrase)
        }
        let sentence = "must be \(phrases.joined(separator: " or ")), but is \(tape[instance].kind.phrase)"
        return report(index, instance, "type", sentence)
    }

    /// The way from the root to a value; a member's name leads to its value.
    private func pointer(to instance: Int) -> JSONPointer {
        var pointer = JSONPointer()
        var container = 0
        while container != instance {
            let node = tape[container]
            var child = container + 1
            var next = container
            for position in 0..<Int(node.count) {
                let value = node.kind == .object ? child + 1 : child
                let end = Int(tape[value].next)
                if instance < end {
                    if node.kind == .object {
                        pointer = pointer.appending(JSONValue(document: document, index: child).string ?? "")
                    } else {
                        pointer = pointer.appending(position)
                    }
                    next = instance == child ? instance : value
                    break
                }
                child = end
            }
            precondition(next != container, "every node lies inside the root")
            container = next
        }
        return pointer
    }
}
