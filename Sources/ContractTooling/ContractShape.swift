import EventSourcing
import JSONSchema

/// A contract as far as a Swift type can express it. What cannot be expressed has become a fault on the way here.
struct ContractShape {
    let identity: ContractIdentity
    let kind: MessageKind?
    let owner: String?
    let path: String
    let title: String
    let body: Body

    enum Body {
        case record(Record)
        case enumeration(Enumeration)
    }

    /// An object.
    struct Record {
        let name: String
        let documentation: [String]
        var members: [Member]
        var nested: [Body]
    }

    struct Member {
        let name: String
        let type: MemberType
        let isRequired: Bool
        let documentation: [String]
        let pointer: JSONPointer
    }

    /// A string with a list of values.
    struct Enumeration {
        let name: String
        let documentation: [String]
        let values: [(value: String, name: String)]
        /// Whether the sector may add values.
        let isOpen: Bool
    }

    indirect enum MemberType {
        case boolean
        case integer
        case decimal
        case string
        case date
        case timestamp
        case uuid
        case list(MemberType)
        case named(String)

        var swift: String {
            switch self {
            case .boolean: "Bool"
            case .integer: "Int64"
            case .decimal: "Decimal"
            case .string: "String"
            case .date: "CalendarDate"
            case .timestamp: "Timestamp"
            case .uuid: "UUIDValue"
            case .list(let item): "[\(item.swift)]"
            case .named(let name): name
            }
        }

        var usesDecimal: Bool {
            switch self {
            case .decimal: true
            case .list(let item): item.usesDecimal
            default: false
            }
        }

        var usesEventSourcing: Bool {
            switch self {
            case .date, .timestamp, .uuid: true
            case .list(let item): item.usesEventSourcing
            default: false
            }
        }
    }
}

extension ContractShape.Body {
    var name: String {
        switch self {
        case .record(let record): record.name
        case .enumeration(let enumeration): enumeration.name
        }
    }

    /// Whether some member in it satisfies a question.
    func contains(_ holds: (ContractShape.MemberType) -> Bool) -> Bool {
        switch self {
        case .record(let record):
            record.members.contains { holds($0.type) } || record.nested.contains { $0.contains(holds) }
        case .enumeration: false
        }
    }
}
