import Catalogue
import EventSourcing
import FoundationEssentials
import Support
import Testing

@Suite struct ChoosingWithinProductsTests {
    typealias Product = EducationProduct
    let product = SampleProducts.product("programme")
    let module = SampleProducts.module
    let practice = SampleProducts.practice
    let nobody = ChoiceRule.Unknown()

    private func rule(_ kind: String = "choose", _ change: (inout ChoiceRule) -> Void = { _ in }) -> ChoiceRule {
        var rule = ChoiceRule("specialisatie", kind: kind, options: [module, practice])
        change(&rule)
        return rule
    }

    @Test func theRulesOfAConceptAreReplacedAsAWhole() {
        let one = rule {
            $0.minimumChosen = 1
            $0.maximumChosen = 1
        }
        let electives = rule {
            $0.code = "keuzedelen"
            $0.options = nil
            $0.minimumLoad = StudyLoad(720, "sbu")
        }
        Given<Product>(.created(product)).when(.reviseChoiceRules([one, electives], nobody))
            .then(.choiceRulesRevised([one, electives]))
        Given<Product>(.created(product), .choiceRulesRevised([one, electives]))
            .when(.reviseChoiceRules([electives], nobody)).then(.choiceRulesRevised([electives]))
        Given<Product>(.created(product)).when(.reviseChoiceRules([], nobody)).thenNothing()
        Given<Product>().when(.reviseChoiceRules([one], nobody)).thenRejected(.notCreated)
        let adoption = Product.Adoption(on: "2026-03-12", by: "Onderwijsteam Bouw")
        Given<Product>(.created(product), .adopted(adoption)).when(.reviseChoiceRules([one], nobody))
            .thenRejected(.wrongState(.adopted))
    }

    @Test func aRuleThatCannotHoldIsRefused() {
        for (faulty, fault) in [
            (
                rule {
                    $0.minimumChosen = 2
                    $0.maximumChosen = 1
                }, ChoiceRule.Fault.boundsReversed
            ),
            (
                rule {
                    $0.minimumLoad = StudyLoad(960, "sbu")
                    $0.maximumLoad = StudyLoad(720, "sbu")
                }, .boundsReversed
            ),
            (
                rule {
                    $0.minimumLoad = StudyLoad(30, "ects")
                    $0.maximumLoad = StudyLoad(960, "sbu")
                }, .unitsDiffer
            ),
            (rule { $0.minimumChosen = 3 }, .tooFewOptions), (rule("require"), .requirementEmpty),
            (rule("require") { $0.requiredProducts = [practice] }, .requiresItself(place: 0)),
            (rule("exclude") { $0.options = [module] }, .exclusionTooSmall),
        ] {
            Given<Product>(.created(product)).when(.reviseChoiceRules([faulty], nobody))
                .thenRejected(.choiceRule(place: 0, fault))
        }
        Given<Product>(.created(product)).when(.reviseChoiceRules([rule(), rule("exclude")], nobody))
            .thenRejected(.choiceRule(place: 1, .codeRepeated))
    }

    @Test func whatNobodyKnowsCannotBeChosenNorRequired() {
        let outcome = UUIDValue(high: 6, low: 6)
        let asking = rule("require") {
            $0.options = [module]
            $0.requiredProducts = [practice]
            $0.requiredOutcomes = [outcome]
        }
        for (unknown, fault) in [
            (ChoiceRule.Unknown(products: [module]), ChoiceRule.Fault.optionUnknown(place: 0)),
            (.init(products: [practice]), .requiredProductUnknown(place: 0)),
            (.init(outcomes: [outcome]), .requiredOutcomeUnknown(place: 0)),
        ] {
            Given<Product>(.created(product)).when(.reviseChoiceRules([asking], unknown))
                .thenRejected(.choiceRule(place: 0, fault))
        }
        var objects = InstitutionObjects()
        objects.products.take(.created(product), of: module)
        #expect(
            Product.command(.reviseChoiceRules([asking]), to: practice, Product.initial, among: objects)
                == .reviseChoiceRules([asking], .init(products: [practice], outcomes: [outcome])))
    }

    // MARK: What a description names

    @Test func learningOutcomesAndOrganisationsAreKnown() {
        let (outcome, organisation) = (UUIDValue(high: 6, low: 6), UUIDValue(high: 5, low: 5))
        let naming = SampleProducts.product {
            $0.learningOutcomes = [module, outcome]
            $0.organisation = organisation
        }
        Given<Product>().when(.create(naming)).then(.created(naming))
        Given<Product>().when(.create(naming, .init(outcomes: [outcome]))).thenRejected(.outcomeUnknown(place: 1))
        Given<Product>(.created(product))
            .when(.revise(naming.description, countedIn: nil, .init(organisation: organisation)))
            .thenRejected(.organisationUnknown)
        #expect(
            Product.command(.create(naming), to: practice, Product.initial, among: InstitutionObjects())
                == .create(naming, .init(outcomes: [module, outcome], organisation: organisation)))
    }

    @Test func anExamPlanLeadsSomewhereAndIsTheOnlyOneOfItsCohort() {
        var plan = ExamPlan("Examenplan Betonboorder", cohort: "2026")
        Given<Product>().when(.create(SampleProducts.product { $0.examPlans = [plan] }))
            .thenRejected(.examPlanLeadsNowhere(place: 0))
        plan.entry = RegisterEntry(register: "examenbank", identifier: "EP-1")
        let one = SampleProducts.product { $0.examPlans = [plan] }
        Given<Product>().when(.create(one)).then(.created(one))
        Given<Product>().when(.create(SampleProducts.product { $0.examPlans = [plan, plan] }))
            .thenRejected(.examPlanRepeated(place: 1))
    }
}
