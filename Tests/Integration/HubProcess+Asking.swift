import Foundation
import FoundationNetworking
import JSONSchema
import Testing

/// What a hub answered.
struct HubAnswer: Sendable {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    func header(_ name: String) -> String? { headers[name.lowercased()] }

    var json: JSONValue {
        get throws { try JSONDocument(body).root }
    }

    /// The places and codes of a problem's faults.
    var faults: [String] {
        let errors = (try? json["errors"])?.items ?? []
        return errors.map { fault in
            let place = ["pointer", "attribute", "header", "parameter"].lazy.compactMap { fault[$0]?.string }.first
            return place ?? fault["code"]?.string ?? ""
        }
    }
}

extension HubProcess {
    /// Asks, and checks that the answer's status is one that the hub's description has for the address.
    func ask(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> HubAnswer {
        guard let url = URL(string: address + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url, timeoutInterval: 120)
        request.httpMethod = method
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        request.httpBody = body.map { Data($0.utf8) }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 300
        let session = URLSession(configuration: configuration)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: request)
        let answer = response as? HTTPURLResponse
        var fields: [String: String] = [:]
        for (name, value) in answer?.allHeaderFields ?? [:] { fields["\(name)".lowercased()] = "\(value)" }
        let status = answer?.statusCode ?? 0
        if path.hasPrefix("/v1"), path != "/v1/openapi.json" {
            try await checkDescription(method, path, status, sourceLocation)
        }
        return HubAnswer(status: status, headers: fields, body: Array(data))
    }

    private func checkDescription(
        _ method: String, _ path: String, _ status: Int, _ sourceLocation: SourceLocation
    ) async throws {
        let paths = try await ask("GET", "/v1/openapi.json").json["paths"]
        let words = path.dropFirst(3).prefix { $0 != "?" }.split(separator: "/")
        let described = paths?.members.first { name, _ in
            let parts = name.split(separator: "/")
            return parts.count == words.count && zip(parts, words).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        guard let described else {
            #expect(status == 404, "\(path) is not described", sourceLocation: sourceLocation)
            return
        }
        guard status != 405 else { return }
        let responses = described.value[method.lowercased()]?["responses"]
        #expect(
            responses?[String(status)] != nil, "\(method) \(described.name) does not say that it answers \(status)",
            sourceLocation: sourceLocation)
    }

    /// Starts a hub in a folder of its own, and ends it after a test.
    static func with(_ arguments: [String] = [], _ body: (HubProcess) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hub-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let hub = try HubProcess(data: folder.appendingPathComponent("data"), arguments)
        #expect(await hub.whenReady())
        do {
            try await body(hub)
        } catch {
            await hub.stop()
            throw error
        }
        await hub.stop()
        #expect(hub.ending == (false, 0))
    }
}

/// A command about a qualification dossier, as a caller sends it.
struct DossierCommand {
    var id = UUID().uuidString.lowercased()
    var subject = UUID().uuidString.lowercased()
    var name = "Betonboren"
    var code = "23045"
    var type = "nl.mbo.catalogue.record-qualification-dossier.v1"
    var more = ""
    var data: String?

    var payload: String {
        data ?? #"{"qualificationDossierId":"\#(subject)","registration":{"register":"crebo","identifier":"\#(code)"},"#
            + #""name":"\#(name)","validity":{"validFrom":"2015-08-01"}}"#
    }

    var structured: String {
        #"{"specversion":"1.0","id":"\#(id)","source":"urn:nld:oin:00000000000000000000:test","type":"\#(type)","#
            + #""subject":"\#(subject)"\#(more),"data":\#(payload)}"#
    }

    var binary: [String: String] {
        [
            "ce-specversion": "1.0", "ce-id": id, "ce-source": "urn:nld:oin:00000000000000000000:test",
            "ce-type": type, "ce-subject": subject, "Content-Type": "application/json",
        ]
    }

    func send(to hub: HubProcess, headers: [String: String] = [:]) async throws -> HubAnswer {
        try await hub.ask(
            "POST", "/v1/commands",
            headers: headers.merging(["Content-Type": "application/cloudevents+json"]) { given, _ in given },
            body: structured)
    }
}
