import ContractTooling
import EventSourcing
import Foundation
import Gateway
import JSONSchema

/// The contracts that an institution adds, from a folder laid out as `Contracts` is.
enum OwnContracts {
    /// The schemas of the hub, and of that folder where there is one.
    ///
    /// - Throws: ``CommandFailure`` with everything that is wrong.
    static func schemas(_ folder: URL?) throws -> ContractSchemas {
        do {
            return try ContractSchemas(adding: folder.map(read) ?? [])
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            let faults = "\(error)".split(separator: "\n").map(String.init)
            throw CommandFailure(.invalid, "the contracts cannot be used\(Faults.text(faults))")
        }
    }

    private static func read(_ folder: URL) throws -> [ContractSchemas.Own] {
        let tree: ContractTree
        do {
            tree = try ContractTree(reading: folder)
        } catch {
            throw CommandFailure(.invalid, "\(error); name it with --contracts DIR")
        }
        let taken = Set(HostedService.all.map(\.name) + [ContractIdentity.sharedOwner])
        var faults = tree.faults.map {
            "\(folder.path)/\($0)".replacing("\n    remedy: ", with: "; ")
        }
        for contract in tree.contracts {
            let place = "\(folder.path)/\(contract.schema.path)"
            if taken.contains(contract.identity.service) {
                faults.append(
                    "\(place): the contracts of \(contract.identity.service) come with the hub; give the folder the "
                        + "name of a service of your own")
            }
            if contract.schema.document.root["$id"]?.string != contract.identity.urn {
                faults.append("\(place): $id must be \(contract.identity.urn), as the path says")
            }
        }
        guard faults.isEmpty else {
            throw CommandFailure(.invalid, "the contracts cannot be used\(Faults.text(faults))")
        }
        return try tree.contracts.map { contract in
            let file = folder.appendingPathComponent(contract.schema.path)
            return ContractSchemas.Own(
                identity: contract.identity, kind: contract.kind, document: contract.schema.document,
                text: String(decoding: try Data(contentsOf: file), as: UTF8.self))
        }
    }
}

/// What is wrong with something that was given.
enum Faults {
    /// One stands in the same line, several below each other.
    static func text(_ faults: [String]) -> String {
        faults.count == 1 ? ": \(faults[0])" : ":\n" + faults.joined(separator: "\n")
    }
}
