import ArgumentParser
import Mapping

/// The helper in which mappings run; started by the hub, of no use to anybody else.
struct InternalMap: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "internal-map", shouldDisplay: false)

    func run() {
        MappingHelper.run()
    }
}
