import Foundation
import FoundationNetworking
import Synchronization

/// Follows a hub's feed of events until one comes that is waited for.
final class EventWatch: NSObject, URLSessionDataDelegate {
    private struct State {
        var text = ""
        var hasEnded = false
        var waiting: CheckedContinuation<Bool, Never>?
    }

    private let sought: String
    private let state = Mutex(State())

    /// - Parameter sought: what stands in the event, such as its type.
    private init(_ sought: String) { self.sought = sought }

    /// Returns once the feed has an event with the text, from its beginning on.
    ///
    /// - Returns: false when the feed ended before.
    static func until(_ sought: String, from hub: HubProcess) async throws -> Bool {
        guard let url = URL(string: hub.address + "/v1/events?type=\(sought)") else { throw URLError(.badURL) }
        let watch = EventWatch(sought)
        let session = URLSession(configuration: .ephemeral, delegate: watch, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        var request = URLRequest(url: url, timeoutInterval: 60)
        request.setValue("text/event-stream", forHTTPHeaderField: "Accept")
        session.dataTask(with: request).resume()
        return await watch.found()
    }

    private func found() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.text.contains(sought) { return true }
                if state.hasEnded { return false }
                state.waiting = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let (waiting, isFound) = state.withLock { state -> (CheckedContinuation<Bool, Never>?, Bool) in
            change(&state)
            let isFound = state.text.contains(sought)
            guard isFound || state.hasEnded else { return (nil, false) }
            defer { state.waiting = nil }
            return (state.waiting, isFound)
        }
        waiting?.resume(returning: isFound)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        wake { $0.text += String(decoding: data, as: UTF8.self) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        wake { $0.hasEnded = true }
    }
}
