import EventSourcing
import Foundation
import JSONSchema
import Support
import Testing

/// A hub with the sample institution, asked through OEAPI and searched.
@Suite(.serialized) struct OEAPITests {
    /// Runs a hub that has the sample.
    private func withSample(_ body: (HubProcess) async throws -> Void) async throws {
        try await HubProcess.with(["--sample", "--applicants", "0", "--durability", "normal"]) { hub in
            let said = try hub.said
            #expect(!said.contains("the sample"), "every command of the sample is decided: \(said)")
            for (list, least) in [
                ("organisations", 1), ("locations", 3), ("electives", 20), ("offerings", 40), ("academic-sessions", 5),
                ("learning-materials", 100), ("education-products", 112),
            ] {
                let count = try await hub.json("/v1/\(list)?pageSize=1")["totalItems"]?.integer ?? 0
                #expect(count >= least, "the sample has \(count) \(list)")
            }
            try await body(hub)
        }
    }

    /// The views that are read follow the log a moment behind it.
    private func settle(_ hub: HubProcess) async throws {
        var isSettled = false
        while !isSettled {
            let views = try await hub.json("/v1/projections?pageSize=250")["items"]?.items ?? []
            isSettled = !views.isEmpty && views.allSatisfy { $0["state"]?.string == "caughtUp" }
        }
    }

    @Test func everyPathAndEveryLinkLeadsToWhatTheDocumentSays() async throws {
        guard let document = try OEAPIDocument(for: "OEAPI 6.0 over HTTP") else { return }
        try await withSample { hub in
            try await settle(hub)
            let description = try await hub.json("/oeapi/v6/openapi.json")
            // Of persons nothing is told without a token: another suite asks with one.
            let paths = (description["paths"]?.members ?? []).map(\.name).filter {
                !$0.contains("person") && !$0.contains("programme-offering-association")
            }
            let all = Set(description["paths"]?.members.map(\.name) ?? [])
            #expect(document.readable.subtracting(all) == Self.unanswered, "every other path of OEAPI is answered")
            #expect(all.isSubset(of: document.readable))
            for path in paths where path != "/openapi.json" {
                let told = Set(
                    description["paths"]?[path]?["get"]?["parameters"]?.items.compactMap { $0["name"]?.string } ?? [])
                let wanted = try #require(document.parameters(ofPath: path), "OEAPI has no path \(path)")
                #expect(told.union(["filter_query[__or][]"]).isSuperset(of: wanted), "\(path) lacks parameters")
                #expect(told.subtracting(wanted).isSubset(of: ["If-None-Match"]), "\(path) has parameters of its own")
            }
            let service = try JSONDocument(try await hub.answer("GET", "/oeapi/v6/").body)
            #expect(try document.schema("Service").validate(service).isEmpty)

            var walk = try OEAPIWalk(hub, document)
            for path in paths where !path.contains("{") && path != "/" && path != "/openapi.json" {
                try await walk.list(path, template: path)
            }
            for path in paths where path.contains("}/") {
                let parts = path.split(separator: "/").map(String.init)
                for id in walk.ids[parts[0]] ?? [] {
                    try await walk.list("/\(parts[0])/\(id)/\(parts[2])", template: path)
                }
            }
            var seen: [String: Set<String>] = [:]
            while let (collection, id) = walk.ids.lazy.flatMap({ name, ids in ids.map { (name, $0) } })
                .first(where: { !(seen[$0.0]?.contains($0.1) ?? false) })
            {
                seen[collection, default: []].insert(id)
                let object = try await walk.single(collection, id)
                try walk.note(object, collection)
            }
            for path in paths where path.split(separator: "/").count % 2 == 1 && path != "/openapi.json" {
                #expect(walk.items[path] ?? 0 > 0, "\(path) is empty")
            }
            #expect(Set(seen.keys) == Set(OEAPIWalk.schemas.keys), "an object of every sort has been read")
            SuiteReport.ran("OEAPI 6.0 over HTTP", passed: walk.validated)

            try await readersGetWhatTheyAskFor(hub, document)
            try await searchesFindWhatIsMeant(hub)
            try await associationsShowResultsToWhoMayReadThem(hub, document)
        }
    }

    /// Paths of OEAPI about what this hub does not have: buildings, documents, attempts at a test, and readers with a
    /// login of their own.
    private static let unanswered: Set = [
        "/buildings", "/buildings/{buildingId}", "/buildings/{buildingId}/rooms", "/documents/{documentId}",
        "/persons/me", "/test-component-offering-associations/{testComponentOfferingAssociationId}/url",
        "/test-component-offering-associations/{testComponentOfferingAssociationId}"
            + "/test-component-offering-association-attempts",
        "/test-component-offering-associations-attempt/{testComponentOfferingAssociationAttemptId}",
    ]

    private func readersGetWhatTheyAskFor(_ hub: HubProcess, _ document: OEAPIDocument) async throws {
        let page = try await hub.json("/oeapi/v6/programmes?primaryCode=VPK4")
        #expect(page["items"]?.count == 1 && page["hasNextPage"]?.boolean == false && page["totalPages"]?.integer == 1)
        let programme = try #require(page["items"]?.items.first)
        let id = try #require(programme["programmeId"]?.string)
        #expect(programme["otherCodes"]?.items.contains { $0["code"]?.string == "25480" } ?? false)

        let first = try await hub.answer("GET", "/oeapi/v6/programmes/\(id)")
        let tag = try #require(first.headers["etag"])
        #expect(first.headers["api-version"] == "6.0.0")
        let again = try await hub.answer("GET", "/oeapi/v6/programmes/\(id)", headers: ["If-None-Match": tag])
        #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == tag)
        let other = try await hub.answer("GET", "/oeapi/v6/programmes/\(id)", headers: ["If-None-Match": "\"other\""])
        #expect(other.status == 200)
        let list = try await hub.answer("GET", "/oeapi/v6/courses")
        let same = try await hub.answer(
            "GET", "/oeapi/v6/courses", headers: ["If-None-Match": try #require(list.headers["etag"])])
        #expect(same.status == 304)

        let expanded = try JSONDocument(
            try await hub.answer(
                "GET", "/oeapi/v6/programmes/\(id)?expand=organisation,children&returnTimelineOverrides=true"
            ).body)
        #expect(try document.schema("ProgrammeExpanded").validate(expanded).isEmpty)
        #expect(expanded.root["organisation"]?["organisationId"]?.string == programme["organisationId"]?.string)
        #expect(expanded.root["children"]?.count == 1 && expanded.root["timelineOverrides"] != nil)
        let fields = try await hub.json("/oeapi/v6/programmes/\(id)?fields=(abbreviation)")
        #expect(
            fields.members.map(\.name) == ["programmeId", "primaryCode", "programmeType", "name", "abbreviation"])

        let filtered = try await hub.json(
            "/oeapi/v6/programmes?filter_query%5BprimaryCode.code%5D%5Bin%5D=VPK4,APA4&pageSize=10")
        #expect(filtered["items"]?.count == 2)
        #expect(
            try await hub.json("/oeapi/v6/courses?q=GENEESMIDDELEN&level=secondary_vocational_education_4")["items"]?
                .count ?? 0 >= 3)
        #expect(
            try await hub.json("/oeapi/v6/programmes?teachingLanguage=nl&programmeType=x-elective&pageSize=50")[
                "items"]?.count == 20)
        let past = try await hub.json("/oeapi/v6/programmes/\(id)/programme-offerings?until=2027-01-01T00:00:00Z")
        #expect(past["items"]?.count == 0 && past["totalPages"]?.integer == 0)
        let late = try await hub.json("/oeapi/v6/programmes/\(id)/programme-offerings?since=2028-01-01T00:00:00Z")
        #expect(late["items"]?.count == 1)

        let problem = try document.schema("Problem", .extended)
        for (path, status) in [
            ("/programmes?pageSize=7", 400), ("/programmes?pageNumber=0", 400), ("/programmes?unknown=1", 400),
            ("/programmes/\(id)?expand=everything", 400), ("/programmes?fields=((", 400),
            ("/programmes/\(id)/programme-offerings?since=yesterday", 400), ("/academic-sessions?parent=x", 400),
            ("/programmes/5c1d3a7e-9f0b-4a64-8f5e-2f4a7c0d9b11", 404), ("/buildings", 404), ("/programmes/", 404),
        ] {
            let answer = try await hub.answer("GET", "/oeapi/v6\(path)")
            #expect(answer.status == status, "\(path)")
            #expect(answer.headers["content-type"] == "application/problem+json", "\(path)")
            let root = try JSONDocument(answer.body)
            #expect(problem.validate(root).isEmpty, "\(path)")
        }
        let written = try await hub.answer("PUT", "/oeapi/v6/organisations/\(id)")
        #expect(written.status == 405 && written.headers["allow"] == "GET, HEAD")
        let version = try await hub.answer(
            "GET", "/oeapi/v6/programmes", headers: ["Accept": "application/json; version=5.0"])
        let refusal = try JSONDocument(version.body)
        #expect(version.status == 406 && refusal.root["supportedVersions"]?.items.map(\.string) == ["6.0"])
        #expect(try document.schema("ProblemVersionNotAcceptable").validate(refusal).isEmpty)
        let courses = try await hub.json("/oeapi/v6/courses?q=thuiszorg")
        let course = try #require(courses["items"]?.items.first?["courseId"]?.string)
        let modules = try await hub.json(
            "/oeapi/v6/courses/\(course)/learning-component-offerings?expand=learning_component,organisation")
        #expect(modules["items"]?.items.first?["learningComponent"]?["courseId"]?.string == course)
        #expect(modules["items"]?.items.first?["organisation"]?["organisationId"] != nil)
        // The document says of lists: never 404, but empty.
        let empty = try await hub.json("/oeapi/v6/programmes/5c1d3a7e-9f0b-4a64-8f5e-2f4a7c0d9b11/courses")
        #expect(empty["items"]?.count == 0, "a list within what is not there is empty")
    }

    private func associationsShowResultsToWhoMayReadThem(_ hub: HubProcess, _ document: OEAPIDocument) async throws {
        let schema = try document.schema("CourseOfferingAssociation")
        let courses = try await hub.json("/oeapi/v6/courses?q=thuiszorg")
        let course = try #require(courses["items"]?.items.first?["courseId"]?.string)
        let offerings = try await hub.json("/oeapi/v6/courses/\(course)/course-offerings")
        let offering = try #require(offerings["items"]?.items.first?["courseOfferingId"]?.string)
        let path = "/oeapi/v6/course-offerings/\(offering)/course-offering-associations"
        func associations(_ query: String = "", _ reader: [String: String] = [:]) async throws -> [JSONValue] {
            try await hub.json("\(path)\(query)", headers: reader)["items"]?.items ?? []
        }
        let all = try await associations()
        #expect(all.count == 3 && all.allSatisfy { $0["state"]?.string == "associated" && $0["result"] == nil })

        let administration = try LocalToken.reader(hub.data, "assessment", tasks: ["results"])
        let finished = try await associations("?resultState=completed", administration)
        let shown = try #require(finished.first)
        #expect(finished.count == 1 && shown["result"]?["pass"]?.string == "passed")
        #expect(shown["result"]?["ext"]?["value"]?["record"]?.string?.hasPrefix("result-details/") ?? false)
        #expect(shown["result"]?["score"] == nil, "what was scored is sealed")
        #expect(try schema.validate(JSONDocument(text: shown.text)).isEmpty)
        #expect(try await associations("?resultState=completed").isEmpty)
        let id = try #require(shown["associationId"]?.string)
        let single = "/oeapi/v6/course-offering-associations/\(id)"
        let college = try LocalToken.reader(
            hub.data, "transfer", "employment", holder: ["--organisation", "27dv", "--role", "intaker"])
        let granted = try await hub.json("\(single)?expand=course_offering", headers: college)
        #expect(granted["result"]?["state"]?.string == "completed", "the learner has granted it")
        #expect(granted["courseOffering"]?["courseOfferingId"]?.string == offering)
        let other = try await hub.json(single, headers: college.merging(["Processing-Purpose": "employment"]) { $1 })
        #expect(other["result"] == nil && other["associationId"]?.string == id)
        let fields = try await hub.json("\(single)?fields=(role)")
        #expect(fields["role"]?.string == "student" && fields["startDateTime"] == nil && fields["personId"] != nil)
        for (path, status) in [
            ("/oeapi/v6/test-component-offering-associations/\(id)", 404), ("\(single)?expand=rooms", 400),
            ("\(path)?pageSize=7", 400),
        ] {
            #expect(try await hub.answer("GET", path).status == status, "\(path)")
        }

        let learner = try #require(shown["personId"]?.string)
        let own = try await hub.json(
            "/oeapi/v6/persons/\(learner)/course-offering-associations?expand=course_offering&pageSize=10")
        #expect(own["items"]?.items.contains { $0["associationId"]?.string == id } ?? false)
        #expect(own["items"]?.items.allSatisfy { $0["courseOffering"] != nil && $0["result"] == nil } ?? false)
        for sort in ["learning-component", "test-component"] {
            let parts = try await hub.json("/oeapi/v6/persons/\(learner)/\(sort)-offering-associations")
            #expect(parts["items"]?.items.allSatisfy { $0["personId"]?.string == learner } ?? false)
        }
        let unsaid = try await hub.answer("GET", path, headers: administration.filter { $0.key == "Authorization" })
        #expect(unsaid.status == 400, "a token without a purpose is told what it lacks, not left without results")
        let dossier = DerivedIdentity.aggregate(institution: "local", kind: "dossier", of: [learner])
        let readings = try await hub.eventually(
            "/v1/dossiers/\(dossier)/readings", headers: LocalToken.portal(hub.data, for: learner)
        ) { $0["totalItems"]?.integer == 2 }
        #expect(readings?["items"]?.items.compactMap { $0["basis"]?.string } == ["grant", "source"])
    }

    private func searchesFindWhatIsMeant(_ hub: HubProcess) async throws {
        func search(_ query: String) async throws -> JSONValue {
            let escaped = query.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? query
            return try await hub.json("/v1/search?pageSize=250&\(escaped)")
        }
        func titles(_ page: JSONValue) -> [String] { page["items"]?.items.compactMap { $0["title"]?.string } ?? [] }
        func count(_ page: JSONValue, _ facet: String, _ value: String) -> Int64 {
            page["facets"]?[facet]?.items.first { $0["value"]?.string == value }?["count"]?.integer ?? 0
        }
        let code = try await search("q=25480")
        #expect(titles(code).first == "Mbo-Verpleegkundige", "a code leads to its qualification")
        #expect(
            try await titles(search("q=2548")).allSatisfy { !$0.contains("erpleegkundige") }, "codes are found whole")
        let compound = try await search("q=lassen")
        #expect(
            count(compound, "kind", "elective") == 1, "an elective is not found by the qualifications that it goes with"
        )
        #expect(titles(compound).contains("MIG/MAG-lassen") && titles(compound).contains("Allround lasser"))
        #expect(try await titles(search("q=verpleegkundigen")).contains("Mbo-Verpleegkundige"))
        #expect(try await titles(search("q=PATIENTENZORG")).contains("Farmaceutische patiëntenzorg"), "accents fold")

        let all = try await search("q=timmerman")
        let level = try await search("q=timmerman&level=3")
        #expect(level["totalItems"]?.integer == count(all, "level", "3"), "a count is what choosing it gives")
        #expect(count(level, "level", "2") == count(all, "level", "2"), "one's own choice does not narrow its counts")
        let offerings = try await search("kind=offering&freePlaces=true&learningPath=BBL&start=2028")
        #expect(offerings["totalItems"]?.integer == 11, "one of the twelve has no place")
        #expect(count(offerings, "location", "Nieuwegein") == 4)
        #expect(count(offerings, "freePlaces", "false") == 1)
        let place = try await search("kind=offering&location=Amersfoort&level=4")
        #expect(titles(place).allSatisfy { $0.contains("erpleeg") || $0.contains("potheker") || $0.contains("iode 1") })
        #expect(place["totalItems"]?.integer ?? 0 > 3)
        #expect(try await hub.answer("GET", "/v1/search?level=3&colour=red").status == 400)
        for item in all["items"]?.items ?? [] {
            let path = try #require(item["href"]?.string)
            #expect(try await hub.answer("GET", path).status == 200, "\(path)")
        }
    }
}
