import Foundation
import JSONSchema
import Testing

extension HubProcess {
    /// Sends a command to a service, and checks that it was decided and accepted.
    ///
    /// - Parameters:
    ///   - name: the service and the command, such as `scheduling/describe-room`.
    ///   - data: members in JSON, without the braces.
    @discardableResult
    func command(
        _ name: String, _ subject: String, _ data: String, headers: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> HubAnswer {
        let answer = try await attempt(name, subject, data, headers: headers)
        #expect(
            [200, 201].contains(answer.status), "\(name): \(String(decoding: answer.body, as: UTF8.self))",
            sourceLocation: sourceLocation)
        return answer
    }

    /// Sends a command to a service, whatever comes of it.
    func attempt(
        _ name: String, _ subject: String, _ data: String, headers: [String: String] = [:]
    ) async throws -> HubAnswer {
        let type = "nl.mbo.\(name.replacingOccurrences(of: "/", with: ".")).v1"
        let body =
            #"{"specversion":"1.0","id":"\#(UUID().uuidString.lowercased())","type":"\#(type)","#
            + #""source":"urn:nld:oin:00000000000000000000:test","subject":"\#(subject)","data":{\#(data)}}"#
        return try await ask(
            "POST", "/v1/commands",
            headers: headers.merging(["Content-Type": "application/cloudevents+json", "Prefer": "wait=30"]) {
                given, _ in given
            }, body: body)
    }

    /// Every document of a view.
    func all(_ view: String) async throws -> [String] {
        var items: [String] = []
        var number = 1
        while true {
            let page = try await json("/v1/\(view)?pageSize=250&pageNumber=\(number)")
            items += page["items"]?.items.map(\.text) ?? []
            guard page["hasNextPage"]?.boolean ?? false else { return items }
            number += 1
        }
    }

    /// Has a view made anew, and expects it to be what it was.
    ///
    /// - Returns: every document of it.
    func rebuilt(_ view: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> [String] {
        let before = try await all(view)
        #expect(
            try await send("POST", "/v1/projections/\(view)/rebuild").status == 200, sourceLocation: sourceLocation)
        let after = try await all(view)
        #expect(before == after, "\(view) equals a rebuild from nothing", sourceLocation: sourceLocation)
        return after
    }

    /// Asks again until an answer is as it is to be; reactions and views follow in their own time.
    ///
    /// - Returns: the answer, or nil when it did not become so in a minute.
    func eventually(
        _ path: String, headers: [String: String] = [:], _ isThere: (JSONValue) -> Bool
    ) async throws -> JSONValue? {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            let answer = try await answer("GET", path, headers: headers)
            if answer.status == 200, let root = try? JSONDocument(answer.body).root, isThere(root) { return root }
            await Task.yield()
        }
        return nil
    }
}
