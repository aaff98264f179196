import EventSourcing
import JSONSchema

/// Where and with whom the sample institution teaches, and the timetable of one week.
extension SampleInstitution {
    private static let service = "scheduling"

    // MARK: Rooms and staff

    private static let sites = ["UT-LEI", "AMF-EEM", "NWG-ZUID"]

    /// On each location a room for each programme, and one for tests.
    var rooms: [Command] {
        SampleInstitution.sites.flatMap { site -> [Command] in
            let programmes = SampleProgramme.all.filter { $0.location == site }
            let ordinary = programmes.enumerated().map { place, programme in
                room(
                    "\(site)-1.0\(place + 1)", "1.0\(place + 1)", "Leslokaal \(programme.name)", "general_purpose", 32,
                    site)
            }
            return ordinary + [room("\(site)-0.01", "0.01", "Toetsruimte", "exam_location", 60, site)]
        }
    }

    private func room(
        _ code: String, _ abbreviation: String, _ name: String, _ type: String, _ seats: Int, _ site: String
    ) -> Command {
        command("describe-room", of: SampleInstitution.service, "room", code) { text in
            text.names(name)
            text.member("abbreviation", abbreviation)
            text.member("roomType", type)
            text.member("seats", seats)
            text.list("features", type == "exam_location" ? ["computers"] : ["digibord"])
            text.member("locationId", id("location", site))
            text.member("floor", String(abbreviation.prefix(1)))
            text.code(in: "otherCodes", "room_code", code)
        }
    }

    /// The room of a programme, on its location.
    private func room(of programme: SampleProgramme) -> String {
        let programmes = SampleProgramme.all.filter { $0.location == programme.location }
        let place = programmes.firstIndex { $0.code == programme.code } ?? 0
        return id("room", "\(programme.location)-1.0\(place + 1)")
    }

    /// A teacher for each programme.
    var staff: [Command] {
        SampleProgramme.all.map { programme in
            command("describe-staff-member", of: SampleInstitution.service, "staff-member", programme.code) { text in
                text.list("skills", [programme.code.lowercased()])
                text.member("contractMinutesPerWeek", 1800)
                text.list("locationIds", [id("location", programme.location)])
            }
        }
    }

    // MARK: The calendar and the groups

    private static let lessons = [
        ("08:30", "09:20"), ("09:20", "10:10"), ("10:30", "11:20"), ("11:20", "12:10"), ("12:50", "13:40"),
        ("13:40", "14:30"), ("14:45", "15:35"), ("15:35", "16:25"),
    ]
    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday"]

    var calendar: Command {
        command("describe-calendar", of: SampleInstitution.service, "calendar", "2027-2028") { text in
            text.names("Voorbeeldcollege 2027-2028")
            text.member("region", "central")
            text.period("period", "2027-08-01", "2028-07-31")
            text.list("locationIds", SampleInstitution.sites.map { id("location", $0) })
            text.name("closures")
            text.array { text in
                for (name, first, last) in [
                    ("Herfstvakantie", "2027-10-16", "2027-10-24"), ("Kerstvakantie", "2027-12-25", "2028-01-09"),
                ] {
                    text.object { text in
                        text.member("name", name)
                        text.member("firstDay", first)
                        text.member("lastDay", last)
                        text.member("kind", "schoolHoliday")
                    }
                }
            }
            text.name("openings")
            text.array { text in
                for weekday in SampleInstitution.weekdays {
                    text.object { text in
                        text.member("weekday", weekday)
                        text.member("from", "08:00")
                        text.member("to", "18:00")
                    }
                }
            }
            text.name("lessonPeriods")
            text.array { text in
                for (place, lesson) in SampleInstitution.lessons.enumerated() {
                    text.object { text in
                        text.member("number", place + 1)
                        text.member("from", lesson.0)
                        text.member("to", lesson.1)
                    }
                }
            }
            text.member("travelMinutes", 45)
        }
    }

    /// The first class of each programme.
    var groups: [Command] {
        SampleProgramme.all.map { programme in
            let course = "\(SampleInstitution.courseCode(programme, 0))-P1"
            let isTested = SampleProgramme.tested.contains { $0.code == programme.code }
            let parts =
                isTested
                ? ["\(SampleInstitution.moduleCode(programme, 0))-P1", "\(SampleInstitution.testCode(programme))-P1"]
                : []
            return command(
                "describe-group", of: SampleInstitution.service, "group", SampleInstitution.group(programme)
            ) { text in
                text.member("groupType", "class")
                text.names("\(programme.name) 2027, klas A")
                text.member("abbreviation", SampleInstitution.group(programme))
                text.member("academicSessionId", id("academic-session", "2027-2028"))
                text.list(
                    "offeringIds", (["\(programme.code)-BOL-27A", course] + parts).map { id("offering", $0) })
                text.member("maximumMembers", 30)
                text.code(in: "otherCodes", "identifier", SampleInstitution.group(programme))
            }
        }
    }

    static func group(_ programme: SampleProgramme) -> String { "\(programme.code)-27A" }

    // MARK: One week

    /// What takes place in the week of 6 September 2027, on which day and in which two lessons.
    private struct Activity {
        let code: String
        let name: String
        let type: String
        let offering: String
        let programme: SampleProgramme
        let day: Int
        let lesson: Int
    }

    enum ActivityStep {
        case propose
        case plan
    }

    func activities(_ step: ActivityStep) -> [Command] {
        week.map { activity in
            switch step {
            case .propose: propose(activity)
            case .plan: plan(activity)
            }
        }
    }

    /// Each class has its first course twice and, where there is one, the module that goes with it.
    private var week: [Activity] {
        SampleProgramme.all.enumerated().flatMap { place, programme -> [Activity] in
            let course = SampleInstitution.courseCode(programme, 0)
            let group = SampleInstitution.group(programme)
            var activities = [0, 1].map { number in
                Activity(
                    code: "\(group)-36-\(number + 1)", name: programme.courses[0].name, type: "lecture",
                    offering: "\(course)-P1", programme: programme, day: (place + number * 2) % 5,
                    lesson: place % 4 * 2)
            }
            if let module = programme.courses[0].module,
                SampleProgramme.tested.contains(where: { $0.code == programme.code })
            {
                activities.append(
                    Activity(
                        code: "\(group)-36-3", name: module, type: "practical",
                        offering: "\(SampleInstitution.moduleCode(programme, 0))-P1", programme: programme,
                        day: (place + 4) % 5, lesson: place % 4 * 2))
            }
            return activities
        }
    }

    private func propose(_ activity: Activity) -> Command {
        command("propose-learning-activity", of: SampleInstitution.service, "learning-activity", activity.code) {
            text in
            text.member("offeringId", id("offering", activity.offering))
            text.member("calendarId", id("calendar", "2027-2028"))
            text.names(activity.name)
            text.member("activityType", activity.type)
            text.list("groupIds", [id("group", SampleInstitution.group(activity.programme))])
            text.member("minimumStaff", 1)
            text.list("neededSkills", [activity.programme.code.lowercased()])
            text.member("timing", "grid")
        }
    }

    private func plan(_ activity: Activity) -> Command {
        command("plan-learning-activity", of: SampleInstitution.service, "learning-activity", activity.code) { text in
            text.member("startsOn", "2027-09-\(Digits.padded(6 + activity.day, 2))")
            text.member("startsAt", SampleInstitution.lessons[activity.lesson].0)
            text.member("endsAt", SampleInstitution.lessons[activity.lesson + 1].1)
            text.list("roomIds", [room(of: activity.programme)])
            text.list("staffMemberIds", [id("staff-member", activity.programme.code)])
        }
    }

    enum TimetableStep {
        case open
        case publish
    }

    func timetable(_ step: TimetableStep) -> Command {
        switch step {
        case .open:
            command("open-timetable", of: SampleInstitution.service, "timetable", "2027-36") { text in
                text.member("calendarId", id("calendar", "2027-2028"))
                text.names("Rooster week 36 van 2027")
                text.period("period", "2027-09-06", "2027-09-10")
            }
        case .publish:
            command("publish-timetable", of: SampleInstitution.service, "timetable", "2027-36") { text in
                text.member("publishedOn", "2027-08-27")
            }
        }
    }
}

extension JSONText {
    /// A list of one code.
    mutating func code(in list: String, _ type: String, _ code: String) {
        name(list)
        array { text in
            text.object { text in
                text.member("codeType", type)
                text.member("code", code)
            }
        }
    }
}
