import ArgumentParser
import Foundation
import FoundationNetworking
import JSONSchema
import Synchronization

/// Where a hub that runs is reached.
struct HubAddress: ParsableArguments {
    @Option(name: .customLong("hub"), help: "The address of the hub.") var text = "http://127.0.0.1:8080"

    func validate() throws {
        guard let url = URL(string: text), url.scheme == "http" || url.scheme == "https", url.host != nil else {
            throw ValidationError("--hub must be an address such as http://127.0.0.1:8080")
        }
    }

    var client: HubClient { HubClient(base: text.hasSuffix("/") ? String(text.dropLast()) : text) }
}

/// Asks a hub that runs, and turns its problems into one clear message.
struct HubClient: Sendable {
    let base: String

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        func header(_ name: String) -> String? { headers[name.lowercased()] }

        /// - Throws: ``CommandFailure`` when the body is no JSON.
        func json() throws -> JSONValue {
            do throws(JSONSyntaxError) {
                return try JSONDocument(body).root
            } catch {
                throw CommandFailure(.failed, "the hub answered with what is not JSON: \(error)")
            }
        }
    }

    /// - Throws: ``CommandFailure`` when nobody answers, or the answer is a problem.
    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> Answer {
        var request = try self.request(method, path, headers)
        request.httpBody = body.map { Data($0) }
        return try check(try await perform { try await URLSession.shared.data(for: request) })
    }

    /// Sends a file as the body, without taking it into memory.
    func send(_ method: String, _ path: String, headers: [String: String], file: URL) async throws -> Answer {
        let request = try self.request(method, path, headers)
        return try check(try await perform { try await URLSession.shared.upload(for: request, fromFile: file) })
    }

    func get(_ path: String) async throws -> JSONValue { try await send("GET", path).json() }

    func request(_ method: String, _ path: String, _ headers: [String: String]) throws -> URLRequest {
        guard let url = URL(string: base + path) else { throw CommandFailure(.invalid, "\(path) is no path") }
        var request = URLRequest(url: url, timeoutInterval: 3600)
        request.httpMethod = method
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        // Not on the command line, where others on the machine can read it.
        if let token = ProcessInfo.processInfo.environment["SCHAKEL_TOKEN"], !token.isEmpty {
            request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        }
        return request
    }

    private func perform(_ body: () async throws -> (Data, URLResponse)) async throws -> Answer {
        do {
            let (data, response) = try await body()
            return HubClient.answer(response, Array(data))
        } catch let error as URLError {
            throw unreachable(error)
        }
    }

    func unreachable(_ error: URLError) -> CommandFailure {
        switch error.code {
        case .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed:
            CommandFailure(.environment, "no hub answers at \(base); start one with schakel up, or name it with --hub")
        default: CommandFailure(.failed, "the hub at \(base) did not answer: \(error.localizedDescription)")
        }
    }

    static func answer(_ response: URLResponse, _ body: [UInt8]) -> Answer {
        let response = response as? HTTPURLResponse
        var headers: [String: String] = [:]
        for (name, value) in response?.allHeaderFields ?? [:] { headers["\(name)".lowercased()] = "\(value)" }
        return Answer(status: response?.statusCode ?? 0, headers: headers, body: body)
    }

    private func check(_ answer: Answer) throws -> Answer {
        guard answer.status >= 400 else { return answer }
        throw HubClient.failure(answer)
    }

    /// A problem as one message, with every fault on a line of its own.
    static func failure(_ answer: Answer) -> CommandFailure {
        let code: CommandFailure.Code = answer.status >= 500 ? .failed : .invalid
        guard let root = try? answer.json() else {
            return CommandFailure(.failed, "the hub answered with status \(answer.status)")
        }
        var lines = [root["detail"]?.string ?? root["title"]?.string ?? "status \(answer.status)"]
        for fault in root["errors"]?.items ?? [] {
            let place = ["pointer", "attribute", "header", "parameter"].lazy.compactMap { fault[$0]?.string }.first
            let message = fault["message"]?.string ?? ""
            if message != lines[0] { lines.append("  \(place.map { "\($0): " } ?? "")\(message)") }
        }
        return CommandFailure(code, lines.joined(separator: "\n"))
    }

    /// A text as a part of a path or query.
    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~"))) ?? text
    }
}

/// The lines of a stream of events, as they come.
final class EventLines: NSObject, URLSessionDataDelegate, Sendable {
    private let state = Mutex(State())
    private let lines: AsyncThrowingStream<String, any Error>.Continuation

    private struct State {
        var rest: [UInt8] = []
        var status = 0
    }

    private init(_ lines: AsyncThrowingStream<String, any Error>.Continuation) {
        self.lines = lines
    }

    /// - Returns: the lines; they end with the connection. A problem is thrown as ``CommandFailure``.
    static func open(_ request: URLRequest, of client: HubClient) -> AsyncThrowingStream<String, any Error> {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: String.self)
        let delegate = EventLines(continuation)
        let session = URLSession(configuration: .default, delegate: delegate, delegateQueue: nil)
        let task = session.dataTask(with: request)
        continuation.onTermination = { _ in
            task.cancel()
            session.finishTasksAndInvalidate()
        }
        task.resume()
        return stream
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        state.withLock { $0.status = (response as? HTTPURLResponse)?.statusCode ?? 0 }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let whole = state.withLock { state -> [String] in
            state.rest += data
            guard state.status < 400 else { return [] }
            var lines: [String] = []
            while let end = state.rest.firstIndex(of: 0x0A) {
                lines.append(String(decoding: state.rest[..<end], as: UTF8.self))
                state.rest.removeSubrange(...end)
            }
            return lines
        }
        for line in whole { lines.yield(line) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let (status, rest) = state.withLock { ($0.status, $0.rest) }
        if status >= 400 {
            lines.finish(throwing: HubClient.failure(.init(status: status, headers: [:], body: rest)))
        } else {
            lines.finish(throwing: error)
        }
    }
}
