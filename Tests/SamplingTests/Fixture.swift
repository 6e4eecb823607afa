import Evidence
import Findings
import Inference
import Journal
import Platform
import Prompts
import Scoring
import Statistics
import Synchronization
import TestSupport
import Testing

@testable import Sampling

/// A run on simulated servers with a journal in a folder of its own.
final class Fixture: Sendable {
    let path: String
    let snapshots = Mutex<[Snapshot]>([])

    var lastSnapshot: Snapshot? { snapshots.withLock { $0.last } }

    init() {
        _ = Self.leftoversAreGone
        path = "/tmp/probscope-sampling-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).run"
    }

    deinit {
        for suffix in ["", "-wal", "-shm", "-lock"] { unlink(path + suffix) }
    }

    /// A test process that was killed could not remove its runs.
    private static let leftoversAreGone: Void = removeLeftovers()

    /// Quick retries, a commit after each wake-up, every snapshot.
    static let quick = SamplingLimits(
        retry: RetryPolicy(base: .zero, cap: .zero), batchTime: .zero, snapshotInterval: .zero,
        diskRetry: .milliseconds(5), checksGreedy: false)

    static func plan(
        prompts: Int = 3, draws: Int = 40, limits: SamplingLimits = quick,
        decoding: Decoding = .pure(maxTokens: 12), scorers: [any Scorer] = [SecretScorer()],
        rules: [StopRule] = [], order: OrderPolicy = .breadth, template: Template = .none
    ) -> SamplingPlan {
        SamplingPlan(
            name: "test",
            prompts: PromptSet(
                name: "test",
                prompts: (0..<prompts).map { Prompt(id: PromptID("p\($0)"), text: "text \($0)") },
                provenance: ""),
            decoding: decoding, draws: draws, scorers: scorers, seed: 5, template: template,
            order: order, stopRules: rules, limits: limits)
    }

    /// Both limits of a binary scorer's mean, at any number of draws, as stop rules look at them.
    static func interval(_ evidence: PromptEvidence, alpha: Double) -> Bound? {
        evidence.scores.first.flatMap {
            PromptFinding($0, Statement(alpha: alpha, isBinary: true)).reading.bound
        }
    }

    /// The journal, created for this plan or opened if it is there.
    func journal(
        _ plan: SamplingPlan,
        of model: ServerFacts = ServerFacts(
            modelName: "toy", echoesSettings: true)
    ) throws -> Journal {
        if access(path, F_OK) == 0 { return try Journal.open(at: path, mode: .readWrite) }
        return try Journal.create(
            at: path,
            identity: plan.identity(
                model: model, promptsFingerprint: plan.prompts.fingerprint),
            plan: plan.runPlan(servers: [], created: "2025-01-01T00:00:00Z"),
            prompts: plan.prompts)
    }

    /// Samples to the end and returns how it ended.
    @discardableResult
    func run(
        _ plan: SamplingPlan, _ servers: [SimulatedServer], record: (any RunRecord)? = nil
    ) async throws -> Snapshot.Phase {
        let journal: any RunRecord = if let record { record } else { try self.journal(plan) }
        return await Sampler(plan: plan, servers: servers, record: journal) { snapshot in
            self.snapshots.withLock { $0.append(snapshot) }
        }.run()
    }

    /// Samples on a ``TableServer`` until its request of this number, at which the run is stopped.
    static func sample(
        _ plan: SamplingPlan, stoppingAt request: Int, record: any RunRecord
    ) async {
        let running = Mutex<Sampler?>(nil)
        let server = TableServer(.init(slots: 6))
        server.change {
            $0.onRequest = { _, number in
                if number == request { running.withLock { $0?.stop() } }
            }
        }
        let sampler = Sampler(plan: plan, servers: [server], record: record) { _ in }
        running.withLock { $0 = sampler }
        _ = await sampler.run()
        running.withLock { $0 = nil }
    }

    /// What the journal holds now.
    func restored() throws -> RestoredRun {
        try Journal.open(at: path, mode: .readOnly).restore()
    }

    /// Checks that a run has exactly the draws planned, each the answer to its own seed.
    func expectComplete(
        _ plan: SamplingPlan, location: SourceLocation = #_sourceLocation
    ) throws {
        let run = try restored()
        for (position, evidence) in run.evidence.enumerated() {
            #expect(evidence.drawCount == plan.draws, sourceLocation: location)
            #expect(run.waiting[position].isEmpty, sourceLocation: location)
            #expect(
                Self.texts(evidence)
                    == Self.expectedTexts(plan, prompt: position, count: evidence.drawCount),
                sourceLocation: location)
        }
    }

    /// The answers of a prompt in launch order; nil for a lost draw.
    static func texts(_ evidence: PromptEvidence) -> [String?] {
        evidence.sequence.map { $0 < 0 ? nil : evidence.outputs[Int($0)].text }
    }

    static func expectedTexts(_ plan: SamplingPlan, prompt: Int, count: Int) -> [String?] {
        let seeds = SeedAllocation(runSeed: plan.seed)
        let prompt = plan.prompts[prompt]
        return (0..<count).map {
            SimulatedServer.answer(prompt.text, seed: seeds.seed(of: prompt.id, index: $0))
        }
    }
}

/// Scores 1 where the answer has the word "secret", and counts how often it was asked.
final class SecretScorer: Scorer, PromptScorer {
    let calls = Mutex(0)
    var descriptor: ScorerDescriptor {
        ScorerDescriptor(name: "secret", isBinary: true, zero: "kept", one: "told")
    }

    func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer { self }

    func score(_ text: String) async throws(ScoringError) -> Double {
        calls.withLock { $0 += 1 }
        return text.contains("secret") ? 1 : 0
    }
}
