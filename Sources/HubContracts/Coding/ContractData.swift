import JSONSchema

/// Contract types as JSON, and back.
package enum ContractData {
    /// - Throws: ``JSONContentFault`` for data that are not JSON, or that lack what the type needs.
    package static func read<Value: JSONCoded>(
        _ type: Value.Type, _ data: [UInt8]
    ) throws(JSONContentFault) -> Value {
        let document: JSONDocument
        do {
            document = try JSONDocument(data)
        } catch {
            throw JSONContentFault("the data is not JSON", pointer: "")
        }
        return try Value(json: document.root)
    }

    /// - Throws: ``JSONContentFault``, such as for a number that is none.
    package static func write(_ value: some JSONCoded) throws(JSONContentFault) -> [UInt8] {
        var text = JSONText()
        try value.write(to: &text)
        return text.bytes
    }
}
