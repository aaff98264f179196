import EventLog
import EventSourcing
import Foundation
import SQLiteEventLog
import ServiceRuntime
import Support
import Testing

/// One after the other: each ends processes of its own.
@Suite(.serialized) struct PoisonMarksTests {
    /// Known to a test and to the process that it starts.
    private static func folder(of process: Int32, _ name: String) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("poison-\(name)-\(process)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test func onlyAMarkedEndCountsAndTwoMakeACommandPoisonous() async throws {
        let folder = try PoisonMarksTests.folder(of: getpid(), "count")
        defer { try? FileManager.default.removeItem(at: folder) }
        for ends in 1...2 {
            await #expect(processExitsWith: .failure) {
                let folder = try PoisonMarksTests.folder(of: getppid(), "count")
                let marks = try PoisonMarks(folder: folder)
                let slot = marks.slot(service: "counter", partition: 3)
                slot.mark(DecisionMark(offset: 6))
                slot.mark(nil)
                slot.mark(DecisionMark(offset: 7))
                let numbers: [Int] = []
                print(numbers[getppid() > 0 ? 1 : 0])
            }
            let marks = try PoisonMarks(folder: folder)
            #expect(marks.hasSuspects)
            #expect(marks.poisonous(service: "counter", partition: 3) == (ends == 2 ? [DecisionMark(offset: 7)] : []))
            #expect(marks.poisonous(service: "counter", partition: 4).isEmpty)
        }
        let marks = try PoisonMarks(folder: folder)
        try marks.passed(service: "counter", partition: 3, before: 7)
        #expect(marks.hasSuspects, "it is not past yet")
        try marks.passed(service: "counter", partition: 3, before: 8)
        #expect(!marks.hasSuspects)
        #expect(try !PoisonMarks(folder: folder).hasSuspects)
    }

    @Test func aKillDoesNotCount() async throws {
        let folder = try PoisonMarksTests.folder(of: getpid(), "kill")
        defer { try? FileManager.default.removeItem(at: folder) }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let marks = try PoisonMarks(folder: PoisonMarksTests.folder(of: getppid(), "kill"))
            marks.slot(service: "counter", partition: 3).mark(DecisionMark(offset: 7))
            kill(getpid(), SIGKILL)
        }
        #expect(try !PoisonMarks(folder: folder).hasSuspects)
    }
}
