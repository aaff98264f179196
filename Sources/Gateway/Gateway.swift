package import EventLog
package import EventSourcing
import HTTPTypes
import HubContracts
package import Hummingbird
import JSONSchema
import Logging
package import Mapping
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
        package let schemas: ContractSchemas
        package let results: ResultIndex
        package let projectors: [Projector<DocumentView>]
        /// The catalogue as OEAPI tells it.
        package let oeapi: Projector<LinkedView>
        /// The catalogue as it is searched.
        package let search: Projector<LinkedView>
        /// What followed from each outside act.
        package let traces: Projector<TraceView>
        package let imports: Imports
        package let connectors: ConnectorLibrary
        package let metrics: Metrics
        /// The key of a contract's records, where it is not the subject.
        package let partitionKey: @Sendable (ContractIdentity, _ institution: String) -> String?
        package let now: @Sendable () -> Timestamp
        package let health: @Sendable () -> [PartHealth]
        package let say: @Sendable (LogLine) -> Void

        package init(
            log: any EventLog, services: [String], openServices: Set<String>, schemas: ContractSchemas,
            results: ResultIndex,
            projectors: [Projector<DocumentView>], oeapi: Projector<LinkedView>, search: Projector<LinkedView>,
            traces: Projector<TraceView>,
            imports: Imports, connectors: ConnectorLibrary, metrics: Metrics,
            partitionKey: @escaping @Sendable (ContractIdentity, _ institution: String) -> String?,
            now: @escaping @Sendable () -> Timestamp, health: @escaping @Sendable () -> [PartHealth],
            say: @escaping @Sendable (LogLine) -> Void
        ) {
            self.log = log
            self.services = services
            self.openServices = openServices
            self.schemas = schemas
            self.results = results
            self.projectors = projectors
            self.oeapi = oeapi
            self.search = search
            self.traces = traces
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
                institution: settings.institution, hosts: settings.hostNames, endpoints: endpoints
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
                now: ground.now),
            log: ground.log, results: ground.results)
        var all = commands.endpoints
        for projector in ground.projectors {
            for kind in projector.projection.kinds {
                all += ViewRoutes(projector: projector, kind: kind).endpoints
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
            + [RunningView(ground.traces)]
        all += ProjectionRoutes(projectors: views, log: ground.log).endpoints
        all += ContractRoutes(schemas: ground.schemas).endpoints
        all += SearchRoutes(projector: ground.search).endpoints
        all.append(TraceRoutes(projector: ground.traces).endpoint)
        let described = all
        all.append(
            Endpoint(
                .get, "/openapi.json", tag: "description", "This description.",
                answers: [.init(200, "OpenAPI 3.1.", content: [("application/json", OpenAPISchemas.object)])]
            ) { _, _ in Response.json(OpenAPIDocument.text(described + [Gateway.description])) })
        return all + OEAPIRoutes(projector: ground.oeapi, contact: settings.contact, now: ground.now).endpoints
    }

    /// The description's own entry in the description.
    private static let description = Endpoint(
        .get, "/openapi.json", tag: "description", "This description.",
        answers: [.init(200, "OpenAPI 3.1.", content: [("application/json", OpenAPISchemas.object)])]
    ) { _, _ in throw Problem(.notFound, "It is answered elsewhere.") }
}
