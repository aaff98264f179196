package import EventSourcing

/// A place in all events: of each partition the last one that was read.
///
/// Its text is opaque to callers, fits a header, and does not depend on the log's driver.
package struct EventCursor: Sendable, Hashable, CustomStringConvertible {
    package struct Place: Sendable, Hashable {
        package let service: String
        package let partition: Int

        package init(service: String, partition: Int) {
            self.service = service
            self.partition = partition
        }
    }

    package private(set) var numbers: [Place: EventNumber] = [:]

    /// Before the first event.
    package init() {}

    package subscript(place: Place) -> EventNumber {
        get { numbers[place] ?? .none }
        set { numbers[place] = newValue > .none ? newValue : nil }
    }

    /// Reads what ``description`` wrote; nil for any other text.
    package init?(_ text: String) {
        if text == "0" { return }
        for part in text.split(separator: "~", omittingEmptySubsequences: false) {
            let words = part.split(separator: ".", omittingEmptySubsequences: false)
            guard let service = words.first, !service.isEmpty, words.count > 1 else { return nil }
            for word in words.dropFirst() {
                let pair = word.split(separator: "-", omittingEmptySubsequences: false)
                guard pair.count == 2, let partition = Int(pair[0]), partition >= 0, let number = Int64(pair[1]),
                    number > 0
                else { return nil }
                numbers[Place(service: String(service), partition: partition)] = EventNumber(number)
            }
        }
    }

    /// Such as `catalogue.0-12.3-5~dossier.1-7`: partition 0 up to event 12.
    package var description: String {
        guard !numbers.isEmpty else { return "0" }
        let services = Set(numbers.keys.map(\.service)).sorted()
        return services.map { service in
            let places = numbers.filter { $0.key.service == service }.sorted { $0.key.partition < $1.key.partition }
            return ([service] + places.map { "\($0.key.partition)-\($0.value.value)" }).joined(separator: ".")
        }.joined(separator: "~")
    }
}
