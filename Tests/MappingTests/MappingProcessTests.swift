import Foundation
import Mapping
import Support
import Testing

/// Programs of others, in a process that can be stopped.
@Suite struct MappingProcessTests {
    /// Tests and executable are built into one folder.
    static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("schakel")

    private func outcomes(
        _ program: String, _ records: [String], limits: MappingLimits = MappingLimits()
    ) async throws -> [MappingOutcome] {
        let process = MappingProcess(
            executable: MappingProcessTests.executable, program: program, variables: ["institution": "25lx"],
            limits: limits)
        do {
            let outcomes = try await process.map(records.map { Array($0.utf8) })
            await process.close()
            return outcomes
        } catch {
            await process.close()
            throw error
        }
    }

    private func texts(_ outcome: MappingOutcome) -> [String]? {
        guard case .outputs(let outputs) = outcome else { return nil }
        return outputs.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func everyRecordGivesItsOwnOutputs() async throws {
        let program = #".a, (select(.a == "2") | {institution: $institution, second: .a}), empty"#
        let outcomes = try await outcomes(program, [#"{"a":"1"}"#, #"{"a":"2"}"#, #"{"a":null}"#])
        #expect(outcomes.map(texts) == [[#""1""#], [#""2""#, #"{"institution":"25lx","second":"2"}"#], ["null"]])
    }

    @Test func aRecordOnWhichTheProgramGivesUpCostsNoOther() async throws {
        let outcomes = try await outcomes(#".a | tonumber"#, [#"{"a":"1"}"#, #"{"a":"x"}"#, #"{"a":"3"}"#, "{"])
        #expect(texts(outcomes[0]) == ["1"])
        #expect(texts(outcomes[2]) == ["3"])
        guard case .failed(let message) = outcomes[1], case .failed = outcomes[3] else {
            return #expect(Bool(false), "\(outcomes)")
        }
        #expect(message.contains("Invalid numeric literal"))
    }

    @Test func aProgramThatDoesNotCompileIsRefusedWithItsPlace() async throws {
        await #expect(throws: MappingError.self) { _ = try await outcomes(".a | nonsense(1)", ["{}"]) }
        await #expect(throws: MappingError.self) { _ = try await outcomes(#"import "a" as a; ."#, ["{}"]) }
    }

    @Test(arguments: ["def f: f; f", "[range(1e12)] | length", "last(repeat(1))"])
    func aLoopIsStoppedAndTheOthersGoOn(program: String) async throws {
        let limits = MappingLimits(timePerRecord: .milliseconds(700), memoryBytes: 64 << 20)
        let outcomes = try await outcomes(
            #"if .loop then (\#(program)) else .a end"#, [#"{"a":1}"#, #"{"loop":true}"#, #"{"a":3}"#], limits: limits)
        #expect(texts(outcomes[0]) == ["1"])
        guard case .stopped = outcomes[1] else { return #expect(Bool(false), "\(outcomes[1])") }
        #expect(texts(outcomes[2]) == ["3"])
    }

    @Test(arguments: [#""a" * 1e9 | length"#, "[limit(1e9; repeat(0))] | length", "def f: [f]; f"])
    func aHungryProgramIsStoppedAndTheOthersGoOn(program: String) async throws {
        let limits = MappingLimits(timePerRecord: .seconds(20), memoryBytes: 64 << 20)
        let outcomes = try await outcomes(
            #"if .loop then (\#(program)) else .a end"#, [#"{"a":1}"#, #"{"loop":true}"#, #"{"a":3}"#], limits: limits)
        #expect(texts(outcomes[0]) == ["1"])
        switch outcomes[1] {
        case .stopped, .failed: break
        case .outputs: #expect(Bool(false), "\(outcomes[1])")
        }
        #expect(texts(outcomes[2]) == ["3"])
    }

    @Test(arguments: ["now", "env", "$ENV | length", "input", "[inputs]", "halt", "input_filename", "\"x\" | debug"])
    func aProgramSeesNothingButItsRecord(program: String) async throws {
        let outcomes = try await outcomes(program, ["{}"])
        if program == "$ENV | length" {
            #expect(texts(outcomes[0]) == ["0"])
        } else {
            guard case .failed(let message) = outcomes[0] else { return #expect(Bool(false), "\(outcomes[0])") }
            #expect(message.contains("is not available in a mapping"))
        }
    }

    @Test func outputsAreBounded() async throws {
        let limits = MappingLimits(outputBytesPerRecord: 1000, outputsPerRecord: 5)
        let many = try await outcomes("range(10)", ["{}"], limits: limits)
        let large = try await outcomes(#""a" * 2000"#, ["{}"], limits: limits)
        for outcome in many + large {
            guard case .failed = outcome else { return #expect(Bool(false), "\(outcome)") }
        }
    }

    @Test func manyRecordsPassThroughAtOnce() async throws {
        let records = (0..<5000).map { #"{"a":"\#($0)","long":"\#(String(repeating: "x", count: 200))"}"# }
        let outcomes = try await outcomes("{a, long}", records)
        #expect(outcomes.count == 5000)
        #expect(outcomes.map(texts) == records.map { [$0] })
    }

    @Test func anExecutableThatIsNoHelperIsSaidToBe() async throws {
        for path in ["/bin/true", "/nowhere"] {
            let process = MappingProcess(executable: URL(fileURLWithPath: path), program: ".")
            await #expect(throws: MappingError.self) { _ = try await process.map([Array("{}".utf8)]) }
        }
    }
}
