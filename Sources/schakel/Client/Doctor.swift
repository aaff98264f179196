import ArgumentParser
import ContractTooling
import EventLog
import EventSourcing
import Foundation
import Gateway
import Mapping
import PersonalData
import SQLiteEventLog
import ServiceRuntime

/// `schakel doctor`: what would keep the hub from starting, each with its remedy.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what would keep the hub from starting, and say what to do about it.",
        discussion: "Changes nothing. Exit code 0 when nothing does, 3 when something would.")

    @OptionGroup var folder: DataFolder
    @Option(help: "The port that the hub is to listen at.") var port = 8080
    @Option(help: "The address that the hub is to listen at.") var host = "127.0.0.1"
    @Option(help: "A folder with further connectors.", completion: .directory) var connectors: String?

    @Option(help: "A folder with further contracts, laid out as Contracts is.", completion: .directory)
    var contracts: String?

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be 0 to 65535") }
    }

    func run() async throws {
        var settings = folder.settings
        settings.host = host
        settings.port = port
        settings.connectors = connectors.map { URL(fileURLWithPath: $0) }
        settings.contracts = contracts.map { URL(fileURLWithPath: $0) }
        var isWell = true
        func report(_ name: String, _ fault: String?) {
            StandardOutput.write("\(fault == nil ? "ok  " : "FAIL") \(name)\(fault.map { ": \($0)" } ?? "")")
            if fault != nil { isWell = false }
        }
        report("data folder \(settings.data.path)", Doctor.folder(settings.data))
        report("disk space", Doctor.space(settings.data))
        let faults = await Doctor.log(settings)
        report("event log", faults.log)
        report("key file \(settings.keys.path)", faults.keys)
        report("imports", Imports.fault(in: settings.imports))
        report("port \(port)", Doctor.port(host, port))
        let contracts = Doctor.contracts(settings)
        report("contracts", contracts)
        report(
            "connectors",
            contracts == nil ? await Doctor.connectors(settings) : "not looked at, because the contracts cannot be used"
        )
        report("clock", Doctor.clock())
        if !isWell { throw ExitCode(CommandFailure.Code.environment.rawValue) }
    }

    /// What is wrong with a data folder, which need not be there yet.
    static func folder(_ url: URL) -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            var parent = url.deletingLastPathComponent()
            while !FileManager.default.fileExists(atPath: parent.path), parent.path != "/" {
                parent = parent.deletingLastPathComponent()
            }
            guard FileManager.default.isWritableFile(atPath: parent.path) else {
                return "it is not there and \(parent.path) may not be written; choose another with --data"
            }
            return nil
        }
        guard isFolder.boolValue else { return "it is a file; choose another with --data" }
        guard FileManager.default.isWritableFile(atPath: url.path) else {
            return "it may not be written; change its owner, or choose another with --data"
        }
        return nil
    }

    /// - Parameter least: how many bytes are asked to be free.
    /// - Returns: what is wrong with the disk of a folder, which need not be there yet.
    static func space(_ url: URL, least: Int64 = 256 << 20) -> String? {
        var existing = url
        while !FileManager.default.fileExists(atPath: existing.path), existing.path != "/" {
            existing = existing.deletingLastPathComponent()
        }
        guard let values = try? FileManager.default.attributesOfFileSystem(forPath: existing.path),
            let free = (values[.systemFreeSize] as? NSNumber)?.int64Value,
            // What is no disk, such as /proc, has no size.
            (values[.systemSize] as? NSNumber)?.int64Value ?? 0 > 0
        else { return nil }
        return free > least ? nil : "\(free >> 20) MB are free, \(least >> 20) MB are asked; make room"
    }

    private static func log(_ settings: HubSettings) async -> (log: String?, keys: String?) {
        if let fault = Hub.lostLog(settings) { return (fault, await keys(settings, nil)) }
        guard FileManager.default.fileExists(atPath: settings.log.path) else {
            return (nil, await keys(settings, nil))
        }
        do throws(EventLogError) {
            // No topics are named, so none is added.
            let log = try await SQLiteEventLog.open(at: settings.log, topics: [])
            let fault = await keys(settings, log)
            await log.close()
            return (nil, fault)
        } catch {
            return (Hub.text(error, settings), await keys(settings, nil))
        }
    }

    private static func keys(_ settings: HubSettings, _ log: SQLiteEventLog?) async -> String? {
        do {
            try await KeyStore.check(at: settings.keys, data: settings.data, log: log)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// - Returns: why nothing can listen there, to follow the port; nil when something can, or 0 lets the system choose.
    static func port(_ host: String, _ port: Int) -> String? {
        guard port > 0 else { return nil }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr(host == "localhost" ? "127.0.0.1" : host)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code != 0 else { return nil }
        switch errno {
        case EADDRINUSE: return "is in use; end what has it, or choose another with --port"
        case EACCES: return "may not be opened; choose one above 1023 with --port"
        case EADDRNOTAVAIL:
            return "cannot be listened at, \(host) is no address of this machine; choose another with --host"
        default: return "cannot be listened at: \(String(cString: strerror(errno)))"
        }
    }

    private static func contracts(_ settings: HubSettings) -> String? {
        do {
            _ = try OwnContracts.schemas(settings.contracts)
            return nil
        } catch {
            return (error as? CommandFailure)?.message ?? "\(error)"
        }
    }

    private static func connectors(_ settings: HubSettings) async -> String? {
        do {
            let library = try Hub.connectors(settings, OwnContracts.schemas(settings.contracts))
            for connector in library.all {
                let mapping = MappingProcess(
                    executable: Hub.executable, program: connector.program, variables: ["institution": "local"])
                do {
                    try await mapping.start()
                    await mapping.close()
                } catch {
                    return "\(connector.id): \(error)"
                }
            }
            return nil
        } catch let failure as CommandFailure {
            return failure.message
        } catch {
            return "\(error)"
        }
    }

    private static func clock() -> String? {
        Hub.now().seconds > 1_767_225_600
            ? nil : "the clock stands before 2026; set it, because commands are remembered by their time"
    }
}
