// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "schakel",
    products: [
        .executable(name: "schakel", targets: ["schakel"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
    ],
    targets: [
        .target(name: "EventSourcing", swiftSettings: strict),
        .target(name: "JSONSchema", swiftSettings: strict),
        .target(
            name: "HubContracts",
            dependencies: ["EventSourcing", "JSONSchema"],
            swiftSettings: strict
        ),
        .target(name: "Catalogue", dependencies: ["EventSourcing", "HubContracts"], swiftSettings: strict),
        .target(name: "Registration", dependencies: ["EventSourcing", "HubContracts"], swiftSettings: strict),
        .target(name: "Dossier", dependencies: ["EventSourcing", "HubContracts"], swiftSettings: strict),
        .target(name: "Scheduling", dependencies: ["EventSourcing", "HubContracts"], swiftSettings: strict),
        .target(
            name: "ContractTooling",
            dependencies: [
                "EventSourcing",
                "JSONSchema",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .target(name: "EventLog", dependencies: ["EventSourcing"], swiftSettings: strict),
        .target(
            name: "SQLiteEventLog",
            dependencies: ["EventLog", "EventSourcing", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .target(name: "CPoison"),
        .target(
            name: "ServiceRuntime",
            dependencies: [
                "CPoison",
                "EventLog", "EventSourcing", "HubContracts", "JSONSchema",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .systemLibrary(name: "CRDKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .target(
            name: "KafkaEventLog",
            dependencies: ["CRDKafka", "EventLog", "EventSourcing"],
            swiftSettings: strict
        ),
        .target(
            name: "PersonalData",
            dependencies: [
                "EventLog", "EventSourcing", "HubContracts", "JSONSchema", "ServiceRuntime",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Services",
            dependencies: [
                "Catalogue", "Dossier", "EventSourcing", "HubContracts", "PersonalData", "Registration", "Scheduling",
                "ServiceRuntime",
            ],
            swiftSettings: strict
        ),
        .target(name: "InstitutionFormats", dependencies: ["EventSourcing", "JSONSchema"], swiftSettings: strict),
        .systemLibrary(name: "CJQ", providers: [.apt(["libjq-dev"])]),
        .target(
            name: "Mapping",
            dependencies: [
                "CJQ", "EventSourcing", "InstitutionFormats", "JSONSchema",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Gateway",
            dependencies: [
                "EventLog", "EventSourcing", "HubContracts", "InstitutionFormats", "JSONSchema", "Mapping",
                "PersonalData", "ServiceRuntime",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Connectors")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "schakel",
            dependencies: [
                "ContractTooling", "EventLog", "EventSourcing", "Gateway", "HubContracts", "JSONSchema", "Mapping",
                "PersonalData", "SQLiteEventLog", "ServiceRuntime", "Services",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "CRDKafka", "Catalogue", "EventLog", "EventSourcing", "Gateway", "HubContracts", "JSONSchema",
                "KafkaEventLog", "SQLiteEventLog", "ServiceRuntime", "Services",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Peers"],
            swiftSettings: strict
        ),
        .target(
            name: "Support",
            dependencies: ["EventLog", "EventSourcing", "JSONSchema", "ServiceRuntime"],
            path: "Tests/Support",
            swiftSettings: strict
        ),
        .target(
            name: "CounterService",
            dependencies: ["EventLog", "EventSourcing", "HubContracts", "ServiceRuntime"],
            path: "Tests/CounterService",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "CounterHub",
            dependencies: ["CounterService", "EventLog", "EventSourcing", "KafkaEventLog", "ServiceRuntime"],
            path: "Tests/CounterHub",
            swiftSettings: strict
        ),
        .testTarget(name: "EventSourcingTests", dependencies: ["EventSourcing", "Support"], swiftSettings: strict),
        .testTarget(
            name: "EventLogTests",
            dependencies: [
                "EventLog", "EventSourcing", "SQLiteEventLog", "Support", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ServiceRuntimeTests",
            dependencies: [
                "CounterService", "EventLog", "EventSourcing", "HubContracts", "JSONSchema", "SQLiteEventLog",
                "ServiceRuntime",
                "Support", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "KafkaTests",
            dependencies: [
                "CRDKafka", "CounterHub", "CounterService", "EventLog", "EventSourcing", "HubContracts",
                "KafkaEventLog", "ServiceRuntime", "Support",
            ],
            path: "Tests/Kafka",
            swiftSettings: strict
        ),
        .testTarget(
            name: "PersonalDataTests",
            dependencies: [
                "EventLog", "EventSourcing", "HubContracts", "JSONSchema", "PersonalData", "SQLiteEventLog",
                "ServiceRuntime", "Support", .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["Peers"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ServicesTests",
            dependencies: [
                "EventLog", "EventSourcing", "HubContracts", "InstitutionFormats", "JSONSchema", "Mapping",
                "PersonalData", "Registration", "SQLiteEventLog", "ServiceRuntime", "Services", "Support",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "EventLog", "EventSourcing", "HubContracts", "JSONSchema", "PersonalData", "SQLiteEventLog",
                "ServiceRuntime", "Support", "schakel", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Tests/Integration",
            exclude: ["Peers"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "EventLog", "EventSourcing", "Gateway", "HubContracts", "JSONSchema", "SQLiteEventLog",
                "ServiceRuntime", "Support", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "InstitutionFormatsTests",
            dependencies: ["EventSourcing", "InstitutionFormats", "JSONSchema", "Support"],
            exclude: ["Peers"], swiftSettings: strict
        ),
        .testTarget(
            name: "MappingTests",
            dependencies: [
                "EventSourcing", "HubContracts", "InstitutionFormats", "JSONSchema", "Mapping", "Support",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CatalogueTests",
            dependencies: ["Catalogue", "EventSourcing", "HubContracts", "Support"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "RegistrationTests",
            dependencies: ["EventSourcing", "HubContracts", "Registration", "Support"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DossierTests",
            dependencies: ["Dossier", "EventSourcing", "HubContracts", "Support"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SchedulingTests",
            dependencies: ["EventSourcing", "HubContracts", "Scheduling", "Support"],
            swiftSettings: strict
        ),
        .testTarget(name: "JSONSchemaTests", dependencies: ["JSONSchema", "Support"], swiftSettings: strict),
        .testTarget(
            name: "HubContractsTests",
            dependencies: ["ContractTooling", "EventSourcing", "HubContracts", "JSONSchema", "Support"],
            exclude: ["Peers"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ContractToolingTests",
            dependencies: ["ContractTooling", "JSONSchema", "Support"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SchakelTests",
            dependencies: ["InstitutionFormats", "JSONSchema", "Mapping", "Support", "schakel"], swiftSettings: strict
        ),
    ]
)
