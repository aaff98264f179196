package import FoundationEssentials
import HubContracts

/// What a student is expected to spend (studielast). Two loads are added only when their units are the same.
package struct StudyLoad: Sendable, Hashable {
    package let value: Decimal
    /// In the contract's words, such as `sbu`.
    package let unit: String

    package init(_ value: Decimal, _ unit: String) {
        self.value = value
        self.unit = unit
    }

    init(_ contract: StudyLoadV1) {
        self.init(contract.value, contract.unit.rawValue)
    }

    var contract: StudyLoadV1 { StudyLoadV1(value: value, unit: .init(rawValue: unit)) }
}

/// The study loads of the parts of a product, taken together. A part that states none adds nothing.
package enum LoadOfParts: Sendable, Hashable {
    /// There are no parts, or none of them states a load.
    case unstated
    case sum(StudyLoad)
    /// They are in different units, and have no sum.
    case mixed

    package init(_ loads: some Sequence<StudyLoad>) {
        self = loads.reduce(.unstated) { sum, load in
            switch sum {
            case .unstated: .sum(load)
            case .sum(let before) where before.unit == load.unit: .sum(StudyLoad(before.value + load.value, load.unit))
            case .sum, .mixed: .mixed
            }
        }
    }
}
