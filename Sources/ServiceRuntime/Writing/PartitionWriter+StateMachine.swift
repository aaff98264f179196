package import EventLog

/// What a partition's writer does next, as a value: what happened goes in, what to do comes out.
///
/// It opens, restores, and then takes batch after batch. Whatever is aborted or unknown leads back to opening, because
/// what is in memory may differ from what is on the log.
package struct PartitionWriterMachine: Sendable {
    package enum State: Sendable, Hashable {
        case opening
        case restoring
        /// Ready; the next command is asked for.
        case reading
        /// A batch is decided, or what follows from it is being appended.
        case committing(count: Int)
        /// Committed; the local state takes it in.
        case applying
        case stopped(EventLogError.Reason?)
    }

    package enum Happening: Sendable, Hashable {
        case opened
        /// The next command is at this place.
        case restored(position: Int64)
        /// - Parameter first: the place of the first command.
        case read(count: Int, first: Int64)
        /// - Parameter position: nil when the last command is not done.
        case committed(position: Int64?)
        case applied
        case failed(EventLogError.Reason)
        case stopAsked
    }

    package enum Action: Sendable, Hashable {
        case open
        case restore
        case read(from: Int64, count: Int)
        case waitForCommands(from: Int64)
        case decideAndAppend
        case apply
        /// Opens anew after a moment: the log cannot be reached.
        case pauseAndOpen
        case end
    }

    package private(set) var state = State.opening
    /// The most commands of the next batch.
    package private(set) var batchLimit: Int
    /// Commands that must be parked because what follows from them is not taken by the log.
    package private(set) var unappendable: Set<Int64> = []
    private var position = 0 as Int64
    private var first = 0 as Int64
    private let largestBatch: Int

    package init(largestBatch: Int = 500) {
        self.largestBatch = largestBatch
        batchLimit = largestBatch
    }

    package mutating func begin() -> Action {
        state = .opening
        return .open
    }

    package mutating func take(_ happening: Happening) -> Action {
        switch (state, happening) {
        case (.stopped, _): return .end
        case (.applying, .stopAsked): return .apply
        case (_, .stopAsked):
            state = .stopped(nil)
            return .end
        case (.opening, .opened):
            state = .restoring
            return .restore
        case (.restoring, .restored(let position)):
            self.position = position
            return read()
        case (.reading, .read(count: 0, _)):
            return .waitForCommands(from: position)
        case (.reading, .read(let count, let first)):
            state = .committing(count: count)
            self.first = first
            return .decideAndAppend
        case (.committing, .committed(let next)):
            position = next ?? position
            batchLimit = min(largestBatch, batchLimit * 2)
            unappendable = []
            state = .applying
            return .apply
        case (.applying, .applied):
            return read()
        case (.committing(let count), .failed(.tooLarge)):
            // Nothing was appended, but the decisions were taken into memory: restored from what is on the log.
            if count > 1 { batchLimit = max(1, count / 2) } else { unappendable.insert(first) }
            state = .opening
            return .open
        case (_, .failed(.unknownOutcome)):
            state = .opening
            return .open
        case (_, .failed(.unavailable)):
            state = .opening
            return .pauseAndOpen
        case (_, .failed(let reason)):
            state = .stopped(reason == .cancelled ? nil : reason)
            return .end
        case (.opening, _), (.restoring, _), (.reading, _), (.committing, _), (.applying, _):
            preconditionFailure("\(happening) cannot happen while \(state)")
        }
    }

    private mutating func read() -> Action {
        state = .reading
        return .read(from: position, count: batchLimit)
    }
}

/// A place between two steps at which a test ends the process.
package enum Failpoint: String, Sendable, CaseIterable {
    case writerOpened
    case stateRestored
    case commandsRead
    case batchDecided
    case batchAppended
    case stateApplied
    case projectionRead
    case projectionApplied
    case importAppended
    case importCounted

    /// Told at every passage; nothing in production.
    package typealias Passage = @Sendable (Failpoint) -> Void
}
