import Catalogue
import EventSourcing

/// Products as tests compose them.
enum SampleProducts {
    static let programme = UUIDValue(high: 1, low: 1)
    static let module = UUIDValue(high: 2, low: 2)
    static let practice = UUIDValue(high: 3, low: 3)

    static func product(
        _ type: String = "course", load: StudyLoad? = nil,
        _ change: (inout EducationProduct.Description) -> Void = { _ in }
    ) -> EducationProduct.Product {
        var description = EducationProduct.Description(names: [LocalisedText("Beton boren", in: "nl-NL")])
        description.studyLoad = load
        change(&description)
        return EducationProduct.Product(type: type, description: description)
    }

    /// The products of an institution after what has happened to them.
    static func graph(_ events: (UUIDValue, EducationProduct.Event)...) -> ProductGraph {
        events.reduce(into: ProductGraph()) { $0.take($1.1, of: $1.0) }
    }

    static func state(_ events: EducationProduct.Event...) -> EducationProduct.State {
        events.reduce(into: EducationProduct.initial) { EducationProduct.evolve(&$0, $1) }
    }
}
