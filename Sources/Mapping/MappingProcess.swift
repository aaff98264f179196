import CJQ
package import Foundation

/// Runs a jq program over records in a process of its own, so that one that loops or takes all memory is stopped and
/// costs its record only.
package actor MappingProcess {
    private let executable: URL
    private let arguments: [String]
    private let program: String
    private let variables: [String: String]
    private let limits: MappingLimits
    /// Waiting for the helper blocks a thread, so it is done on one that nobody else needs.
    private let queue = DispatchQueue(label: "schakel.mapping")
    private var child: Child?

    /// - Parameters:
    ///   - executable: has ``MappingHelper`` under these arguments.
    ///   - variables: bound as `$name`.
    package init(
        executable: URL, arguments: [String] = ["internal-map"], program: String, variables: [String: String] = [:],
        limits: MappingLimits = MappingLimits()
    ) {
        self.executable = executable
        self.arguments = arguments
        self.program = program
        self.variables = variables
        self.limits = limits
    }

    /// Starts the helper, which compiles the program.
    ///
    /// - Throws: ``MappingError`` with what the compiler says, or that the helper cannot be started.
    package func start() async throws {
        child = try await onQueue { [self] in try startChild() }
    }

    /// Maps records, each by itself.
    ///
    /// - Parameter records: texts of JSON without duplicate names; numbers that a double does not keep go as texts.
    /// - Returns: as many outcomes, in their order.
    /// - Throws: ``MappingError`` when the helper cannot be started again.
    package func map(_ records: [[UInt8]]) async throws -> [MappingOutcome] {
        var outcomes: [MappingOutcome] = []
        var deaths = 0
        while outcomes.count < records.count {
            if child == nil { try await start() }
            guard let child else { throw MappingError("the mapping helper is not there") }
            let rest = Array(records[outcomes.count...])
            let round = await onQueue { [limits] in child.map(rest, limits) }
            outcomes += round.outcomes
            guard let stop = round.stop else { continue }
            self.child = nil
            await onQueue { child.end() }
            // One that vanished may have been killed by someone: its record gets a second chance.
            deaths = round.outcomes.isEmpty ? deaths + 1 : 1
            if stop.isCertain || deaths > 1 {
                outcomes.append(.stopped(stop.message))
                deaths = 0
            }
        }
        return outcomes
    }

    package func close() async {
        guard let child else { return }
        self.child = nil
        await onQueue { child.end() }
    }

    private nonisolated func startChild() throws -> Child {
        let child = try Child(executable, arguments)
        var greeting: [UInt8] = []
        Frame.append(Frame.program, program.utf8, to: &greeting)
        for (name, value) in variables { Frame.append(Frame.variable, "\(name)=\(value)".utf8, to: &greeting) }
        let numbers = "\(limits.memoryBytes) \(limits.outputBytesPerRecord) \(limits.outputsPerRecord)"
        Frame.append(Frame.limits, numbers.utf8, to: &greeting)
        Frame.append(Frame.start, [], to: &greeting)
        let answer = child.exchange(greeting, patience: .seconds(10))
        if answer?.kind == Frame.ready { return child }
        child.end()
        if answer?.kind == Frame.refused { throw MappingError(String(decoding: answer?.bytes ?? [], as: UTF8.self)) }
        throw MappingError("the mapping helper \(executable.path) does not answer")
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }
}

/// A helper process, and what leads to it and back. Used on one queue only.
final class Child: @unchecked Sendable {
    private let process: pid_t
    private let input: Int32
    private let output: Int32
    private var reader = FrameReader()

    struct Stop: Sendable {
        /// It was stopped by us, not found dead.
        let isCertain: Bool
        let message: String
    }

    init(_ executable: URL, _ arguments: [String]) throws {
        // A socket, because writing to one can be told to fail without a signal when the other end is gone.
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &toChild) == 0 else {
            throw MappingError("a pipe cannot be made")
        }
        guard pipe2(&fromChild, O_CLOEXEC) == 0 else {
            toChild.forEach { close($0) }
            throw MappingError("a pipe cannot be made")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The helper has the usual signals, whatever the hub does with its own, and is not in its terminal's group.
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var texts = ([executable.path] + arguments).map { strdup($0) }
        texts.append(nil)
        defer { texts.forEach { free($0) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var process: pid_t = 0
        let code = posix_spawn(&process, executable.path, &actions, &attributes, &texts, &environment)
        close(toChild[0])
        close(fromChild[1])
        input = toChild[1]
        output = fromChild[0]
        self.process = process
        guard code == 0 else {
            close(input)
            close(output)
            throw MappingError("\(executable.path) cannot be started: \(String(cString: strerror(code)))")
        }
        for descriptor in [input, output] {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
    }

    /// Sends records and takes what becomes of them, until all are done or the helper has to be ended.
    func map(_ records: [[UInt8]], _ limits: MappingLimits) -> (outcomes: [MappingOutcome], stop: Stop?) {
        var bytes: [UInt8] = []
        for record in records { Frame.append(Frame.record, record, to: &bytes) }
        var outcomes: [MappingOutcome] = []
        var outputs: [[UInt8]] = []
        var sent = 0
        while outcomes.count < records.count {
            while let (kind, content) = reader.next() {
                switch kind {
                case Frame.output: outputs.append(content)
                case Frame.done:
                    outcomes.append(.outputs(outputs))
                    outputs = []
                default:
                    outcomes.append(.failed(String(decoding: content, as: UTF8.self)))
                    outputs = []
                }
            }
            guard outcomes.count < records.count else { break }
            switch wait(bytes, &sent, patience: limits.timePerRecord) {
            case .went: break
            case .late:
                let message = "the mapping of the record took longer than \(limits.timePerRecord)"
                return (outcomes, Stop(isCertain: true, message: message))
            case .ended:
                let message =
                    "the mapping of the record took more than \(limits.memoryBytes >> 20) MB, or ended its process"
                return (outcomes, Stop(isCertain: false, message: message))
            }
        }
        return (outcomes, nil)
    }

    /// Sends bytes and returns the first frame that comes back.
    func exchange(_ bytes: [UInt8], patience: Duration) -> (kind: UInt8, bytes: [UInt8])? {
        var sent = 0
        while true {
            if let frame = reader.next() { return frame }
            guard case .went = wait(bytes, &sent, patience: patience) else { return nil }
        }
    }

    private enum Waited {
        case went
        case late
        case ended
    }

    /// Writes what can be written and reads what there is; waits for one of both.
    private func wait(_ bytes: [UInt8], _ sent: inout Int, patience: Duration) -> Waited {
        let end = ContinuousClock.now + patience
        while true {
            let left = end - ContinuousClock.now
            guard left > .zero else { return .late }
            let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
            var polled = [
                pollfd(fd: output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
            ]
            let count = sent < bytes.count ? 2 : 1
            guard poll(&polled, nfds_t(count), Int32(clamping: milliseconds + 1)) >= 0 || errno == EINTR else {
                return .ended
            }
            if count == 2, polled[1].revents != 0 {
                let written = bytes[sent...].withUnsafeBytes {
                    send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if written > 0 { sent += written } else if errno != EAGAIN, errno != EINTR { return .ended }
            }
            guard polled[0].revents != 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            let taken = read(output, &buffer, buffer.count)
            if taken > 0 {
                reader.feed(buffer[..<taken])
                return .went
            }
            if taken == 0 || errno != EAGAIN && errno != EINTR { return .ended }
        }
    }

    /// Ends the process, and waits until nothing is left of it.
    func end() {
        close(input)
        close(output)
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}
