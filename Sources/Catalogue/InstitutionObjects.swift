/// What the rules know of one institution's objects that lie under its key, so that each is judged against the others.
package struct InstitutionObjects: Sendable {
    package var products = ProductGraph()
    package var learningOutcomes = Hierarchy()
    package var organisations = Hierarchy()
    package var locations = Hierarchy()
    package var sessions = SessionCalendar()

    package init() {}
}
