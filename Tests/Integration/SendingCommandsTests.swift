import Foundation
import JSONSchema
import Testing

@Suite struct SendingCommandsTests {
    @Test func aCommandIsAnsweredWithVersionAndPositionAndCanBeRead() async throws {
        try await HubProcess.with { hub async throws in
            let command = DossierCommand()
            let answer = try await command.send(to: hub, headers: ["Idempotency-Key": command.id])
            #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
            #expect(answer.header("ETag") == "\"1\"")
            let position = try #require(answer.header("Position"))
            let single = try await hub.ask(
                "GET", "/v1/qualification-dossiers/\(command.subject)", headers: ["Position": position])
            #expect(single.status == 200, "what was written is read")
            #expect(try single.json["name"]?.string == "Betonboren")
            let same = try await hub.ask(
                "GET", "/v1/qualification-dossiers/\(command.subject)",
                headers: ["If-None-Match": single.header("ETag") ?? ""])
            #expect(same.status == 304)
            let told = try await hub.ask("GET", answer.header("Location") ?? "")
            #expect(told.status == 200)
            #expect(try told.json["result"]?["outcome"]?.string == "accepted")
        }
    }

    @Test func theSameCommandAgainIsDecidedOnceAndAnotherBodyIsAConflict() async throws {
        try await HubProcess.with { hub async throws in
            var command = DossierCommand()
            let first = try await command.send(to: hub)
            let again = try await command.send(to: hub)
            #expect(again.status == first.status && again.body == first.body)
            let binary = try await hub.ask("POST", "/v1/commands", headers: command.binary, body: command.payload)
            #expect(binary.body == first.body, "in the other mode it is the same command")
            command.name = "Betonboor"
            let other = try await command.send(to: hub)
            #expect(other.status == 409)
            command.id = UUID().uuidString.lowercased()
            let revised = try await command.send(to: hub)
            #expect(revised.status == 200 && revised.header("ETag") == "\"2\"")
            command.id = UUID().uuidString.lowercased()
            let quiet = try await command.send(to: hub)
            #expect(quiet.status == 200)
            #expect(try quiet.json["result"]?["outcome"]?.string == "unchanged")
            let events = try await hub.ask("GET", "/v1/events?subject=\(command.subject)").json
            #expect(events.items.count == 2)
        }
    }

    @Test func whatTheHubAloneSendsIsRefusedFromCallersAndNothingIsTakenIn() async throws {
        try await HubProcess.with { hub async throws in
            let place = "b93b5d7f-1c2e-5f46-8b0d-3e7a9c5f1b28"
            let offering = "7308540e-ebb5-46f1-8f69-d2c5c703d9c7"
            let attempts = [
                (
                    "registration/settle-placement", place,
                    #""placementId":"\#(place)","offeringId":"\#(offering)","outcome":"made""#
                ),
                ("catalogue/close-enrolment-window", offering, #""offeringId":"\#(offering)","closesOn":"2026-01-01""#),
                ("dossier/record-reading", place, #""month":"2026-01""#),
            ]
            for (name, subject, data) in attempts {
                let answer = try await hub.attempt(name, subject, data)
                #expect(answer.status == 400, "\(name): \(String(decoding: answer.body, as: UTF8.self))")
                #expect(try answer.json["errors"]?.items.first?["code"]?.string == "notForCallers")
                #expect(try await hub.ask("GET", "/v1/events?subject=\(subject)").json.items.isEmpty)
            }
        }
    }

    @Test func aTextWithANullIsRefusedWithItsPlaceAndAnyOtherCharacterIsKept() async throws {
        try await HubProcess.with { hub async throws in
            let subject = "5c1d3a7e-9f0b-4a64-8f5e-2f4a7c0d9b11"
            func create(_ name: String) async throws -> HubAnswer {
                try await hub.attempt(
                    "catalogue/create-education-product", subject,
                    #""educationProductId":"\#(subject)","specificationType":"course","#
                        + #""names":[{"language":"nl","value":"\#(name)"}]"#)
            }
            let refused = try await create(#"Lassen\u0000voor \\u0000"#)
            #expect(refused.status == 400 && refused.faults == ["/names/0/value"])
            let taken = try await create(#"Las\r\nsen \\u0000 \u0007\u202e👩🏽‍🔧"#)
            #expect(taken.status == 201, "\(String(decoding: taken.body, as: UTF8.self))")
            let shown = try await hub.ask(
                "GET", "/v1/education-products/\(subject)", headers: ["Position": taken.header("Position") ?? ""])
            let name = try shown.json["names"]?.items.first?["value"]?.string
            #expect(name.map { Array($0.unicodeScalars) } == Array("Las\r\nsen \\u0000 \u{7}\u{202E}👩🏽‍🔧".unicodeScalars))
            let search = try await hub.ask("GET", "/v1/search?q=%00abc")
            #expect(search.status == 400 && search.faults == ["q"])
        }
    }

    @Test func whatASenderExpectsIsHeldAgainstWhatIsThere() async throws {
        try await HubProcess.with { hub async throws in
            var command = DossierCommand()
            #expect(try await command.send(to: hub, headers: ["If-None-Match": "*"]).status == 201)
            command.id = UUID().uuidString.lowercased()
            command.name = "Anders"
            let wrong = try await command.send(to: hub, headers: ["If-Match": "\"7\""])
            #expect(wrong.status == 412 && wrong.header("ETag") == "\"1\"")
            command.id = UUID().uuidString.lowercased()
            #expect(try await command.send(to: hub, headers: ["If-None-Match": "*"]).status == 412)
            command.id = UUID().uuidString.lowercased()
            #expect(try await command.send(to: hub, headers: ["If-Match": "\"1\""]).status == 200)
            command.id = UUID().uuidString.lowercased()
            #expect(try await command.send(to: hub, headers: ["If-Match": "now"]).faults == ["If-Match"])
        }
    }

    @Test func whoDoesNotWaitIsToldWhereToAsk() async throws {
        try await HubProcess.with { hub async throws in
            for preference in ["wait=0", "respond-async"] {
                let answer = try await DossierCommand().send(to: hub, headers: ["Prefer": preference])
                #expect([201, 202].contains(answer.status))
                var told = try await hub.ask("GET", answer.header("Location") ?? "")
                while try told.json["state"]?.string == "pending" {
                    told = try await hub.ask("GET", answer.header("Location") ?? "")
                }
                #expect(try told.json["state"]?.string == "decided")
            }
            #expect(try await DossierCommand().send(to: hub, headers: ["Prefer": "wait=soon"]).faults == ["Prefer"])
            #expect(try await hub.ask("GET", "/v1/commands/\(UUID().uuidString)").status == 404)
            #expect(try await hub.ask("GET", "/v1/commands/nothing").status == 404)
        }
    }

    @Test func everythingThatIsWrongIsToldAtOnce() async throws {
        try await HubProcess.with { hub async throws in
            var command = DossierCommand()
            command.more = #","institution":"other","origin":"control","time":"2020-01-01T00:00:00Z""#
            command.data = #"{"registration":{"register":"Crebo"},"validity":{"validFrom":"2015-13-01"}}"#
            let answer = try await command.send(to: hub, headers: ["Idempotency-Key": "another"])
            #expect(answer.status == 400)
            #expect(
                Set(answer.faults) == [
                    "institution", "origin", "time", "Idempotency-Key", "", "/registration", "/registration/register",
                    "/validity/validFrom",
                ])
            let dutch = try await command.send(to: hub, headers: ["Accept-Language": "nl, en;q=0.5"])
            #expect(try dutch.json["title"]?.string == "Het verzoek klopt niet")
            #expect(dutch.header("Content-Type") == "application/problem+json")
            #expect(dutch.header("Content-Language") == "nl")
            #expect(try dutch.json["detail"]?.string?.hasPrefix("De opdracht kan niet worden aangenomen") ?? false)
        }
    }

    @Test func wordsDoNotPassForACode() async throws {
        try await HubProcess.with { hub async throws in
            var command = DossierCommand()
            command.type = "nl.mbo.registration.reject-application.v1"
            func answer(_ reason: String) async throws -> HubAnswer {
                command.id = UUID().uuidString.lowercased()
                command.data = #"{"applicationId":"\#(command.subject)","reason":"\#(reason)"}"#
                return try await command.send(to: hub)
            }
            #expect(try await answer("is met de hele familie verhuisd").faults == ["/reason"])
            #expect(try await answer("requirementsNotMet").status == 422, "no such application")
            #expect(try await answer("ofTheSectorLater").status == 422, "a code that is not listed yet")
        }
    }

    @Test(arguments: [
        "nl.mbo.catalogue.qualification-recorded.v1", "nl.mbo.shared.release-dead-letters.v1",
        "nl.mbo.catalogue.unheard-of.v1", "nl.mbo.planning.submit-application.v1", "com.example.thing",
    ]) func whatIsNoCommandIsRefused(type: String) async throws {
        try await HubProcess.with { hub async throws in
            var command = DossierCommand()
            command.type = type
            let answer = try await command.send(to: hub)
            #expect(answer.status == 400 && answer.faults.contains("type"), "\(answer.faults)")
        }
    }

    @Test func hostileBodiesAreRefusedAndTheHubGoesOn() async throws {
        try await HubProcess.with { hub async throws in
            let command = DossierCommand()
            let bodies = [
                "", "{", "nonsense", String(repeating: "[", count: 100_000),
                #"{"specversion":"1.0","specversion":"1.0"}"#, "[\(command.structured)]", "\u{0}",
            ]
            for body in bodies {
                let answer = try await hub.ask(
                    "POST", "/v1/commands", headers: ["Content-Type": "application/cloudevents+json"], body: body)
                #expect(answer.status == 400 && !answer.faults.isEmpty, "\(body.prefix(20))")
            }
            var large = command
            large.name = String(repeating: "x", count: 70_000)
            #expect(try await large.send(to: hub).status == 400)
            large.name = String(repeating: "x", count: 300_000)
            #expect(try await large.send(to: hub).status == 413)
            let deep = DossierCommand(
                data: #"{"a":"# + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}")
            #expect(try await deep.send(to: hub).status == 400)
            #expect(try await command.send(to: hub).status == 201)
        }
    }

    @Test func rulesThatForbidACommandSayWhy() async throws {
        try await HubProcess.with { hub async throws in
            let subject = UUID().uuidString.lowercased()
            let unknown = DossierCommand(
                subject: subject, type: "nl.mbo.catalogue.expire-qualification.v1",
                data: #"{"qualificationId":"\#(subject)","lastDay":"2026-07-31"}"#)
            let answer = try await unknown.send(to: hub)
            #expect(answer.status == 422)
            #expect(try answer.json["errors"]?.items.first?["code"]?.string == "notFound")
        }
    }

    @Test func productsOfAnInstitutionLieInOnePartition() async throws {
        try await HubProcess.with { hub async throws in
            var positions: Set<String> = []
            for _ in 0..<5 {
                let subject = UUID().uuidString.lowercased()
                let product = DossierCommand(
                    subject: subject, type: "nl.mbo.catalogue.create-education-product.v1",
                    data: #"{"educationProductId":"\#(subject)","specificationType":"course","#
                        + #""names":[{"language":"nl","value":"Lassen"}]}"#)
                let answer = try await product.send(to: hub)
                #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
                positions.insert(String((answer.header("Position") ?? "").prefix { $0 != "@" }))
            }
            #expect(positions.count == 1)
        }
    }

    @Test func namesAndPagesThatAreNotOursAreTurnedAway() async throws {
        try await HubProcess.with { hub async throws in
            let command = DossierCommand()
            #expect(try await command.send(to: hub, headers: ["Origin": "https://evil.example"]).status == 403)
            #expect(try await hub.ask("GET", "/v1/offerings", headers: ["Host": "evil.example"]).status == 421)
            let deleted = try await hub.ask("DELETE", "/v1/commands")
            #expect(deleted.status == 405 && deleted.header("Allow") == "POST")
            #expect(try await hub.ask("GET", "/v1/nothing").status == 404)
        }
    }
}
