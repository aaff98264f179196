import EventSourcing
import Foundation
import JSONSchema
import Support
import Testing

/// What is published of timetables, as other systems read it.
@Suite struct TimetablesTests {
    /// A school with two rooms, a teacher, a class and a calendar that spans the switch to summer time.
    private struct School {
        let hub: HubProcess
        let calendar = "c37b05e9-6f14-4d82-a0b9-e25d8f471c63"
        let timetable = "0f6ae4c2-8b57-4d19-9e3a-b61c7f50d284"
        let rooms = ["4c1f7a52-93d0-4e6b-8a17-2f0b6c9d5e31", "5d1f7a52-93d0-4e6b-8a17-2f0b6c9d5e32"]
        let teacher = "b2f6d1c8-40a7-4b93-8e5c-13f9a0d7e264"
        let group = "edb0340d-79e3-46e9-8b24-3c96786cab1a"
        let learners = ["f05b9a7d-2c84-4e13-9d60-8a1be7c4f392", "2e7d4c19-8f3a-4b06-b5e1-c90f6d28a743"]
        let offering = "7308540e-ebb5-46f1-8f69-d2c5c703d9c7"

        func activity(_ number: Int) -> String { "5d8e2f06-b1a4-4c79-93e0-\(Digits.padded(number, 12))" }

        func found() async throws {
            for (place, room) in rooms.enumerated() {
                try await hub.command(
                    "scheduling/describe-room", room,
                    #""roomId":"\#(room)","names":[{"language":"nl","value":"Praktijklokaal"}],"#
                        + #""abbreviation":"B2.1\#(place)","roomType":"workspace","seats":16"#)
            }
            try await hub.command("scheduling/describe-staff-member", teacher, #""staffMemberId":"\#(teacher)""#)
            try await hub.command(
                "scheduling/describe-calendar", calendar,
                #""calendarId":"\#(calendar)","names":[{"language":"nl","value":"Zwolle"}],"region":"north","#
                    + #""period":{"validFrom":"2026-08-01","validTo":"2027-07-31"}"#)
            try await hub.command(
                "scheduling/describe-group", group,
                #""groupId":"\#(group)","groupType":"class","names":[{"language":"nl","value":"Klas 1A"}],"#
                    + #""abbreviation":"APO26-1A""#)
            try await hub.command(
                "scheduling/change-group-members", group,
                #""groupId":"\#(group)","added":["\#(learners[0])"]"#)
            try await hub.command(
                "scheduling/change-group-members", group,
                #""groupId":"\#(group)","effectiveOn":"2027-03-24","added":["\#(learners[1])"]"#)
            try await hub.command(
                "scheduling/open-timetable", timetable,
                #""timetableId":"\#(timetable)","calendarId":"\#(calendar)","#
                    + #""names":[{"language":"nl","value":"Rooster week 12 en 13"}],"#
                    + #""period":{"validFrom":"2027-03-22","validTo":"2027-04-02"}"#)
        }

        func propose(_ number: Int, _ name: String) async throws {
            try await hub.command(
                "scheduling/propose-learning-activity", activity(number),
                #""learningActivityId":"\#(activity(number))","offeringId":"\#(offering)","calendarId":"\#(calendar)","#
                    + #""names":[{"language":"nl","value":"\#(name)"}],"activityType":"practical","#
                    + #""groupIds":["\#(group)"],"timing":"free""#)
        }

        /// - Parameter step: `plan` or `move`.
        @discardableResult
        func place(
            _ step: String, _ number: Int, _ day: String, _ from: String, _ to: String, until: String? = nil,
            room: Int = 0
        ) async throws -> HubAnswer {
            try await hub.command(
                "scheduling/\(step)-learning-activity", activity(number),
                #""learningActivityId":"\#(activity(number))","startsOn":"\#(day)","startsAt":"\#(from)","#
                    + #""endsAt":"\#(to)","endsOn":"\#(until ?? day)","roomIds":["\#(rooms[room])"],"#
                    + #""staffMemberIds":["\#(teacher)"]"#)
        }

        /// - Returns: up to where a reading must have come to show the publication.
        func publish(on day: String) async throws -> [String: String] {
            let answer = try await hub.command(
                "scheduling/publish-timetable", timetable,
                #""timetableId":"\#(timetable)","publishedOn":"\#(day)""#)
            return ["Position": try #require(answer.header("Position"))]
        }

        /// Two lessons and a night shift over the switch to summer time, published; then one is moved and one is
        /// cancelled, and a new one comes, published again.
        func publishTwice() async throws -> [String: String] {
            try await found()
            for (number, name) in [(1, "Receptuur"), (2, "Bereiden; zalf, crème"), (3, "Nachtdienst")] {
                try await propose(number, name)
            }
            try await place("plan", 1, "2027-03-22", "08:30", "10:10")
            try await place("plan", 2, "2027-03-23", "10:30", "12:00")
            try await place("plan", 3, "2027-03-27", "22:00", "06:00", until: "2027-03-28", room: 1)
            _ = try await publish(on: "2027-03-12")
            try await place("move", 1, "2027-03-25", "08:30", "10:10", room: 1)
            try await hub.command(
                "scheduling/cancel-learning-activity", activity(2),
                #""learningActivityId":"\#(activity(2))","reason":"staffUnavailable""#)
            try await propose(4, "Rekenen")
            try await place("plan", 4, "2027-03-26", "13:00", "14:00")
            return try await publish(on: "2027-03-19")
        }
    }

    private static func ids(_ page: JSONValue) -> [String] {
        page["items"]?.items.compactMap { $0["learningActivityId"]?.string } ?? []
    }

    @Test func aVersionHoldsWhatWasPublishedWhateverIsPlannedLater() async throws {
        try await HubProcess.with { hub async throws in
            let school = School(hub: hub)
            let there = try await school.publishTwice()
            let versions = "/v1/timetables/\(school.timetable)/versions"
            let list = try await hub.ask("GET", versions, headers: there)
            #expect(try list.json["items"]?.items.map { $0["version"]?.integer } == [2, 1])
            #expect(try list.json["items"]?.items.map { $0["state"]?.string } == ["published", "superseded"])

            let named = try #require(try list.json["items"]?.items.last?["versionId"]?.string)
            let byId = try await hub.ask("GET", "/v1/timetables/\(named)")
            #expect(
                byId.body == (try await hub.ask("GET", "\(versions)/1").body), "a version has an address of its own")
            let document = try await hub.ask("GET", "/v1/timetables/\(school.timetable)").json
            #expect(document["timetableId"]?.string == school.timetable && document["items"] == nil)

            let first = try await hub.ask("GET", "\(versions)/1").json
            #expect(Self.ids(first) == [1, 2, 3].map(school.activity), "in the order of time")
            #expect(first["items"]?.items.first?["startsOn"]?.string == "2027-03-22", "as it stood then")
            #expect(first["activities"]?.integer == 3 && first["publishedOn"]?.string == "2027-03-12")
            #expect(first["names"]?.items.first?["value"]?.string == "Rooster week 12 en 13")
            let second = try await hub.ask("GET", "\(versions)/published").json
            #expect(second["version"]?.integer == 2)
            #expect(Self.ids(second) == [1, 4, 3].map(school.activity))

            let differences = try await hub.ask("GET", "\(versions)/2/differences").json
            #expect(
                differences["items"]?.items.map {
                    "\($0["change"]?.string ?? "") \($0["learningActivityId"]?.string ?? "")"
                }
                    == [
                        "removed \(school.activity(2))", "moved \(school.activity(1))", "added \(school.activity(4))",
                    ])
            let moved = differences["items"]?.items[1]
            #expect(moved?["before"]?["startsOn"]?.string == "2027-03-22")
            #expect(moved?["after"]?["startsOn"]?.string == "2027-03-25")
            #expect(differences["moved"]?.integer == 1 && differences["since"]?["version"]?.integer == 1)
            let back = try await hub.ask("GET", "\(versions)/1/differences?since=2").json
            #expect(back["items"]?.items.compactMap { $0["change"]?.string }.sorted() == ["added", "moved", "removed"])

            let draft = try await hub.ask("GET", "\(versions)/draft").json
            #expect(Self.ids(draft) == Self.ids(second) && draft["state"]?.string == "draft")
            let move = try await school.place("move", 4, "2027-03-26", "14:00", "15:00")
            let later = ["Position": try #require(move.header("Position"))]
            let open = try await hub.ask("GET", "\(versions)/draft/differences", headers: later).json
            #expect(Self.ids(open) == [school.activity(4)] && open["moved"]?.integer == 1)
            let inRoom = try await hub.ask("GET", "\(versions)/2?roomId=\(school.rooms[1])").json
            #expect(Self.ids(inRoom) == [1, 3].map(school.activity))
            #expect(
                try await hub.ask("GET", "\(versions)/1?roomId=\(school.rooms[1])&groupId=\(school.group)").json[
                    "totalItems"]?.integer == 1)

            for (path, status) in [
                ("\(versions)/3", 404), ("\(versions)/last", 404), ("\(versions)/1?colour=red", 400),
                ("\(versions)/1/differences?since=x", 400), ("/v1/timetables/\(school.group)/versions", 404),
                ("/v1/timetables/\(school.group)/versions/1", 404),
                ("/v1/timetables/\(school.group)", 404), ("/v1/timetables/\(named)?colour=red", 400),
            ] {
                #expect(try await hub.ask("GET", path).status == status, "\(path)")
            }
            let withdrawn = try await hub.command(
                "scheduling/withdraw-timetable", school.timetable,
                #""timetableId":"\#(school.timetable)","reason":"Verkeerde periode""#)
            let position = ["Position": try #require(withdrawn.header("Position"))]
            #expect(try await hub.ask("GET", "\(versions)/published", headers: position).status == 404)
            #expect(try await hub.ask("GET", "\(versions)/2").json["state"]?.string == "withdrawn")
            let calendar = try await hub.answer("GET", "/v1/rooms/\(school.rooms[1])/calendar.ics")
            #expect(!String(decoding: calendar.body, as: UTF8.self).contains("VEVENT"), "it says nothing any more")
        }
    }

    private struct ReadCalendar: Decodable {
        struct Event: Decodable {
            let uid, status, from, to, summary, location, description: String
        }

        let name: String
        let events: [Event]
        let faults: [String]
    }

    /// A calendar as Python's icalendar reads it.
    private func read(_ path: String, _ python: String, _ hub: HubProcess) async throws -> ReadCalendar {
        let answer = try await hub.answer("GET", path)
        #expect(answer.status == 200 && answer.headers["content-type"] == "text/calendar; charset=utf-8", "\(path)")
        let script = SharedData.projectFolder.appendingPathComponent(
            "Tests/InstitutionFormatsTests/Peers/icalendar_peer.py")
        let lines = try PythonPeer.run(python, script, input: [Data(answer.body).base64EncodedString()])
        return try JSONDecoder().decode(ReadCalendar.self, from: Data(try #require(lines.first).utf8))
    }

    @Test func calendarsOfGroupsRoomsAndPeopleAreReadByAnotherProgram() async throws {
        let suite = "iCalendar over HTTP (icalendar)"
        guard let python = PythonPeer.interpreter(having: "icalendar", for: suite) else { return }
        try await HubProcess.with { hub async throws in
            let school = School(hub: hub)
            let there = try await school.publishTwice()
            let path = "/v1/groups/\(school.group)/calendar.ics"
            let first = try await hub.ask("GET", path, headers: there)
            let tag = try #require(first.header("ETag"))
            #expect(try await hub.ask("GET", path, headers: ["If-None-Match": tag]).status == 304)

            let group = try await read(path, python, hub)
            #expect(group.faults.isEmpty && group.name == "APO26-1A")
            let summaries = group.events.map { "\($0.summary) \($0.status) \($0.from) \($0.to)" }
            #expect(
                summaries == [
                    "Bereiden; zalf, crème CANCELLED 2027-03-23T09:30:00Z 2027-03-23T11:00:00Z",
                    "Receptuur CONFIRMED 2027-03-25T07:30:00Z 2027-03-25T09:10:00Z",
                    "Rekenen CONFIRMED 2027-03-26T12:00:00Z 2027-03-26T13:00:00Z",
                    "Nachtdienst CONFIRMED 2027-03-27T21:00:00Z 2027-03-28T04:00:00Z",
                ], "the night of the switch lasts seven hours")
            #expect(group.events[1].location == "B2.11, Praktijklokaal" && group.events[1].description == "APO26-1A")
            let room = try await read("/v1/rooms/\(school.rooms[1])/calendar.ics", python, hub)
            #expect(room.events.map(\.summary) == ["Receptuur", "Nachtdienst"])
            let teacher = try await read("/v1/staff-members/\(school.teacher)/calendar.ics", python, hub)
            #expect(teacher.events.count == 4 && teacher.name == "Rooster")
            let early = try await read("/v1/learners/\(school.learners[0])/calendar.ics", python, hub)
            #expect(early.events.count == 4)
            let late = try await read("/v1/learners/\(school.learners[1])/calendar.ics", python, hub)
            #expect(late.events.map(\.summary) == ["Receptuur", "Rekenen", "Nachtdienst"], "from the day of joining")
            let oneDay = try await read("\(path)?firstDay=2027-03-28&lastDay=2027-03-28", python, hub)
            #expect(oneDay.events.map(\.summary) == ["Nachtdienst"], "what goes on past midnight is of that day too")
            for (path, status) in [
                ("/v1/rooms/\(school.group)/calendar.ics", 404), ("/v1/learners/\(school.group)/calendar.ics", 404),
                ("\(path)?firstDay=monday", 400),
            ] {
                #expect(try await hub.ask("GET", path).status == status, "\(path)")
            }
            SuiteReport.ran(suite, passed: 6)
        }
    }
}
