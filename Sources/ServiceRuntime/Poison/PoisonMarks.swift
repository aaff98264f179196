import CPoison
import EventLog
package import Foundation
import Synchronization

/// Remembers which commands ended the process while they were decided.
///
/// A trap in the rules cannot be caught. Each writer marks in a page of a file what it is deciding; a signal handler
/// marks that the process ended in it. Only a marked end counts: a kill or a power loss never does. A command with two
/// marks is parked undecided. The file lies outside the caches that may be deleted.
package final class PoisonMarks: Sendable {
    /// Where one writer marks what it decides.
    ///
    /// The pointer is to a page that is mapped for as long as the process lives; only the writer that was given the
    /// slot writes through it.
    package struct Slot: @unchecked Sendable {
        fileprivate let pointer: UnsafeMutablePointer<schakel_poison_slot>

        /// Marks the beginning of a decision, or with nil its end, on the calling thread.
        package func mark(_ place: DecisionMark?) {
            if let place {
                schakel_poison_begin(pointer, place.offset, place.letter)
            } else {
                schakel_poison_end(pointer)
            }
        }
    }

    /// A command, and how often the process ended in its decision.
    package struct Suspect: Sendable, Hashable {
        package let service: String
        package let partition: Int
        package let mark: DecisionMark
        package var ends: Int
    }

    private struct State {
        var suspects: [Suspect]
        var taken = 0
    }

    private let state: Mutex<State>
    private let slots: Slot
    private let list: URL

    /// Opens the marks in a folder, counts those that the last process left, and installs the handler.
    ///
    /// - Throws: ``EventLogError/Reason/unavailable`` when the file cannot be made or mapped.
    package init(folder: URL) throws {
        list = folder.appendingPathComponent("suspects")
        slots = Slot(pointer: try PoisonMarks.map(folder.appendingPathComponent("decisions")))
        var suspects = try PoisonMarks.read(list)
        for index in 0..<Int(schakel_poison_slots) {
            let slot = slots.pointer + index
            if slot.pointee.state == 2 { PoisonMarks.count(slot.pointee, in: &suspects) }
            slot.pointee = schakel_poison_slot()
        }
        state = Mutex(State(suspects: suspects))
        try PoisonMarks.write(suspects, to: list)
        let code = schakel_poison_install()
        guard code == 0 else { throw PoisonMarks.failure("the handler of faults cannot be installed", code) }
    }

    /// A slot for the writer of a partition.
    ///
    /// - Precondition: at most 1024 are asked for, which is 12 partitions of 85 services.
    package func slot(service: String, partition: Int) -> Slot {
        let index = state.withLock { state in
            defer { state.taken += 1 }
            return state.taken
        }
        precondition(index < Int(schakel_poison_slots), "there are slots for \(schakel_poison_slots) writers")
        let pointer = slots.pointer + index
        pointer.pointee.partition = Int64(partition)
        withUnsafeMutableBytes(of: &pointer.pointee.service) { bytes in
            bytes.copyBytes(from: service.utf8.prefix(bytes.count - 1))
        }
        return Slot(pointer: pointer)
    }

    /// Whether a marked end came before and its command is not past yet: then one command is decided at a time, over
    /// all partitions.
    package var hasSuspects: Bool { state.withLock { !$0.suspects.isEmpty } }

    /// The commands of a partition that are parked undecided.
    package func poisonous(service: String, partition: Int) -> Set<DecisionMark> {
        state.withLock { state in
            Set(
                state.suspects.filter { $0.service == service && $0.partition == partition && $0.ends >= 2 }
                    .map(\.mark))
        }
    }

    /// Says that a partition's commands before this place are decided or parked.
    ///
    /// - Throws: the file's error; the suspects are then still there after a restart, which does no harm.
    package func passed(service: String, partition: Int, before offset: Int64) throws {
        let suspects: [Suspect]? = state.withLock { state in
            let kept = state.suspects.filter {
                $0.service != service || $0.partition != partition || $0.mark.offset >= offset
            }
            guard kept.count < state.suspects.count else { return nil }
            state.suspects = kept
            return kept
        }
        if let suspects { try PoisonMarks.write(suspects, to: list) }
    }

    // MARK: Files

    private static func count(_ slot: schakel_poison_slot, in suspects: inout [Suspect]) {
        let service = withUnsafeBytes(of: slot.service) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let mark = DecisionMark(offset: slot.offset, letter: slot.letter)
        let partition = Int(slot.partition)
        if let index = suspects.firstIndex(where: {
            $0.service == service && $0.partition == partition && $0.mark == mark
        }) {
            suspects[index].ends += 1
        } else {
            suspects.append(Suspect(service: service, partition: partition, mark: mark, ends: 1))
        }
    }

    private static func map(_ url: URL) throws -> UnsafeMutablePointer<schakel_poison_slot> {
        let size = MemoryLayout<schakel_poison_slot>.stride * Int(schakel_poison_slots)
        let descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("\(url.path) cannot be opened", errno) }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw failure("\(url.path) cannot be made", errno) }
        guard let page = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), page != MAP_FAILED else {
            throw failure("\(url.path) cannot be mapped", errno)
        }
        return page.bindMemory(to: schakel_poison_slot.self, capacity: Int(schakel_poison_slots))
    }

    private static func failure(_ what: String, _ code: Int32) -> EventLogError {
        EventLogError(.unavailable, detail: "\(what): \(String(cString: strerror(code)))")
    }

    private static func read(_ url: URL) throws -> [Suspect] {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ")
            guard parts.count == 5, let partition = Int(parts[1]), let offset = Int64(parts[2]),
                let letter = Int64(parts[3]), let ends = Int(parts[4])
            else { return nil }
            return Suspect(
                service: String(parts[0]), partition: partition, mark: DecisionMark(offset: offset, letter: letter),
                ends: ends)
        }
    }

    private static func write(_ suspects: [Suspect], to url: URL) throws {
        let lines = suspects.map {
            "\($0.service) \($0.partition) \($0.mark.offset) \($0.mark.letter) \($0.ends)\n"
        }
        try Data(lines.joined().utf8).write(to: url, options: .atomic)
    }
}
