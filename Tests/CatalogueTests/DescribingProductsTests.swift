import Catalogue
import EventSourcing
import FoundationEssentials
import Support
import Testing

@Suite struct DescribingProductsTests {
    typealias Product = EducationProduct
    let product = SampleProducts.product(load: StudyLoad(160, "sbu"))

    private func changed(_ change: (inout Product.Description) -> Void) -> Product.Description {
        var description = product.description
        change(&description)
        return description
    }

    @Test func aProductIsCreatedOnce() {
        Given<Product>().when(.create(product)).then(.created(product))
        Given<Product>(.created(product)).when(.create(SampleProducts.product("programme")))
            .thenRejected(.alreadyExists)
    }

    @Test func aConceptIsRevised() {
        let longer = changed { $0.duration = "P20W" }
        Given<Product>(.created(product)).when(.revise(longer, countedIn: nil)).then(.revised(longer))
        Given<Product>(.created(product)).when(.revise(product.description, countedIn: nil)).thenNothing()
        Given<Product>().when(.revise(longer, countedIn: nil)).thenRejected(.notCreated)
    }

    @Test func whatIsAdoptedIsNotRevisedUnlessNothingChanges() {
        let adoption = Product.Adoption(on: "2026-03-12", by: "Onderwijsteam Bouw")
        let longer = changed { $0.duration = "P20W" }
        Given<Product>(.created(product), .adopted(adoption)).when(.revise(longer, countedIn: nil))
            .thenRejected(.wrongState(.adopted))
        Given<Product>(.created(product), .adopted(adoption)).when(.revise(product.description, countedIn: nil))
            .thenNothing()
        Given<Product>(.created(product), .adopted(adoption), .reopened(reason: "Uren"))
            .when(.revise(longer, countedIn: nil)).then(.revised(longer))
    }

    @Test func aDescriptionThatContradictsItselfIsRefused() {
        let twice = changed { $0.names.append(LocalisedText("Beton zagen", in: "NL-nl")) }
        let reversed = changed { $0.validity = Validity(from: "2026-08-01", to: "2026-07-31") }
        for (description, rejection) in [
            (twice, Product.Rejection.nameRepeated(place: 1)), (reversed, .validityReversed),
        ] {
            Given<Product>().when(.create(Product.Product(type: "course", description: description)))
                .thenRejected(rejection)
            Given<Product>(.created(product)).when(.revise(description, countedIn: nil)).thenRejected(rejection)
        }
    }

    @Test func aLoadThatCountsInAnAdoptedWholeStaysAsItIs() {
        let heavier = changed { $0.studyLoad = StudyLoad(200, "sbu") }
        let longer = changed { $0.duration = "P20W" }
        let whole = SampleProducts.programme
        Given<Product>(.created(product)).when(.revise(heavier, countedIn: whole))
            .thenRejected(.studyLoadCounted(whole: whole))
        Given<Product>(.created(product)).when(.revise(longer, countedIn: whole)).then(.revised(longer))
    }

    @Test func aProductNotesTheExpiryOfTheQualificationThatItRestsOn() {
        let qualification = UUIDValue(high: 9, low: 9)
        let expiry = QualificationExpiry(of: qualification, lastDay: "2022-07-31")
        let later = QualificationExpiry(of: qualification, lastDay: "2023-07-31")
        let resting = SampleProducts.product { $0.qualification = qualification }
        Given<Product>(.created(resting)).when(.noteQualificationExpiry(expiry)).then(.qualificationExpiryNoted(expiry))
        Given<Product>(.created(resting), .qualificationExpiryNoted(expiry)).when(.noteQualificationExpiry(later))
            .then(.qualificationExpiryNoted(later))
        Given<Product>(.created(product)).when(.noteQualificationExpiry(expiry)).thenNothing()
        Given<Product>().when(.noteQualificationExpiry(expiry)).thenNothing()
        Given<Product>(
            .created(resting), .qualificationExpiryNoted(expiry), .revised(product.description),
            .revised(resting.description)
        ).when(.noteQualificationExpiry(expiry)).then(.qualificationExpiryNoted(expiry))
        Given<Product>(.created(resting), .published(on: "2020-01-01"), .expired(lastDay: "2021-01-01"))
            .when(.noteQualificationExpiry(expiry)).thenNothing()
    }

    @Test func aProductThatComesToRestOnAnotherQualificationLeavesTheFormer() {
        let (first, second) = (UUIDValue(high: 8, low: 8), UUIDValue(high: 9, low: 9))
        let resting = SampleProducts.product { $0.qualification = first }
        let moved = SampleProducts.product { $0.qualification = second }.description
        let free = SampleProducts.product().description
        Given<Product>(.created(resting)).when(.revise(moved, countedIn: nil))
            .then(.revised(moved), .leftQualification(first))
        Given<Product>(.created(resting)).when(.revise(free, countedIn: nil))
            .then(.revised(free), .leftQualification(first))
        Given<Product>(.created(SampleProducts.product())).when(.revise(moved, countedIn: nil)).then(.revised(moved))
    }
}
