import Foundation
import Glibc
import Synchronization

/// Requests over connections that are kept, one after another on each, with the time that every answer took.
///
/// Sockets of the system and nothing between: what is measured is the server.
struct HTTPLoad {
    struct Outcome: Sendable {
        let perSecond: Double
        /// Milliseconds under which 99 of 100 answers came.
        let p99: Double
        let bodyBytes: Int
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let port: UInt16
    let path: String
    let connections: Int
    /// Of each connection.
    let requests: Int

    /// - Throws: ``Failure`` when an answer is not 200, or does not come.
    func run() throws -> Outcome {
        let outcome = Shared()
        let ended = DispatchSemaphore(value: 0)
        let start = ContinuousClock.now
        // A thread for each: a pool would run as many at once as there are cores.
        for _ in 0..<connections {
            Thread.detachNewThread {
                do {
                    let (times, bytes) = try oneConnection()
                    outcome.value.withLock {
                        $0.times += times
                        $0.bytes = bytes
                    }
                } catch {
                    outcome.value.withLock { $0.failure = error as? Failure ?? Failure(description: "\(error)") }
                }
                ended.signal()
            }
        }
        for _ in 0..<connections { ended.wait() }
        let seconds = Stopwatch.seconds(ContinuousClock.now - start)
        let (times, failure, bytes) = outcome.value.withLock { $0 }
        if let failure { throw failure }
        let sorted = times.sorted()
        return Outcome(
            perSecond: Double(times.count) / seconds, p99: sorted[sorted.count * 99 / 100] * 1000, bodyBytes: bytes)
    }

    /// What the connections have brought.
    private final class Shared: Sendable {
        let value = Mutex<(times: [Double], failure: Failure?, bytes: Int)>(([], nil, 0))
    }

    private func oneConnection() throws -> (times: [Double], bytes: Int) {
        let socket = try connect()
        defer { close(socket) }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var times: [Double] = []
        times.reserveCapacity(requests)
        var bytes = 0
        for _ in 0..<requests {
            let start = ContinuousClock.now
            try ask(on: socket)
            bytes = try receive(socket, &buffer).count
            times.append(Stopwatch.seconds(ContinuousClock.now - start))
        }
        return (times, bytes)
    }

    private func connect() throws -> Int32 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard socket >= 0, connected == 0 else { throw Failure(description: "port \(port) does not answer") }
        var isOn: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        return socket
    }

    /// Asks once.
    ///
    /// - Returns: the body of the answer.
    /// - Throws: as ``run()``.
    func body() throws -> [UInt8] {
        let socket = try connect()
        defer { close(socket) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        try ask(on: socket)
        return Array(buffer[try receive(socket, &buffer)])
    }

    private func ask(on socket: Int32) throws {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
        guard send(socket, request, request.count, 0) == request.count else {
            throw Failure(description: "a request could not be sent")
        }
    }

    /// Reads one answer.
    ///
    /// - Returns: where in the buffer its body is.
    private func receive(_ socket: Int32, _ buffer: inout [UInt8]) throws -> Range<Int> {
        var count = 0
        var end: Int?
        var wanted = Int.max
        while count < wanted {
            let space = buffer.count - count
            let read = buffer.withUnsafeMutableBytes { bytes in
                recv(socket, bytes.baseAddress.map { $0 + count }, space, 0)
            }
            guard read > 0 else { throw Failure(description: "the answer to \(path) broke off") }
            count += read
            guard end == nil, let head = HTTPLoad.headEnd(buffer, count) else { continue }
            end = head
            let text = String(decoding: buffer[..<head], as: UTF8.self).lowercased()
            guard text.hasPrefix("http/1.1 200"),
                let line = text.split(separator: "\r\n").first(where: { $0.hasPrefix("content-length:") }),
                let length = Int(line.dropFirst("content-length:".count).filter(\.isNumber))
            else { throw Failure(description: "\(path) was answered with \(text.prefix(40))") }
            wanted = head + length
            guard wanted <= buffer.count else { throw Failure(description: "the answer to \(path) is too large") }
        }
        return (end ?? 0)..<wanted
    }

    private static func headEnd(_ buffer: [UInt8], _ count: Int) -> Int? {
        guard count >= 4 else { return nil }
        for place in 0...(count - 4)
        where buffer[place] == 0x0D && buffer[place + 1] == 0x0A
            && buffer[place + 2] == 0x0D && buffer[place + 3] == 0x0A
        {
            return place + 4
        }
        return nil
    }
}
