import EventSourcing
import HubContracts

/// A rule that a recorded fact breaks. The fact stands; a colleague looks at it.
package enum Deviation: String, Sendable, Hashable, CaseIterable {
    case dossierNotOpened
    case finalWithoutVerdict
    case formativeFinal
    case wrongRecord
    case structureChanged
    case sourceChanged
    case valueOverwritten
    case recordedAfterAnnulment
    case awardedWithoutConditions
    case awardedAfterWithdrawal
}

extension Deviation {
    /// The deviation for a person.
    var sentence: String {
        switch self {
        case .dossierNotOpened: "A fact was recorded before the dossier was opened."
        case .finalWithoutVerdict: "It is final, and it is not known whether it suffices."
        case .formativeFinal: "A formative result is final, and never counts."
        case .wrongRecord: "It is sealed in another kind of record than its own."
        case .structureChanged: "It has another kind or exam part than before."
        case .sourceChanged: "Another system says it than before, or the hub gave it itself."
        case .valueOverwritten: "Its value lies in the record of an earlier one, which can no longer be read."
        case .recordedAfterAnnulment: "It is recorded anew after it was declared invalid."
        case .awardedWithoutConditions: "It is awarded while a condition is not met."
        case .awardedAfterWithdrawal: "It is awarded anew after it was withdrawn."
        }
    }
}

extension Deviation {
    /// - Parameter object: the result or value document.
    func contract(of object: UUIDValue) -> DossierDeviationNotedV1.Deviation {
        LearnerDossier.NotedDeviation(self, of: object).contract
    }
}

extension LearnerDossier.NotedDeviation {
    init(_ contract: DossierDeviationNotedV1.Deviation) {
        self.init(code: contract.code.rawValue, sentence: contract.message, object: contract.objectId)
    }

    var contract: DossierDeviationNotedV1.Deviation {
        DossierDeviationNotedV1.Deviation(code: .init(rawValue: code), message: sentence, objectId: object)
    }
}
