import EventSourcing
import HTTPTypes
import Hummingbird
import ServiceRuntime

/// Up to where a reading must have come: a list of `service/partition@number`, as answers to commands give it.
struct ReadPosition: Sendable, Hashable {
    struct Place: Sendable, Hashable {
        let service: String
        let partition: Int
        let number: EventNumber
    }

    let places: [Place]

    /// Nil for text of another form.
    init?(_ text: String) {
        var places: [Place] = []
        for part in text.split(separator: ",") {
            let part = part.filter { $0 != " " }
            guard let slash = part.firstIndex(of: "/"), let at = part.lastIndex(of: "@"), slash < at,
                let partition = Int(part[part.index(after: slash)..<at]), partition >= 0,
                let value = Int64(part[part.index(after: at)...]), let number = EventNumber(value)
            else { return nil }
            places.append(Place(service: String(part[..<slash]), partition: partition, number: number))
        }
        guard !places.isEmpty else { return nil }
        self.places = places
    }

    /// How long a reading waits for a projection.
    private static let longest = Duration.seconds(5)

    /// Waits until the projection has come as far as the request asks.
    ///
    /// - Throws: ``Problem``: 400 when the projection does not follow the service, 503 when it takes too long.
    static func wait<View>(_ request: Request, for projector: Projector<View>) async throws {
        guard let text = request.headers[.position] else { return }
        func fault(_ message: String) -> Problem {
            Problem(.invalidRequest, "The position is not right.", faults: [.init(.header("Position"), message)])
        }
        guard let position = ReadPosition(text) else {
            throw fault("must be a list of service/partition@number, as an answer gave it")
        }
        for place in position.places {
            guard projector.projection.services.contains(place.service) else {
                throw fault("this address does not follow the service \(place.service)")
            }
            guard projector.follows(service: place.service, partition: place.partition) else {
                throw fault("there is no partition \(place.partition) of \(place.service)")
            }
        }
        let isThere = await withinLimit {
            for place in position.places {
                guard
                    await projector.wait(service: place.service, partition: place.partition, number: place.number)
                else { return false }
            }
            return true
        }
        guard isThere else {
            throw Problem(.unavailable, "The view has not come as far as the position yet.", retryAfter: 1)
        }
    }

    /// What a waiting comes to, or false when it takes longer than a reading waits.
    static func withinLimit(_ waiting: @escaping @Sendable () async -> Bool) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await waiting() }
            group.addTask {
                try? await Task.sleep(for: longest)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
