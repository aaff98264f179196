import Catalogue
import EventSourcing
import Foundation
import HubContracts
import Support
import Testing

/// What the contracts say goes through the deciders whole: nothing that is sent is lost, and nothing is added.
@Suite struct KeepingContractsTests {
    /// An example as text, and what it says.
    private struct Example {
        let name: String
        let data: [UInt8]
        let members: NSDictionary

        init(_ identity: ContractIdentity, _ kind: MessageKind, _ name: String) throws {
            let folder = SharedData.projectFolder.appendingPathComponent("Contracts/\(identity.path(kind))/examples")
            let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
            self.name = "\(identity.name) \(name)"
            self.data = Array(data)
            members = try JSONSerialization.jsonObject(with: data) as? NSDictionary ?? [:]
        }

        /// The object that the message is about.
        func subject(_ member: String) throws -> UUIDValue {
            try #require((members[member] as? String).flatMap { UUIDValue($0) }, "\(name)")
        }
    }

    private func members(_ contract: any ContractMessage) throws -> NSDictionary {
        let data = Data(try ContractData.write(contract))
        return try JSONSerialization.jsonObject(with: data) as? NSDictionary ?? [:]
    }

    // MARK: Events

    private func expectEventsKept<Rules: ContractDecider>(_ rules: Rules.Type) throws {
        for contract in Rules.events {
            for name in ["minimal", "full"] {
                let example = try Example(contract.identity, .event, name)
                let event = try contract.read(example.data)
                let again = Rules.contract(of: event, try example.subject(Rules.identifier))
                #expect(type(of: again).identity == contract.identity)
                // Of a deviation the code is kept; what is said to a person about it is the catalogue's own.
                guard !contract.identity.name.hasSuffix("deviation-noted") else { continue }
                #expect(try members(again) == example.members, "\(example.name)")
            }
        }
    }

    @Test func everyEventKeepsItsContentFromContractToContract() throws {
        try expectEventsKept(QualificationDossier.self)
        try expectEventsKept(Qualification.self)
        try expectEventsKept(Elective.self)
        try expectEventsKept(LearningOutcome.self)
        try expectEventsKept(EducationProduct.self)
        try expectEventsKept(LearningMaterial.self)
        try expectEventsKept(Organisation.self)
        try expectEventsKept(Location.self)
        try expectEventsKept(AcademicSession.self)
        try expectEventsKept(Offering.self)
    }

    // MARK: Commands

    /// A command and the event that follows from it, after events of these names.
    private struct Step {
        let command: String
        let event: String
        let given: [String]
        /// What the event says beside, from what was known.
        var more: String?

        init(_ command: String, _ event: String, given: String...) {
            self.command = command
            self.event = event
            self.given = given
        }
    }

    /// All that examples name is known.
    private func objects(_ texts: [[UInt8]]) -> InstitutionObjects {
        var objects = InstitutionObjects()
        let identifiers = texts.flatMap { text in
            String(decoding: text, as: UTF8.self).split(separator: "\"").compactMap { UUIDValue(String($0)) }
        }
        for id in identifiers {
            objects.products.take(.created(SampleProducts.product()), of: id)
            objects.learningOutcomes.place(id, within: [])
            objects.organisations.place(id, within: [])
            objects.locations.place(id, within: [])
            objects.sessions.place(id, on: .init(from: "2000-01-01", to: "2099-12-31"), within: nil)
        }
        return objects
    }

    /// The command's example leads to an event that says the same, whatever was said before.
    private func expectSaid<Rules: ContractDecider>(
        _ rules: Rules.Type, _ steps: Step...
    ) throws where Rules.Neighbours == InstitutionObjects {
        for step in steps {
            for name in ["minimal", "full"] {
                var state = Rules.initial
                for given in step.given {
                    let contract = try #require(Rules.events.first { $0.identity.name == given })
                    // The other example, so that a description is another one than that of the command.
                    let example = try Example(contract.identity, .event, name == "full" ? "minimal" : "full")
                    Rules.evolve(&state, try contract.read(example.data))
                }
                let contract = try #require(Rules.commands.first { $0.identity.name == step.command })
                let example = try Example(contract.identity, .command, name)
                let read = try contract.read(example.data)
                let id = try example.subject(Rules.identifier)
                if contract.namesObject { #expect(read.object == id) }
                let command = Rules.command(read.request, to: id, state, among: objects([example.data]))
                let event = try #require(try Rules.decide(command, state).first, "\(example.name)")
                let said = Rules.contract(of: event, id)
                #expect(type(of: said).identity.name == step.event)
                let told = NSMutableDictionary()
                told.setDictionary(try members(said) as? [AnyHashable: Any] ?? [:])
                if let more = step.more { told.removeObject(forKey: more) }
                #expect(told == example.members, "\(example.name)")
            }
        }
    }

    @Test func registersAreRecordedAsTheySay() throws {
        try expectSaid(
            QualificationDossier.self, Step("record-qualification-dossier", "qualification-dossier-recorded"))
        try expectSaid(
            Qualification.self, Step("record-qualification", "qualification-recorded"),
            Step("expire-qualification", "qualification-expired", given: "qualification-recorded"),
            Step("list-product-on-qualification", "product-listed-on-qualification"),
            Step(
                "take-product-off-qualification", "product-taken-off-qualification",
                given: "product-listed-on-qualification"))
        try expectSaid(
            Elective.self, Step("record-elective", "elective-recorded"),
            Step("expire-elective", "elective-expired", given: "elective-recorded"))
    }

    /// The steps in the life of a specification.
    private func flow(_ noun: String) -> [Step] {
        let (created, adopted) = ("\(noun)-created", "\(noun)-adopted")
        let (published, deactivated) = ("\(noun)-published", "\(noun)-deactivated")
        return [
            Step("create-\(noun)", created), Step("revise-\(noun)", "\(noun)-revised", given: created),
            Step("adopt-\(noun)", adopted, given: created),
            Step("reopen-\(noun)", "\(noun)-reopened", given: created, adopted),
            Step("publish-\(noun)", published, given: created, adopted),
            Step("deactivate-\(noun)", deactivated, given: created, adopted, published),
            Step("reactivate-\(noun)", "\(noun)-reactivated", given: created, adopted, published, deactivated),
            Step("expire-\(noun)", "\(noun)-expired", given: created, adopted, published),
            Step("archive-\(noun)", "\(noun)-archived", given: created, adopted, published, deactivated),
        ]
    }

    @Test func specificationsAreDescribedAsTheyAreAskedTo() throws {
        for step in flow("learning-outcome") { try expectSaid(LearningOutcome.self, step) }
        for var step in flow("education-product") {
            let isOut = ["education-product-published", "education-product-reactivated"].contains(step.event)
            step.more = isOut ? "lastDay" : nil
            try expectSaid(EducationProduct.self, step)
        }
        try expectSaid(
            EducationProduct.self,
            Step("revise-student-choice-rules", "student-choice-rules-revised", given: "education-product-created"),
            Step("list-offering-on-product", "offering-listed-on-product"))
    }

    @Test func theRestIsDescribedAsItIsAskedTo() throws {
        try expectSaid(
            LearningMaterial.self, Step("create-learning-material", "learning-material-created"),
            Step("revise-learning-material", "learning-material-revised", given: "learning-material-created"),
            Step("withdraw-learning-material", "learning-material-withdrawn", given: "learning-material-created"))
        try expectSaid(
            Organisation.self, Step("create-organisation", "organisation-created"),
            Step("revise-organisation", "organisation-revised", given: "organisation-created"),
            Step("end-organisation", "organisation-ended", given: "organisation-created"))
        try expectSaid(
            Location.self, Step("create-location", "location-created"),
            Step("revise-location", "location-revised", given: "location-created"),
            Step("close-location", "location-closed", given: "location-created"))
        try expectSaid(
            AcademicSession.self, Step("create-academic-session", "academic-session-created"),
            Step("revise-academic-session", "academic-session-revised", given: "academic-session-created"),
            Step("withdraw-academic-session", "academic-session-withdrawn", given: "academic-session-created"))
        try expectSaid(
            Offering.self, Step("create-offering", "offering-created"),
            Step("revise-offering", "offering-revised", given: "offering-created"),
            Step("confirm-offering-planning", "offering-planned", given: "offering-created"),
            Step("declare-offering-not-feasible", "offering-declared-not-feasible", given: "offering-created"),
            Step(
                "resume-offering-planning", "offering-planning-resumed",
                given: "offering-created", "offering-declared-not-feasible"),
            Step("cancel-offering", "offering-cancelled", given: "offering-created"))
    }
}
