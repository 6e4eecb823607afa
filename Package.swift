// swift-tools-version: 6.2
import PackageDescription

// The arrows of the architecture point downwards only. A target imports what it lists here and nothing
// else: Tests/Lint/imports checks that, since the compiler finds each module that has been built.
//
// External packages, each with its reason:
// - swift-argument-parser: subcommands, help pages and shell completions from one declaration.
// - GRDB: a maintained SQLite layer for the journal (WAL, busy handling, statement cache).
// System libraries through C targets: ncursesw (the terminal), libcurl (HTTP, TLS, proxies) and
// zlib (packed files and logs).

var settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
// Continuous integration refuses warnings; a contributor's newer compiler may have new ones.
if Context.environment["PROBSCOPE_STRICT"] != nil {
    settings.append(.treatAllWarnings(as: .error))
}

// What computes is optimised in debug builds too: simulations of limits and trees of answers are most
// of what the suite does. `make build` has one optimiser for all.
let computing = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

// What `--version` and run files say. `make build` names it; SwiftPM's own word on the repository is
// kept from one commit to the next.
let commit = (Context.environment["PROBSCOPE_COMMIT"] ?? "").filter {
    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
}

let package = Package(
    name: "probscope",
    // Untested there; Synchronization's Mutex needs it.
    platforms: [.macOS(.v15)],
    products: [.executable(name: "probscope", targets: ["probscope"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        .executableTarget(
            name: "probscope",
            dependencies: [
                "CCommit", "CLocales", "Canvas", "Evidence", "Exchange", "Explorer", "Files",
                "Findings", "Grouping", "Inference", "Journal", "Prompts", "Sampling", "Scoring",
                "Statistics",
                "Terminal", "Text",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Explorer",
            dependencies: ["Canvas", "Evidence", "Findings", "Prompts", "Statistics", "Text"],
            swiftSettings: settings
        ),
        .target(name: "Terminal", dependencies: ["Canvas", "CTerminal"], swiftSettings: settings),
        .target(name: "Canvas", dependencies: ["Text"], swiftSettings: computing),
        .target(
            name: "Sampling",
            dependencies: [
                "Evidence", "Files", "Findings", "Inference", "Journal", "OutputTree", "Prompts",
                "Scoring", "Statistics", "Text",
            ],
            swiftSettings: computing
        ),
        .target(name: "OutputTree", swiftSettings: computing),
        .target(
            name: "Grouping",
            dependencies: [
                "Evidence", "Files", "Findings", "Inference", "Prompts", "Scoring", "Text",
            ],
            swiftSettings: computing),
        .target(name: "Inference", dependencies: ["CCurl", "Files"], swiftSettings: settings),
        .target(
            name: "Exchange",
            dependencies: [
                "Evidence", "Files", "Findings", "Journal", "Prompts", "Statistics", "Text",
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Journal",
            dependencies: [
                "Evidence", "Files", "Prompts", "Statistics", "Text",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Findings", dependencies: ["Evidence", "Prompts", "Statistics", "Text"],
            swiftSettings: computing),
        .target(
            name: "Evidence", dependencies: ["Prompts", "Statistics"], swiftSettings: computing),
        .target(
            name: "Scoring", dependencies: ["Files", "Prompts", "Text"], swiftSettings: computing),
        .target(name: "Files", dependencies: ["CZlib"], swiftSettings: computing),
        .target(name: "Platform", swiftSettings: computing),
        .target(name: "Text", swiftSettings: computing),
        .target(name: "Prompts", dependencies: ["Files", "Text"], swiftSettings: computing),
        .target(name: "Statistics", swiftSettings: computing),
        .target(
            name: "CCommit", cSettings: [.define("PROBSCOPE_COMMIT", to: "\"\(commit)\"")]),
        .target(
            name: "CLocales",
            cSettings: [
                .define(
                    "PROBSCOPE_WITHOUT_LOCALES",
                    .when(platforms: [.linux], configuration: .release))
            ]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(
            name: "CTerminal",
            linkerSettings: [
                .linkedLibrary("ncursesw", .when(platforms: [.linux])),
                .linkedLibrary("tinfo", .when(platforms: [.linux])),
                .linkedLibrary("ncurses", .when(platforms: [.macOS])),
            ]
        ),

        .target(
            name: "TestSupport", dependencies: ["Statistics"], path: "Tests/TestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "StatisticsTests", dependencies: ["Statistics", "TestSupport"],
            resources: [.copy("Oracles")], swiftSettings: settings),
        .testTarget(
            name: "GroupingTests",
            dependencies: [
                "Grouping", "Evidence", "Findings", "Inference", "Prompts", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "OutputTreeTests", dependencies: ["OutputTree"], swiftSettings: settings),
        .testTarget(
            name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "TextTests", dependencies: ["Text", "Canvas", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "PromptsTests", dependencies: ["Prompts", "Files", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "ScoringTests", dependencies: ["Scoring", "Prompts", "TestSupport", "Text"],
            resources: [.copy("References")], swiftSettings: settings),
        .testTarget(
            name: "EvidenceTests",
            dependencies: ["Evidence", "Prompts", "Statistics", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "FindingsTests",
            dependencies: ["Findings", "Evidence", "Prompts", "Statistics", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "JournalTests",
            dependencies: [
                "Journal", "Evidence", "Files", "Prompts", "Statistics", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Runs"], swiftSettings: settings),
        .testTarget(
            name: "InferenceTests", dependencies: ["Inference", "CCurl", "Files", "TestSupport"],
            resources: [.copy("Wire")], swiftSettings: settings),
        .testTarget(
            name: "SamplingTests",
            dependencies: [
                "Sampling", "Evidence", "Findings", "Inference", "Journal", "OutputTree",
                "Prompts", "Scoring", "Statistics", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CanvasTests", dependencies: ["Canvas", "TestSupport"], exclude: ["Goldens"],
            swiftSettings: settings),
        .testTarget(
            name: "TerminalTests",
            dependencies: ["Terminal", "Canvas", "CTerminal", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "ExplorerTests",
            dependencies: [
                "Explorer", "Canvas", "Evidence", "Findings", "Prompts", "Statistics",
                "TestSupport",
            ],
            exclude: ["Goldens"], swiftSettings: settings),
        .testTarget(
            name: "ExchangeTests",
            dependencies: [
                "Exchange", "Canvas", "Evidence", "Explorer", "Files", "Findings", "Journal",
                "Prompts", "Sampling", "Scoring", "Statistics", "TestSupport", "Text", "probscope",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PeerTests",
            dependencies: [
                "Exchange", "Journal", "Evidence", "Prompts", "Scoring", "Statistics",
                "TestSupport",
            ],
            exclude: ["Scripts", "requirements.txt"], swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "probscope", "Evidence", "Explorer", "Files", "Findings", "Journal", "Prompts",
                "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Goldens"], swiftSettings: settings),
    ]
)

// Nobody who only uses probscope builds the benchmarks. They are targets of this package, and not a
// package of their own, because they measure what it keeps to itself.
if Context.environment["PROBSCOPE_BENCHMARKS"] != nil {
    package.targets += [
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "Canvas", "Evidence", "Explorer", "Findings", "Inference", "Journal", "OutputTree",
                "Prompts", "Sampling", "Scoring", "Statistics", "Terminal", "TestSupport",
            ],
            path: "Benchmarks/Sources", exclude: ["widths"], swiftSettings: settings),
        // Prints the tables of Documentation/widths.md.
        .executableTarget(
            name: "widths", dependencies: ["Statistics", "TestSupport"],
            path: "Benchmarks/Sources/widths", swiftSettings: settings),
    ]
}

// Where Foundation is not divided, a module of ours has the name of the part that is used.
#if os(macOS)
    let essentials: [Target.Dependency] = ["FoundationEssentials"]
    package.targets.append(
        .target(name: "FoundationEssentials", path: "Sources/FoundationOnDarwin"))
#else
    let essentials: [Target.Dependency] = []
#endif

// Every module of Swift may use the C library.
for target in package.targets
where !["CCommit", "CCurl", "CLocales", "CTerminal", "CZlib", "Platform"].contains(target.name) {
    target.dependencies.append("Platform")
    if target.name != "FoundationEssentials" { target.dependencies += essentials }
}
