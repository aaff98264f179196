/// A schema made ready to run: flat arrays of small instructions, shared between threads without locks.
///
/// Made by ``SchemaLibrary/compile(_:options:)``.
package final class CompiledSchema: Sendable {
    package struct Options: Sendable {
        /// Whether `format` is asserted for the formats that ``Format`` knows; otherwise it only annotates.
        package var assertsFormats: Bool
        /// How many schemas may be applied inside one another before a validation is given up and said to be.
        package var depth: Int

        package init(assertsFormats: Bool = false, depth: Int = 600) {
            self.assertsFormats = assertsFormats
            self.depth = depth
        }
    }

    let options: Options
    let nodes: PinnedArray<Node>
    let steps: PinnedArray<Step>
    /// Lists of node indices that steps refer to by range.
    let lists: PinnedArray<Int32>
    let numbers: PinnedArray<Number>
    let patterns: PinnedArray<Pattern>
    let formats: PinnedArray<Format>
    let constants: [JSONValue]
    let propertyTables: PinnedArray<PropertyTable>
    let patternMembers: [PatternMember]
    let furtherRequired: [[String]]
    let nameTables: PinnedArray<NameTable>
    let names: NameTables
    let nameLookup: NameLookup
    let dependencies: [(name: [UInt8], needs: [[UInt8]])]
    let dependentSchemas: [(name: [UInt8], schema: Int32)]
    let contains: [Contains]
    /// Per resource: the nodes of its dynamic anchors by name index, or -1.
    let dynamicAnchors: [[Int32]]
    let usesDynamicScope: Bool
    /// Per node, its absolute location.
    let locations: [String]

    init(_ parts: SchemaCompiler.Parts, options: Options) {
        self.options = options
        nodes = PinnedArray(parts.nodes)
        steps = PinnedArray(parts.steps)
        lists = PinnedArray(parts.lists)
        numbers = PinnedArray(parts.numbers)
        patterns = PinnedArray(parts.patterns)
        formats = PinnedArray(parts.formats)
        constants = parts.constants
        propertyTables = PinnedArray(parts.propertyTables)
        patternMembers = parts.patternMembers
        furtherRequired = parts.furtherRequired
        nameTables = PinnedArray(parts.nameTables)
        names = parts.names
        nameLookup = NameLookup(parts.names)
        dependencies = parts.dependencies
        dependentSchemas = parts.dependentSchemas
        contains = parts.contains
        dynamicAnchors = parts.dynamicAnchors
        usesDynamicScope = parts.usesDynamicScope
        locations = parts.locations
    }

    /// A schema object or boolean.
    struct Node {
        /// The allowed kinds as bits of ``JSONKind``.
        var kinds: UInt8 = 0x7F
        /// Whether a number must be whole.
        var isWhole = false
        /// Whether this is `false` and accepts nothing.
        var isNever = false
        /// Whether what its subschemas evaluate must be remembered for an unevaluated keyword of its own.
        var tracks = false
        var resource: Int32 = 0
        /// Ranges of steps by the kind of instance they concern; `general` concerns every kind.
        var string = StepRange()
        var number = StepRange()
        var array = StepRange()
        var object = StepRange()
        var general = StepRange()
    }

    struct StepRange {
        var start: Int32 = 0
        var end: Int32 = 0
    }

    struct Number: Sendable {
        let decimal: JSONDecimal
        let integer: Int64?
        let text: String
    }

    struct Contains {
        let schema: Int32
        let minimum: Int
        let maximum: Int
        let evaluates: Bool
    }

    /// One assertion. The numbers are indices into the arrays of ``CompiledSchema``.
    enum Step {
        case minimum(Int32)
        case exclusiveMinimum(Int32)
        case maximum(Int32)
        case exclusiveMaximum(Int32)
        case multipleOf(Int32)
        case minLength(Int32)
        case maxLength(Int32)
        case pattern(Int32)
        case format(Int32)
        case minItems(Int32)
        case maxItems(Int32)
        case uniqueItems
        /// A list of schemas for the first items, and one for the others or -1.
        case items(first: Int32, count: Int32, rest: Int32)
        case contains(Int32)
        case unevaluatedItems(Int32)
        case minProperties(Int32)
        case maxProperties(Int32)
        case members(Int32)
        case dependentRequired(Int32)
        case dependentSchema(Int32)
        case unevaluatedProperties(Int32)
        case constant(Int32)
        case enumeration(first: Int32, count: Int32)
        /// An enumeration of strings only.
        case names(Int32)
        case reference(Int32)
        case dynamicReference(Int32, name: Int32)
        case allOf(first: Int32, count: Int32)
        case anyOf(first: Int32, count: Int32)
        case oneOf(first: Int32, count: Int32)
        case not(Int32)
        /// -1 where a branch is absent.
        case condition(Int32, then: Int32, otherwise: Int32)
    }
}

extension CompiledSchema {
    /// Whether JSON Schema 2020-12 has a keyword of this name.
    package static func knowsKeyword(_ name: String) -> Bool {
        SchemaKeyword.named(name, in: .draft202012) != nil
    }
}
