import EventSourcing
import HubContracts

/// What both contracts of student choice rules have in common.
protocol ChoiceRuleContract {
    associatedtype Kind: RawRepresentable<String>
    var code: String { get }
    var kind: Kind { get }
    var descriptions: [LocalisedTextV1]? { get }
    var options: [UUIDValue]? { get }
    var minimumChosen: Int64? { get }
    var maximumChosen: Int64? { get }
    var minimumStudyLoad: StudyLoadV1? { get }
    var maximumStudyLoad: StudyLoadV1? { get }
    var requiredProductIds: [UUIDValue]? { get }
    var requiredLearningOutcomeIds: [UUIDValue]? { get }
}

extension ReviseStudentChoiceRulesV1.ChoiceRule: ChoiceRuleContract {}
extension StudentChoiceRulesRevisedV1.ChoiceRule: ChoiceRuleContract {}

extension ChoiceRuleContract {
    var rule: ChoiceRule {
        var rule = ChoiceRule(code, kind: kind.rawValue, options: options)
        rule.descriptions = descriptions.map { $0.map { LocalisedText($0) } }
        rule.minimumChosen = minimumChosen
        rule.maximumChosen = maximumChosen
        rule.minimumLoad = minimumStudyLoad.map { StudyLoad($0) }
        rule.maximumLoad = maximumStudyLoad.map { StudyLoad($0) }
        rule.requiredProducts = requiredProductIds
        rule.requiredOutcomes = requiredLearningOutcomeIds
        return rule
    }
}

extension StudentChoiceRulesRevisedV1.ChoiceRule {
    init(_ rule: ChoiceRule) {
        self.init(
            code: rule.code, kind: .init(rawValue: rule.kind),
            descriptions: rule.descriptions.map { $0.map(\.contract) }, options: rule.options,
            minimumChosen: rule.minimumChosen, maximumChosen: rule.maximumChosen,
            minimumStudyLoad: rule.minimumLoad?.contract, maximumStudyLoad: rule.maximumLoad?.contract,
            requiredProductIds: rule.requiredProducts, requiredLearningOutcomeIds: rule.requiredOutcomes)
    }
}
