package import EventSourcing

/// A part of a day that comes back every week.
package struct WeeklyWindow: Sendable, Hashable {
    package let weekday: Weekday
    package let from: TimeOfDay
    package let to: TimeOfDay

    package init(_ weekday: Weekday, from: TimeOfDay, to: TimeOfDay) {
        self.weekday = weekday
        self.from = from
        self.to = to
    }

    var isReversed: Bool { to <= from }

    /// Whether all of a time lies in it. What goes over midnight lies in none.
    func contains(_ start: LocalDateTime, _ end: LocalDateTime) -> Bool {
        start.date == end.date && start.date.weekday == weekday && from <= start.time && end.time <= to
    }
}

extension [WeeklyWindow] {
    /// Where the first window that ends before it begins stands.
    func fault(in list: String) -> DescriptionFault? {
        firstIndex(where: \.isReversed).map { DescriptionFault(.reversed, at: "/\(list)/\($0)/to") }
    }
}

/// What a contract says that no value can be made of, although it has the right type.
package struct ContractFault: Error, Sendable, Hashable {
    package let message: String
    /// A JSON pointer into the message's data.
    package let pointer: String
}

extension TimeOfDay {
    /// Reads a time of a contract.
    init(_ text: String, at pointer: String) throws(ContractFault) {
        guard let time = TimeOfDay(text) else {
            throw ContractFault(message: "a time is written as 08:30", pointer: pointer)
        }
        self = time
    }
}

extension WeeklyWindow {
    init(
        _ weekday: some RawRepresentable<String>, _ from: String, _ to: String, at pointer: String
    ) throws(ContractFault) {
        guard let day = Weekday(rawValue: weekday.rawValue) else {
            throw ContractFault(message: "a weekday is written as monday", pointer: "\(pointer)/weekday")
        }
        self.init(
            day, from: try TimeOfDay(from, at: "\(pointer)/from"), to: try TimeOfDay(to, at: "\(pointer)/to"))
    }
}
