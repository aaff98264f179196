import EventSourcing
package import Foundation
import JSONSchema

extension ContractTree {
    /// Reads a folder of contracts. What cannot be read becomes a fault and does not keep the rest from being read.
    ///
    /// - Throws: ``ContractTreeError`` when the folder is not there.
    package init(reading folder: URL) throws {
        self.init(root: folder.relativePath)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw ContractTreeError(folder: folder.relativePath)
        }
        var reader = ContractTreeReader(root: folder)
        reader.read()
        contracts = reader.contracts.sorted { $0.path < $1.path }
        services = reader.services
        families = reader.families
        faults = reader.faults
    }
}

/// Why there is no contract tree to read.
package struct ContractTreeError: Error, CustomStringConvertible {
    package let folder: String

    package var description: String { "there is no folder of contracts at \(folder)" }
}

/// Goes through the folders. Every name that has no place in the layout is a fault.
private struct ContractTreeReader {
    let root: URL
    var contracts: [Contract] = []
    var services: [ServiceFolder] = []
    var families: [ContractFamily] = []
    var faults: [ContractFault] = []

    mutating func read() {
        for entry in entries("") where entry.path != "README.md" {
            guard entry.isFolder, KebabCase.accepts(entry.name) else {
                stray(entry.path, remedy: "only README.md and the folders of services and of shared stand here")
                continue
            }
            if entry.name == ContractIdentity.sharedOwner {
                readFamilies(in: entry.path, service: entry.name)
            } else {
                readService(entry.name)
            }
        }
    }

    private mutating func readService(_ service: String) {
        var asyncAPI: YAMLText?
        var hasReadme = false
        for entry in entries(service) {
            if entry.isFolder, MessageKind(plural: entry.name) != nil {
                readFamilies(in: entry.path, service: service)
            } else if entry.name == "asyncapi.yaml" {
                asyncAPI = readYAML(entry.path)
            } else if entry.name == "README.md" {
                hasReadme = true
            } else {
                stray(
                    entry.path,
                    remedy: "a service has commands, events, results and records, asyncapi.yaml and README.md")
            }
        }
        services.append(ServiceFolder(name: service, asyncAPI: asyncAPI, hasReadme: hasReadme))
    }

    private mutating func readFamilies(in folder: String, service: String) {
        for entry in entries(folder) {
            guard entry.isFolder, KebabCase.accepts(entry.name) else {
                stray(entry.path, remedy: "only folders of messages stand here, in lower-case words with hyphens")
                continue
            }
            readFamily(entry.path, service: service, name: entry.name)
        }
    }

    private mutating func readFamily(_ path: String, service: String, name: String) {
        var versions: [Int] = []
        for entry in entries(path) where entry.name != "README.md" && entry.name != "CHANGELOG.md" {
            guard entry.isFolder, let version = ContractIdentity.version(ofSegment: entry.name) else {
                stray(
                    entry.path, remedy: "a message has README.md, CHANGELOG.md and a folder v1, v2 … for each version")
                continue
            }
            versions.append(version)
            readVersion(entry.path, service: service, name: name, version: version)
        }
        families.append(
            ContractFamily(
                path: path, service: service, name: name, versions: versions.sorted(),
                readme: readText("\(path)/README.md"), changelog: readText("\(path)/CHANGELOG.md")))
    }

    private mutating func readVersion(_ path: String, service: String, name: String, version: Int) {
        let identity: ContractIdentity
        do {
            identity = try ContractIdentity(service: service, name: name, version: version)
        } catch {
            faults.append(ContractFault(.identity, file: path, "\(error)", remedy: "rename the folder"))
            return
        }
        var schema: ContractFile?
        var examples: [ContractFile] = []
        var otherFiles: Set<String> = []
        for entry in entries(path) {
            switch (entry.name, entry.isFolder) {
            case ("schema.json", false): schema = readJSON(entry.path)
            case ("examples", true):
                for example in entries(entry.path) {
                    guard !example.isFolder, example.name.hasSuffix(".json") else {
                        stray(example.path, remedy: "only examples in files that end in .json stand here")
                        continue
                    }
                    readJSON(example.path).map { examples.append($0) }
                }
            default:
                guard !entry.isFolder, entry.name.hasSuffix(".jq") else {
                    stray(entry.path, remedy: "a version has schema.json, examples/ and, from v2 on, casts in jq")
                    continue
                }
                otherFiles.insert(entry.name)
            }
        }
        guard let schema else {
            if !FileManager.default.fileExists(atPath: root.appendingPathComponent("\(path)/schema.json").path) {
                faults.append(
                    ContractFault(
                        .layout, file: path, "the version has no schema.json", remedy: "write its JSON Schema there"))
            }
            return
        }
        contracts.append(
            Contract(
                identity: identity, kind: kind(of: path, schema), path: path, schema: schema, examples: examples,
                otherFiles: otherFiles))
    }

    /// A message's kind is the folder it lies in; a shared message says it itself.
    private func kind(of path: String, _ schema: ContractFile) -> MessageKind? {
        let parts = path.split(separator: "/")
        guard parts.first.map(String.init) == ContractIdentity.sharedOwner else { return MessageKind(plural: parts[1]) }
        return schema.document.root["x-kind"]?.string.flatMap(MessageKind.init(rawValue:))
    }

    // MARK: Files

    private struct Entry {
        let path: String
        let name: String
        let isFolder: Bool
    }

    private mutating func entries(_ folder: String) -> [Entry] {
        let url = folder.isEmpty ? root : root.appendingPathComponent(folder)
        do {
            return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted().map { name in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(
                    atPath: url.appendingPathComponent(name).path, isDirectory: &isFolder)
                return Entry(
                    path: folder.isEmpty ? name : "\(folder)/\(name)", name: name, isFolder: isFolder.boolValue)
            }
        } catch {
            faults.append(
                ContractFault(
                    .layout, file: folder, "the folder cannot be read", remedy: "check that it may be read"))
            return []
        }
    }

    private mutating func stray(_ path: String, remedy: String) {
        faults.append(ContractFault(.layout, file: path, "this name has no place in the layout", remedy: remedy))
    }

    private func readText(_ path: String) -> String? {
        try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    private mutating func readJSON(_ path: String) -> ContractFile? {
        guard let data = try? Data(contentsOf: root.appendingPathComponent(path)) else {
            faults.append(
                ContractFault(.layout, file: path, "the file cannot be read", remedy: "check that it may be read"))
            return nil
        }
        do {
            return ContractFile(path: path, document: try JSONDocument(Array(data)))
        } catch {
            faults.append(
                ContractFault(
                    .wellFormed, file: path, position: error.position, error.sentence, remedy: "mend the JSON here"))
            return nil
        }
    }

    private mutating func readYAML(_ path: String) -> YAMLText? {
        guard let text = readText(path) else {
            faults.append(
                ContractFault(.layout, file: path, "the file is not UTF-8 text", remedy: "write it as UTF-8"))
            return nil
        }
        do {
            return try YAMLText(text)
        } catch {
            faults.append(
                ContractFault(
                    .wellFormed, file: path, position: error.position, error.sentence, remedy: "mend the YAML here"))
            return nil
        }
    }
}
