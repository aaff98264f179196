package import EventSourcing
package import Foundation
package import InstitutionFormats
import Yams

/// How the records of one outside system become commands: a description, a jq program and fixtures. Data, not code.
package struct Connector: Sendable {
    package let id: String
    package let title: String
    package let description: String
    package let format: ConnectorFormat
    /// The columns of its records, in the order in which rejected ones are written; empty where they have none.
    package let columns: [String]
    /// What its records must be; nil where they are rows.
    package let schema: RecordSchema?
    /// The types of sealed records that it may have written about persons; empty where its records are about nobody.
    package let personRecords: [String]
    /// The only commands that it sends.
    package let commands: [ContractIdentity]
    /// The jq program.
    package let program: String
    /// A file to try it with; nil where it has none.
    package let sample: URL?
}

/// What a connector's files are.
package enum ConnectorFormat: Sendable, Hashable {
    case csv(CSVReader.Settings)
    case json(JSONRecordReader.Settings)
}

extension Connector {
    /// A record as its mapping takes it.
    ///
    /// - Parameter text: as it was read, and found to be JSON.
    package func mapped(_ text: [UInt8]) -> [UInt8] {
        switch format {
        case .csv: text
        case .json: JSONRecord.mapped(text)
        }
    }

    /// Whether its records are about persons, so that nothing of them may be shown or kept in the clear.
    package var isPersonal: Bool { !personRecords.isEmpty }
}

/// Everything that is wrong with a folder of connectors.
package struct ConnectorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Sentences that begin with the file.
    package let faults: [String]

    package init(faults: [String]) {
        self.faults = faults
    }

    package var description: String { faults.joined(separator: "\n") }
}

/// Every connector of a hub, by id.
package struct ConnectorLibrary: Sendable {
    /// In the order of their ids.
    package let all: [Connector]

    package init(_ connectors: [Connector]) {
        all = connectors.sorted { $0.id < $1.id }
    }

    package subscript(id: String) -> Connector? { all.first { $0.id == id } }

    /// Reads folders of connectors, a folder each; in a later one of the same id stands in the place of an earlier.
    ///
    /// - Throws: ``ConnectorError`` with every fault of every connector.
    package init(folders: [URL]) throws(ConnectorError) {
        var connectors: [String: Connector] = [:]
        var faults: [String] = []
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? nil
            guard let names else {
                faults.append("\(folder.path): the folder cannot be read")
                continue
            }
            for name in names.sorted() where !name.hasPrefix(".") {
                do throws(ConnectorError) {
                    connectors[name] = try Connector(folder: folder.appendingPathComponent(name))
                } catch {
                    faults += error.faults
                }
            }
        }
        guard faults.isEmpty else { throw ConnectorError(faults: faults) }
        self.init(Array(connectors.values))
    }
}

extension Connector {
    /// Reads `connector.yaml` and `mapping.jq` of a folder, whose name is the connector's id.
    ///
    /// - Throws: ``ConnectorError`` with every fault.
    package init(folder: URL) throws(ConnectorError) {
        let file = folder.appendingPathComponent("connector.yaml")
        var reader = ConnectorReader(file: file.path)
        let root = reader.root()
        reader.checkMembers(
            root, known: ["title", "description", "format", "columns", "commands", "persons", "sample"])
        id = folder.lastPathComponent
        title = reader.text(root, "title")
        description = reader.text(root, "description")
        let isJSON = reader.isJSON(root)
        columns = isJSON ? [] : reader.texts(root, "columns")
        commands = reader.commands(root)
        format = isJSON ? reader.jsonFormat(root) : reader.csvFormat(root, columns)
        schema = isJSON ? reader.schema(root, in: folder) : nil
        personRecords = reader.personRecords(root)
        sample = reader.optionalText(root, "sample").map { folder.appendingPathComponent($0) }
        if let sample, !FileManager.default.fileExists(atPath: sample.path) {
            reader.fault(root, "sample", "there is no file \(sample.lastPathComponent)")
        }
        let mapping = folder.appendingPathComponent("mapping.jq")
        program = (try? String(contentsOf: mapping, encoding: .utf8)) ?? ""
        if program.isEmpty { reader.faults.append("\(mapping.path): the file is missing, empty or not UTF-8") }
        guard reader.faults.isEmpty else { throw ConnectorError(faults: reader.faults) }
    }
}

/// Reads the members of a connector's description, and gathers what is wrong with them.
private struct ConnectorReader {
    let file: String
    var faults: [String] = []

    init(file: String) {
        self.file = file
    }

    mutating func root() -> Node {
        do {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            if let node = try Yams.compose(yaml: text), node.mapping != nil { return node }
            faults.append("\(file): must be a list of members")
        } catch let error as YamlError {
            faults.append("\(file): \(error)")
        } catch {
            faults.append("\(file): the file is missing or not UTF-8")
        }
        return Node([] as [(Node, Node)])
    }

    mutating func fault(_ node: Node, _ name: String, _ message: String) {
        guard node.mapping?.isEmpty == false else { return }
        let line = node.mapping?.first { $0.key.string == name }?.key.mark?.line ?? node.mark?.line
        faults.append("\(file)\(line.map { ":\($0)" } ?? ""): \(name): \(message)")
    }

    mutating func checkMembers(_ node: Node, known: Set<String>) {
        for (key, _) in node.mapping ?? [:] where !known.contains(key.string ?? "") {
            fault(node, key.string ?? "?", "is not known; known are \(known.sorted().joined(separator: ", "))")
        }
    }

    /// A scalar as it is written: never read as a number.
    func optionalText(_ node: Node, _ name: String) -> String? { node.mapping?[Node(name)]?.scalar?.string }

    mutating func text(_ node: Node, _ name: String) -> String {
        guard let text = optionalText(node, name), !text.isEmpty else {
            fault(node, name, "is missing")
            return ""
        }
        return text
    }

    mutating func texts(_ node: Node, _ name: String) -> [String] {
        let items = node.mapping?[Node(name)]?.sequence.map { $0.compactMap { $0.scalar?.string } } ?? []
        if items.isEmpty { fault(node, name, "must be a list of one or more") }
        return items
    }

    mutating func commands(_ node: Node) -> [ContractIdentity] {
        texts(node, "commands").compactMap { text in
            do throws(ContractIdentityError) {
                return try ContractIdentity(type: text)
            } catch {
                fault(node, "commands", "\(text) is no type of a contract")
                return nil
            }
        }
    }

    private func formatNode(_ node: Node) -> Node { node.mapping?[Node("format")] ?? Node([] as [(Node, Node)]) }

    func isJSON(_ node: Node) -> Bool { optionalText(formatNode(node), "kind") == "json" }

    mutating func csvFormat(_ node: Node, _ columns: [String]) -> ConnectorFormat {
        let format = formatNode(node)
        checkMembers(format, known: ["kind", "delimiter"])
        if optionalText(format, "kind") != "csv" { fault(node, "format", "kind must be csv or json") }
        let delimiter = optionalText(format, "delimiter") ?? ","
        guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first, byte != UInt8(ascii: "\"") else {
            fault(node, "format", "delimiter must be one character")
            return .csv(.init(required: columns))
        }
        return .csv(.init(delimiter: byte, required: columns))
    }

    mutating func jsonFormat(_ node: Node) -> ConnectorFormat {
        let format = formatNode(node)
        checkMembers(format, known: ["kind", "list", "schema"])
        return .json(.init(list: optionalText(format, "list") ?? "items"))
    }

    mutating func schema(_ node: Node, in folder: URL) -> RecordSchema? {
        let file = folder.appendingPathComponent(text(formatNode(node), "schema"))
        do {
            return try RecordSchema(Array(Data(contentsOf: file)))
        } catch {
            fault(node, "format", "the schema cannot be used: \(error)")
            return nil
        }
    }

    mutating func personRecords(_ node: Node) -> [String] {
        guard let persons = node.mapping?[Node("persons")] else { return [] }
        checkMembers(persons, known: ["records"])
        return texts(persons, "records")
    }
}
