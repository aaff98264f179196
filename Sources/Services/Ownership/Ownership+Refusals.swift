import HubContracts
import ServiceRuntime

extension Refusal {
    init(_ rejection: Ownership.Rejection) {
        switch rejection {
        case .versionContradicted:
            self.init(.invalid, "the same version came before with another content", pointer: "/version")
        case .systemMissing(let place):
            self.init(.invalid, "a system owns it, and is not named", pointer: "/entries/\(place)/system")
        case .objectRepeated(let place):
            self.init(.invalid, "the object is named before", pointer: "/entries/\(place)/object")
        }
    }

    init(_ refusal: OwnershipRefusal) {
        switch refusal {
        case .hub(let object): self.init(.notOwner, "the hub owns each \(object): ask it to decide")
        case .otherSystem(let object): self.init(.notOwner, "another system owns each \(object) and tells of it")
        }
    }
}
