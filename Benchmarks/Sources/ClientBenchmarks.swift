import Evidence
import Inference
import Journal
import Platform
import Prompts
import Sampling
import Scoring
import TestSupport

/// What sampling costs this machine and takes from the server, on llama.cpp's own server.
enum ClientBenchmarks {
    /// Twice the size of a block, since the sampler keeps two of them going.
    private static let slots = 32
    private static let tokens = 32
    /// Some five seconds' worth, so that opening a run and ending it (some 40 ms) weigh little.
    private static let completions = 5120
    private static let rounds = 7

    static func run(_ table: Table) async throws {
        table.heading(
            "Client",
            "llama.cpp's server, 32 slots; two streams of n_cmpl 16 at a time, 32 tokens each; "
                + "medians of \(rounds) rounds of \(completions) completions, ours and the bare load "
                + "generator's in turn.")
        // No word ends the text, so that every completion has exactly 32 tokens.
        let model = MarkovModel(stop: 0)
        let server = try await RealServer.start(model, slots: slots)
        defer { server.stop() }
        let address = try ServerAddress(server.address)
        let generator = LoadGenerator(
            port: UInt16(server.address.split(separator: ":").last ?? "") ?? 0,
            prompts: prompts.map(\.text), tokens: tokens)

        var ours: [(wall: Double, cpu: Double)] = []
        var theirs: [(wall: Double, cpu: Double)] = []
        for round in 0...rounds {
            let mine = try await sample(at: address, seed: UInt64(round))
            let bare = try await Measure.cost {
                try generator.run(completions: completions, seed: UInt32(round * 100_000))
            }
            // The first round warms up the server.
            guard round > 0 else { continue }
            ours.append(mine)
            theirs.append(bare)
        }
        let count = Double(completions)
        let cpu = Measure.median(ours.map(\.cpu)) / count
        let bareCPU = Measure.median(theirs.map(\.cpu)) / count
        let rate = count / Measure.median(ours.map(\.wall))
        let bareRate = count / Measure.median(theirs.map(\.wall))
        table.line(
            "CPU per streamed 32-token completion, everything included", .seconds(cpu),
            .atMost(.seconds(0.4e-3)),
            Table.Peer(name: "load generator: reads and counts", figure: .seconds(bareCPU)))
        table.line("  the least of the rounds", .seconds((ours.map(\.cpu).min() ?? .nan) / count))
        table.line(
            "Completions per second", .perSecond(rate), nil,
            Table.Peer(name: "load generator", figure: .perSecond(bareRate)))
        table.line(
            "Throughput relative to the load generator", .times(rate / bareRate),
            .atLeast(.times(0.95)))
    }

    private static let prompts = PromptSet(
        name: "bench",
        prompts: ["cat", "dog", "mat", "rug", "moon", "star", "sun", "sat"].map {
            Prompt(
                id: PromptID($0), text: " the cat sat on the mat and the \($0)",
                references: [" the moon and the star"], keywords: ["moon star"])
        }, provenance: "")

    /// Samples a run as `probscope run` does: journal on disk, scorer, evidence.
    private static func sample(
        at address: ServerAddress, seed: UInt64
    ) async throws -> (wall: Double, cpu: Double) {
        let server = LlamaServer(address)
        var limits = SamplingLimits()
        limits.checksGreedy = false
        let plan = SamplingPlan(
            name: "bench", prompts: prompts, decoding: .pure(maxTokens: tokens),
            draws: completions / prompts.count,
            scorers: [try ScorerRegistry.scorer("keyword")], seed: seed, limits: limits)
        let file = TemporaryRun()
        let journal = try Journal.create(
            at: file.path,
            identity: plan.identity(
                model: try await server.facts(), promptsFingerprint: prompts.fingerprint),
            plan: plan.runPlan(servers: [server.address], created: "2026-01-01T00:00:00Z"),
            prompts: prompts)
        let sampler = Sampler(plan: plan, servers: [server], journal: journal)
        return try await Measure.cost {
            guard case .finished(reason: _) = await sampler.run() else {
                throw TestFailure("the run did not finish")
            }
        }
    }
}

/// A run file that is removed with the value.
final class TemporaryRun: Sendable {
    let path = "/tmp/probscope-bench-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).run"

    deinit {
        for suffix in ["", "-wal", "-shm", "-lock"] { unlink(path + suffix) }
    }
}
