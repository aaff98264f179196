package import EventSourcing
import HubContracts

/// A class of facts about a person: one key for each person seals all records of it, and they go together.
package struct RecordClass: RawRepresentable, Sendable, Hashable {
    package static let identity = RecordClass(rawValue: "identity")
    package static let contact = RecordClass(rawValue: "contact")
    package static let officialIdentifier = RecordClass(rawValue: "official-identifier")
    package static let applicationDetails = RecordClass(rawValue: "application-details")
    package static let results = RecordClass(rawValue: "results")
    package static let reasons = RecordClass(rawValue: "reasons")
    package static let guidance = RecordClass(rawValue: "guidance")
    package static let portfolio = RecordClass(rawValue: "portfolio")
    /// Which other dossiers a learner calls theirs; for nobody else.
    package static let links = RecordClass(rawValue: "links")
    package static let supportPlan = RecordClass(rawValue: "support-plan")
    package static let careFile = RecordClass(rawValue: "care-file")

    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// A type of sealed record: its contract, its class, and whether a person has one of it or several.
package struct RecordType: Sendable, Hashable {
    package let contract: ContractIdentity
    package let recordClass: RecordClass
    /// Whether each record is about an object of the person, named by its item.
    package let hasItems: Bool

    /// How many days after it was last told it is removed; nil for what is kept until the person is forgotten.
    package let daysKept: Int64?

    /// As in topics and messages.
    package var name: String { contract.name }

    package static let identity = RecordType(PersonIdentityV1.identity, .identity)
    package static let contact = RecordType(PersonContactV1.identity, .contact)
    /// A year, as the national portal keeps it.
    package static let officialIdentifier = RecordType(
        OfficialIdentifierV1.identity, .officialIdentifier, daysKept: 365)
    package static let outsideIdentifier = RecordType(OutsideIdentifierV1.identity, .identity, hasItems: true)
    package static let applicationDetails = RecordType(
        ApplicationDetailsV1.identity, .applicationDetails, hasItems: true)
    package static let priorEducation = RecordType(PriorEducationV1.identity, .applicationDetails, hasItems: true)
    package static let resultDetails = RecordType(ResultDetailsV1.identity, .results, hasItems: true)
    package static let reasonDetails = RecordType(ReasonDetailsV1.identity, .reasons, hasItems: true)
    package static let guidanceNote = RecordType(GuidanceNoteV1.identity, .guidance, hasItems: true)
    package static let valueDocument = RecordType(ValueDocumentV1.identity, .results, hasItems: true)
    package static let experience = RecordType(ExperienceV1.identity, .portfolio, hasItems: true)
    package static let portfolioItem = RecordType(PortfolioItemV1.identity, .portfolio, hasItems: true)
    package static let dossierLink = RecordType(DossierLinkV1.identity, .links, hasItems: true)
    package static let supportPlan = RecordType(SupportPlanV1.identity, .supportPlan)
    package static let careFile = RecordType(CareFileV1.identity, .careFile)

    /// Every type that is sealed; a further one is a contract, a line here, and a topic.
    package static let all = [
        identity, contact, officialIdentifier, outsideIdentifier, applicationDetails, priorEducation, resultDetails,
        reasonDetails, guidanceNote, valueDocument, experience, portfolioItem, dossierLink, supportPlan, careFile,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func named(_ name: String) -> RecordType? { byName[name] }

    private init(
        _ contract: ContractIdentity, _ recordClass: RecordClass, hasItems: Bool = false, daysKept: Int64? = nil
    ) {
        self.daysKept = daysKept
        self.contract = contract
        self.recordClass = recordClass
        self.hasItems = hasItems
    }
}

/// One record of a person: its type and, where there are several, which.
package struct RecordPlace: Sendable, Hashable {
    package let type: RecordType
    /// Empty where a person has one.
    package let item: String

    /// Nil where the type has items and none is named, or the other way round, and for what is no item.
    package init?(_ type: RecordType, item: String = "") {
        guard type.hasItems != item.isEmpty, RecordPlace.isItem(item) else { return nil }
        self.type = type
        self.item = item
    }

    /// As messages refer to it, such as `result-details/1d7e…`; nil for what names no record.
    package init?(reference: String) {
        let parts = reference.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let type = parts.first.flatMap({ RecordType.named($0) }) else { return nil }
        self.init(type, item: parts.count == 2 ? parts[1] : "")
    }

    package var reference: String { item.isEmpty ? type.name : "\(type.name)/\(item)" }

    private static func isItem(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
    }
}

/// The topics of persons.
package enum PersonsTopics {
    /// The names of all record contracts that persons writes: sealed ones, recognition and keys.
    package static let recordTypes =
        RecordType.all.map(\.name) + [RecognitionEntryV1.identity.name, SubjectKeyV1.identity.name]

    /// How long commands and results are kept, in days: shorter than elsewhere, because commands hold sealed facts.
    package static let days = 30 as Int64
}

extension RecordPlace {
    /// The item as messages have it: absent where a person has one record of the type.
    package var namedItem: String? { item.isEmpty ? nil : item }
}
