/// A set of rules that envelopes are held to. Each includes those before it.
package enum CloudEventProfile: Int, Sendable, Comparable, CaseIterable {
    /// CloudEvents 1.0.2.
    case core
    /// NL GOV profile for CloudEvents 1.1 (Logius).
    case nlGov
    /// What the hub asks of every message on its log, and of every command that is handed to it.
    case hub

    package static func < (left: CloudEventProfile, right: CloudEventProfile) -> Bool { left.rawValue < right.rawValue }
}

extension CloudEvent {
    /// The most bytes that every intermediary passes on (CloudEvents 1.0.2, section 5).
    package static let maximumSize = 65_536

    /// Everything in the envelope that breaks the profile's rules, recommendations included.
    package func faults(against profile: CloudEventProfile) -> [CloudEventFault] {
        var rules = CloudEventRules(event: self)
        rules.checkCore()
        if profile >= .nlGov { rules.checkNLGov() }
        if profile >= .hub { rules.checkHub() }
        return rules.faults
    }

    /// What breaks the rules for a command from outside: the hub's rules, and that the caller leaves to the hub what
    /// only the hub can say.
    package func faultsOfCaller() -> [CloudEventFault] {
        let reserved: [HubAttribute] = [.origin, .sequence, .partitionsequence]
        return faults(against: .hub).filter { $0.severity == .must }
            + reserved.filter { self[$0] != nil }.map {
                CloudEventFault($0.rawValue, "is set by the hub and cannot be given from outside; leave it out")
            }
    }
}

private struct CloudEventRules {
    let event: CloudEvent
    private(set) var faults: [CloudEventFault] = []

    init(event: CloudEvent) {
        self.event = event
    }

    private mutating func must(_ holds: Bool, _ attribute: String, _ sentence: String) {
        if !holds { faults.append(CloudEventFault(attribute, sentence)) }
    }

    private mutating func should(_ holds: Bool, _ attribute: String, _ sentence: String) {
        if !holds { faults.append(CloudEventFault(attribute, sentence, severity: .should)) }
    }

    private mutating func must(_ attribute: HubAttribute, _ sentence: String, _ holds: (String) -> Bool) {
        if let text = event[attribute] { must(holds(text), attribute.rawValue, sentence) }
    }

    // MARK: CloudEvents 1.0

    mutating func checkCore() {
        checkText("id", event.id, mayBeEmpty: false)
        checkText("source", event.source, mayBeEmpty: false)
        checkText("type", event.type, mayBeEmpty: false)
        if let subject = event.subject { checkText("subject", subject, mayBeEmpty: false) }
        if let type = event.dataContentType { checkText("datacontenttype", type, mayBeEmpty: false) }
        if let schema = event.dataSchema { checkText("dataschema", schema, mayBeEmpty: false) }
        for attribute in event.extensions {
            if case .string(let text) = attribute.value { checkText(attribute.name, text, mayBeEmpty: true) }
            must(
                EnvelopeText.isName(attribute.name), attribute.name,
                "an attribute's name has lower-case letters a to z and digits only")
            must(
                !CloudEvent.definedNames.contains(attribute.name), attribute.name,
                "is defined by the specification and cannot be an extension")
        }
        must(EnvelopeText.isURIReference(event.source), "source", "must be a URI-reference (RFC 3986)")
        if let schema = event.dataSchema {
            must(EnvelopeText.isURI(schema), "dataschema", "must be a URI with a scheme (RFC 3986)")
        }
        if let type = event.dataContentType {
            must(EnvelopeText.isMediaType(type), "datacontenttype", "must be a media type (RFC 2046)")
        }
    }

    private mutating func checkText(_ name: String, _ text: String, mayBeEmpty: Bool) {
        if text.isEmpty && !mayBeEmpty { must(false, name, "must not be empty") }
        // Nearly every text is printable ASCII, which needs no decoding.
        guard !text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else { return }
        must(
            text.unicodeScalars.allSatisfy(EnvelopeText.isAllowed), name,
            "must not have control characters or noncharacters")
    }

    // MARK: NL GOV 1.1

    mutating func checkNLGov() {
        for attribute in event.extensions {
            should(attribute.name.utf8.count <= 20, attribute.name, "a name should have at most 20 characters")
        }
        should(UUIDValue(event.id) != nil, "id", "should be a UUID where it is random")
        should(
            event.source.hasPrefix("urn:nld:"), "source",
            "should be a URN that names the organisation and its system, such as urn:nld:oin:…:system:…")
        must(
            EnvelopeText.isReverseDomainName(event.type), "type",
            "must begin with a reversed domain name, such as nl.mbo.catalogue")
        let versions = event.type.split(separator: ".").filter(EnvelopeText.isVersion)
        must(versions.count <= 1, "type", "must have one version number at most, prefixed v")
        if let type = event.dataContentType {
            should(MediaType(type).isJSON, "datacontenttype", "should be JSON")
        }
        must(.dataref, "must be a URI-reference (RFC 3986)", EnvelopeText.isURIReference)
        must(
            event.size <= CloudEvent.maximumSize, "data", "the event must be at most 64 KB; refer to data with dataref")
    }

    // MARK: The hub

    mutating func checkHub() {
        must(event.id.utf8.count <= 256, "id", "must be at most 256 bytes")
        must(
            EnvelopeText.isHubSource(event.source), "source",
            "must be urn:nld:oin:<20 digits>:<system> or urn:nld:kvknr:<8 digits>.<system>")
        checkContract()
        must(event.subject != nil, "subject", "must name what the message is about")
        for (name, text) in [("subject", event.subject), ("partitionkey", event[.partitionkey])] {
            must((text ?? "").utf8.count <= 256, name, "must be at most 256 bytes")
        }
        must(event[.institution] != nil, "institution", "must name the institution")
        must(.institution, "must be 1 to 40 letters, digits or hyphens", EnvelopeText.isInstitution)
        for attribute in [HubAttribute.correlationid, .causationid] {
            must(attribute, "must be 1 to 256 bytes") { 1...256 ~= $0.utf8.count }
        }
        for attribute in [HubAttribute.sequence, .partitionsequence, .expectedsequence] {
            must(attribute, "must be 19 digits, padded with zeros") { SequenceNumber($0) != nil }
        }
        must(.traceparent, "must be a W3C trace context, version 00", EnvelopeText.isTraceParent)
        must(.origin, "must be caller, import, reactor, deadline or control") { CommandOrigin(rawValue: $0) != nil }
        must(.bodyhash, "must be 64 lower-case hexadecimal digits") {
            $0.utf8.count == 64 && $0.utf8.allSatisfy { Hexadecimal.value(of: $0) != nil } && $0 == $0.lowercased()
        }
        for (name, text) in event.attributes where !["id", "source", "dataschema", "time"].contains(name) {
            must(
                !EnvelopeText.mayHoldCitizenServiceNumber(text), name,
                "seems to hold a citizen service number (BSN); personal data cannot stand in attributes")
        }
    }

    private mutating func checkContract() {
        do throws(ContractIdentityError) {
            let identity = try ContractIdentity(type: event.type)
            if let schema = event.dataSchema {
                must(schema == identity.urn, "dataschema", "must be \(identity.urn), as the type says")
            }
        } catch {
            must(false, "type", "must read nl.mbo.<service>.<message>.v<number>")
        }
        if event.data != nil {
            must(
                event.dataContentType.map { MediaType($0).isJSON } ?? true, "datacontenttype",
                "must be application/json")
        }
    }
}
