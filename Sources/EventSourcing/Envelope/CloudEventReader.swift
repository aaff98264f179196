/// Gathers attributes that arrive one by one, and every fault in them, whatever carries them.
package struct CloudEventReader {
    // Lists: an envelope has so few attributes that comparing their names is cheaper than hashing them.
    private var defined: [(name: String, text: String)] = []
    private var extensions: [(name: String, value: CloudEvent.Value)] = []
    package private(set) var faults: [CloudEventFault] = []

    package init() {}

    package mutating func fault(_ attribute: String, _ sentence: String) {
        faults.append(CloudEventFault(attribute, sentence))
    }

    /// Takes an attribute by its name without prefix.
    package mutating func attribute(_ name: String, _ value: CloudEvent.Value) {
        guard EnvelopeText.isName(name) else {
            fault(name, "an attribute's name has lower-case letters a to z and digits only")
            return
        }
        guard text(name) == nil, !extensions.contains(where: { $0.name == name }) else {
            fault(name, "is given more than once")
            return
        }
        if CloudEvent.definedNames.contains(name) {
            guard case .string(let text) = value else {
                fault(name, "must be a text")
                return
            }
            if text.isEmpty { fault(name, "must not be empty") }
            defined.append((name, text))
        } else {
            extensions.append((name, value))
        }
    }

    private func text(_ name: String) -> String? { defined.first { $0.name == name }?.text }

    /// The event, once every attribute has been taken.
    ///
    /// - Throws: ``CloudEventError`` with every fault.
    package mutating func event(data: [UInt8]?) throws(CloudEventError) -> CloudEvent {
        for name in ["specversion", "id", "source", "type"] where text(name) == nil {
            guard !faults.contains(where: { $0.attribute == name }) else { continue }
            fault(name, "is required and missing")
        }
        if let version = text("specversion"), version != CloudEvent.specificationVersion {
            fault("specversion", "must be 1.0, the only version that is read")
        }
        let time = text("time").flatMap { Timestamp($0) }
        if time == nil, text("time")?.isEmpty == false { fault("time", "must be a moment as in RFC 3339") }
        var event = CloudEvent(
            id: text("id") ?? "", source: text("source") ?? "", type: text("type") ?? "",
            subject: text("subject"), time: time, dataContentType: text("datacontenttype"),
            dataSchema: text("dataschema"), data: data)
        for (name, value) in extensions { event[name] = value }
        for found in event.faults(against: .core) where !faults.contains(where: { $0.attribute == found.attribute }) {
            faults.append(found)
        }
        guard faults.isEmpty else {
            throw CloudEventError(faults: faults.sorted { ($0.attribute, $0.sentence) < ($1.attribute, $1.sentence) })
        }
        return event
    }
}
