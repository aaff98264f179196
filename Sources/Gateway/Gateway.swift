package import EventLog
package import EventSourcing
import HTTPTypes
import HubContracts
package import Hummingbird
import JSONSchema
import Logging
package import Mapping
package import PersonalData
package import ServiceRuntime

/// The hub's one door: commands and files in, answers, views and events out.
package struct Gateway: Sendable {
    package struct Settings: Sendable {
        package var host: String
        /// 0 for a free one.
        package var port: Int
        /// Names under which it is reached, beside those of this machine.
        package var hostNames: Set<String>
        /// Whose data every request is about, until tokens say so.
        package var institution: String
        /// Who the gateway's own messages are from.
        package var source: String
        /// Whom readers of the gateway can write to.
        package var contact: String

        package init(
            host: String = "127.0.0.1", port: Int = 8080, hostNames: Set<String> = [], institution: String,
            source: String, contact: String = "postmaster@localhost"
        ) {
            self.host = host
            self.port = port
            self.hostNames = hostNames
            self.institution = institution
            self.source = source
            self.contact = contact
        }
    }

    /// What the gateway stands on.
    package struct Ground: Sendable {
        package let log: any EventLog
        package let services: [String]
        /// Those of them that callers may send commands.
        package let openServices: Set<String>
        /// Those that keep a table of who owns their objects.
        package let ownershipServices: [String]
        package let tokens: TokenDesk
        /// Opens what is known of persons.
        package let persons: PersonReader
        /// Has facts sealed; nil where nobody does.
        package let personsClient: PersonsClient?
        package let schemas: ContractSchemas
        package let results: ResultIndex
        package let projectors: [Projector<DocumentView>]
        /// The catalogue as OEAPI tells it.
        package let oeapi: Projector<LinkedView>
        /// The catalogue as it is searched.
        package let search: Projector<LinkedView>
        /// What followed from each outside act.
        package let traces: Projector<TraceView>
        package let causes: TraceCauses
        /// What the versions of timetables hold.
        package let timetables: Projector<TimetableView>
        /// What dossiers hold, who may read in them, and how it is known who asks.
        package let dossiers: Projector<DossierView>
        package let dossierRules: DossierReadingRules
        package let dossierReader: DossierReader.Identification
        package let imports: Imports
        package let connectors: ConnectorLibrary
        package let metrics: Metrics
        /// The key of a contract's records, where it is not the subject.
        package let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String?
        package let now: @Sendable () -> Timestamp
        package let health: @Sendable () -> [PartHealth]
        package let say: @Sendable (LogLine) -> Void

        /// Of the views of documents the one with placements.
        var placements: Projector<DocumentView> {
            let name = RegistrationViews.placements.name
            guard let view = projectors.first(where: { $0.projection.name == name }) else {
                preconditionFailure("the gateway has the views of registration")
            }
            return view
        }

        package init(
            log: any EventLog, services: [String], openServices: Set<String>, ownershipServices: [String],
            tokens: TokenDesk, persons: PersonReader, personsClient: PersonsClient?, schemas: ContractSchemas,
            results: ResultIndex,
            projectors: [Projector<DocumentView>], oeapi: Projector<LinkedView>, search: Projector<LinkedView>,
            traces: Projector<TraceView>, causes: TraceCauses, timetables: Projector<TimetableView>,
            dossiers: Projector<DossierView>, dossierRules: DossierReadingRules,
            dossierReader: @escaping DossierReader.Identification,
            imports: Imports, connectors: ConnectorLibrary, metrics: Metrics,
            partitionKey: @escaping @Sendable (ContractIdentity, _ institution: String) -> String?,
            now: @escaping @Sendable () -> Timestamp, health: @escaping @Sendable () -> [PartHealth],
            say: @escaping @Sendable (LogLine) -> Void
        ) {
            self.log = log
            self.services = services
            self.openServices = openServices
            self.ownershipServices = ownershipServices
            self.tokens = tokens
            self.persons = persons
            self.personsClient = personsClient
            self.schemas = schemas
            self.results = results
            self.projectors = projectors
            self.oeapi = oeapi
            self.search = search
            self.traces = traces
            self.causes = causes
            self.timetables = timetables
            self.dossiers = dossiers
            self.dossierRules = dossierRules
            self.dossierReader = dossierReader
            self.imports = imports
            self.connectors = connectors
            self.metrics = metrics
            self.partitionKey = partitionKey
            self.now = now
            self.health = health
            self.say = say
        }
    }

    private let settings: Settings
    private let ground: Ground

    package init(_ settings: Settings, on ground: Ground) {
        self.settings = settings
        self.ground = ground
    }

    /// The HTTP server.
    ///
    /// - Parameter onRunning: told the port once requests are taken.
    package func application(
        onRunning: @escaping @Sendable (_ port: Int?) async -> Void
    ) -> some ApplicationProtocol {
        let router = Router(context: GatewayContext.self, options: .autoGenerateHeadEndpoints)
        let (ground, part, endpoints) = (ground, "gateway", endpoints)
        router.add(
            middleware: RequestGuard(
                institution: settings.institution, tokens: ground.tokens, now: ground.now, hosts: settings.hostNames,
                endpoints: endpoints
            ) {
                ground.say(LogLine($0, at: ground.now(), from: part, $1, correlationId: $2, facts: $3))
            })
        let health = HealthRoutes(parts: ground.health, metrics: ground.metrics)
        router.get("livez", use: health.live)
        router.get("readyz", use: health.ready)
        router.get("metrics", use: health.numbers)
        for endpoint in endpoints {
            router.on(RouterPath(endpoint.routerPath), method: endpoint.method, use: endpoint.handler)
        }
        var quiet = Logger(label: "schakel.http")
        quiet.logLevel = .critical
        return Application(
            router: router,
            configuration: .init(address: .hostname(settings.host, port: settings.port)),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port) },
            logger: quiet)
    }

    /// Every address of every interface.
    var endpoints: [Endpoint] {
        let commands = CommandRoutes(
            intake: CommandIntake(
                schemas: ground.schemas, services: ground.openServices, partitionKey: ground.partitionKey,
                learnerActs: LearnerActs(dossier: ground.dossierRules.dossier), now: ground.now),
            log: ground.log, results: ground.results, ownershipServices: ground.ownershipServices)
        var all = commands.endpoints
        for projector in ground.projectors {
            for kind in projector.projection.kinds {
                let isPersonal = RegistrationViews.ofPersons.contains(projector.projection.name)
                all +=
                    ViewRoutes(projector: projector, kind: kind, persons: isPersonal ? ground.persons : nil).endpoints
            }
        }
        all += OverviewRoutes(ground.projectors).endpoints
        all += ImportRoutes(imports: ground.imports, connectors: ground.connectors, now: ground.now).endpoints
        all += EventRoutes(log: ground.log, services: ground.services).endpoints
        all +=
            DeadLetterRoutes(
                shelf: DeadLetterShelf(log: ground.log, services: ground.services), services: ground.services,
                commands: commands, source: settings.source, now: ground.now
            ).endpoints
        let views =
            ground.projectors.map { RunningView($0) } + [ground.oeapi, ground.search].map { RunningView($0) }
            + [RunningView(ground.traces), RunningView(ground.timetables), RunningView(ground.dossiers)]
        all += ProjectionRoutes(projectors: views, log: ground.log).endpoints
        all += ContractRoutes(schemas: ground.schemas).endpoints
        all += SearchRoutes(projector: ground.search).endpoints
        all.append(PersonRoutes(reader: ground.persons).endpoint)
        all.append(TraceRoutes(projector: ground.traces, causes: ground.causes).endpoint)
        if let timetables = ground.projectors.first(where: { $0.projection.name == SchedulingViews.timetables.name }) {
            for kind in timetables.projection.kinds {
                all.removeAll { $0.path == TimetableRoutes.address }
                let documents = ViewRoutes(projector: timetables, kind: kind)
                all += TimetableRoutes(projector: ground.timetables, documents: documents).endpoints
            }
        }
        all += CalendarRoutes(projector: ground.timetables).endpoints
        let dossiers = DossierRoutes(
            projector: ground.dossiers, log: ground.log, identify: ground.dossierReader, rules: ground.dossierRules,
            recording: DossierRecording(commands: commands, rules: ground.dossierRules, source: settings.source),
            persons: ground.persons,
            now: ground.now)
        all += dossiers.endpoints
        all +=
            RecordRoutes(
                reader: ground.persons, client: ground.personsClient, source: settings.source, dossiers: dossiers
            ).endpoints
        let described = all
        all.append(
            Endpoint(
                .get, "/openapi.json", tag: "description", "This description.",
                answers: [.init(200, "OpenAPI 3.1.", content: [("application/json", OpenAPISchemas.object)])]
            ) { _, _ in Response.json(OpenAPIDocument.text(described + [Gateway.description])) })
        return all
            + OEAPIRoutes(
                projector: ground.oeapi,
                associations: OEAPIAssociationRoutes(
                    oeapi: ground.oeapi, placements: ground.placements, dossiers: dossiers),
                memberships: OEAPIMembershipRoutes(timetables: ground.timetables, now: ground.now),
                persons: oeapiPersons, contact: settings.contact, now: ground.now
            ).endpoints
    }

    /// Nil where the views are not there that persons are found by.
    private var oeapiPersons: OEAPIPersonRoutes? {
        func view(_ view: DocumentView) -> Projector<DocumentView>? {
            ground.projectors.first { $0.projection.name == view.name }
        }
        guard let applications = view(RegistrationViews.applications),
            let placements = view(RegistrationViews.placements),
            let enrolments = view(RegistrationViews.enrolments)
        else { return nil }
        return OEAPIPersonRoutes(
            reader: ground.persons, applications: applications, placements: placements, enrolments: enrolments,
            catalogue: ground.oeapi)
    }

    /// The description's own entry in the description.
    private static let description = Endpoint(
        .get, "/openapi.json", tag: "description", "This description.",
        answers: [.init(200, "OpenAPI 3.1.", content: [("application/json", OpenAPISchemas.object)])]
    ) { _, _ in throw Problem(.notFound, "It is answered elsewhere.") }
}
