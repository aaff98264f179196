import EventSourcing
package import HubContracts

/// What all contracts that describe a reading have in common.
private protocol ReadingContract {
    associatedtype Purpose: RawRepresentable<String>
    associatedtype Basis: RawRepresentable<String>
    associatedtype SensitivityClass: RawRepresentable<String>
    associatedtype Reader: ReaderContract
    var dossierId: UUIDValue { get }
    var readAt: Timestamp { get }
    var reader: Reader { get }
    var purpose: Purpose { get }
    var basis: Basis { get }
    var grantId: UUIDValue? { get }
    var classes: [SensitivityClass]? { get }
    var itemIds: [UUIDValue]? { get }
}

private protocol ReaderContract {
    var organisation: String { get }
    var system: String? { get }
    var role: String? { get }
    var personId: UUIDValue? { get }
}

extension RecordReadingV1: ReadingContract {}
extension ReadingRecordedV1: ReadingContract {}
extension RecordReadingV1.Reader: ReaderContract {}
extension ReadingRecordedV1.Reader: ReaderContract {}

extension ReadingContract {
    fileprivate var reading: ReadingJournal.Reading {
        guard let basis = ReadingJournal.Basis(rawValue: basis.rawValue) else {
            preconditionFailure("the contract's reasons are those of a reading")
        }
        let party = Party(
            reader.organisation, system: reader.system, role: reader.role, person: reader.personId)
        var reading = ReadingJournal.Reading(of: dossierId, at: readAt, by: party, for: purpose.rawValue, basis)
        reading.grant = grantId
        reading.classes = classes.map { $0.compactMap { Sensitivity(rawValue: $0.rawValue) } }
        reading.items = itemIds
        return reading
    }
}

extension ReadingJournal.Command {
    package init(_ contract: RecordReadingV1) { self = .record(contract.readingId, contract.reading) }
}

extension ReadingJournal.Event {
    package init(_ contract: ReadingRecordedV1) { self = .recorded(contract.readingId, contract.reading) }

    package var contract: any ContractMessage {
        switch self {
        case .recorded(let id, let reading):
            ReadingRecordedV1(
                readingId: id, dossierId: reading.dossier, readAt: reading.at,
                reader: .init(
                    organisation: reading.reader.organisation, system: reading.reader.system,
                    role: reading.reader.role, personId: reading.reader.person),
                purpose: .init(rawValue: reading.purpose), basis: reading.basis.contract, grantId: reading.grant,
                classes: reading.classes.map { $0.map(\.contract) }, itemIds: reading.items)
        }
    }
}

extension ReadingJournal.Basis {
    fileprivate var contract: ReadingRecordedV1.Basis {
        switch self {
        case .learner: .learner
        case .source: .source
        case .grant: .grant
        }
    }
}

extension Sensitivity {
    fileprivate var contract: ReadingRecordedV1.SensitivityClass {
        switch self {
        case .results: .results
        case .portfolio: .portfolio
        case .guidance: .guidance
        case .supportPlan: .supportPlan
        case .careFile: .careFile
        }
    }
}
