import ArgumentParser
import Foundation
import JSONSchema

/// `schakel import`: sends a file through a connector, and tells what became of every row.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a file through a connector.",
        discussion: """
            The rows become commands; shown is how many were accepted, changed nothing or were rejected, and the first \
            rejections with all their reasons. Ends with 0 when every row is accounted for, with --strict 2 when rows \
            were rejected, parked or not mapped; 2 when the file cannot be used. Interrupting it does not stop the \
            import: the hub goes on with it.

            What a file brings goes back only to who sent it, as the token in SCHAKEL_TOKEN says; without one to \
            everybody who reaches the hub without one, or to nobody where the file is about persons.
            """)

    @Argument(help: "The connector, such as crebo-register.") var connector: String
    @Argument(help: "The file, of at most 512 MB.", completion: .file()) var file: String
    @Flag(help: "Send nothing; show what would be sent, and every reason why a row would not be.") var dryRun = false
    @Flag(help: "Exit with 2 when a row was rejected, parked or not mapped.") var strict = false
    @Option(help: "How many rejections, and rows of a dry run, are shown.") var show = 10
    @Flag(help: "Print the outcome as one JSON object.") var json = false
    @OptionGroup var hub: HubAddress

    func run() async throws {
        let client = hub.client
        let url = URL(fileURLWithPath: file)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue,
            FileManager.default.isReadableFile(atPath: file)
        else { throw CommandFailure(.invalid, "there is no file \(file) that can be read") }
        let path = "/v1/connectors/\(HubClient.escaped(connector))/imports"
        let started = try await client.send(
            "POST", path + (dryRun ? "?dryRun=true" : ""), headers: ["Content-Type": Import.mediaType(of: url)],
            file: url)
        guard let address = started.header("location") else {
            throw CommandFailure(.failed, "the hub did not say where the import is")
        }
        var bar = ProgressBar()
        var state = try started.json()
        do {
            while ["running", "settling"].contains(state["state"]?.string ?? "") {
                bar.show(state)
                try await Task.sleep(for: .milliseconds(200))
                state = try await client.get(address)
            }
        } catch let failure as CommandFailure {
            throw CommandFailure(
                failure.code,
                "\(failure.message)\nthe hub has the whole file and goes on with it when it runs again; see "
                    + "\(client.base)\(address)")
        }
        bar.end(state)
        try await tell(state, address, client)
        let counts = state["counts"]
        func count(_ name: String) -> Int64 { counts?[name]?.integer ?? 0 }
        guard state["state"]?.string == "completed" else { throw ExitCode(CommandFailure.Code.invalid.rawValue) }
        if strict, count("rejected") + count("parked") + count("notMapped") > 0 {
            throw ExitCode(CommandFailure.Code.invalid.rawValue)
        }
    }

    /// What the hub is told of a file; it goes by the connector.
    private static func mediaType(of file: URL) -> String {
        switch file.pathExtension.lowercased() {
        case "json": "application/json"
        case "jsonl", "ndjson": "application/x-ndjson"
        default: "text/csv"
        }
    }

    private func tell(_ state: JSONValue, _ address: String, _ client: HubClient) async throws {
        if json {
            StandardOutput.write(state.compactText)
            return
        }
        StandardOutput.write(state["summary"]?.string ?? "")
        for (name, value) in state["counts"]?.members ?? [] where value.integer != 0 || name == "received" {
            StandardOutput.write(
                "  \(Import.words(name).padding(toLength: 12, withPad: " ", startingAt: 0)) \(value.text)")
        }
        if dryRun, show > 0 {
            let tried = try await client.get("\(address)/records?pageSize=\(min(show, 250))")
            for row in tried["items"]?.items ?? [] {
                for command in row["commands"]?.items ?? [] {
                    StandardOutput.write("row \(row["row"]?.text ?? ""): \(command.compactText)")
                }
            }
        }
        guard (state["counts"]?["rejected"]?.integer ?? 0) > 0, show > 0 else { return }
        let page = try await client.get("\(address)/rejections?pageSize=\(min(show, 250))")
        for row in page["items"]?.items ?? [] {
            for reason in row["reasons"]?.items ?? [] {
                let place = reason["column"]?.string ?? reason["pointer"]?.string
                StandardOutput.write(
                    "row \(row["row"]?.text ?? ""), line \(row["line"]?.text ?? ""): "
                        + (place.map { "\($0): " } ?? "") + (reason["message"]?.string ?? ""))
            }
        }
        let rows = page["items"]?.items ?? []
        StandardOutput.write(
            rows.isEmpty || rows.contains { $0["record"] != nil }
                ? "All of them, to be mended and sent again: \(client.base)\(address)/rejections?format=file"
                : "The rows are about persons, and go back only to who sends the file with a token in SCHAKEL_TOKEN.")
    }

    /// `notMapped` as `not mapped`.
    private static func words(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : String($1) }
    }
}

/// How far an import is, on a terminal only.
struct ProgressBar {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var isShown = false

    mutating func show(_ state: JSONValue) {
        guard isTerminal else { return }
        isShown = true
        let read = Double(state["bytesRead"]?.integer ?? 0)
        let size = max(Double(state["bytes"]?.integer ?? 1), 1)
        let width = 30
        let full = min(width, Int(read / size * Double(width)))
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
        let counts = state["counts"]
        let text =
            "\r[\(bar)] \(Int(read / size * 100))%  \(counts?["received"]?.text ?? "0") rows, "
            + "\(counts?["rejected"]?.text ?? "0") rejected, \(counts?["open"]?.text ?? "0") under way   "
        WholeText.write(text, to: STDERR_FILENO)
    }

    mutating func end(_ state: JSONValue) {
        guard isShown else { return }
        show(state)
        WholeText.write("\n", to: STDERR_FILENO)
    }
}
