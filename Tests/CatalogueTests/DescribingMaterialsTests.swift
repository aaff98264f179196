import Catalogue
import EventSourcing
import Support
import Testing

@Suite struct DescribingMaterialsTests {
    typealias Material = LearningMaterial
    let book = described()

    private static func described(_ change: (inout Material.Description) -> Void = { _ in }) -> Material.Description {
        var description = Material.Description(
            names: [LocalisedText("Betontechniek: boren en zagen", in: "nl-NL")], access: .closed)
        description.isbn = "9780306406157"
        description.licence = Material.Licence(
            form: "individual", term: Validity(from: "2026-08-01", to: "2027-07-31"))
        change(&description)
        return description
    }

    private func changed(_ change: (inout Material.Description) -> Void) -> Material.Description {
        DescribingMaterialsTests.described(change)
    }

    @Test func aMaterialIsCreatedOnceRevisedAndWithdrawn() {
        let newer = changed { $0.edition = "5e druk" }
        Given<Material>().when(.create(book)).then(.created(book))
        Given<Material>(.created(book)).when(.create(newer)).thenRejected(.alreadyExists)
        Given<Material>(.created(book)).when(.revise(newer)).then(.revised(newer))
        Given<Material>(.created(book)).when(.revise(book)).thenNothing()
        Given<Material>(.created(book)).when(.withdraw(reason: "Op")).then(.withdrawn(reason: "Op"))
        Given<Material>(.created(book), .withdrawn(reason: "Op")).when(.withdraw(reason: "Te duur"))
            .thenRejected(.withdrawn)
        Given<Material>(.created(book), .withdrawn(reason: "Op")).when(.revise(newer)).thenRejected(.withdrawn)
        Given<Material>(.created(book), .withdrawn(reason: "Op")).when(.create(book)).thenNothing()
        Given<Material>().when(.revise(newer)).thenRejected(.notCreated)
        Given<Material>().when(.withdraw(reason: "Op")).thenRejected(.notCreated)
    }

    @Test(arguments: ["9780306406157", "9791034304561", "0306406152", "080442957X"])
    func aNumberWithItsCheckDigitIsTaken(isbn: String) {
        let numbered = changed { $0.isbn = isbn }
        Given<Material>().when(.create(numbered)).then(.created(numbered))
    }

    @Test(arguments: ["9780306406158", "0306406151", "0804429570", "1234567890128", "X804429570", "97803064061", "٩٧٨"])
    func aNumberWithAnotherCheckDigitIsRefused(isbn: String) {
        Given<Material>().when(.create(changed { $0.isbn = isbn })).thenRejected(.wrongISBN)
        Given<Material>(.created(book)).when(.revise(changed { $0.isbn = isbn })).thenRejected(.wrongISBN)
    }

    @Test func anArticleNumberIsThatOfTheBook() {
        let short = changed {
            $0.isbn = "0306406152"
            $0.ean = "9780306406157"
        }
        let tool = changed {
            $0.isbn = nil
            $0.ean = "8710400000006"
        }
        Given<Material>().when(.create(short)).then(.created(short))
        Given<Material>().when(.create(changed { $0.ean = "9791034304561" })).thenRejected(.otherBook)
        Given<Material>().when(.create(changed { $0.ean = "9780306406150" })).thenRejected(.wrongEAN)
        Given<Material>().when(
            .create(
                changed {
                    $0.isbn = "0306406152"; $0.ean = "9791034304561"
                })
        )
        .thenRejected(.otherBook)
        Given<Material>().when(.create(tool)).then(.created(tool))
    }

    @Test func whatAnyoneMayUseHasAnOpenLicence() {
        let open = changed {
            $0.access = .open
            $0.licence = Material.Licence(form: "open", code: "CC-BY-4.0")
        }
        let unsettled = changed {
            $0.access = .open
            $0.licence = nil
        }
        Given<Material>().when(.create(open)).then(.created(open))
        Given<Material>().when(.create(unsettled)).then(.created(unsettled))
        Given<Material>().when(.create(changed { $0.access = .open })).thenRejected(.openUnderClosedLicence)
    }

    @Test func aDescriptionThatContradictsItselfIsRefused() {
        let product = UUIDValue(high: 1, low: 1)
        let use = Material.Use(.educationProduct, product, .required)
        for (description, rejection) in [
            (changed { $0.names += $0.names }, Material.Rejection.nameRepeated(place: 1)),
            (changed { $0.validity = Validity(from: "2026-08-01", to: "2026-07-31") }, .validityReversed),
            (changed { $0.licence?.term = Validity(from: "2026-08-01", to: "2026-07-31") }, .termReversed),
            (changed { $0.uses = [use, .init(.educationProduct, product, .recommended)] }, .useRepeated(place: 1)),
        ] {
            Given<Material>().when(.create(description)).thenRejected(rejection)
            Given<Material>(.created(book)).when(.revise(description)).thenRejected(rejection)
        }
    }

    // MARK: Licence

    @Test func aLicenceEndsOnTheLastDayOfItsTerm() {
        let lastDay = "2027-07-31" as CalendarDate
        Given<Material>(.created(book)).when(.endLicence(lastDay: lastDay)).then(.licenceEnded(lastDay: lastDay))
        Given<Material>(.created(book), .withdrawn(reason: "Op")).when(.endLicence(lastDay: lastDay)).thenNothing()
        Given<Material>().when(.endLicence(lastDay: lastDay)).thenNothing()
    }

    @Test func aTermThatWasChangedGoesOn() {
        let later = changed { $0.licence?.term = Validity(from: "2026-08-01", to: "2028-07-31") }
        Given<Material>(.created(book), .revised(later)).when(.endLicence(lastDay: "2027-07-31")).thenNothing()
        Given<Material>(.created(book), .licenceEnded(lastDay: "2027-07-31"), .revised(later))
            .when(.endLicence(lastDay: "2028-07-31")).then(.licenceEnded(lastDay: "2028-07-31"))
    }
}
