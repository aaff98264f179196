import EventSourcing
package import HubContracts

/// What all contracts that describe a result have in common.
private protocol EntryContract {
    associatedtype State: RawRepresentable<String>
    associatedtype Pass: RawRepresentable<String>
    associatedtype ResultValueType: RawRepresentable<String>
    var structure: ResultStructureV1 { get }
    var value: SealedReferenceV1 { get }
    var state: State { get set }
    var resultDateTime: Timestamp { get }
    var pass: Pass? { get set }
    var final: Bool? { get set }
    var resultValueType: ResultValueType? { get set }
    var opportunity: Int64? { get set }
    var associationId: UUIDValue? { get set }
    var assessorId: UUIDValue? { get set }
    var enrolmentId: UUIDValue? { get set }
}

extension RecordResultV1: EntryContract {}
extension SubmitResultV1: EntryContract {}
extension CorrectResultV1: EntryContract {}
extension ResultRegisteredV1: EntryContract {}
extension ResultCorrectedV1: EntryContract {}

extension EntryContract {
    fileprivate var entry: AssessmentResult.Entry {
        guard let progress = AssessmentResult.Progress(rawValue: state.rawValue) else {
            preconditionFailure("the contract's states are those of a result")
        }
        var entry = AssessmentResult.Entry(
            structure: AssessmentResult.Structure(structure), value: SealedReference(value), progress: progress,
            publishedAt: resultDateTime)
        entry.verdict = pass.flatMap { AssessmentResult.Verdict(rawValue: $0.rawValue) }
        entry.isFinal = final
        entry.valueType = resultValueType?.rawValue
        entry.opportunity = opportunity
        entry.association = associationId
        entry.assessor = assessorId
        entry.enrolment = enrolmentId
        return entry
    }

    /// With what may be absent.
    fileprivate func describing(_ entry: AssessmentResult.Entry) -> Self {
        var contract = self
        if let state = State(rawValue: entry.progress.rawValue) { contract.state = state }
        contract.pass = entry.verdict.flatMap { Pass(rawValue: $0.rawValue) }
        contract.final = entry.isFinal
        contract.resultValueType = entry.valueType.flatMap { ResultValueType(rawValue: $0) }
        contract.opportunity = entry.opportunity
        contract.associationId = entry.association
        contract.assessorId = entry.assessor
        contract.enrolmentId = entry.enrolment
        return contract
    }
}

extension AssessmentResult.Structure {
    fileprivate init(_ contract: ResultStructureV1) {
        self.init(kind: Kind(contract.resultKind), examPart: contract.examPartId)
        examPlan = contract.examPlanId
        resultStructure = contract.resultStructureId
        educationProduct = contract.educationProductId
    }

    fileprivate var contract: ResultStructureV1 {
        ResultStructureV1(
            resultKind: kind.contract, examPartId: examPart, examPlanId: examPlan, resultStructureId: resultStructure,
            educationProductId: educationProduct)
    }

    private typealias Kind = AssessmentResult.Kind
}

extension AssessmentResult.Kind {
    fileprivate init(_ contract: ResultStructureV1.ResultKind) {
        switch contract {
        case .summative: self = .summative
        case .formative: self = .formative
        }
    }

    fileprivate var contract: ResultStructureV1.ResultKind {
        switch self {
        case .summative: .summative
        case .formative: .formative
        }
    }
}

extension AssessmentResult.Command {
    package init(_ contract: RecordResultV1) { self = .record(contract.entry, OwningSystem(contract.source)) }
    package init(_ contract: SubmitResultV1) { self = .submit(contract.entry) }

    package init(_ contract: CorrectResultV1) {
        self = .correct(contract.entry, reason: SealedReference(contract.reason))
    }

    package init(_ contract: AnnulResultV1) { self = .annul(reason: SealedReference(contract.reason)) }
    package init(_ contract: RecordResultAnnulmentV1) { self = .recordAnnulment(OwningSystem(contract.source)) }
}

extension AssessmentResult.Event {
    package init(_ contract: ResultRegisteredV1) {
        self = .registered(contract.entry, Origin(contract.source), revision: contract.revision)
    }

    package init(_ contract: ResultCorrectedV1) {
        self = .corrected(
            contract.entry, Origin(contract.source), revision: contract.revision,
            reason: contract.reason.map { SealedReference($0) })
    }

    package init(_ contract: ResultConfirmedV1) { self = .confirmed(OwningSystem(contract.source)) }

    package init(_ contract: ResultAnnulledV1) {
        self = .annulled(
            AssessmentResult.Annulment(
                reason: contract.reason.map { SealedReference($0) }, origin: Origin(contract.source)))
    }

    /// - Parameters:
    ///   - id: the result.
    ///   - dossier: the dossier in which it is.
    func contract(_ id: UUIDValue, in dossier: UUIDValue) -> any ContractMessage {
        switch self {
        case .registered(let entry, let origin, let revision):
            ResultRegisteredV1(
                dossierId: dossier, resultId: id, revision: revision, structure: entry.structure.contract,
                value: entry.value.contract, state: .queued, resultDateTime: entry.publishedAt, source: origin.contract
            ).describing(entry)
        case .corrected(let entry, let origin, let revision, let reason):
            ResultCorrectedV1(
                dossierId: dossier, resultId: id, revision: revision, structure: entry.structure.contract,
                value: entry.value.contract, state: .queued, resultDateTime: entry.publishedAt,
                reason: reason?.contract, source: origin.contract
            ).describing(entry)
        case .confirmed(let system):
            ResultConfirmedV1(dossierId: dossier, resultId: id, source: system.contract)
        case .annulled(let annulment):
            ResultAnnulledV1(
                dossierId: dossier, resultId: id, reason: annulment.reason?.contract,
                source: annulment.origin.contract)
        case .deviated(let deviations):
            DossierDeviationNotedV1(dossierId: dossier, deviations: deviations.map { $0.contract(of: id) })
        }
    }
}
