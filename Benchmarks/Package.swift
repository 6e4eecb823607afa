// swift-tools-version: 6.2
import PackageDescription

// The benchmarks are a package of their own, so that nobody who only uses probscope builds them.
// They need nothing but probscope itself: a harness for some twenty figures is shorter than the
// configuration of a framework.

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "probscope", path: "..")],
    targets: [
        .executableTarget(
            name: "benchmarks",
            dependencies: [.product(name: "ProbscopeModules", package: "probscope")],
            path: "Sources",
            exclude: ["widths"],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ]
        ),
        // Prints the tables of Documentation/widths.md.
        .executableTarget(
            name: "widths",
            dependencies: [.product(name: "ProbscopeModules", package: "probscope")],
            path: "Sources/widths",
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ]
        ),
    ]
)
