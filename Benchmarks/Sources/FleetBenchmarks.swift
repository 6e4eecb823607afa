import Evidence
import Journal
import Platform
import Prompts
import Sampling
import Scoring
import Synchronization
import TestSupport

/// A cluster's worth of servers, and what many machines have written.
enum FleetBenchmarks {
    static func run(_ table: Table) async throws {
        table.heading("Fleet", "Servers in memory with delays as clusters have them; made up runs.")
        try merge(table)
        try await cluster(table)
    }

    /// 64 servers of eight slots: four are four times slower, one draw in a hundred fails.
    private static func cluster(_ table: Table) async throws {
        let cluster = (0..<64).map { number in
            ClusterServer(number: number, slots: 8, slowness: number % 16 == 5 ? 4 : 1)
        }
        let cost = try await Measure.cost {
            try await EngineBenchmarks.sample(
                prompts: 50, draws: 800, servers: cluster
            ) { _ in }
        }
        let usage = cluster.map { $0.usage() }
        // Once nothing is left to launch, servers fall idle one after the other.
        let end = usage.map(\.lastStart).max() ?? 0
        let begin = usage.map(\.firstStart).min() ?? 0
        let shares = cluster.map { $0.busyShare(from: begin, to: end) }
        table.line(
            "64 servers, 40,000 draws: slots at work while draws were left",
            .times(shares.reduce(0, +) / Double(shares.count)), .atLeast(.times(0.9)))
        table.line("  of the server that had the least", .times(shares.min() ?? 0))
        table.line("  draws per second", .perSecond(40_000 / cost.wall))
        table.line(
            "  the client's processors meanwhile", .times(cost.cpu / cost.wall),
            .atMost(.times(2)))
        let lost = usage.reduce(0) { $0 + $1.failures }
        table.note("\(lost) requests failed and were sent again")
    }

    /// A thousand runs of a thousand draws, each of a prompt of its own, become one.
    private static func merge(_ table: Table) throws {
        guard let program = getenv("PROBSCOPE_PROGRAM").map({ String(cString: $0) }),
            access(program, X_OK) == 0
        else {
            throw TestFailure("PROBSCOPE_PROGRAM names no program; make bench builds one")
        }
        let parts = (0..<1000).map { _ in TemporaryRun() }
        for (number, part) in parts.enumerated() {
            var run = MadeUpRun(prompts: 1, isGraded: false, from: number)
            try run.write(to: part.path, draws: 1000)
        }
        let whole = TemporaryRun()
        // The files are there as long as the values are.
        let merging = try withExtendedLifetime(parts) {
            try Measure.child(program, ["merge", "-o", whole.path] + parts.map(\.path))
        }
        table.line(
            "Merging 1,000 runs of 1,000 draws", .seconds(merging.wall), .atMost(.seconds(60)))
        table.line("  peak memory", .bytes(merging.memory), .atMost(.bytes(300e6)))
        let report = try withExtendedLifetime(whole) {
            try Measure.child(program, ["report", whole.path])
        }
        table.line(
            "Report of 1,000,000 draws of 1,000 prompts", .seconds(report.wall),
            .atMost(.seconds(10)))
        table.line("  peak memory", .bytes(report.memory))
    }
}
