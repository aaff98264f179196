import HubContracts

extension RowOutcome {
    init(_ result: CommandResultV1) {
        switch result.outcome {
        case .accepted: self = .accepted
        case .unchanged: self = .unchanged
        case .rejected where result.rejection?.code == .superseded: self = .superseded
        case .rejected, .conflict: self = .rejected
        case .parked: self = .parked
        }
    }
}

extension RowReason {
    init?(_ result: CommandResultV1) {
        if let rejection = result.rejection {
            self.init(code: rejection.code.rawValue, message: rejection.message, pointer: rejection.pointer)
        } else if result.outcome == .conflict {
            self.init(code: "identityConflict", message: "the same row was sent before with another content")
        } else {
            return nil
        }
    }
}
