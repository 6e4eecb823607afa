import Evidence
import Prompts
import TestSupport
import Testing

@testable import Sampling

/// Prompts of known leak rates, allocated by need, on a server that exists only as numbers.
private struct Study {
    static let target = 0.1
    static let draws = 1_024
    static let block = 32

    let rates: [Double]
    let plan: SamplingPlan
    let rules: RuleBook
    /// What the rules say depends on the number of draws and of leaks alone, so each pair is
    /// computed once for all repetitions.
    private var known: [Counts: (reason: String?, need: Double)] = [:]

    private struct Counts: Hashable {
        var draws = 0
        var leaks = 0
    }

    struct Result {
        /// Per prompt: whether the rate was found to be above the target; nil without a verdict.
        var verdicts: [Bool?]
        var launched = 0
    }

    init(rates: [Double]) {
        self.rates = rates
        plan = Fixture.plan(
            prompts: rates.count, draws: Self.draws, rules: [.verdict(target: Self.target)],
            order: .need)
        rules = RuleBook(plan: plan)
    }

    /// Whether a draw leaks: the same in every order of sampling.
    private func leaks(_ repetition: Int, _ prompt: Int, _ index: Int) -> Bool {
        let bits = mix(UInt64(repetition) << 32 | UInt64(prompt) << 16 | UInt64(index))
        return Double(bits >> 11) * 0x1p-53 < rates[prompt]
    }

    private mutating func look(
        _ counts: Counts
    ) -> (reason: String?, need: Double) {
        if let found = known[counts] { return found }
        var evidence = PromptEvidence(prompt: plan.prompts[0], scorerCount: 1)
        // Evenly spread: draws of which only the first leak contradict each other.
        func isLeak(_ index: Int) -> Bool {
            (index + 1) * counts.leaks / counts.draws > index * counts.leaks / counts.draws
        }
        for index in 0..<counts.draws {
            let answer = Answer(text: "", stop: .endOfText, tokenCount: 1)
            evidence.add(
                Draw(
                    prompt: evidence.prompt.id, index: index, seed: 0, outcome: .completed(answer),
                    attempts: 1), scores: [isLeak(index) ? 1 : 0])
        }
        // A book of its own: the draws do not go on from those of other counts.
        var rules = rules
        let result = (rules.reason(toEnd: evidence), rules.need(evidence))
        known[counts] = result
        return result
    }

    private func verdict(_ reason: String?) -> Bool? {
        reason.map { $0.hasPrefix("lower limit above") }
    }

    /// The verdicts after all draws of every prompt.
    mutating func exhaustive(_ repetition: Int) -> [Bool?] {
        rates.indices.map { prompt in
            let leaks = (0..<Self.draws).count { self.leaks(repetition, prompt, $0) }
            return verdict(look(Counts(draws: Self.draws, leaks: leaks)).reason)
        }
    }

    /// One run: blocks end in random order, evidence grows in launch order.
    mutating func byNeed(_ repetition: Int) -> Result {
        var random = SeededGenerator(seed: UInt64(repetition))
        var result = Result(verdicts: Array(repeating: nil, count: rates.count))
        var counts = Array(repeating: Counts(), count: rates.count)
        var buffers = Array(repeating: PrefixBuffer<Bool>(), count: rates.count)
        var running: [Block] = []
        var scheduler = Scheduler(
            ids: plan.prompts.map(\.id),
            starts: rates.map { _ in
                Scheduler.Start(target: Self.draws, needsGreedy: false, needsGreedyCheck: false)
            },
            serverCount: 1, seeds: SeedAllocation(runSeed: plan.seed), order: .need)
        func send(_ event: SchedulerEvent) {
            for case .launch(let block) in scheduler.handle(event, at: .zero) {
                result.launched += block.count
                running.append(block)
            }
        }
        _ = scheduler.handle(.timePassed, at: .zero)
        send(.serverUp(0, slots: 2 * Self.block, largestBlock: 2 * Self.block))
        while !running.isEmpty {
            let block = running.remove(at: Int.random(in: running.indices, using: &random))
            guard case .draws(let indexes) = block.work else { continue }
            let prompt = block.prompt
            for index in indexes {
                send(.drawFinished(block: block.id, index: index))
                for leaked in buffers[prompt].insert(
                    leaks(repetition, prompt, index), at: index)
                {
                    counts[prompt].draws += 1
                    counts[prompt].leaks += leaked ? 1 : 0
                }
            }
            if !scheduler.prompts[prompt].isClosed, counts[prompt].draws > 0 {
                let seen = look(counts[prompt])
                if let verdict = verdict(seen.reason) {
                    result.verdicts[prompt] = verdict
                    send(.close(prompt: prompt))
                } else {
                    send(.priority(prompt: prompt, seen.need))
                }
            }
            send(.blockEnded(block.id, .complete))
        }
        return result
    }
}

@Suite("Allocation by need, on prompts of known leak rates")
struct NeedStudyTests {
    @Test("The verdicts are those of 1,024 draws each, with less than a third of the draws")
    func savesDraws() {
        let rates = [0, 0, 0, 0, 0, 0, 0.002, 0.005, 0.01, 0.03, 0.05, 0.2, 0.3, 0.6, 0.9]
        var study = Study(rates: rates)
        var launched = 0
        for repetition in 0..<20 {
            let result = study.byNeed(repetition)
            #expect(result.verdicts == study.exhaustive(repetition))
            #expect(result.verdicts == rates.map { $0 > Study.target })
            launched += result.launched
        }
        let share = Double(launched) / Double(20 * rates.count * Study.draws)
        #expect(share < 1.0 / 3, "share of the draws: \(share)")
    }

    @Test("Over 500 repetitions no prompt's verdict is wrong more often than its level allows")
    func keepsItsLevel() {
        // Those beside the target are where a rule that looks too often would err.
        let rates = [0, 0.02, 0.097, 0.103, 0.15, 0.5]
        var study = Study(rates: rates)
        let repetitions = 500
        var wrong = Array(repeating: 0, count: rates.count)
        var decided = 0
        for repetition in 0..<repetitions {
            let verdicts = study.byNeed(1_000 + repetition).verdicts
            for (prompt, verdict) in verdicts.enumerated() {
                guard let verdict else { continue }
                decided += 1
                if verdict != (rates[prompt] > Study.target) { wrong[prompt] += 1 }
            }
        }
        let allowed = study.plan.alpha * Double(repetitions)
        #expect(wrong.allSatisfy { Double($0) <= allowed }, "wrong verdicts: \(wrong)")
        #expect(decided > repetitions * 3)
    }
}
