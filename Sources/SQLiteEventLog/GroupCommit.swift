import Dispatch
import EventLog
import Synchronization

/// What is asked of the one thread that writes.
enum WriteRequest: Sendable {
    /// Answers the writer's epoch.
    case open(identity: String)
    /// Answers the offset of the first record of each list.
    case append([Append], Fence?)
    case tidy
}

/// Collects what is asked while a group is written, writes it as the next group, and answers after its commit.
final class GroupCommit: Sendable {
    private struct Waiting {
        let request: WriteRequest
        let answer: CheckedContinuation<Result<[Int64], EventLogError>, Never>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isWriting = false
        var isClosed = false
        var closing: [CheckedContinuation<Void, Never>] = []
    }

    /// The most requests of one group.
    private static let groupSize = 512

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "nl.mbo.schakel.event-log")
    private let file: LogFile

    init(file: LogFile) {
        self.file = file
    }

    func submit(_ request: WriteRequest) async throws(EventLogError) -> [Int64] {
        let answer = await withCheckedContinuation { continuation in
            enum Action { case start, wait, refuse }
            let action = state.withLock { state in
                guard !state.isClosed else { return Action.refuse }
                state.waiting.append(Waiting(request: request, answer: continuation))
                defer { state.isWriting = true }
                return state.isWriting ? .wait : .start
            }
            switch action {
            case .start: queue.async { self.writeGroups() }
            case .wait: break
            case .refuse:
                continuation.resume(returning: .failure(EventLogError(.cancelled, detail: "the log is closed")))
            }
        }
        return try answer.get()
    }

    /// Refuses what comes, and returns once everything that came before is answered.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.isWriting { state.closing.append(continuation) }
                return !state.isWriting
            }
            if isIdle { continuation.resume() }
        }
    }

    private func writeGroups() {
        while true {
            let group = state.withLock { state in
                let group = Array(state.waiting.prefix(GroupCommit.groupSize))
                state.waiting.removeFirst(group.count)
                if group.isEmpty { state.isWriting = false }
                return group
            }
            guard !group.isEmpty else { break }
            let answers = file.write(group.map(\.request))
            for (waiting, answer) in zip(group, answers) { waiting.answer.resume(returning: answer) }
        }
        let closing = state.withLock { state in
            defer { if !state.isWriting { state.closing = [] } }
            return state.isWriting ? [] : state.closing
        }
        for continuation in closing { continuation.resume() }
    }
}
