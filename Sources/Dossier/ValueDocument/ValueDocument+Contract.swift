import EventSourcing
package import HubContracts

/// What all contracts that describe a value document have in common.
private protocol TermsContract {
    associatedtype DocumentType: RawRepresentable<String>
    var documentType: DocumentType { get }
    var qualificationId: UUIDValue? { get set }
    var educationProductId: UUIDValue? { get set }
    var examPlanId: UUIDValue? { get set }
    var enrolmentId: UUIDValue? { get set }
}

private protocol ConditionContract {
    associatedtype Requirement: RawRepresentable<String>
    var examPartId: UUIDValue { get }
    var requirement: Requirement { get }
}

extension DeclareValueDocumentV1: TermsContract {}
extension RecordValueDocumentAwardV1: TermsContract {}
extension ValueDocumentDeclaredV1: TermsContract {}
extension ValueDocumentAwardedV1: TermsContract {}
extension DeclareValueDocumentV1.Condition: ConditionContract {}
extension ValueDocumentDeclaredV1.Condition: ConditionContract {}

extension TermsContract {
    fileprivate func terms(_ conditions: [some ConditionContract]) -> ValueDocument.Terms {
        var terms = terms
        terms.conditions = conditions.map { ValueDocument.Condition($0) }
        return terms
    }

    /// Without conditions.
    fileprivate var terms: ValueDocument.Terms {
        var terms = ValueDocument.Terms(type: documentType.rawValue, conditions: [])
        terms.qualification = qualificationId
        terms.educationProduct = educationProductId
        terms.examPlan = examPlanId
        terms.enrolment = enrolmentId
        return terms
    }

    fileprivate func describing(_ terms: ValueDocument.Terms) -> Self {
        var contract = self
        contract.qualificationId = terms.qualification
        contract.educationProductId = terms.educationProduct
        contract.examPlanId = terms.examPlan
        contract.enrolmentId = terms.enrolment
        return contract
    }
}

extension ValueDocument.Condition {
    fileprivate init(_ contract: some ConditionContract) {
        guard let requirement = ValueDocument.Requirement(rawValue: contract.requirement.rawValue) else {
            preconditionFailure("the contract's requirements are those of a condition")
        }
        self.init(contract.examPartId, requirement)
    }
}

extension ValueDocument.Requirement {
    fileprivate var contract: ValueDocumentDeclaredV1.Condition.Requirement {
        switch self {
        case .passed: .passed
        case .completed: .completed
        }
    }
}

extension LearnerDossier.DocumentRequest {
    package init(_ contract: DeclareValueDocumentV1) { self = .declare(contract.terms(contract.conditions)) }

    package init(_ contract: AwardValueDocumentV1) {
        self = .award(
            ValueDocument.Award(on: contract.awardedOn, document: contract.document.map { SealedReference($0) }))
    }

    package init(_ contract: RecordValueDocumentAwardV1) {
        self = .recordAward(
            contract.terms,
            ValueDocument.Award(on: contract.awardedOn, document: contract.document.map { SealedReference($0) }),
            OwningSystem(contract.source))
    }

    package init(_ contract: WithdrawValueDocumentV1) { self = .withdraw(reason: SealedReference(contract.reason)) }

    package init(_ contract: RecordValueDocumentWithdrawalV1) {
        self = .recordWithdrawal(OwningSystem(contract.source))
    }
}

extension ValueDocument.Event {
    package init(_ contract: ValueDocumentDeclaredV1) { self = .declared(contract.terms(contract.conditions)) }

    package init(_ contract: ValueDocumentProposedV1) {
        self = .proposed(
            contract.evidence.map { .init(examPart: $0.examPartId, result: $0.resultId, revision: $0.revision) })
    }

    package init(_ contract: ValueDocumentProposalLapsedV1) {
        self = .proposalLapsed(unmet: contract.unmetExamPartIds)
    }

    package init(_ contract: ValueDocumentAwardedV1) {
        self = .awarded(
            contract.terms,
            ValueDocument.Award(on: contract.awardedOn, document: contract.document.map { SealedReference($0) }),
            Origin(contract.source),
            (contract.evidence ?? []).map {
                .init(examPart: $0.examPartId, result: $0.resultId, revision: $0.revision)
            })
    }

    package init(_ contract: ValueDocumentReassessedV1) { self = .reassessed(unmet: contract.unmetExamPartIds) }

    package init(_ contract: ValueDocumentWithdrawnV1) {
        self = .withdrawn(
            ValueDocument.Withdrawal(
                reason: contract.reason.map { SealedReference($0) }, origin: Origin(contract.source)))
    }

    /// - Parameters:
    ///   - id: the value document.
    ///   - dossier: the dossier in which it is.
    func contract(_ id: UUIDValue, in dossier: UUIDValue) -> any ContractMessage {
        switch self {
        case .declared(let terms):
            ValueDocumentDeclaredV1(
                dossierId: dossier, valueDocumentId: id, documentType: .init(rawValue: terms.type),
                conditions: terms.conditions.map {
                    .init(examPartId: $0.examPart, requirement: $0.requirement.contract)
                }
            ).describing(terms)
        case .proposed(let evidence):
            ValueDocumentProposedV1(
                dossierId: dossier, valueDocumentId: id,
                evidence: evidence.map {
                    .init(examPartId: $0.examPart, resultId: $0.result, revision: $0.revision)
                })
        case .proposalLapsed(let unmet):
            ValueDocumentProposalLapsedV1(dossierId: dossier, valueDocumentId: id, unmetExamPartIds: unmet)
        case .awarded(let terms, let award, let origin, let evidence):
            ValueDocumentAwardedV1(
                dossierId: dossier, valueDocumentId: id, documentType: .init(rawValue: terms.type),
                awardedOn: award.awardedOn, document: award.document?.contract,
                evidence: evidence.isEmpty
                    ? nil
                    : evidence.map { .init(examPartId: $0.examPart, resultId: $0.result, revision: $0.revision) },
                source: origin.contract
            ).describing(terms)
        case .reassessed(let unmet):
            ValueDocumentReassessedV1(dossierId: dossier, valueDocumentId: id, unmetExamPartIds: unmet)
        case .withdrawn(let withdrawal):
            ValueDocumentWithdrawnV1(
                dossierId: dossier, valueDocumentId: id, reason: withdrawal.reason?.contract,
                source: withdrawal.origin.contract)
        case .deviated(let deviations):
            DossierDeviationNotedV1(dossierId: dossier, deviations: deviations.map { $0.contract(of: id) })
        }
    }
}
