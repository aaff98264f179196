/// The envelope of every message: CloudEvents 1.0 in the NL GOV profile 1.1, with the hub's extensions.
///
/// A value may break the rules; ``faults(against:)`` says how. Absent and empty are told apart for `data` only: the
/// specification forbids empty attributes.
package struct CloudEvent: Sendable, Hashable {
    /// The only version of the specification that is spoken.
    package static let specificationVersion = "1.0"

    /// With `source`, the identity of the event.
    package var id: String
    /// A URI-reference: who says this, and with which system.
    package var source: String
    /// A reverse domain name with one version number.
    package var type: String
    /// What the event is about: the aggregate.
    package var subject: String?
    /// When the event was logged; not when something happened in the world.
    package var time: Timestamp?
    /// The media type of `data`.
    package var dataContentType: String?
    /// A URI of the schema that `data` adheres to.
    package var dataSchema: String?
    /// By name, in alphabetical order.
    package private(set) var extensions: [Extension] = []
    /// The payload as it is on the wire; nil when there is none.
    package var data: [UInt8]?

    package init(
        id: String, source: String, type: String, subject: String? = nil, time: Timestamp? = nil,
        dataContentType: String? = nil, dataSchema: String? = nil, data: [UInt8]? = nil
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.dataContentType = dataContentType
        self.dataSchema = dataSchema
        self.data = data
    }

    /// An attribute beyond those of the specification.
    package struct Extension: Sendable, Hashable {
        package let name: String
        package let value: Value
    }

    /// The types that an extension's value has once it has been read. Other types of the specification are texts.
    package enum Value: Sendable, Hashable {
        case boolean(Bool)
        case integer(Int32)
        case string(String)

        /// The value's canonical text, as the binary modes write it.
        package var text: String {
            switch self {
            case .boolean(let value): value ? "true" : "false"
            case .integer(let value): String(value)
            case .string(let value): value
            }
        }
    }

    /// An extension's value by its name; nil where the event has none. Setting nil removes it.
    package subscript(name: String) -> Value? {
        get { extensions.first { $0.name == name }?.value }
        set {
            extensions.removeAll { $0.name == name }
            guard let newValue else { return }
            let place = extensions.firstIndex { $0.name > name } ?? extensions.endIndex
            extensions.insert(Extension(name: name, value: newValue), at: place)
        }
    }

    /// Every attribute but the payload, with its canonical text: first those of the specification, then extensions.
    package var attributes: [(name: String, text: String)] {
        var attributes = [
            ("specversion", CloudEvent.specificationVersion), ("id", id), ("source", source), ("type", type),
        ]
        if let subject { attributes.append(("subject", subject)) }
        if let time { attributes.append(("time", time.description)) }
        if let dataContentType { attributes.append(("datacontenttype", dataContentType)) }
        if let dataSchema { attributes.append(("dataschema", dataSchema)) }
        return attributes + extensions.map { ($0.name, $0.value.text) }
    }

    /// Bytes of all attributes, their names and the payload together, as the Kafka binding writes them.
    package var size: Int {
        attributes.reduce(data?.count ?? 0) {
            let name = $1.name == "datacontenttype" ? "content-type".utf8.count : $1.name.utf8.count + 3
            return $0 + name + $1.text.utf8.count
        }
    }

    /// Names that the specification has defined, which no extension can have.
    ///
    /// A list, because so few short names are compared sooner than one is hashed.
    static let definedNames = [
        "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data",
    ]
}
