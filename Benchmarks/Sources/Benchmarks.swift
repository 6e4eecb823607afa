import Platform

/// Measures what the project promises about its cost, and prints each figure beside its target.
///
///     benchmarks [statistics] [scoring] [client] [engine] [tree] [explorer] [prompts] [fleet] [program]
///
/// Without arguments it measures everything, which takes some minutes. Figures that are short of
/// their target are counted in the last line; they do not make the command fail, since they depend
/// on the machine.
@main
enum Benchmarks {
    private typealias Part = (name: String, run: @Sendable (Table) async throws -> Void)

    private static let parts: [Part] = [
        ("statistics", { try await StatisticsBenchmarks.run($0) }),
        ("scoring", { try await ScoringBenchmarks.run($0) }),
        ("client", { try await ClientBenchmarks.run($0) }),
        ("engine", { try await EngineBenchmarks.run($0) }),
        ("tree", { try await TreeBenchmarks.run($0) }),
        ("explorer", { try await ExplorerBenchmarks.run($0) }),
        ("prompts", { try await PromptsBenchmarks.run($0) }),
        ("fleet", { try await FleetBenchmarks.run($0) }),
        ("program", { try await ProgramBenchmarks.run($0) }),
    ]

    static func main() async {
        do {
            try await run()
        } catch {
            print("benchmarks: \(error)")
            exit(1)
        }
    }

    private static func run() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == Child.keyword {
            try await Child.run(Array(arguments.dropFirst()))
            return
        }
        if let unknown = arguments.first(where: { name in !parts.contains { $0.name == name } }) {
            let names = parts.map(\.name).joined(separator: ", ")
            print("There is no part \"\(unknown)\": \(names).")
            exit(64)
        }
        let table = Table()
        for part in parts where arguments.isEmpty || arguments.contains(part.name) {
            try await part.run(table)
        }
        print(
            table.missed == 0
                ? "\nAll targets are met." : "\nShort of the target: \(table.missed).")
    }
}
