import EventSourcing

extension CalendarDate: ExpressibleByStringLiteral {
    /// A day as tests write it.
    package init(stringLiteral text: String) {
        guard let day = CalendarDate(text) else { preconditionFailure("\(text) is no day") }
        self = day
    }
}
