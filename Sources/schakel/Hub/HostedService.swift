import EventLog
import EventSourcing
import Gateway
import PersonalData
import ServiceLifecycle
import ServiceRuntime
import Services

/// A service as the hub runs it: its rules, and what it asks itself because of events.
struct HostedService: Sendable {
    let name: String
    let reactions: [any Reaction]
    /// The key of a command's records where it is not the subject.
    let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String?
    /// Whether callers may send it commands. What only the hub itself asks is sealed or hashed before it is sent.
    let isOpenToCallers: Bool
    /// Whether it keeps a table of who owns its objects.
    var keepsOwnership: Bool { reactions.contains { $0 is OwnershipSpreading } }
    /// The deadlines that an event of the service opens, for whoever reads a trace.
    let deadlines: TraceView.Deadlines
    private let topics: ServiceTopics
    private let rules: @Sendable (KeyStore) throws -> any ServiceRules

    /// A service whose rules need no keys and that writes no records.
    private init(
        _ rules: some ServiceRules, reactions: [any Reaction],
        partitionKey: @escaping @Sendable (ContractIdentity, _ institution: String) -> String? = { _, _ in nil }
    ) {
        name = rules.service
        self.reactions = reactions
        self.partitionKey = partitionKey
        isOpenToCallers = true
        topics = ServiceTopics(service: rules.service)
        self.rules = { _ in rules }
        deadlines = { HostedService.deadlines(of: $0, rules) }
    }

    /// The service that knows persons.
    private init(persons reactions: [any Reaction]) {
        name = "persons"
        self.reactions = reactions
        partitionKey = { _, _ in nil }
        isOpenToCallers = false
        topics = ServiceTopics(service: name, records: PersonsTopics.recordTypes, days: PersonsTopics.days)
        rules = { try PersonsRules(keys: $0) }
        // Its rules take keys, which a view has none of; its one deadline, forgetting, says by itself why.
        deadlines = { _ in [] }
    }

    private static func deadlines(
        of event: CloudEvent, _ rules: some ServiceRules
    ) -> [(name: String, due: Timestamp)] {
        guard event.contract?.service == rules.service, rules.deadlineTypes.contains(event.type),
            let institution = event[.institution], let subject = event.subject, let read = try? rules.event(event)
        else { return [] }
        let aggregate = AggregateKey(institution: institution, subject: subject)
        return rules.deadlines(of: read, aggregate).compactMap { change in
            switch change {
            case .open(let deadline): (deadline.name, deadline.due)
            case .close: nil
            }
        }
    }

    /// Those of all services.
    static let allDeadlines: TraceView.Deadlines = { event in all.flatMap { $0.deadlines(event) } }

    /// Every service there is, in the order in which facts go through them.
    static let all = [
        HostedService(persons: PersonsReactions.all),
        HostedService(
            CatalogueRules(), reactions: CatalogueReactions.all, partitionKey: CatalogueRules.partitionKey),
        HostedService(RegistrationRules(), reactions: RegistrationReactions.all),
        HostedService(DossierRules(), reactions: DossierReactions.all),
        HostedService(
            SchedulingRules(), reactions: SchedulingReactions.all, partitionKey: SchedulingRules.partitionKey),
    ]

    /// The names of those whose commands come from outside.
    static let openToCallers = Set(all.filter(\.isOpenToCallers).map(\.name))

    /// Who asks whom because of events, for whoever reads a trace.
    static let causes = TraceCauses(
        all.flatMap(\.reactions).map { reaction in
            .init(role: "\(reaction.target)-\(reaction.name)", source: reaction.source, target: reaction.target)
        })

    /// The key of a command to any of the services.
    static let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String? = { contract, institution in
        all.first { $0.name == contract.service }?.partitionKey(contract, institution)
    }

    /// The topics that the service and its reactors write and read.
    func topics(partitions: Int) -> [TopicLayout] {
        topics.layouts(partitions: partitions) + reactions.map { HostedService.positions(of: $0, partitions) }
    }

    private static func positions(of reaction: some Reaction, _ partitions: Int) -> TopicLayout {
        Reactor.positions(of: reaction, partitions: partitions)
    }

    // MARK: Roles

    /// What the writers and reactors of a service stand on.
    struct Ground: Sendable {
        let log: any EventLog
        let keys: KeyStore
        let settings: HubSettings
        let state: HubState
        let marks: PoisonMarks
        let pass: Failpoint.Passage
    }

    /// A writer for each partition, and for each reaction a reactor for each partition.
    ///
    /// - Throws: what keeps the rules from being made, which the contracts' own checks prevent.
    func roles(on ground: Ground) throws -> [any Service] {
        HostedService.writers(try rules(ground.keys), ground)
            + reactions.flatMap { HostedService.reactors($0, ground) }
    }

    private static func writers(_ rules: some ServiceRules, _ ground: Ground) -> [any Service] {
        (0..<ground.settings.partitions).map { partition in
            let state = ground.state
            let writer = PartitionWriter(
                rules: rules, log: ground.log, partition: partition,
                settings: .init(
                    source: ground.settings.source("schakel-\(rules.service)"), hub: "schakel",
                    folder: ground.settings.states, clock: Hub.clock, poison: ground.marks,
                    letters: ImportSeal(ground.keys).letters),
                observe: { state.observe($0, service: rules.service, partition: partition) }, pass: ground.pass)
            return Role("\(rules.service)-writer-\(partition)") { try await writer.run() }
        }
    }

    private static func reactors(_ reaction: some Reaction, _ ground: Ground) -> [any Service] {
        (0..<ground.settings.partitions).map { partition in
            let state = ground.state
            let reactor = Reactor(
                rules: reaction, log: ground.log, partition: partition, hub: "schakel",
                envelopeSource: ground.settings.source("schakel-\(reaction.target)"), now: Hub.now,
                observe: { state.observe($0, role: "\(reaction.target)-\(reaction.name)", partition: partition) })
            return Role("\(reactor.role)-\(partition)") { try await reactor.run() }
        }
    }
}
