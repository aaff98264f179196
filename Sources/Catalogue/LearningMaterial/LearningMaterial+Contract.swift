package import EventSourcing
package import HubContracts

/// What all contracts that describe a learning material have in common.
private protocol MaterialContract {
    associatedtype MaterialType: RawRepresentable<String>
    associatedtype Access: RawRepresentable<String>
    associatedtype Licence: LicenceContract
    associatedtype Use: UseContract
    var names: [LocalisedTextV1] { get set }
    var descriptions: [LocalisedTextV1]? { get set }
    var publisher: String? { get set }
    var edition: String? { get set }
    var publicationYear: Int64? { get set }
    var isbn: String? { get set }
    var ean: String? { get set }
    var materialType: MaterialType? { get set }
    var access: Access { get set }
    var licence: Licence? { get set }
    var languages: [String]? { get set }
    var link: String? { get set }
    var uses: [Use]? { get set }
    var otherCodes: [CodeV1]? { get set }
    var validity: PeriodV1? { get set }
}

private protocol LicenceContract {
    associatedtype Form: RawRepresentable<String>
    var form: Form { get }
    var code: String? { get }
    var duration: String? { get }
    var term: PeriodV1? { get }
    init(form: Form, code: String?, duration: String?, term: PeriodV1?)
}

private protocol UseContract {
    associatedtype ObjectType: RawRepresentable<String>
    associatedtype Necessity: RawRepresentable<String>
    var objectType: ObjectType { get }
    var objectId: UUIDValue { get }
    var necessity: Necessity { get }
    init(objectType: ObjectType, objectId: UUIDValue, necessity: Necessity)
}

extension CreateLearningMaterialV1: MaterialContract {}
extension ReviseLearningMaterialV1: MaterialContract {}
extension LearningMaterialCreatedV1: MaterialContract {}
extension LearningMaterialRevisedV1: MaterialContract {}
extension CreateLearningMaterialV1.Licence: LicenceContract {}
extension ReviseLearningMaterialV1.Licence: LicenceContract {}
extension LearningMaterialCreatedV1.Licence: LicenceContract {}
extension LearningMaterialRevisedV1.Licence: LicenceContract {}
extension CreateLearningMaterialV1.Use: UseContract {}
extension ReviseLearningMaterialV1.Use: UseContract {}
extension LearningMaterialCreatedV1.Use: UseContract {}
extension LearningMaterialRevisedV1.Use: UseContract {}

extension LicenceContract {
    fileprivate var licence: LearningMaterial.Licence {
        .init(form: form.rawValue, code: code, duration: duration, term: term.map { Validity($0) })
    }

    fileprivate init?(_ licence: LearningMaterial.Licence) {
        guard let form = Form(rawValue: licence.form) else { return nil }
        self.init(form: form, code: licence.code, duration: licence.duration, term: licence.term?.contract)
    }
}

extension UseContract {
    /// The lists are closed, so that every value has its like.
    fileprivate var use: LearningMaterial.Use? {
        guard let type = LearningMaterial.Use.ObjectType(rawValue: objectType.rawValue),
            let necessity = LearningMaterial.Use.Necessity(rawValue: necessity.rawValue)
        else { return nil }
        return .init(type, objectId, necessity)
    }

    fileprivate init?(_ use: LearningMaterial.Use) {
        guard let type = ObjectType(rawValue: use.type.rawValue),
            let necessity = Necessity(rawValue: use.necessity.rawValue)
        else { return nil }
        self.init(objectType: type, objectId: use.object, necessity: necessity)
    }
}

extension MaterialContract {
    fileprivate var description: LearningMaterial.Description {
        var description = LearningMaterial.Description(
            names: names.map { LocalisedText($0) },
            access: LearningMaterial.Access(rawValue: access.rawValue) ?? .closed)
        description.descriptions = descriptions.map { $0.map { LocalisedText($0) } }
        description.publisher = publisher
        description.edition = edition
        description.publicationYear = publicationYear
        description.isbn = isbn
        description.ean = ean
        description.materialType = materialType?.rawValue
        description.licence = licence?.licence
        description.languages = languages
        description.link = link
        description.uses = uses.map { $0.compactMap(\.use) }
        description.otherCodes = otherCodes.map { $0.map { OtherCode($0) } }
        description.validity = validity.map { Validity($0) }
        return description
    }

    fileprivate func describing(_ description: LearningMaterial.Description) -> Self {
        var contract = self
        contract.names = description.names.map(\.contract)
        contract.descriptions = description.descriptions.map { $0.map(\.contract) }
        contract.publisher = description.publisher
        contract.edition = description.edition
        contract.publicationYear = description.publicationYear
        contract.isbn = description.isbn
        contract.ean = description.ean
        contract.materialType = description.materialType.flatMap { MaterialType(rawValue: $0) }
        contract.licence = description.licence.flatMap { Licence($0) }
        contract.languages = description.languages
        contract.link = description.link
        contract.uses = description.uses.map { $0.compactMap { Use($0) } }
        contract.otherCodes = description.otherCodes.map { $0.map(\.contract) }
        contract.validity = description.validity?.contract
        return contract
    }
}

extension LearningMaterial: ContractDecider {
    package typealias Neighbours = InstitutionObjects

    package static let identifier = "learningMaterialId"
    package static let key = ObjectKey.itself

    package static let commands: [CommandContract<Command>] = [
        .init(CreateLearningMaterialV1.self, \.learningMaterialId) { .create($0.description) },
        .init(ReviseLearningMaterialV1.self, \.learningMaterialId) { .revise($0.description) },
        .init(WithdrawLearningMaterialV1.self, \.learningMaterialId) { .withdraw(reason: $0.reason) },
        .init(EndLearningMaterialLicenceV1.self, \.learningMaterialId) { .endLicence(lastDay: $0.lastDay) },
    ]

    package static let events: [EventContract<Event>] = [
        .init(LearningMaterialCreatedV1.self, .reminders) { .created($0.description) },
        .init(LearningMaterialRevisedV1.self, .reminders) { .revised($0.description) },
        .init(LearningMaterialWithdrawnV1.self, .reminders) { .withdrawn(reason: $0.reason) },
        .init(LearningMaterialLicenceEndedV1.self, .reminders) { .licenceEnded(lastDay: $0.lastDay) },
    ]

    package static func contract(of event: Event, _ id: UUIDValue) -> any ContractMessage {
        switch event {
        case .created(let description):
            LearningMaterialCreatedV1(
                learningMaterialId: id, names: [], access: description.access == .open ? .open : .closed
            ).describing(description)
        case .revised(let description):
            LearningMaterialRevisedV1(
                learningMaterialId: id, names: [], access: description.access == .open ? .open : .closed
            ).describing(description)
        case .withdrawn(let reason): LearningMaterialWithdrawnV1(learningMaterialId: id, reason: reason)
        case .licenceEnded(let lastDay): LearningMaterialLicenceEndedV1(learningMaterialId: id, lastDay: lastDay)
        }
    }
}
