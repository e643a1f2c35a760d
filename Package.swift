// swift-tools-version: 6.2
import PackageDescription

// The targets are in the order of the layers: a target depends only on targets above it.
// `make lint` compares this with the imports.
let package = Package(
    name: "trace2skill",
    products: [
        .executable(name: "trace2skill", targets: ["trace2skill"]),
        // What the package in Tests/Benchmarks imports, which is not a part of the program.
        .library(
            name: "MeasuredModules",
            targets: [
                "Archive", "Composition", "Configuration", "Evolution", "Foundations", "HTTP", "Inbox", "Ingestion",
                "JSON",
                "LanguageModels", "Ledger", "Lessons", "Mining", "Prompting", "Redaction", "Safeguards",
                "SkillEditing",
                "SkillRepository",
                "Skills",
                "TestSupport",
                "Trajectories",
            ]
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // MARK: C libraries: a module map and a header of shims, no Swift
        .systemLibrary(name: "CBytes"),
        .systemLibrary(name: "CLibCMark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CLibZ", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLibZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        // MARK: The ground floor: what several modules need of text, numbers and the system, each thing once.
        .target(name: "Foundations", dependencies: ["CLinux"]),

        // MARK: The machine: what the C libraries and the platform can do, in safe Swift. No word of the domain.
        .target(name: "Git", dependencies: ["CLibGit2", "CLibZ", "Foundations"]),
        .target(name: "HTTP", dependencies: ["CLibCurl"]),
        .target(name: "JSON", dependencies: ["CBytes"]),
        .target(name: "Markdown", dependencies: ["CLibCMark"]),
        .target(name: "Processes", dependencies: ["CLinux", "Foundations"]),

        // MARK: The domain: values and pure functions. No file, no clock, no network.
        .target(name: "Shell", dependencies: ["Foundations", "JSON"]),
        .target(name: "Trajectories", dependencies: ["Foundations", "JSON", "Shell"]),
        .target(name: "Lessons", dependencies: ["Foundations", "Trajectories"]),
        .target(
            name: "Skills",
            dependencies: [
                "Markdown", .product(name: "Crypto", package: "swift-crypto"), .product(name: "Yams", package: "Yams"),
            ]
        ),
        .target(name: "Patches", dependencies: ["Foundations", "Markdown", "Skills"]),
        .target(name: "Redaction", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "Safeguards", dependencies: ["Foundations", "Redaction", "Shell"]),

        // MARK: The services: one way in or out of the process each.
        .target(
            name: "Configuration",
            dependencies: ["Foundations", "Trajectories", .product(name: "Yams", package: "Yams")]
        ),
        .target(name: "Inbox", dependencies: ["Foundations"]),
        .target(
            name: "Archive",
            dependencies: [
                "CLibZstd", "CLinux", "Foundations", "JSON", "Trajectories",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(
            name: "Ledger",
            dependencies: [
                "Foundations", "JSON",
                "Archive", "Lessons", "Redaction", "Trajectories", .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .target(
            name: "LanguageModels",
            dependencies: [
                "Foundations", "HTTP", "JSON", "Processes", .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(
            name: "SkillRepository",
            dependencies: ["Foundations", "Git", "Ledger", "Lessons", "Processes", "Skills"]
        ),

        // MARK: The method, one module a step: episode -> lessons -> consolidated lessons -> edits -> measured revision
        .target(
            name: "Mining",
            dependencies: [
                "Configuration", "Foundations", "JSON", "Ledger", "Lessons", "Redaction", "Shell", "Trajectories",
            ]
        ),
        .target(
            name: "Prompting",
            dependencies: ["Foundations", "JSON", "LanguageModels", "Lessons", "Skills", "Trajectories"]
        ),
        .target(
            name: "ArtifactProofs",
            dependencies: ["Foundations", "JSON", "LanguageModels", "Processes", "Prompting"]
        ),
        .target(
            name: "EpisodeAnalysis",
            dependencies: [
                "Foundations",
                "ArtifactProofs", "JSON", "LanguageModels", "Lessons", "Markdown", "Prompting", "Shell", "Skills",
                "Trajectories",
            ]
        ),
        .target(
            name: "Consolidation",
            dependencies: ["Foundations", "JSON", "LanguageModels", "Lessons", "Prompting", "Trajectories"]
        ),
        .target(
            name: "SkillEditing",
            dependencies: [
                "Foundations",
                "JSON", "LanguageModels", "Ledger", "Lessons", "Markdown", "Patches", "Prompting", "Safeguards",
                "SkillRepository", "Skills",
            ]
        ),
        .target(
            name: "Evaluation",
            dependencies: ["Archive", "Foundations", "JSON", "Processes", "SkillRepository", "Skills"]
        ),

        // MARK: The use cases: each is one struct that calls the stages in order
        .target(
            name: "Ingestion",
            dependencies: [
                "Archive", "Configuration", "Foundations", "Inbox", "JSON", "Ledger", "Lessons", "Mining", "Redaction",
                "Skills",
                "Trajectories",
            ]
        ),
        .target(
            name: "Evolution",
            dependencies: [
                "Archive", "ArtifactProofs", "Configuration", "Consolidation", "EpisodeAnalysis", "Evaluation", "Git",
                "Foundations", "LanguageModels", "Ledger", "Lessons", "Mining", "Prompting", "Redaction", "Safeguards",
                "SkillEditing", "SkillRepository", "Skills", "Trajectories",
            ]
        ),
        .target(
            name: "Curation",
            dependencies: [
                "Foundations",
                "Archive", "Configuration", "Git", "Ledger", "Lessons", "Mining", "Redaction", "SkillRepository",
                "Skills", "Trajectories",
            ]
        ),

        .target(
            name: "Composition",
            dependencies: [
                "Archive", "Configuration", "Consolidation", "Curation", "Evolution", "Ingestion", "Ledger",
                "Redaction",
                "SkillRepository", "Trajectories",
            ]
        ),

        // MARK: The process
        .target(
            name: "Daemon",
            dependencies: [
                "Configuration", "Evolution", "Foundations", "Inbox", "Ingestion", "Ledger", "SkillRepository",
                "Trajectories",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        // Tells the program which commit it is built from.
        .plugin(name: "BuildInformation", capability: .buildTool(), path: "Sources/BuildInformation"),
        .executableTarget(
            name: "trace2skill",
            dependencies: [
                "Archive", "Composition", "Configuration", "Consolidation", "Curation", "Daemon", "Evolution",
                "Foundations", "Git",
                "HTTP", "Inbox", "LanguageModels",
                "Ledger",
                "Ingestion", "Lessons", "Processes", "Prompting", "Redaction",
                "Safeguards", "SkillRepository", "Skills",
                "Trajectories",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            plugins: ["BuildInformation"]
        ),

        // MARK: Tests: one target for each module that has logic, one that drives the built program
        .target(name: "TestSupport", dependencies: ["JSON", "Processes"], path: "Tests/TestSupport"),
        .target(
            name: "MethodTestSupport",
            dependencies: [
                "EpisodeAnalysis", "Foundations", "HTTP", "LanguageModels", "Lessons", "Mining", "Prompting", "Skills",
                "TestSupport", "Trajectories",
            ],
            path: "Tests/MethodTestSupport"
        ),
        .testTarget(
            name: "PromptingTests",
            dependencies: ["JSON", "LanguageModels", "MethodTestSupport", "Prompting", "TestSupport"]
        ),
        .testTarget(
            name: "ArtifactProofsTests",
            dependencies: [
                "ArtifactProofs", "EpisodeAnalysis", "LanguageModels", "Lessons", "MethodTestSupport", "Processes",
                "Prompting", "TestSupport", "Trajectories",
            ]
        ),
        .testTarget(
            name: "EpisodeAnalysisTests",
            dependencies: [
                "EpisodeAnalysis", "JSON", "LanguageModels", "Lessons", "MethodTestSupport", "Mining", "Prompting",
                "Skills", "TestSupport", "Trajectories",
            ]
        ),
        .testTarget(
            name: "ConsolidationTests",
            dependencies: [
                "Consolidation", "JSON", "LanguageModels", "Lessons", "MethodTestSupport", "Prompting", "TestSupport",
                "Trajectories",
            ]
        ),
        .testTarget(
            name: "SkillEditingTests",
            dependencies: [
                "JSON", "LanguageModels", "Lessons", "MethodTestSupport", "Patches", "Prompting", "Safeguards",
                "SkillEditing", "SkillRepository", "Skills", "TestSupport", "Trajectories",
            ]
        ),
        .testTarget(name: "EvaluationTests", dependencies: ["Evaluation", "JSON", "MethodTestSupport", "Skills"]),
        .testTarget(name: "ConfigurationTests", dependencies: ["Configuration", "Trajectories"]),
        .testTarget(name: "DaemonTests", dependencies: ["Daemon", "TestSupport"]),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Ledger", "Lessons", "TestSupport", "Trajectories", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(name: "LessonsTests", dependencies: ["Lessons", "Trajectories"]),
        .testTarget(
            name: "MiningTests",
            dependencies: ["Foundations", "Lessons", "Mining", "Shell", "TestSupport", "Trajectories"]
        ),
        .testTarget(name: "ArchiveTests", dependencies: ["Archive", "TestSupport"]),
        .testTarget(
            name: "ClientTests",
            dependencies: ["JSON", "LanguageModels", "TestSupport", "Trajectories"]
        ),
        .testTarget(name: "CommandTests", dependencies: ["JSON", "Processes", "TestSupport", "trace2skill"]),
        .testTarget(name: "FoundationsTests", dependencies: ["Foundations", "TestSupport"]),
        .testTarget(name: "GitTests", dependencies: ["Foundations", "Git", "TestSupport"]),
        .testTarget(name: "HTTPTests", dependencies: ["Processes", "Foundations", "HTTP", "TestSupport"]),
        .testTarget(name: "InboxTests", dependencies: ["Inbox", "TestSupport"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"]),
        .testTarget(name: "LanguageModelsTests", dependencies: ["HTTP", "JSON", "LanguageModels", "TestSupport"]),
        .testTarget(name: "MarkdownTests", dependencies: ["Markdown"]),
        .testTarget(name: "PatchesTests", dependencies: ["Markdown", "Patches", "Skills", "TestSupport"]),
        .testTarget(
            name: "UseCaseTests",
            dependencies: [
                "Archive", "Configuration", "Foundations", "Inbox", "JSON",
                "LanguageModels", "Ledger", "Lessons", "MethodTestSupport", "Mining", "Composition", "Curation",
                "Evolution",
                "Ingestion",
                "Prompting", "SkillEditing",
                "Redaction", "SkillRepository", "Skills", "TestSupport", "Trajectories",
            ]
        ),
        .testTarget(name: "ProcessesTests", dependencies: ["Foundations", "Processes", "TestSupport"]),
        .testTarget(name: "RedactionTests", dependencies: ["Redaction", "TestSupport"]),
        .testTarget(name: "SafeguardsTests", dependencies: ["Safeguards"]),
        .testTarget(name: "ShellTests", dependencies: ["Shell", "TestSupport"]),
        .testTarget(
            name: "SkillRepositoryTests",
            dependencies: ["Git", "Ledger", "Lessons", "SkillRepository", "Skills", "TestSupport", "Trajectories"],
            exclude: ["Snapshots"]
        ),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Archive", "Composition", "Configuration", "HTTP", "Inbox", "JSON",
                "LanguageModels", "Ledger", "Lessons", "Evolution", "Ingestion", "Prompting", "Redaction",
                "SkillRepository", "Skills", "TestSupport", "Trajectories",
            ]
        ),
        .testTarget(name: "SkillsTests", dependencies: ["Skills"]),
        .testTarget(name: "TrajectoriesTests", dependencies: ["JSON", "TestSupport", "Trajectories"]),
    ]
)

// Builds only the named test targets, for quick work on a few of them: ONLY_TESTS=GitTests,HTTPTests swift test
if let names = Context.environment["ONLY_TESTS"]?.split(separator: ",").map(String.init) {
    package.targets.removeAll { $0.type == .test && !names.contains($0.name) }
}

/// The modules whose tests read large corpora are optimised in debug builds as well: unoptimised, these tests take minutes.
let optimized: Set = [
    "Foundations", "JSON", "Lessons", "Markdown", "Mining", "Redaction", "Safeguards", "Shell", "Trajectories",
]

for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
    if optimized.contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-O"], .when(configuration: .debug)))
    }
}
