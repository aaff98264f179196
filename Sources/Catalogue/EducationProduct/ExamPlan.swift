package import EventSourcing

/// Where an exam plan (examenplan) is by which a product is examined.
package struct ExamPlan: Sendable, Hashable {
    package var name: String
    /// Nil where it holds for all.
    package var cohort: String?
    /// The product in which it is described.
    package var product: UUIDValue?
    /// The system that keeps it, and its identifier there.
    package var entry: RegisterEntry?
    package var link: String?
    package var adoptedOn: CalendarDate?

    package init(_ name: String, cohort: String? = nil) {
        self.name = name
        self.cohort = cohort
    }

    /// Whether it says where it can be found.
    var leadsSomewhere: Bool { product != nil || entry != nil || link != nil }
}
