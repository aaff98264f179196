import Hummingbird
import JSONSchema

/// The OpenAPI 3.1 description of the gateway, made from the endpoints themselves.
enum OpenAPIDocument {
    static func text(_ endpoints: [Endpoint], of interface: Endpoint.Interface = .hub) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            text.member("openapi", "3.1.0")
            text.name("info")
            text.object { text in
                text.member("title", title(of: interface))
                text.member("version", interface.version)
                text.member("description", description(of: interface))
                text.name("license")
                text.object { $0.member("name", "EUPL-1.2") }
            }
            text.name("servers")
            text.array { $0.object { $0.member("url", interface.rawValue) } }
            text.name("paths")
            text.object { text in
                var paths: [String] = []
                for endpoint in endpoints where !paths.contains(endpoint.path) { paths.append(endpoint.path) }
                for path in paths {
                    text.name(path)
                    text.object { text in
                        for endpoint in endpoints where endpoint.path == path { write(endpoint, to: &text) }
                    }
                }
            }
            // Most is open to whoever reaches the hub; a token that is sent is always looked at.
            text.name("security")
            text.array { text in
                text.object { _ in }
                text.object { text in
                    text.name("localToken")
                    text.array { _ in }
                }
            }
            text.name("components")
            text.object { text in
                text.name("securitySchemes")
                text.object { text in
                    text.name("localToken")
                    text.object { text in
                        text.member("type", "http")
                        text.member("scheme", "bearer")
                        text.member("description", "A token that schakel token made for this hub alone.")
                    }
                }
                text.name("schemas")
                text.object { text in
                    for (name, schema) in OpenAPISchemas.all {
                        text.name(name)
                        text.raw(schema.utf8)
                    }
                }
            }
        }
        return text.bytes
    }

    private static func title(of interface: Endpoint.Interface) -> String {
        switch interface {
        case .hub: "Schakel gateway"
        case .oeapi: "Schakel: Open Education API"
        }
    }

    private static func description(of interface: Endpoint.Interface) -> String {
        switch interface {
        case .hub:
            "Commands in, events and views out. Answers to commands carry the position of their events; a reading that "
                + "is given the position waits until it shows them."
        case .oeapi:
            "The catalogue of the institution as Open Education API 6.0 tells it: what of that interface is answered "
                + "here. The objects are those of its own document, to which the schemas refer."
        }
    }

    private static func write(_ endpoint: Endpoint, to text: inout JSONText) {
        text.name(endpoint.method.rawValue.lowercased())
        text.object { text in
            text.name("tags")
            text.array { $0.string(endpoint.tag) }
            text.member("summary", endpoint.summary)
            if !endpoint.description.isEmpty { text.member("description", endpoint.description) }
            text.member("operationId", operationId(endpoint))
            if !endpoint.parameters.isEmpty {
                text.name("parameters")
                text.array { text in
                    for parameter in endpoint.parameters { write(parameter, to: &text) }
                }
            }
            if let body = endpoint.body {
                text.name("requestBody")
                text.object { text in
                    text.member("description", body.description)
                    text.name("required")
                    text.boolean(true)
                    write(body.content, to: &text)
                }
            }
            text.name("responses")
            text.object { text in
                var answers = endpoint.answers
                if !answers.contains(where: { $0.status == 401 }) { answers += Endpoint.Answer.problems(401) }
                for answer in answers {
                    text.name(String(answer.status))
                    write(answer, to: &text)
                }
            }
        }
    }

    private static func write(_ parameter: Endpoint.Parameter, to text: inout JSONText) {
        text.object { text in
            text.member("name", parameter.name)
            text.member("in", parameter.place.rawValue)
            text.member("description", parameter.description)
            if parameter.place == .path {
                text.name("required")
                text.boolean(true)
            }
            text.name("schema")
            text.raw(parameter.schema.utf8)
        }
    }

    private static func write(_ answer: Endpoint.Answer, to text: inout JSONText) {
        text.object { text in
            text.member("description", answer.description)
            if !answer.headers.isEmpty {
                text.name("headers")
                text.object { text in
                    for header in answer.headers {
                        text.name(header.name)
                        text.object { text in
                            text.member("description", header.description)
                            text.name("schema")
                            text.object { $0.member("type", "string") }
                        }
                    }
                }
            }
            if !answer.content.isEmpty { write(answer.content, to: &text) }
        }
    }

    private static func write(_ content: [(type: String, schema: String)], to text: inout JSONText) {
        text.name("content")
        text.object { text in
            for (type, schema) in content {
                text.name(type)
                text.object { text in
                    text.name("schema")
                    text.raw(schema.utf8)
                }
            }
        }
    }

    private static func operationId(_ endpoint: Endpoint) -> String {
        let words = endpoint.path.split { !$0.isLetter && !$0.isNumber }.map {
            $0.prefix(1).uppercased() + $0.dropFirst()
        }
        return endpoint.method.rawValue.lowercased() + words.joined()
    }
}

/// The schemas that several answers share.
enum OpenAPISchemas {
    static func list(of item: String) -> String {
        ##"{"type":"object","required":["pageSize","pageNumber","hasPreviousPage","hasNextPage","items"],"properties":{"##
            + ##""pageSize":{"type":"integer"},"pageNumber":{"type":"integer"},"hasPreviousPage":{"type":"boolean"},"##
            + ##""hasNextPage":{"type":"boolean"},"totalItems":{"type":"integer"},"totalPages":{"type":"integer"},"##
            + ##""items":{"type":"array","items":"## + item + "}}}"
    }

    static func reference(_ name: String) -> String { ##"{"$ref":"#/components/schemas/"## + name + #""}"# }

    static let object = #"{"type":"object"}"#

    static let all: [(String, String)] = [
        (
            "Problem",
            ##"{"type":"object","required":["type","title","status","detail"],"properties":{"type":{"type":"string"},"##
                + ##""title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"##
                + ##""instance":{"type":"string"},"errors":{"type":"array","items":{"type":"object","required":["##
                + ##""code","message"],"properties":{"pointer":{"type":"string"},"attribute":{"type":"string"},"##
                + ##""header":{"type":"string"},"parameter":{"type":"string"},"code":{"type":"string"},"##
                + ##""message":{"type":"string"}}}}}}"##
        ),
        (
            "CloudEvent",
            ##"{"type":"object","required":["specversion","id","source","type"],"properties":{"specversion":{"const":"##
                + ##""1.0"},"id":{"type":"string"},"source":{"type":"string","format":"uri-reference"},"type":{"type":"##
                + ##""string"},"subject":{"type":"string"},"time":{"type":"string","format":"date-time"},"##
                + ##""datacontenttype":{"type":"string"},"dataschema":{"type":"string"},"data":{}}}"##
        ),
    ]
}
