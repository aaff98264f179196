import EventSourcing
import JSONSchema

/// The objects of OEAPI, member by member.
extension OEAPIFacts {
    func programme() -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.text("programmeId", id)
            writer.codes(primary, others)
            writer.text("programmeType", programmeType)
            description(&writer)
            writer.studyLoad()
            writer.copy("qualificationAwarded")
            writer.copy("modeOfStudy")
            teaching(&writer)
            writer.moment("firstStartDateTime", OEAPIText.start(of: document["firstStartDay"]))
            writer.text("levelOfQualification", levelOfQualification)
            writer.copy("level")
            requirements(&writer)
            writer.copy("formalDocument")
            writer.copy("link")
            writer.reference("parentId", referrers("component", .programme))
            writer.references("childIds", references("component", .programme))
            writer.reference("organisationId", references("organisation", .organisation))
            writer.extras(["state", "learningPath", "targetGroup", "cohort"])
            writer.validity()
        }
    }

    func course() -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.text("courseId", id)
            writer.codes(primary, others)
            description(&writer)
            writer.studyLoad()
            teaching(&writer)
            writer.moment("firstStartDate", OEAPIText.start(of: document["firstStartDay"]))
            writer.copy("level")
            requirements(&writer)
            writer.copy("link")
            writer.references("programmeIds", referrers("component", .programme))
            writer.reference("organisationId", references("organisation", .organisation))
            writer.extras(["state", "learningPath", "targetGroup", "cohort"])
            writer.validity()
        }
    }

    /// A learning or test component.
    ///
    /// - Parameter unspecified: OEAPI asks for a type, and the catalogue may not know it.
    func component(unspecified: String) -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.text("componentId", id)
            writer.codes(primary, others)
            writer.text("componentType", document["componentType"]?.string ?? unspecified)
            description(&writer)
            teaching(&writer)
            writer.references("learningOutcomeIds", references("outcome", .learningOutcome))
            writer.localised("enrolment", from: "enrolmentInstructions")
            writer.copyTexts("resources")
            writer.localised("assessment", from: "assessment")
            writer.reference("parentId", referrers("component", type))
            writer.references("childIds", references("component", type))
            writer.reference("courseId", referrers("component", .course))
            writer.reference("organisationId", references("organisation", .organisation))
            writer.extras(["state", "studyLoad"])
        }
    }

    func offering() -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.text(type.identifier, id)
            writer.codes(primary, others)
            writer.reference("academicSessionId", references("academicSession", .academicSession))
            description(&writer)
            writer.text("state", offeringState)
            writer.text("rosteringState", rosteringState)
            writer.languages("teachingLanguages")
            writer.copyTexts("modesOfDelivery")
            writer.number("maxNumberStudents", from: "maximumStudents")
            writer.number("minNumberStudents", from: "minimumStudents")
            writer.boolean("resultExpected")
            writer.copy("resultValueType")
            writer.copy("link")
            enrolmentPeriods(&writer)
            writer.moment("startDateTime", starts)
            writer.moment("endDateTime", ends)
            flexibleEntry(&writer)
            writer.addresses(otherwise: locationAddress)
            switch type {
            case .programmeOffering: writer.reference("programmeId", references("product", .programme))
            case .courseOffering:
                writer.reference("courseId", references("product", .course))
                writer.references("programmeOfferingIds", references("whole", .programmeOffering))
            case .learningComponentOffering:
                writer.reference("learningComponentId", references("product", .learningComponent))
                writer.references("courseOfferingIds", references("whole", .courseOffering))
                writer.texts("roomIds", roomIds)
            case .testComponentOffering:
                writer.reference("componentId", references("product", .testComponent))
                writer.references("courseOfferingIds", references("whole", .courseOffering))
                writer.texts("roomIds", roomIds)
            case .programme, .course, .learningComponent, .testComponent, .organisation, .academicSession,
                .learningOutcome, .group, .room:
                break
            }
            writer.reference("organisationId", references("organisation", .organisation))
            writer.extras(["learningPath", "modeOfStudy", "locationId", "bottlenecks"])
        }
    }

    func organisation() -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.text("organisationId", id)
            writer.codes(primary, others)
            writer.text("organisationType", document["organisationType"]?.string ?? "institute")
            writer.names(otherwise: primary)
            writer.copy("shortName")
            writer.localised("description", from: "descriptions")
            writer.addresses()
            writer.copy("link")
            writer.copy("logo")
            writer.reference("parentId", references("parent", .organisation))
            writer.references("childIds", referrers("parent", .organisation))
        }
    }

    func academicSession() -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.text("academicSessionId", id)
            writer.text("academicSessionType", document["academicSessionType"]?.string ?? "period")
            writer.codes(primary, others)
            writer.names(otherwise: primary)
            writer.copy("abbreviation")
            writer.moment("startDateTime", starts ?? Timestamp(milliseconds: 0))
            writer.moment("endDateTime", ends ?? Timestamp(milliseconds: 0))
            writer.reference("parentId", references("parent", .academicSession))
            writer.references("childIds", referrers("parent", .academicSession))
            writer.text("yearId", year?.id)
        }
    }

    func learningOutcome() -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.text("learningOutcomeId", id)
            writer.codes(primary, others)
            writer.names(otherwise: primary)
            writer.copy("abbreviation")
            writer.localised("description", from: "descriptions")
            writer.references("parentIds", references("parent", .learningOutcome))
            writer.references("childIds", referrers("parent", .learningOutcome))
            writer.copy("fieldsOfStudy")
            writer.copy("complexityLevel")
            writer.extras(["state", "framework", "studyLoad", "levelOfQualification"])
            writer.validity()
        }
    }

    func group() -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.text("groupId", id)
            writer.codes(primary, others)
            writer.text("groupType", document["groupType"]?.string ?? "group")
            writer.names(otherwise: primary)
            writer.moment("endDateTime", OEAPIText.end(of: document["lastDay"]))
            writer.reference("academicSessionId", references("academicSession", .academicSession))
            writer.offerings(references("followed"))
            writer.extras(["state", "abbreviation", "maximumMembers"])
        }
    }

    func room() -> [UInt8] {
        OEAPIWriter.object(document) { writer in
            writer.text("roomId", id)
            writer.codes(primary, others)
            writer.text("roomType", document["roomType"]?.string ?? "general_purpose")
            writer.copy("abbreviation")
            writer.names(otherwise: primary)
            writer.number("totalSeats", from: "seats")
            writer.copy("floor")
            writer.copy("wing")
            writer.extras(["state", "features", "building", "locationId", "lastDay"])
        }
    }

    // MARK: Members that several objects have

    private func description(_ writer: inout OEAPIWriter) {
        writer.names(otherwise: primary)
        writer.copy("abbreviation")
        writer.localised("description", from: "descriptions")
    }

    private func teaching(_ writer: inout OEAPIWriter) {
        writer.copyTexts("modesOfDelivery")
        writer.copy("duration")
        writer.languages("teachingLanguages")
    }

    private func requirements(_ writer: inout OEAPIWriter) {
        writer.copy("fieldsOfStudy")
        writer.localised("enrolment", from: "enrolmentInstructions")
        writer.copyTexts("resources")
        writer.references("learningOutcomeIds", references("outcome", .learningOutcome))
        writer.localised("assessment", from: "assessment")
        writer.localised("admissionRequirements", from: "admissionRequirements")
        writer.localised("qualificationRequirements", from: "qualificationRequirements")
    }

    private func enrolmentPeriods(_ writer: inout OEAPIWriter) {
        guard let window = document["enrolmentWindow"], let opens = OEAPIText.start(of: window["opensOn"]) else {
            return
        }
        // A window that was closed early, or had no last day, ends where it was closed.
        let closed = document["enrolmentWindowClosedOn"] ?? window["closesOn"]
        writer.enrolmentPeriod(opens, OEAPIText.end(of: closed))
    }

    private func flexibleEntry(_ writer: inout OEAPIWriter) {
        guard type == .programmeOffering || type == .courseOffering, let period = document["flexibleEntryPeriod"] else {
            return
        }
        writer.moment("flexibleEntryPeriodStartDateTime", OEAPIText.start(of: period["validFrom"]))
        if type == .courseOffering {
            // OEAPI 6 has a moment here for programmes, and a day for courses.
            writer.text("flexibleEntryPeriodEndDateTime", period["validTo"]?.string)
        } else {
            writer.moment("flexibleEntryPeriodEndDateTime", OEAPIText.end(of: period["validTo"]))
        }
    }
}
