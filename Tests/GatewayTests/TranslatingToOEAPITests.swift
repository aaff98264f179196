import EventSourcing
import Gateway
import HubContracts
import JSONSchema
import Support
import Testing

/// What the catalogue's events say, as objects of OEAPI 6, each held against its document.
@Suite struct TranslatingToOEAPITests {
    private static let programme = "6f2d3a52-0f0e-4d3a-8a30-5c8f0b1f7c11"
    private static let course = "9b8c7d6e-1a2b-4c3d-8e4f-5a6b7c8d9e0f"
    private static let component = "8a7b6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d"

    private static func product(_ id: String, _ type: String, _ name: String = "full") throws -> CatalogueLog.Event {
        try CatalogueLog.example(
            EducationProductCreatedV1.self, name,
            ["educationProductId": "\"\(id)\"", "specificationType": "\"\(type)\""])
    }

    private static func published(_ id: String) throws -> CatalogueLog.Event {
        try CatalogueLog.example(EducationProductPublishedV1.self, "full", ["educationProductId": "\"\(id)\""])
    }

    private static func composed(_ id: String, of parts: String...) throws -> CatalogueLog.Event {
        let added = parts.map { #"{"educationProductId":"\#($0)","relation":"part"}"# }.joined(separator: ",")
        return try CatalogueLog.example(
            EducationProductComposedV1.self, "full",
            ["educationProductId": "\"\(id)\"", "added": "[\(added)]", "removed": "[]"])
    }

    private static func offering(_ type: String, of product: String, _ id: String, _ name: String = "full") throws
        -> CatalogueLog.Event
    {
        var event = try CatalogueLog.example(
            OfferingCreatedV1.self, name,
            [
                "offeringId": "\"\(id)\"", "offeringType": "\"\(type)\"", "educationProductId": "\"\(product)\"",
                "partOfOfferingIds": "[]",
            ])
        event.partition = 1
        return event
    }

    private static func outcome(_ name: String) throws -> [CatalogueLog.Event] {
        let created = try CatalogueLog.example(LearningOutcomeCreatedV1.self, name)
        return [
            created,
            try CatalogueLog.example(
                LearningOutcomePublishedV1.self, "full", ["learningOutcomeId": "\"\(created.subject)\""]),
        ]
    }

    /// One of everything, once with all members and once with as few as there may be.
    private static func everything(_ name: String) throws -> [CatalogueLog.Event] {
        try [
            CatalogueLog.example(QualificationRecordedV1.self), CatalogueLog.example(OrganisationCreatedV1.self, name),
            CatalogueLog.example(LocationCreatedV1.self, name),
            CatalogueLog.example(AcademicSessionCreatedV1.self, name),
            product(programme, "programme", name), published(programme), product(course, "course", name),
            published(course), product(component, "learning_component", name), published(component),
            composed(programme, of: course), composed(course, of: component),
            offering("programme_offering", of: programme, "b0a1c2d3-e4f5-4a6b-8c7d-9e0f1a2b3c01", name),
            offering("course_offering", of: course, "b0a1c2d3-e4f5-4a6b-8c7d-9e0f1a2b3c02", name),
            offering("learning_component_offering", of: component, "b0a1c2d3-e4f5-4a6b-8c7d-9e0f1a2b3c03", name),
        ] + outcome(name)
    }

    @Test(arguments: ["full", "minimal"])
    func everyObjectIsWhatTheDocumentOfOEAPISays(_ name: String) async throws {
        guard let document = try OEAPIDocument(for: "OEAPI 6.0 translations") else { return }
        let log = try await CatalogueLog(try Self.everything(name))
        let resources = try await CatalogueLog.resources(try await log.rebuilt(CatalogueViews.oeapi))
        let types = Set(resources.keys.map { $0.prefix { $0 != "/" } }).sorted()
        #expect(
            types == [
                "academicSession", "course", "courseOffering", "learningComponent", "learningComponentOffering",
                "learningOutcome", "organisation", "programme", "programmeOffering",
            ])
        for (key, body) in resources {
            let type = key.prefix { $0 != "/" }
            let schema = try document.schema(type.prefix(1).uppercased() + type.dropFirst())
            let faults = schema.validate(try JSONDocument(text: body))
            #expect(faults.isEmpty, "\(key): \(faults) in \(body)")
        }
        SuiteReport.ran("OEAPI 6.0 translations (\(name))", passed: resources.count)
    }

    @Test func objectsNameThoseTheyBelongTo() async throws {
        let log = try await CatalogueLog(try Self.everything("full"))
        let resources = try await CatalogueLog.resources(try await log.rebuilt(CatalogueViews.oeapi))
        func object(_ key: String) throws -> JSONValue {
            try JSONDocument(text: try #require(resources[key], "\(key) is not there")).root
        }
        let course = try object("course/\(Self.course)")
        #expect(course["programmeIds"]?.items.map(\.string) == [Self.programme])
        #expect(try object("learningComponent/\(Self.component)")["courseId"]?.string == Self.course)
        let offering = try object("programmeOffering/b0a1c2d3-e4f5-4a6b-8c7d-9e0f1a2b3c01")
        #expect(offering["programmeId"]?.string == Self.programme)
        #expect(offering["organisationId"]?.string != nil && offering["academicSessionId"]?.string != nil)
        let programme = try object("programme/\(Self.programme)")
        #expect(
            programme["otherCodes"]?.items.contains {
                $0["codeType"]?.string == "x-crebo" && $0["code"]?.string == "25078"
            } ?? false, "the qualification's code stands with the programme")
        #expect(programme["levelOfQualification"]?.string == "eqf_3")
        #expect(programme["validFrom"]?.string == "2026-07-31T22:00:00Z", "a day begins at midnight in the Netherlands")
    }

    @Test func nothingIsSeenBeforeItIsPublishedOrAfterItIsArchived() async throws {
        let concept = try await CatalogueLog([try Self.product(Self.programme, "programme")])
        #expect(try await CatalogueLog.resources(try await concept.rebuilt(CatalogueViews.oeapi)).isEmpty)
        let archived = try await CatalogueLog([
            try Self.product(Self.programme, "programme"), try Self.published(Self.programme),
            try CatalogueLog.example(
                EducationProductArchivedV1.self, "full", ["educationProductId": "\"\(Self.programme)\""]),
        ])
        #expect(try await CatalogueLog.resources(try await archived.rebuilt(CatalogueViews.oeapi)).isEmpty)
    }

    @Test func aPartThatIsPublishedLaterIsNamedFromThenOn() async throws {
        let before = [
            try Self.composed(Self.programme, of: Self.component), try Self.product(Self.programme, "programme"),
            try Self.composed(Self.programme, of: Self.component), try Self.published(Self.programme),
            try Self.product(Self.component, "curriculum"),
        ]
        let hidden = try await CatalogueLog(before)
        var resources = try await CatalogueLog.resources(try await hidden.rebuilt(CatalogueViews.oeapi))
        #expect(resources["programme/\(Self.programme)"]?.contains("childIds") == false, "it would lead nowhere")
        let seen = try await CatalogueLog(before + [try Self.published(Self.component)])
        resources = try await CatalogueLog.resources(try await seen.rebuilt(CatalogueViews.oeapi))
        #expect(resources["programme/\(Self.programme)"]?.contains(#""childIds":["\#(Self.component)"]"#) ?? false)
        #expect(resources["programme/\(Self.component)"]?.contains(#""parentId":"\#(Self.programme)""#) ?? false)
    }

    @Test(arguments: [
        ("inPlanning", "concept"), ("planned", "active"), ("notFeasible", "inactive"), ("cancelled", "cancelled"),
    ])
    func eachStateOfAnOfferingHasOneInOEAPI(_ state: String, _ told: String) async throws {
        let id = "b0a1c2d3-e4f5-4a6b-8c7d-9e0f1a2b3c01"
        var events = [try Self.offering("programme_offering", of: Self.programme, id)]
        func change<Contract: ContractMessage>(_ type: Contract.Type) throws {
            var event = try CatalogueLog.example(type, "full", ["offeringId": "\"\(id)\""])
            event.partition = 1
            events.append(event)
        }
        switch state {
        case "planned": try change(OfferingPlannedV1.self)
        case "notFeasible": try change(OfferingDeclaredNotFeasibleV1.self)
        case "cancelled": try change(OfferingCancelledV1.self)
        default: break
        }
        let log = try await CatalogueLog(events)
        let resources = try await CatalogueLog.resources(try await log.rebuilt(CatalogueViews.oeapi))
        #expect(resources["programmeOffering/\(id)"]?.contains(#""state":"\#(told)""#) ?? false)
    }

    @Test func institutionsDoNotSeeEachOther() async throws {
        var other = try Self.composed(Self.programme, of: Self.course)
        other.institution = "other"
        let log = try await CatalogueLog([
            other, try Self.product(Self.programme, "programme"), try Self.published(Self.programme),
            try Self.product(Self.course, "course"), try Self.published(Self.course),
        ])
        let resources = try await CatalogueLog.resources(try await log.rebuilt(CatalogueViews.oeapi))
        #expect(resources["course/\(Self.course)"]?.contains("programmeIds") == false)
    }

    /// The translation is total: what no contract allows still becomes an object that OEAPI's document allows.
    @Test func whateverADocumentSaysAnObjectComesOfItThatTheDocumentAllows() async throws {
        guard let document = try OEAPIDocument(for: "OEAPI 6.0 translations of anything") else { return }
        let names = [
            "[]", "null", #"[{"language":"EN-us","value":"Dé \"кириллица\" 漢字 👩‍🎓 \u202Eabc\u0000"}]"#,
            #"[{"language":"zh-Hant-TW","value":""},{"language":"en-u-ca-gregory","value":"x"},{"language":"q"}]"#,
            #"[{"value":"zonder taal"}]"#, #""tekst""#, "[7,{}]",
        ]
        let others = [
            #"{"teachingLanguages":["NL","x-y"],"studyLoad":{"value":1e2,"unit":"sbu"},"otherCodes":[{},3]}"#,
            #"{"validity":{"validFrom":"0000-01-01","validTo":"9999-12-31"},"firstStartDay":"soon","level":4}"#,
            #"{"addresses":[{},{"houseNumber":"1","countryCode":"nld"}],"components":[{"educationProductId":"?"}]}"#,
            #"{"period":{"validFrom":"2027-03-28","validTo":"2027-10-31"},"enrolmentWindow":{"opensOn":"2027-13-01"}}"#,
            "{}",
        ]
        var events: [CatalogueLog.Event] = []
        for type in ["programme", "curriculum", "elective", "course", "learning_component"] {
            for name in names {
                for other in others {
                    let id = "6f2d3a52-0f0e-4d3a-8a30-\(Digits.padded(events.count, 12))"
                    let data =
                        #"{"educationProductId":"\#(id)","specificationType":"\#(type)","names":\#(name)"#
                        + (other == "{}" ? "}" : "," + other.dropFirst())
                    events.append(
                        .init(type: EducationProductCreatedV1.identity.type, subject: id, data: data))
                    events.append(
                        .init(type: EducationProductPublishedV1.identity.type, subject: id, data: "{}"))
                }
            }
        }
        let log = try await CatalogueLog(events)
        let resources = try await CatalogueLog.resources(try await log.rebuilt(CatalogueViews.oeapi))
        #expect(resources.count == events.count / 2)
        for (key, body) in resources {
            let type = key.prefix { $0 != "/" }
            let schema = try document.schema(type.prefix(1).uppercased() + type.dropFirst())
            let faults = schema.validate(try JSONDocument(text: body))
            #expect(faults.isEmpty, "\(key): \(faults) in \(body)")
        }
        _ = try await log.rebuilt(CatalogueViews.search)
    }
}
