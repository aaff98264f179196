import Gateway
import JSONSchema
import Testing

@Suite struct CatalogueOverviewTests {
    private func document(_ text: String) throws -> JSONValue { try JSONDocument(Array(text.utf8)).root }

    private func documents(_ texts: String...) throws -> [JSONValue] { try texts.map { try document($0) } }

    /// A programme on a qualification, of a course that is complete and one that lacks everything.
    private func catalogue() throws -> CatalogueOverview.Documents {
        var documents = CatalogueOverview.Documents()
        documents.electives = try self.documents(#"{"electiveId":"k1","qualificationIds":["q1"],"state":"recorded"}"#)
        documents.products = try self.documents(
            """
            {"educationProductId":"p1","specificationType":"programme","qualificationId":"q1","state":"published",
             "studyLoad":{"value":3200,"unit":"sbu"},"examPlans":[{"name":"Examenplan"}],
             "components":[{"educationProductId":"p2"},{"educationProductId":"p3"},{"educationProductId":"gone"}]}
            """,
            """
            {"educationProductId":"p2","specificationType":"course","state":"published",
             "studyLoad":{"value":160,"unit":"sbu"},"learningOutcomeIds":["l1"],
             "components":[{"educationProductId":"p1"}]}
            """,
            #"{"educationProductId":"p3","specificationType":"course","state":"concept","learningOutcomeIds":["lx"]}"#,
            #"{"educationProductId":"p4","specificationType":"course","state":"published","electiveId":"k1"}"#)
        documents.outcomes = try self.documents(
            #"{"learningOutcomeId":"l1","qualificationId":"q1"}"#,
            #"{"learningOutcomeId":"l2","qualificationId":"q1"}"#)
        documents.materials = try self.documents(
            #"{"learningMaterialId":"m1","uses":[{"objectId":"p2"},{"objectId":"q1"}],"state":"inUse"}"#,
            #"{"learningMaterialId":"m2","uses":[{"objectId":"p3"}],"state":"withdrawn"}"#)
        documents.offerings = try self.documents(#"{"offeringId":"o1","educationProductId":"p1"}"#)
        return documents
    }

    private func content(_ overview: CatalogueOverview, _ id: String) throws -> CatalogueOverview.Content {
        try #require(overview.contents.first { $0.product["educationProductId"]?.string == id })
    }

    @Test func aQualificationShowsWhatIsTaughtForItToTheLastPart() throws {
        let overview = CatalogueOverview(
            of: try document(#"{"qualificationId":"q1","state":"recorded"}"#), .qualification, try catalogue())
        #expect(overview.contents.compactMap { $0.product["educationProductId"]?.string } == ["p1", "p2", "p3"])
        #expect(overview.contents.map(\.isTop) == [true, false, false])
        #expect(overview.electives.count == 1)
        #expect(overview.materials.compactMap { $0["learningMaterialId"]?.string } == ["m1"])
        let course = try content(overview, "p2")
        #expect(course.outcomes.compactMap { $0["learningOutcomeId"]?.string } == ["l1"])
        #expect(course.materials.compactMap { $0["learningMaterialId"]?.string } == ["m1"])
        #expect(course.gaps.isEmpty)
    }

    @Test func everyGapIsShownWhereItIs() throws {
        let overview = CatalogueOverview(
            of: try document(#"{"qualificationId":"q1","state":"expired"}"#), .qualification, try catalogue())
        #expect(overview.gaps == [.init(.qualificationExpired), .init(.outcomeNotTaught, "l2")])
        #expect(try content(overview, "p1").gaps == [.init(.partUnknown, "gone")])
        #expect(
            try content(overview, "p3").gaps == [
                .init(.noStudyLoad), .init(.learningOutcomeUnknown, "lx"), .init(.noLearningMaterial),
                .init(.notPublished),
            ])
        let text = try JSONDocument(overview.text("qualification")).root
        #expect(text["gapCount"]?.integer == 7)
        #expect(text["gaps"]?.items.last?["object"]?.string == "l2")
        #expect(text["content"]?.items.first?["examPlans"]?.items.first?["name"]?.string == "Examenplan")
    }

    @Test func anElectiveShowsTheProductsThatCarryItOut() throws {
        let overview = CatalogueOverview(
            of: try document(#"{"electiveId":"k1","state":"expired"}"#), .elective, try catalogue())
        #expect(overview.contents.compactMap { $0.product["educationProductId"]?.string } == ["p4"])
        #expect(overview.gaps == [.init(.electiveExpired)])
        #expect(
            try content(overview, "p4").gaps == [
                .init(.noStudyLoad), .init(.noLearningOutcome), .init(.noExamPlan), .init(.noLearningMaterial),
                .init(.noOffering),
            ])
    }

    @Test func whatNothingIsMadeForIsAllGaps() throws {
        let empty = CatalogueOverview.Documents()
        let qualification = try document(#"{"qualificationId":"q9","state":"recorded"}"#)
        #expect(
            CatalogueOverview(of: qualification, .qualification, empty).gaps == [
                .init(.noEducationProduct), .init(.noElective),
            ])
    }
}
