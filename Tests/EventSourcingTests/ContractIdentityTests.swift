import EventSourcing
import Testing

@Suite struct ContractIdentityTests {
    @Test func theFormsOfAnIdentityAreOne() throws {
        let identity = try ContractIdentity(type: "nl.mbo.registration.application-received.v1")
        #expect(identity.urn == "urn:schakel:contract:registration:application-received:v1")
        #expect(identity.path(.event) == "registration/events/application-received/v1")
        #expect(identity.swiftName == "ApplicationReceivedV1")
        #expect(try ContractIdentity(urn: identity.urn) == identity)
        #expect(try ContractIdentity(type: identity.type) == identity)
    }

    @Test(arguments: [
        ("nl.mbo.registration.application-received", ContractIdentityError.Part.type),
        ("nl.mbo.registration.application-received.v0", .version),
        ("nl.mbo.registration.application-received.v01", .version),
        ("nl.mbo.registration.application-received.1", .version),
        ("nl.mbo.registration.application-received.v1000", .version),
        ("nl.mbo.Registration.application-received.v1", .service),
        ("nl.mbo.registration.application--received.v1", .name),
        ("nl.mbo.registration.-received.v1", .name),
        ("nl.mbo..application-received.v1", .service),
        ("com.example.registration.application-received.v1", .type),
    ])
    func aMalformedTypeIsRefusedWithThePartThatIsWrong(type: String, part: ContractIdentityError.Part) {
        #expect(throws: ContractIdentityError.self) { try ContractIdentity(type: type) }
        do {
            _ = try ContractIdentity(type: type)
        } catch {
            #expect(error.part == part)
        }
    }

    @Test(arguments: ["urn:schakel:contract:a:b", "urn:schakel:contract:a:b:v1:x", "urn:other:contract:a:b:v1", ""])
    func aMalformedIdentifierIsRefused(urn: String) {
        #expect(throws: ContractIdentityError.self) { try ContractIdentity(urn: urn) }
    }

    @Test func sharedContractsStandUnderTheirOwner() throws {
        let identity = try ContractIdentity(service: "shared", name: "command-result", version: 1)
        #expect(identity.path(.result) == "shared/command-result/v1")
    }
}
