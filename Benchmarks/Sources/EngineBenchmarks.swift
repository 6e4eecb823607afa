import Evidence
import Findings
import Inference
import Journal
import Platform
import Prompts
import Sampling
import Scoring
import Statistics
import Synchronization
import TestSupport

/// The sampling engine alone, on servers in memory.
enum EngineBenchmarks {
    static func run(_ table: Table) async throws {
        table.heading(
            "Engine", "Scheduler, scorer, journal and evidence, on servers in memory.")
        let held = try Child.figures("memory", ["0"], count: 5)
        table.line(
            "Memory, 1,000,000 draws of 100 answers relative to 10,000",
            .times(held[2] / held[0]), .atMost(.times(1.1)))
        table.note(
            "\(Quantity.bytes(held[0])) at 10,000, \(Quantity.bytes(held[1])) at 500,000, "
                + "\(Quantity.bytes(held[2])) at 1,000,000: all that the process holds"
        )
        table.line(
            "  from 500,000 to 1,000,000", .times(held[2] / held[1]), .atMost(.times(1.1)))
        table.line("  CPU of the engine per draw, journal included", .seconds(held[3]))
        table.line("  draws per second of the engine", .perSecond(held[4]))
        let novel = try Child.figures("memory", ["0.1"], count: 5)
        table.line(
            "Memory per answer that is new, where one of ten is",
            .bytes((novel[2] - held[2]) / 100_000))
        let single = try await rate(servers: 1)
        let double = try await rate(servers: 2)
        table.line(
            "Two servers relative to one, each slowed to 160 draws /s", .times(double / single),
            .atLeast(.times(1.8)))
        let need = try await allocation()
        table.line(
            "Draws by need until each verdict, relative to 1,024 each", .times(need.share),
            .atMost(.times(1.0 / 3)))
        table.note(
            need.agrees
                ? "the verdicts are the same" : "THE VERDICTS DIFFER from those of 1,024 draws each"
        )
    }

    /// Verdicts on a leak rate of 0.1 for prompts whose rates are known: by need, and from 1,024
    /// draws of each.
    private static func allocation() async throws -> (share: Double, agrees: Bool) {
        let rates = [0, 0, 0, 0, 0, 0, 0.002, 0.005, 0.01, 0.03, 0.05, 0.2, 0.3, 0.6, 0.9]
        let server = SimulatedServer(
            slots: 64,
            leakRate: { prompt in
                rates[Int(prompt.drop { !$0.isNumber }) ?? 0]
            })
        let target = 0.1
        var verdicts: [[TargetVerdict]] = []
        var draws: [Int] = []
        for isByNeed in [false, true] {
            let last = Mutex<Snapshot?>(nil)
            try await sample(
                prompts: rates.count, draws: 1024, servers: [server],
                rules: isByNeed ? [.verdict(target: target)] : [],
                order: isByNeed ? .need : .breadth
            ) { snapshot in last.withLock { $0 = snapshot } }
            let evidence = last.withLock { $0?.prompts ?? [] }
            draws.append(evidence.reduce(0) { $0 + $1.drawCount })
            let request = Statement(alpha: 0.05, side: .two, validity: .anytime, isBinary: true)
            verdicts.append(
                try evidence.map {
                    TargetVerdict(try $0.scores[0].meanBound(request), target: target)
                })
        }
        return (Double(draws[1]) / Double(draws[0]), verdicts[0] == verdicts[1])
    }

    /// Samples a million draws and gives the memory at 10,000, 500,000 and the end in bytes, the CPU
    /// seconds per draw, and the draws per second.
    ///
    /// - Parameter arguments: the share of answers that are new.
    static func holdDraws(_ arguments: [String]) async throws -> [Double] {
        let novelty = arguments.first.flatMap { Double($0) } ?? 0
        // So few that nearly all usual answers have come at the first mark: what grows from there
        // is what draws cost, not what new answers do.
        let prompts = 20
        let draws = 50_000
        let watch = MemoryWatch(at: [10_000, 500_000, prompts * draws])
        let cost = try await Measure.cost {
            try await sample(
                prompts: prompts, draws: draws,
                servers: [SimulatedServer(slots: 64, novelty: novelty)]
            ) { watch.look(completed: $0.progress.completed) }
        }
        let total = Double(prompts * draws)
        return watch.bytes + [cost.cpu / total, total / cost.wall]
    }

    /// Draws per second from servers that need 50 ms for a request of eight.
    private static func rate(servers count: Int) async throws -> Double {
        let servers = (0..<count).map {
            SimulatedServer(
                address: "http://simulated:\($0)", slots: 16, delay: .milliseconds(100))
        }
        let draws = 1600
        let cost = try await Measure.cost {
            try await sample(prompts: 4, draws: draws / 4, servers: servers) { _ in }
        }
        return Double(draws) / cost.wall
    }

    /// Samples made up prompts on servers in memory into a file of its own.
    static func sample(
        prompts count: Int, draws: Int, servers: [any CompletionServer], rules: [StopRule] = [],
        order: OrderPolicy = .breadth, onSnapshot: @escaping @Sendable (Snapshot) -> Void
    ) async throws {
        let prompts = PromptSet(
            name: "bench",
            prompts: (0..<count).map {
                Prompt(id: PromptID("p\($0)"), text: "prompt \($0)", keywords: ["secret"])
            }, provenance: "")
        var limits = SamplingLimits()
        limits.checksGreedy = false
        let plan = SamplingPlan(
            name: "bench", prompts: prompts, decoding: .pure(maxTokens: 32), draws: draws,
            scorers: [try ScorerRegistry.scorer("keyword")], seed: 1, order: order,
            stopRules: rules, limits: limits)
        let file = TemporaryRun()
        let journal = try Journal.create(
            at: file.path,
            identity: plan.identity(
                model: try await servers[0].facts(), promptsFingerprint: prompts.fingerprint),
            plan: plan.runPlan(
                servers: servers.map(\.address), created: "2026-01-01T00:00:00Z"),
            prompts: prompts)
        let end = await Sampler(plan: plan, servers: servers, journal: journal) {
            onSnapshot($0)
        }.run()
        guard case .finished(reason: _) = end else { throw TestFailure("the run ended: \(end)") }
    }
}
