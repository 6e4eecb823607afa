import Evidence
import Findings
import Inference
import Journal
import Platform
import Prompts
import Scoring
import Statistics
import TestSupport
import Testing

@testable import Sampling

/// How often limits from draws without replacement are wrong, and whether draws follow the rest: each
/// prompt of a run is one simulated run on a server of known tables.
///
/// `PROBSCOPE_SIMULATED_RUNS` says how many of each kind (`make simulate-rest`: 2,000).
@Suite("Draws without replacement, simulated", .serialized)
struct RestStudyTests {
    private static let runs =
        getenv("PROBSCOPE_SIMULATED_RUNS").flatMap { Int(String(cString: $0)) } ?? 40
    private static let draws = 24
    private static let alpha = 0.1
    /// A run of many prompts costs more than as many runs of a few: each choice by need looks at all.
    private static let batch = 250
    /// Runs of the program with as many prompts in each, and seeds of their own.
    private static let batches = stride(from: 0, to: runs, by: batch).map {
        (seed: UInt64(5 + $0), prompts: min(batch, runs - $0))
    }

    /// A kind of run.
    enum Kind: String, CaseIterable {
        case breadth
        /// The prompt nearest to its verdict comes first, and stops when it has one.
        case needUntilDecided
        /// Beginnings that settle the score are absorbed, and each fourth answer is directed.
        case leaksDecidedEarly
        /// The first half of the draws are plain ones.
        case behindPlain
        /// More tokens are left by a cut-off than are listed.
        case cutOff
        /// A bias changes some tokens' chances, and fewer are listed than there are.
        case biased

        var decoding: Decoding {
            var decoding = Decoding.pure(maxTokens: 3)
            guard self == .cutOff || self == .biased else { return decoding }
            decoding.kind = .custom
            if self == .cutOff { decoding.topK = 5 } else { decoding.logitBias = [3: 1, 5: -1] }
            return decoding
        }

        var alternatives: Int { self == .cutOff ? 2 : 4 }

        /// Every answer to a prompt with its probability.
        func table(_ prompt: String) -> [String: Double] {
            TableServer.table(prompt, maxTokens: 3) { weights in
                var weights = weights
                if self == .cutOff {
                    let rare = weights.indices.sorted { weights[$0] > weights[$1] }.dropFirst(5)
                    for token in rare { weights[token] = 0 }
                }
                if self == .biased {
                    (weights[3], weights[5]) = (weights[3] * exp(1), weights[5] * exp(-1))
                }
                return weights
            }
        }
    }

    private func sample(
        _ kind: Kind, slots: Int, losing: Bool, _ fixture: Fixture,
        _ batch: (seed: UInt64, prompts: Int), scorer: (any Scorer)? = nil
    ) async throws -> SamplingPlan {
        var plan = Fixture.plan(
            prompts: batch.prompts, draws: Self.draws, decoding: kind.decoding,
            rules: kind == .needUntilDecided ? [.verdict(target: 0.2)] : [],
            order: kind == .needUntilDecided ? .need : .breadth)
        plan.seed = batch.seed
        if kind == .leaksDecidedEarly {
            plan.order = .leaks
            plan.scorers = [PartScorer(try KeywordScorer(), finder: AnswerFinder(.init(.whole)))]
            for place in plan.prompts.indices {
                plan.prompts[place].keywords = ["secret"]
            }
        }
        if let scorer {
            plan.scorers = [scorer]
            for place in plan.prompts.indices {
                plan.prompts[place].references = [Self.reference]
            }
        }
        plan.alpha = Self.alpha
        plan.rest = try RestPlan(
            alternatives: kind.alternatives, decoding: plan.decoding, facts: TableServer.facts)
        let server = TableServer(.init(slots: slots))
        if losing {
            // As seeds are fresh, which draws are lost hangs on no answer.
            server.change {
                $0.fault = { request, _ in
                    (request.promptTokens != nil || kind == .behindPlain)
                        && request.decoding.kind != .greedy && request.seed % 16 == 0
                        ? .serverError(status: 500, message: "no") : nil
                }
            }
        }
        if kind == .behindPlain {
            var plain = plan
            (plain.rest, plain.draws) = (nil, Self.draws / 2)
            let journal = try fixture.journal(plain, of: TableServer.facts)
            _ = await Sampler(plan: plain, servers: [server], record: journal) { _ in }.run()
            #expect(try journal.reasonNotToGoOn() == nil)
            let other = try journal.goingOnWithoutReplacement()
            _ = await Sampler(plan: plan, servers: [server], record: other) { _ in }.run()
            return plan
        }
        let journal = try fixture.journal(plan, of: TableServer.facts)
        _ = await Sampler(plan: plan, servers: [server], record: journal) { _ in }.run()
        return plan
    }

    private func truth(_ evidence: PromptEvidence, _ kind: Kind) -> Double {
        kind.table(evidence.prompt.text)
            .reduce(0) { $0 + ($1.key.contains("secret") ? $1.value : 0) }
    }

    @Test(
        "No limit is wrong at any number of draws more often than α", arguments: Kind.allCases,
        [1, 8, 64])
    func everWrong(kind: Kind, slots: Int) async throws {
        var wrong = (upper: 0, lower: 0)
        var (draws, lost, decided, early) = (0, 0, 0, 0.0)
        var all: [PromptEvidence] = []
        for batch in Self.batches {
            let fixture = Fixture()
            _ = try await sample(kind, slots: slots, losing: true, fixture, batch)
            all += try fixture.restored().evidence
        }
        for evidence in all {
            let mean = truth(evidence, kind)
            let scores = evidence.scores[0]
            draws += evidence.drawCount
            lost += evidence.lost
            if evidence.stopped != nil { decided += 1 }
            early += evidence.exact?.early?.mass ?? 0
            let exact = try #require(scores.exactLimits)
            #expect(exact.lower <= mean && mean <= exact.upper)
            // ln E of the sixteen bets at the truth, draw by draw: the limit at n excludes it where
            // this reaches ln 1/α.
            var upper = Bets.upper
            var lower = Bets.lower
            var isWrong = (upper: false, lower: false)
            for draw in scores.restDraws {
                let (known, left) = (draw.mass.known, draw.mass.left)
                let high = known + left * (draw.score ?? 1)
                let low = known + left * (draw.score ?? 0)
                if known + left > mean + 1e-9 {
                    upper.add((mean - high) / (known + left - mean))
                }
                if mean > known + 1e-9 { lower.add((low - mean) / (mean - known)) }
                if upper.logEvidence >= -log(Self.alpha) { isWrong.upper = true }
                if lower.logEvidence >= -log(Self.alpha) { isWrong.lower = true }
            }
            if isWrong.upper { wrong.upper += 1 }
            if isWrong.lower { wrong.lower += 1 }
            // The limits exclude the truth exactly where the evidence does, before they are moved
            // outwards by how far off what is known exactly may be: the last of the rest is less than
            // that.
            let narrow = try Mean.withoutReplacement(
                scores.restDraws, alpha: 2 * Self.alpha, side: .two, now: scores.exact)
            #expect((narrow.upper < mean) == (upper.logEvidence >= -log(Self.alpha)))
            #expect((narrow.lower > mean) == (lower.logEvidence >= -log(Self.alpha)))
            let bound = try scores.meanBound(Statement(alpha: 2 * Self.alpha, isBinary: true))
            let moved = (bound.upper - narrow.upper, narrow.lower - bound.lower)
            for moved in [moved.0, moved.1] {
                #expect(moved >= 0 && moved <= scores.exactError * (1 + 1e-6) + 1e-15)
            }
        }
        let runs = Double(Self.runs)
        let most = runs * Self.alpha + 3 * (runs * Self.alpha * (1 - Self.alpha)).squareRoot()
        #expect(Double(wrong.upper) <= most && Double(wrong.lower) <= most)
        #expect(lost > 0)
        if kind == .needUntilDecided { #expect(decided > 0) }
        if kind == .leaksDecidedEarly { #expect(early > 0) }
        if kind == .behindPlain {
            #expect(all.allSatisfy { $0.plain == Self.draws / 2 && $0.drawCount == Self.draws })
        }
        print(
            "simulated, \(kind.rawValue), \(slots) in flight: \(Self.runs) runs, \(draws) draws, "
                + "\(lost) lost, \(decided) stopped early, ever wrong above \(wrong.upper), "
                + "below \(wrong.lower), α \(Self.alpha) each")
    }

    /// What graded scores are held against.
    private static let reference = "one two secret"

    @Test(
        "No figure of graded scores is wrong at any number of draws more often than α",
        arguments: [Kind.breadth, .leaksDecidedEarly], [1, 8, 64])
    func graded(kind: Kind, slots: Int) async throws {
        let scorer = try RougeScorer(.longestRecall)
        var wrong: [String: (upper: Int, lower: Int)] = [:]
        for batch in Self.batches {
            let fixture = Fixture()
            _ = try await sample(kind, slots: slots, losing: true, fixture, batch, scorer: scorer)
            let journal = try Journal.open(at: fixture.path, mode: .readOnly)
            for whole in try fixture.restored().evidence {
                let truths = try await GradedTruths(whole.prompt, scorer)
                var evidence = PromptEvidence(prompt: whole.prompt, scorerCount: 1)
                var (left, known) = (1.0, 0.0)
                var misses: [String: (upper: Bool, lower: Bool)] = [:]
                for index in 0..<whole.drawCount {
                    let entry = try #require(
                        try journal.draw(prompt: whole.prompt.id, index: index))
                    evidence.add(entry.draw, scores: entry.scores)
                    if let mass = entry.draw.absorbed, let score = entry.scores.first ?? nil {
                        left -= mass
                        known += mass * score
                    }
                    evidence.setExact(
                        ExactMass(left: max(0, left), known: [known], error: RestBook.leastError))
                    guard evidence.scores[0].count > 0 else { continue }
                    for (name, bound, truth) in try truths.figures(
                        evidence.scores[0], alpha: 2 * Self.alpha)
                    {
                        var miss = misses[name] ?? (false, false)
                        if bound.upper < truth { miss.upper = true }
                        if bound.lower > truth { miss.lower = true }
                        misses[name] = miss
                    }
                }
                // Every answer that left the rest is known by its score: without any α the limits are
                // as far apart as what is left.
                let certain = try whole.scores[0].leakBound(Statement(alpha: 1e-300), above: 0.5)
                let room = 2 * whole.scores[0].exactError + 1e-5
                #expect(certain.upper - certain.lower <= (whole.exact?.left ?? 1) + room)
                for (name, miss) in misses {
                    wrong[name, default: (0, 0)].upper += miss.upper ? 1 : 0
                    wrong[name, default: (0, 0)].lower += miss.lower ? 1 : 0
                }
            }
        }
        let runs = Double(Self.runs)
        let most = runs * Self.alpha + 3 * (runs * Self.alpha * (1 - Self.alpha)).squareRoot()
        for (name, wrong) in wrong.sorted(by: { $0.key < $1.key }) {
            #expect(Double(max(wrong.upper, wrong.lower)) <= most, "\(name)")
            print(
                "simulated, graded, \(kind.rawValue), \(slots) in flight, \(name): \(Self.runs) "
                    + "runs, ever wrong above \(wrong.upper), below \(wrong.lower), "
                    + "α \(Self.alpha) each")
        }
    }

    @Test(
        "Draws follow the rest as it was at their launch",
        arguments: [Kind.breadth, .cutOff, .biased], [1, 8, 64])
    func drawsFollowTheRest(kind: Kind, slots: Int) async throws {
        let fixture = Fixture()
        let plan = try await sample(
            kind, slots: slots, losing: false, fixture, Self.batches[0])
        let journal = try Journal.open(at: fixture.path, mode: .readOnly)
        var counts = Array(repeating: 0, count: 20)
        var random = SeededGenerator(seed: 11)
        for prompt in plan.prompts {
            let table = kind.table(prompt.text)
            let order = table.keys.sorted()
            // What was absorbed after each number of draws.
            var absorbed: [(left: Double, answers: Set<String>)] = [(1, [])]
            for index in 0..<Self.draws {
                guard let draw = try journal.draw(prompt: prompt.id, index: index)?.draw,
                    let launch = draw.launch, let text = draw.answer?.text
                else { break }
                // Its launch knew of the draws before up to one of them, by what they had left.
                let known = try #require(
                    absorbed.min {
                        abs($0.left - launch.left) < abs($1.left - launch.left)
                    })
                #expect(abs(known.left - launch.left) < 1e-5)
                #expect(!known.answers.contains(text))
                // Where the answer stands among all that are left, uniformly within its own share.
                let rest = order.filter { !known.answers.contains($0) }
                let below = rest.prefix { $0 != text }.reduce(0) { $0 + table[$1]! }
                let own = table[text]! * Double.random(in: 0..<1, using: &random)
                let total = rest.reduce(0) { $0 + table[$1]! }
                counts[min(19, Int(20 * (below + own) / total))] += 1
                var (left, answers) = absorbed[absorbed.count - 1]
                if answers.insert(text).inserted { left -= table[text]! }
                absorbed.append((left, answers))
            }
        }
        let expected = Double(counts.reduce(0, +)) / 20
        #expect(expected > 5)
        let statistic = counts.reduce(0) {
            $0 + (Double($1) - expected) * (Double($1) - expected) / expected
        }
        // 19 degrees of freedom: beyond 50.8 in one of 10,000.
        #expect(statistic < 50.8)
        print(
            "simulated, \(kind.rawValue), \(slots) in flight: χ² of \(counts.reduce(0, +)) draws against the rest "
                + "\(statistic), 19 degrees of freedom")
    }
}

/// The figures of one prompt's scores by the table that its answers come from.
private struct GradedTruths {
    private var table: [(score: Double, mass: Double)] = []

    init(_ prompt: Prompt, _ scorer: any Scorer) async throws {
        let scorer = try scorer.prepared(for: prompt)
        for (text, mass) in TableServer.table(prompt.text, maxTokens: 3) {
            table.append((try await scorer.score(text), mass))
        }
    }

    private func mean(_ f: (Double) -> Double) -> Double {
        table.reduce(0) { $0 + $1.mass * f($1.score) }
    }

    private func quantile(_ q: Double) -> Double {
        Set(table.map(\.score)).sorted().first { x in mean { $0 <= x ? 1 : 0 } >= q } ?? 1
    }

    private func expectedMaximum(of attempts: Double) -> Double {
        var (sum, before) = (0.0, 0.0)
        for value in Set(table.map(\.score)).sorted() {
            let share = pow(mean { $0 <= value ? 1 : 0 }, attempts)
            sum += value * (share - before)
            before = share
        }
        return sum
    }

    func figures(
        _ scores: ScoreEvidence, alpha: Double
    ) throws -> [(name: String, bound: Bound, truth: Double)] {
        let statement = Statement(alpha: alpha)
        var three = MetricParameters()
        three.attempts = 3
        let middle = mean { $0 }
        let deviation = mean { ($0 - middle) * ($0 - middle) }.squareRoot()
        return [
            (
                "P(score > 0.5)", try scores.leakBound(statement, above: 0.5),
                mean { $0 > 0.5 ? 1 : 0 }
            ),
            ("median", try scores.quantileBound(statement, q: 0.5), quantile(0.5)),
            ("0.95 quantile", try scores.quantileBound(statement, q: 0.95), quantile(0.95)),
            ("σ", try scores.deviationBound(statement), deviation),
            ("mean + 2σ", try scores.edBound(statement), middle + 2 * deviation),
            ("leak@3", try scores.restBound(.leakAtK, statement, three), expectedMaximum(of: 3)),
        ]
    }
}

/// The sixteen bets as they are published, to check the program's own with.
private struct Bets {
    var stakes: [Double]
    var logs: [Double]

    static let upper = Bets(
        [
            1, 0.95, 0.8, 0.65, 0.5, 0.35, 0.25, 0.17, 0.12, 0.08, 0.05, 0.03, 0.015, 0.007, 0.003,
            0.001,
        ],
        [
            0.135, 0.17, 0.095, 0.105, 0.12, 0.095, 0.065, 0.055, 0.045, 0.05, 0.022, 0.022, 0.011,
            0.005, 0.003, 0.002,
        ])
    static let lower = Bets(
        [
            0.95, 0.6, 0.35, 0.2, 0.12, 0.08, 0.05, 0.03, 0.02, 0.012, 0.007, 0.004, 0.002, 0.001,
            0.0005, 0.00025,
        ],
        [
            0.12, 0.1, 0.12, 0.115, 0.095, 0.085, 0.105, 0.055, 0.06, 0.05, 0.035, 0.035, 0.01,
            0.006, 0.005, 0.004,
        ])

    init(_ stakes: [Double], _ weights: [Double]) {
        self.stakes = stakes
        logs = weights.map { log($0) }
    }

    mutating func add(_ gain: Double) {
        for place in stakes.indices { logs[place] += log1p(max(-1, stakes[place] * gain)) }
    }

    var logEvidence: Double {
        let top = logs.max() ?? 0
        return top + log(logs.reduce(0) { $0 + exp($1 - top) })
    }
}
