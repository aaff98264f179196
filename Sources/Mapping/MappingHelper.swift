import Foundation

/// The other side of a ``MappingProcess``: a process that runs one program over records, and nothing else.
package enum MappingHelper {
    /// Reads a program and then records from standard input until it ends, and answers on standard output.
    ///
    /// It has no environment and no open files, takes no more memory than it may, and ends when the hub does.
    package static func run() {
        endWithParent()
        var reader = FrameReader()
        var program = ""
        var variables: [(name: String, value: String)] = []
        var limits = MappingLimits()
        while let (kind, bytes) = next(&reader) {
            let text = String(decoding: bytes, as: UTF8.self)
            switch kind {
            case Frame.program: program = text
            case Frame.variable:
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                variables.append((String(parts[0]), parts.count > 1 ? String(parts[1]) : ""))
            case Frame.limits:
                let numbers = text.split(separator: " ").compactMap { Int($0) }
                guard numbers.count == 3 else { return }
                limits.memoryBytes = numbers[0]
                limits.outputBytesPerRecord = numbers[1]
                limits.outputsPerRecord = numbers[2]
            case Frame.start: return serve(program, variables, limits, &reader)
            default: return
            }
        }
    }

    private static func serve(
        _ text: String, _ variables: [(name: String, value: String)], _ limits: MappingLimits,
        _ reader: inout FrameReader
    ) {
        var answer: [UInt8] = []
        let program: MappingProgram
        do throws(MappingError) {
            program = try MappingProgram(text, variables: variables)
        } catch {
            Frame.append(Frame.refused, error.description.utf8, to: &answer)
            write(&answer)
            return
        }
        limitMemory(limits.memoryBytes)
        Frame.append(Frame.ready, [], to: &answer)
        write(&answer)
        while let (kind, bytes) = next(&reader) {
            guard kind == Frame.record else { return }
            switch program.outputs(of: bytes, limits: limits) {
            case .outputs(let outputs):
                for output in outputs { Frame.append(Frame.output, output, to: &answer) }
                Frame.append(Frame.done, [], to: &answer)
            case .failed(let message), .stopped(let message): Frame.append(Frame.failed, message.utf8, to: &answer)
            }
            // At once: what is not sent when the next record ends the process would be laid at this one's door.
            write(&answer)
        }
    }

    /// The next frame; nil at the end of standard input.
    private static func next(_ reader: inout FrameReader) -> (kind: UInt8, bytes: [UInt8])? {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            if let frame = reader.next() { return frame }
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            guard count > 0 else { return nil }
            reader.feed(buffer[..<count])
        }
    }

    private static func write(_ answer: inout [UInt8]) {
        var place = 0
        while place < answer.count {
            let count = answer[place...].withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { _exit(1) }
            place += count
        }
        answer.removeAll(keepingCapacity: true)
    }

    private static func limitMemory(_ bytes: Int) {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        let used =
            (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").first
            .flatMap { Int($0) } ?? 0
        let most = rlim_t(used * Int(getpagesize()) + bytes)
        var limit = rlimit(rlim_cur: most, rlim_max: most)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    }

    /// A program that loops does not see that nobody reads any more.
    private static func endWithParent() {
        let parent = getppid()
        Thread.detachNewThread {
            while getppid() == parent { usleep(250_000) }
            _exit(1)
        }
    }
}
