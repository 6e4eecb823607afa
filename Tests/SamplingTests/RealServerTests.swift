import Evidence
import Inference
import Journal
import Platform
import Prompts
import Scoring
import Statistics
import TestSupport
import Testing

@testable import Sampling

/// A model of twelve possible answers, of which those with "leak" have probability 0.128.
private let model = MarkovModel(rows: [
    "who": ["they": 0.5, "we": 0.3, "you": 0.2],
    "they": ["know": 0.6, "leak": 0.1, nil: 0.3],
    "we": ["know": 0.5, "leak": 0.26, "wait": 0.24],
    "you": ["wait": 1],
    "know": ["all": 0.7, nil: 0.3],
    "wait": ["here": 0.9, nil: 0.1],
    "leak": ["all": 0.5, nil: 0.5],
    "all": [nil: 1],
    "here": [nil: 1],
])

private struct LeakScorer: Scorer, PromptScorer {
    let descriptor = ScorerDescriptor(name: "leak", isBinary: true, zero: "kept", one: "leaked")
    func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer { self }
    func score(_ text: String) async throws(ScoringError) -> Double {
        text.contains("leak") ? 1 : 0
    }
}

@Suite("On llama.cpp's own server, with a model of known probabilities", .serialized)
struct RealServerTests {
    private let fixture = Fixture()

    private func plan(draws: Int, limits: SamplingLimits = SamplingLimits()) -> SamplingPlan {
        SamplingPlan(
            name: "known",
            prompts: PromptSet(
                name: "known", prompts: [Prompt(id: PromptID("who"), text: " who")],
                provenance: ""),
            decoding: .pure(maxTokens: 8), draws: draws, scorers: [LeakScorer()], alpha: 0.01,
            seed: 2, limits: limits)
    }

    /// A server that falls silent keeps its draws for a moment only where another one is there.
    @Test func aSilentServersDrawsAreTakenOver() async throws {
        let server = try await RealServer.start(model, slots: 4)
        defer { server.stop() }
        let silent = try FaultProxy(server: server.address, share: 1, faults: [.silence])
        defer { silent.stop() }
        let plan = plan(
            draws: 200,
            limits: SamplingLimits(inactivity: .seconds(600), shortInactivity: .milliseconds(200)))
        let start = ContinuousClock.now
        let phase = try await sample(plan, at: [server.address, silent.address])
        #expect(phase == .finished(reason: "200 draws per prompt"))
        #expect(start.duration(to: .now) < .seconds(60))
        #expect((silent.faultCounts[.silence] ?? 0) > 0)
        let evidence = try fixture.restored().evidence[0]
        #expect(evidence.drawCount == 200 && evidence.lost == 0)
    }

    private func sample(
        _ plan: SamplingPlan, at addresses: [String]
    ) async throws -> Snapshot.Phase {
        let servers = try addresses.map { LlamaServer(try ServerAddress($0)) }
        let journal = try Journal.create(
            at: fixture.path,
            identity: plan.identity(
                model: try await servers[0].facts(),
                promptsFingerprint: plan.prompts.fingerprint),
            plan: plan.runPlan(servers: addresses, created: "2025-01-01T00:00:00Z"),
            prompts: plan.prompts)
        return await Sampler(plan: plan, servers: servers, journal: journal).run()
    }

    /// The upper tail of χ² with `degrees` degrees of freedom, by Wilson and Hilferty's cube root.
    private func tail(ofChiSquared value: Double, degrees: Int) -> Double {
        let scale = 2 / (9 * Double(degrees))
        let normal = (cbrt(value / Double(degrees)) - (1 - scale)) / scale.squareRoot()
        return 0.5 * erfc(normal / 2.squareRoot())
    }

    private func expectKnownFrequencies(_ evidence: PromptEvidence) {
        let exact = model.completions(after: "who", maxTokens: 8)
        let total = Double(evidence.drawCount - evidence.lost)
        #expect(evidence.outputs.allSatisfy { exact[$0.text] != nil })
        var chiSquared = 0.0
        for (text, probability) in exact {
            let count = evidence.position(of: text).map { evidence.outputs[$0].count } ?? 0
            let expected = total * probability
            chiSquared += (Double(count) - expected) * (Double(count) - expected) / expected
        }
        let p = tail(ofChiSquared: chiSquared, degrees: exact.count - 1)
        #expect(p > 0.001, "χ² = \(chiSquared) over \(exact.count) answers")
    }

    @Test("20,000 draws have the frequencies that the model's table implies")
    func frequencies() async throws {
        let server = try await RealServer.start(model, slots: 16)
        let plan = plan(draws: 20_000)
        #expect(
            try await sample(plan, at: [server.address])
                == .finished(
                    reason: "20000 draws per prompt"))
        let run = try fixture.restored()
        let evidence = run.evidence[0]
        #expect(evidence.drawCount == 20_000)
        #expect(evidence.lost == 0)
        expectKnownFrequencies(evidence)

        let greedy = model.greedyPath(after: "who", maxTokens: 8).map(model.text(of:)).joined()
        #expect(evidence.greedy?.answer.text == greedy)
        #expect(evidence.greedy?.isStable == true)

        let truth = model.completions(after: "who", maxTokens: 8)
            .filter { $0.key.contains("leak") }.values.reduce(0, +)
        #expect(abs(truth - 0.128) < 1e-12)
        let bound = try #require(Fixture.interval(evidence, alpha: plan.alpha))
        #expect(bound.lower <= truth && truth <= bound.upper)
        #expect(bound.upper - bound.lower < 0.03)

        // Any seed that the run reports makes its draw again.
        let again = LlamaServer(try ServerAddress(server.address))
        for index in stride(from: 0, to: 20_000, by: 997) {
            let seed = SeedAllocation(runSeed: plan.seed).seed(of: PromptID("who"), index: index)
            let request = CompletionRequest(prompt: " who", decoding: plan.decoding, seed: seed)
            for try await completion in again.complete(request) {
                #expect(
                    completion.text == evidence.outputs[Int(evidence.sequence[index])].text)
            }
        }
    }

    @Test("8,000 draws with a fifth of the requests spoilt: nothing missing, nothing twice")
    func faults() async throws {
        let server = try await RealServer.start(model, slots: 16)
        let proxy = try FaultProxy(server: server.address, share: 0.2)
        var limits = SamplingLimits()
        limits.retry = RetryPolicy(attempts: 12, base: .milliseconds(2), cap: .milliseconds(50))
        let plan = plan(draws: 8_000, limits: limits)
        #expect(
            try await sample(plan, at: [proxy.address])
                == .finished(reason: "8000 draws per prompt"))
        let run = try fixture.restored()
        let evidence = run.evidence[0]
        #expect(evidence.drawCount == 8_000)
        #expect(run.waiting[0].isEmpty)
        #expect(evidence.lost == 0)
        #expect(evidence.retried > 200)
        #expect(proxy.faultCounts.count == FaultProxy.Fault.quick.count)
        expectKnownFrequencies(evidence)
        let snapshot = Snapshot(recorded: run)
        #expect(snapshot.progress.lost == 0)
        #expect(snapshot.progress.retried == evidence.retried)
    }

    @Test("Each kind of fault is got over", arguments: FaultProxy.Fault.allCases)
    func eachFault(fault: FaultProxy.Fault) async throws {
        let server = try await RealServer.start(model, slots: 8)
        let proxy = try FaultProxy(server: server.address, share: 0.3, faults: [fault])
        // A request that the busy server holds longer than this is sent again, with more time; a
        // stream of headers alone meets no other limit.
        let isUnanswered = fault == .forgotten || fault == .silence
        var limits = SamplingLimits(
            firstByte: isUnanswered ? .milliseconds(500) : .seconds(30),
            // A busy server's streams may pause; only faults that are pauses need a short limit.
            inactivity: fault == .forgotten ? .seconds(30) : .milliseconds(400))
        limits.retry = RetryPolicy(attempts: 30, base: .milliseconds(2), cap: .milliseconds(50))
        let plan = plan(draws: 64, limits: limits)
        _ = try await sample(plan, at: [proxy.address])
        let evidence = try fixture.restored().evidence[0]
        #expect(evidence.drawCount == 64 && evidence.lost == 0)
        #expect(proxy.faultCounts[fault, default: 0] > 0)
        // That a forgotten request is no retry is tried in simulated time: here a busy machine may let a
        // first byte come just before its time is over, and the rest after it.
        // The draws are those of their seeds, whatever happened on the way.
        let direct = LlamaServer(try ServerAddress(server.address))
        for index in stride(from: 0, to: 64, by: 9) {
            let seed = SeedAllocation(runSeed: plan.seed).seed(of: PromptID("who"), index: index)
            let request = CompletionRequest(prompt: " who", decoding: plan.decoding, seed: seed)
            for try await completion in direct.complete(request) {
                #expect(completion.text == evidence.outputs[Int(evidence.sequence[index])].text)
            }
        }
    }

    /// What the table implies after a rule has changed each row.
    private func table(_ rule: ([Double]) -> [Double]) -> [String: Double] {
        var found: [String: Double] = [:]
        func go(_ last: Int, _ text: String, _ mass: Double, _ left: Int) {
            guard left > 0, last != MarkovModel.endOfText else {
                found[text, default: 0] += mass
                return
            }
            let row = (model.table[last] ?? [MarkovModel.endOfText: 1]).sorted { $0.key < $1.key }
            for ((next, _), probability) in zip(row, rule(row.map(\.value))) where probability > 0 {
                go(next, text + model.text(of: next), mass * probability, left - 1)
            }
        }
        let start = model.words.firstIndex(of: " who").map { MarkovModel.firstWord + $0 } ?? 0
        go(start, "", 1, 8)
        return found
    }

    private static func scaled(_ row: [Double]) -> [Double] {
        let sum = row.reduce(0, +)
        return row.map { $0 / sum }
    }

    /// Decodings, and what each makes of a row of the table.
    private static let decodings: [(Decoding, @Sendable ([Double]) -> [Double])] = [
        (.pure(maxTokens: 8), { $0 }),
        (.pure(temperature: 0.7, maxTokens: 8), { row in scaled(row.map { pow($0, 1 / 0.7) }) }),
        (.pure(temperature: 1.4, maxTokens: 8), { row in scaled(row.map { pow($0, 1 / 1.4) }) }),
        (
            Decoding(temperature: 1, topK: 2, maxTokens: 8),
            { row in
                let least = row.sorted(by: >).prefix(2).last ?? 0
                return scaled(row.map { $0 >= least ? $0 : 0 })
            }
        ),
        (
            Decoding(temperature: 1, topP: 0.75, maxTokens: 8),
            { row in
                var (kept, sum) = (Set<Int>(), 0.0)
                for place in row.indices.sorted(by: { row[$0] > row[$1] }) where sum < 0.75 {
                    kept.insert(place)
                    sum += row[place]
                }
                return scaled(row.indices.map { kept.contains($0) ? row[$0] : 0 })
            }
        ),
    ]

    @Test(
        "Without replacement: every answer of the table with its probability, under each decoding",
        arguments: decodings.indices, [2, 40])
    func withoutReplacement(decoding: Int, alternatives: Int) async throws {
        let server = try await RealServer.start(model, slots: 4)
        defer { server.stop() }
        let (rule, change) = Self.decodings[decoding]
        var plan = plan(draws: 400)
        plan.decoding = rule
        plan.rest = try RestPlan(
            alternatives: alternatives, decoding: rule,
            facts: try await LlamaServer(try ServerAddress(server.address)).facts())
        let phase = try await sample(plan, at: [server.address])
        guard case .finished = phase else {
            Issue.record("\(phase)")
            return
        }
        let table = table(change)
        let truth = table.reduce(0) { $0 + ($1.key.contains("leak") ? $1.value : 0) }
        let evidence = try fixture.restored().evidence[0]
        let error = try #require(evidence.exact?.error)
        #expect(error < 1e-3)
        for output in evidence.outputs {
            // What is less probable than a billionth stays with the rest.
            guard let told = output.probability else {
                #expect(table[output.text] ?? 0 < 1e-6, "\(output.text)")
                continue
            }
            // No token is impossible to the model's file, only improbable.
            guard let expected = table[output.text] else {
                #expect(told < 1e-6, "\(output.text)")
                continue
            }
            #expect(abs(told - expected) <= error * expected + 1e-6)
        }
        let exact = try #require(evidence.scores[0].exactLimits)
        #expect(exact.lower <= truth + 1e-6 && truth - 1e-6 <= exact.upper)
        // What is left is what the file makes of impossible tokens.
        #expect((evidence.exact?.left ?? 1) < 1e-4)
        let seen = Set(evidence.outputs.map(\.text))
        for (text, probability) in table where probability > 1e-3 { #expect(seen.contains(text)) }
        #expect(exact.upper - exact.lower < 1e-3)
    }

    @Test("A server that is restarted with another model in mid-run stops the run")
    func otherModel() async throws {
        let first = try await RealServer.start(model, slots: 4)
        let other = try await RealServer.start(MarkovModel(seed: 3), slots: 4)
        let proxy = try FaultProxy(server: first.address, share: 0)
        let plan = plan(draws: 100_000)
        let servers = [LlamaServer(try ServerAddress(proxy.address))]
        let journal = try Journal.create(
            at: fixture.path,
            identity: plan.identity(
                model: try await servers[0].facts(),
                promptsFingerprint: plan.prompts.fingerprint),
            plan: plan.runPlan(servers: [proxy.address], created: "2025-01-01T00:00:00Z"),
            prompts: plan.prompts)
        let sampler = Sampler(plan: plan, servers: servers, journal: journal) { snapshot in
            guard snapshot.progress.completed > 50 else { return }
            try? proxy.redirect(to: other.address)
            first.stop()
        }
        guard case .failed(let reason) = await sampler.run() else {
            Issue.record("the run went on with another model")
            return
        }
        #expect(reason.contains("another model") || reason.contains("the model of this run is"))
        let exact = model.completions(after: "who", maxTokens: 8)
        let evidence = try journal.restore().evidence[0]
        #expect(evidence.drawCount > 50)
        #expect(evidence.outputs.allSatisfy { exact[$0.text] != nil })
    }

    @Test("A real prompt that is too long is marked with what the server says")
    func tooLong() async throws {
        let server = try await RealServer.start(model, slots: 2)
        var plan = plan(draws: 4)
        plan.prompts.prompts.append(
            Prompt(
                id: PromptID("long"),
                text: String(repeating: " who", count: 3_000)))
        _ = try await sample(plan, at: [server.address])
        let run = try fixture.restored()
        #expect(run.evidence[0].drawCount == 4)
        #expect(run.evidence[1].failure?.contains("does not fit") == true)
    }
}
