import EventSourcing

extension PlanCheck {
    mutating func checkRooms() {
        let locations = board.calendars[proposal.calendar]?.locations
        var features: Set<String> = []
        for (place, id) in plan.allRooms.enumerated() {
            guard let room = board.rooms[id], let description = room.description else { continue }
            let pointer = "/roomIds/\(place)"
            features.formUnion(description.features ?? [])
            if let lastDay = room.lastDay, lastDay < plan.lastDay { add(.roomRetired(lastDay: lastDay), at: pointer) }
            if let locations, let location = description.location, !locations.contains(location) {
                add(.roomElsewhere, at: pointer)
            }
            if let slot = room.occupancy.first(overlapping: span, except: self.id, steps: &steps) {
                add(.roomTaken, at: pointer, with: Conflict(slot, .room(id)))
            }
        }
        for feature in proposal.neededFeatures ?? [] where !features.contains(feature) {
            add(.featureMissing(feature), at: "/roomIds")
        }
        let seats = board.seats(in: plan.allRooms)
        if !plan.allRooms.isEmpty, learners > seats {
            add(.tooFewSeats(learners: learners, seats: seats), at: "/roomIds")
        }
    }
}
