import EventSourcing
import Scheduling
import Support
import Testing

@Suite struct DescribingResourcesTests {
    private let room = RoomDescription(
        names: [LocalisedText("Lokaal", in: "nl")], abbreviation: "B2.14", type: "lecture_room", seats: 30)
    private let hindrance = Bottleneck(
        .roomTaken, at: "/lastDay", with: Conflict(SampleSchool.activity(1), shared: .room(SampleSchool.room)))

    @Test func aRoomIsHeldAsItIs() {
        var larger = room
        larger.seats = 40
        Given<Room>().when(.describe(room)).then(.described(room))
        Given<Room>(.described(room)).when(.describe(larger)).then(.described(larger))
        Given<Room>(.described(room)).when(.describe(room)).thenNothing()
    }

    @Test func aRoomWithTwoNamesInOneLanguageIsRefused() {
        var doubled = room
        doubled.names.append(LocalisedText("Zaal", in: "NL"))
        Given<Room>().when(.describe(doubled))
            .thenRejected(.invalid(DescriptionFault(.nameRepeated, at: "/names/1/language")))
    }

    @Test func aRoomIsRetiredOnceNothingIsPlannedAfterItsLastDay() {
        Given<Room>(.described(room)).when(.end(lastDay: "2027-07-31", hindrance: nil))
            .then(.ended(lastDay: "2027-07-31"))
        Given<Room>(.described(room)).when(.end(lastDay: "2027-07-31", hindrance: hindrance))
            .thenRejected(.planned(hindrance))
        Given<Room>(.described(room), .ended(lastDay: "2027-07-31"))
            .when(.end(lastDay: "2027-07-31", hindrance: hindrance)).thenNothing()
        Given<Room>(.described(room), .ended(lastDay: "2027-07-31"))
            .when(.end(lastDay: "2027-12-31", hindrance: nil)).then(.ended(lastDay: "2027-12-31"))
        Given<Room>(.described(room), .ended(lastDay: "2027-07-31"))
            .when(.end(lastDay: "2026-12-31", hindrance: hindrance)).thenRejected(.planned(hindrance))
        Given<Room>().when(.end(lastDay: "2027-07-31", hindrance: nil)).thenRejected(.notDescribed)
    }

    @Test func aRetiredRoomIsNotDescribedAnew() {
        var larger = room
        larger.seats = 40
        Given<Room>(.described(room), .ended(lastDay: "2027-07-31")).when(.describe(larger))
            .thenRejected(.ended(lastDay: "2027-07-31"))
        Given<Room>(.described(room), .ended(lastDay: "2027-07-31")).when(.describe(room)).thenNothing()
    }

    @Test func availabilityOfStaffEndsAfterItBegins() {
        var member = StaffMemberDescription()
        member.availability = [WeeklyWindow(.monday, from: "08:30", to: "08:30")]
        Given<StaffMember>().when(.describe(member))
            .thenRejected(.invalid(DescriptionFault(.reversed, at: "/availability/0/to")))
        member.availability = nil
        member.unavailable = [DayPeriod(from: "2026-11-06", to: "2026-11-02")]
        Given<StaffMember>().when(.describe(member))
            .thenRejected(.invalid(DescriptionFault(.reversed, at: "/unavailable/0/validTo")))
    }

    @Test func aCalendarHoldsTogether() {
        let calendar = CalendarDescription(
            names: [], region: "north", period: DayPeriod(from: "2026-08-01", to: "2027-07-31"))
        Given<Scheduling.Calendar>().when(.describe(calendar)).then(.described(calendar))
        func refused(
            _ pointer: String, _ reason: DescriptionFault.Reason, _ change: (inout CalendarDescription) -> Void
        ) {
            var wrong = calendar
            change(&wrong)
            Given<Scheduling.Calendar>().when(.describe(wrong))
                .thenRejected(.invalid(DescriptionFault(reason, at: pointer)))
        }
        refused("/period/validTo", .reversed) { $0.period = DayPeriod(from: "2027-08-01", to: "2026-07-31") }
        refused("/closures/0/lastDay", .reversed) {
            $0.closures = [.init("Vakantie", from: "2026-10-18", to: "2026-10-10")]
        }
        refused("/openings/0/to", .reversed) {
            $0.openings = [WeeklyWindow(.friday, from: "17:00", to: "08:30")]
        }
        refused("/lessonPeriods/1", .overlapping) {
            $0.lessonPeriods = [.init(1, from: "08:30", to: "09:20"), .init(2, from: "09:00", to: "10:00")]
        }
        refused("/lessonPeriods/1", .overlapping) {
            $0.lessonPeriods = [.init(1, from: "08:30", to: "09:20"), .init(1, from: "09:20", to: "10:10")]
        }
        refused("/lessonPeriods/0/to", .reversed) { $0.lessonPeriods = [.init(1, from: "09:20", to: "08:30")] }
    }
}
