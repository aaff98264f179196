import Foundation
package import JSONSchema

/// The document of OEAPI 6.0, with which answers are compared.
package struct OEAPIDocument: Sendable {
    /// What a schema may stand around.
    package enum Shape: Sendable {
        case single
        case page
        /// One object that may have members of its own, as problem details may (RFC 9457, section 3.2).
        case extended
    }

    private let library: SchemaLibrary
    private let paths: [String: Set<String>]

    /// Nil where the document is not at hand; that is said then.
    package init?(for suite: String) throws {
        guard let file = SharedData.url("oeapi/v6.0/oeapi.json", for: suite) else { return nil }
        let document = try SharedData.document(file).root
        // OpenAPI 3.1 has the schemas of JSON Schema 2020-12; they only stand elsewhere in the document.
        let schemas = (document["components"]?["schemas"]?.compactText ?? "{}")
            .replacing("#/components/schemas/", with: "#/$defs/")
        var library = SchemaLibrary()
        try library.add(
            JSONDocument(
                text: #"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:oeapi","$defs":"#
                    + schemas + "}"),
            at: "urn:oeapi")
        self.library = library
        paths = Dictionary(
            (document["paths"]?.members ?? []).filter { $1["get"] != nil }.map { path, item in
                let parameters = (item["get"]?["parameters"]?.items ?? []).map { parameter in
                    guard let reference = parameter["$ref"]?.string else { return parameter }
                    let name = String(reference.split(separator: "/").last ?? "")
                    return document["components"]?["parameters"]?[name] ?? parameter
                }
                return (path, Set(parameters.compactMap { $0["name"]?.string }))
            }
        ) { first, _ in first }
    }

    /// Every path that can be read.
    package var readable: Set<String> { Set(paths.keys) }

    /// The names of the parameters that the document gives for reading a path; nil for a path that it does not have.
    package func parameters(ofPath path: String) -> Set<String>? { paths[path] }

    /// A schema that an answer must meet, and that has no member which the document does not have, unless it may.
    package func schema(_ name: String, _ shape: Shape = .single) throws -> CompiledSchema {
        let closed = ##"{"allOf":[{"$ref":"urn:oeapi#/$defs/\##(name)"}],"unevaluatedProperties":false}"##
        let text =
            switch shape {
            case .single: closed
            case .extended: ##"{"allOf":[{"$ref":"urn:oeapi#/$defs/\##(name)"}]}"##
            case .page:
                ##"{"allOf":[{"$ref":"urn:oeapi#/$defs/Pagination"}],"required":["items"],"properties":{"items":{"##
                    + ##""type":"array","items":\##(closed)}},"unevaluatedProperties":false}"##
            }
        let id = "urn:oeapi:closed:\(name):\(shape)"
        var library = library
        try library.add(
            JSONDocument(
                text: #"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"\#(id)","#
                    + text.dropFirst()),
            at: id)
        return try library.compile(id, options: .init(assertsFormats: true))
    }
}
