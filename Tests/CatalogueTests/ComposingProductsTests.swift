import Catalogue
import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

@Suite struct ComposingProductsTests {
    typealias Product = EducationProduct
    typealias Change = Composition.Change
    let product = SampleProducts.product("programme", load: StudyLoad(320, "sbu"))
    let programme = SampleProducts.programme
    let module = SampleProducts.module
    let practice = SampleProducts.practice
    let adoption = Product.Adoption(on: "2026-03-12", by: "Onderwijsteam Bouw")
    var surroundings: Product.Surroundings { Product.Surroundings(enclosing: [programme]) }

    @Test func partsAndVariantsAreAddedAndRemoved() {
        let both = Change(added: [.init(module, .part), .init(practice, .variant)])
        Given<Product>(.created(product)).when(.compose(both, surroundings)).then(.composed(both))
        let less = Change(removed: [module])
        Given<Product>(.created(product), .composed(both)).when(.compose(less, surroundings)).then(.composed(less))
    }

    @Test func onlyWhatChangesIsSaid() {
        let first = Change(added: [.init(module, .part)])
        let again = Change(added: [.init(module, .part), .init(practice, .part)], removed: [programme])
        Given<Product>(.created(product), .composed(first)).when(.compose(again, surroundings))
            .then(.composed(Change(added: [.init(practice, .part)])))
        Given<Product>(.created(product)).when(.compose(Change(removed: [module]), surroundings)).thenNothing()
        let twice = Change(added: [.init(module, .part), .init(module, .variant)])
        Given<Product>(.created(product)).when(.compose(twice, surroundings))
            .then(.composed(Change(added: [.init(module, .variant)])))
    }

    @Test func theOtherRelationReplacesTheFirstInItsPlace() {
        let change = Change(added: [.init(module, .variant)])
        let state = SampleProducts.state(
            .created(product), .composed(Change(added: [.init(module, .part), .init(practice, .part)])),
            .composed(change))
        guard case .held(let content, _) = state else {
            Issue.record("the product is gone")
            return
        }
        #expect(content.composition.components == [.init(module, .variant), .init(practice, .part)])
        Given<Product>(.created(product), .composed(Change(added: [.init(module, .part)])))
            .when(.compose(change, surroundings)).then(.composed(change))
    }

    @Test func whatIsRemovedAndAddedComesLast() {
        let both = Change(added: [.init(module, .part), .init(practice, .part)])
        let moved = Change(added: [.init(module, .part)], removed: [module])
        Given<Product>(.created(product), .composed(both)).when(.compose(moved, surroundings)).then(.composed(moved))
    }

    @Test func aProductDoesNotBecomePartOfItself() {
        Given<Product>(.created(product)).when(.compose(Change(added: [.init(programme, .part)]), surroundings))
            .thenRejected(.cycle(place: 0))
        let deep = Product.Surroundings(enclosing: [programme, practice])
        Given<Product>(.created(product))
            .when(.compose(Change(added: [.init(module, .part), .init(practice, .variant)]), deep))
            .thenRejected(.cycle(place: 1))
    }

    @Test func whatNobodyKnowsIsNotAdded() {
        let around = Product.Surroundings(unknown: [practice], enclosing: [programme])
        Given<Product>(.created(product))
            .when(.compose(Change(added: [.init(module, .part), .init(practice, .part)]), around))
            .thenRejected(.partUnknown(place: 1))
        Given<Product>().when(.compose(Change(), surroundings)).thenRejected(.notCreated)
    }

    @Test func whatIsAdoptedIsComposedNoMore() {
        let change = Change(added: [.init(module, .part)])
        Given<Product>(.created(product), .adopted(adoption)).when(.compose(change, surroundings))
            .thenRejected(.wrongState(.adopted))
        Given<Product>(.created(product), .composed(change), .adopted(adoption)).when(.compose(change, surroundings))
            .thenNothing()
    }

    @Test func theLoadsOfThePartsAddUpToThatOfTheWhole() {
        Given<Product>(.created(product)).when(.adopt(adoption, .sum(StudyLoad(320, "sbu")))).then(.adopted(adoption))
        Given<Product>(.created(product)).when(.adopt(adoption, .unstated)).then(.adopted(adoption))
        Given<Product>(.created(product)).when(.adopt(adoption, .sum(StudyLoad(300, "sbu"))))
            .thenRejected(.studyLoadMismatch(ofParts: StudyLoad(300, "sbu")))
        Given<Product>(.created(product)).when(.adopt(adoption, .sum(StudyLoad(320, "hour"))))
            .thenRejected(.studyLoadMismatch(ofParts: StudyLoad(320, "hour")))
        Given<Product>(.created(product)).when(.adopt(adoption, .mixed)).thenRejected(.studyLoadMismatch(ofParts: nil))
        Given<Product>(.created(SampleProducts.product())).when(.adopt(adoption, .mixed)).then(.adopted(adoption))
    }

    // MARK: Among other products

    private func graph() -> ProductGraph {
        SampleProducts.graph(
            (programme, .created(product)), (module, .created(SampleProducts.product(load: StudyLoad(120, "sbu")))),
            (practice, .created(SampleProducts.product(load: StudyLoad(200, "sbu")))),
            (programme, .composed(Change(added: [.init(module, .part), .init(practice, .part)]))))
    }

    private func objects(_ graph: ProductGraph) -> InstitutionObjects {
        var objects = InstitutionObjects()
        objects.products = graph
        return objects
    }

    @Test func everyWholeAtWhateverDepthEnclosesAPart() {
        var graph = graph()
        let lesson = UUIDValue(high: 4, low: 4)
        graph.take(.created(SampleProducts.product()), of: lesson)
        graph.take(.composed(Change(added: [.init(lesson, .variant)])), of: module)
        #expect(graph.enclosing(lesson) == [lesson, module, programme])
        graph.take(.composed(Change(removed: [module])), of: programme)
        #expect(graph.enclosing(lesson) == [lesson, module])
        #expect(!graph.knows(UUIDValue(high: 5, low: 5)))
        let request = Product.Request.compose(
            Change(added: [.init(module, .part), .init(UUIDValue(high: 5, low: 5), .part)]))
        #expect(
            Product.command(request, to: lesson, Product.initial, among: objects(graph))
                == .compose(
                    Change(added: [.init(module, .part), .init(UUIDValue(high: 5, low: 5), .part)]),
                    Product.Surroundings(unknown: [UUIDValue(high: 5, low: 5)], enclosing: [lesson, module])))
    }

    @Test func aLoopOfTwoCompositionsIsRefusedAtTheSecond() throws {
        let graph = graph()
        let state = SampleProducts.state(.created(SampleProducts.product()))
        let request = Product.Request.compose(Change(added: [.init(programme, .part)]))
        let command = Product.command(request, to: module, state, among: objects(graph))
        #expect(throws: Product.Rejection.cycle(place: 0)) { try Product.decide(command, state) }
    }

    @Test func loadsOfPartsAreTakenTogetherAndThoseOfVariantsAreNot() {
        var graph = graph()
        #expect(graph.load(of: [module, practice]) == .sum(StudyLoad(320, "sbu")))
        #expect(graph.load(of: [UUIDValue]()) == .unstated)
        graph.take(.revised(SampleProducts.product(load: StudyLoad(5, "ects")).description), of: practice)
        #expect(graph.load(of: [module, practice]) == .mixed)
        let state = SampleProducts.state(
            .created(product), .composed(Change(added: [.init(module, .part), .init(practice, .variant)])))
        #expect(
            Product.command(.adopt(adoption), to: programme, state, among: objects(graph))
                == .adopt(adoption, .sum(StudyLoad(120, "sbu"))))
    }

    @Test func aLoadCountsInAWholeFromItsAdoptionToItsEnd() {
        var graph = graph()
        #expect(graph.settledWhole(of: module) == nil)
        graph.take(.adopted(adoption), of: programme)
        #expect(graph.settledWhole(of: module) == programme)
        #expect(graph.settledWhole(of: programme) == nil)
        graph.take(.published(on: "2026-04-01"), of: programme)
        #expect(graph.settledWhole(of: module) == programme)
        graph.take(.expired(lastDay: "2029-07-31"), of: programme)
        #expect(graph.settledWhole(of: module) == nil)
    }
}
