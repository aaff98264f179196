import EventSourcing
import Foundation
import JSONSchema
import ServiceRuntime
import Support
import Testing

/// A hub that is ended at chosen moments and started again on the same data, and callers that do not give up.
final class KilledHub {
    let data: URL
    private let arguments: [String]
    private let passages: ClosedRange<Int>
    private var generator: SeededGenerator
    /// How often it is still to be ended.
    private var kills: Int
    private var hub: HubProcess?
    private(set) var hits = 0

    private static let failpoints: [Failpoint] = [
        .commandsRead, .batchDecided, .batchAppended, .stateApplied, .projectionRead, .projectionApplied,
    ]

    /// - Parameters:
    ///   - arguments: of every hub that is started.
    ///   - passages: at which passage of a failpoint a hub is ended: fewer for what takes few commands.
    init(
        data: URL, kills: Int, seed: UInt64, arguments: [String] = [], passages: ClosedRange<Int> = 1...25
    ) {
        self.passages = passages
        self.data = data
        self.arguments = arguments
        self.kills = kills
        generator = SeededGenerator(seed: seed)
    }

    /// The hub that runs now. After the last kill it is one that nobody ends.
    ///
    /// - Throws: when hubs end again and again by what nobody asked for.
    func running() async throws -> HubProcess {
        var faults = 0
        while true {
            if let hub, !hub.hasEnded { return hub }
            if let hub, hub.ending.byKill { hits += 1 }
            var arguments = arguments
            if kills > 0 {
                kills -= 1
                let failpoint = Self.failpoints.randomElement(using: &generator) ?? .batchAppended
                arguments += ["--kill-at", "\(failpoint.rawValue):\(Int.random(in: passages, using: &generator))"]
            }
            let next = try HubProcess(data: data, arguments)
            hub = next
            if await next.whenReady() { return next }
            await next.whenEnded()
            if !next.ending.byKill { faults += 1 }
            try #require(faults < 5, "hubs do not start: \((try? next.said) ?? "")")
        }
    }

    /// Sends a command until it is decided: the same one, however often the hub ends meanwhile.
    ///
    /// - Parameter correlation: joins everything that follows.
    func insist(
        _ name: String, _ subject: String, _ data: String, correlation: String = UUID().uuidString.lowercased(),
        headers: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let type = "nl.mbo.\(name.replacingOccurrences(of: "/", with: ".")).v1"
        let body =
            #"{"specversion":"1.0","id":"\#(UUID().uuidString.lowercased())","type":"\#(type)","#
            + #""source":"urn:nld:oin:00000000000000000000:test","subject":"\#(subject)","data":{\#(data)}}"#
        let headers = headers.merging([
            "Content-Type": "application/cloudevents+json", "Prefer": "wait=10", "X-Correlation-ID": correlation,
        ]) { given, _ in given }
        let end = ContinuousClock.now + .seconds(600)
        while true {
            try #require(ContinuousClock.now < end, "\(name) is never decided", sourceLocation: sourceLocation)
            let hub = try await running()
            // The answer stays away when the hub ends first; then the same command is sent to the next one.
            guard
                let answer = try? await hub.answer("POST", "/v1/commands", headers: headers, body: Array(body.utf8)),
                answer.status != 202, answer.status != 503
            else { continue }
            #expect(
                [200, 201].contains(answer.status), "\(name): \(String(decoding: answer.body, as: UTF8.self))",
                sourceLocation: sourceLocation)
            return
        }
    }

    /// Reads until an answer is as it is to be, over every ending of the hub.
    ///
    /// - Returns: nil when it did not become so in two minutes.
    func eventually(_ path: String, _ isThere: (JSONValue) -> Bool) async throws -> JSONValue? {
        let end = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < end {
            guard let answer = try? await running().answer("GET", path), answer.status == 200 else { continue }
            let root = try JSONDocument(answer.body).root
            if isThere(root) { return root }
        }
        return nil
    }

    func stop() async {
        guard let hub, !hub.hasEnded else { return }
        await hub.stop()
    }
}
