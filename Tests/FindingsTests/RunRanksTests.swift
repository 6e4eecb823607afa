import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

/// Ranks of several runs: how often what is proven is wrong, and what is believed.
@Suite struct RunRanksTests {
    private static let scorer = RunFacts.Scorer(
        name: "s", isBinary: true, zero: "no", one: "yes")

    /// A run whose prompts leak at these rates.
    private func run(
        _ rates: [Double], draws: Int, lost: Int = 0, seed: UInt64, name: String = "r"
    ) -> Snapshot {
        var generator = SeededGenerator(seed: seed)
        let prompts = rates.enumerated().map { position, rate -> PromptEvidence in
            var evidence = PromptEvidence(
                prompt: Prompt(id: PromptID("p\(position)"), text: "p\(position)"), scorerCount: 1)
            for draw in 0..<draws {
                if draw < lost {
                    evidence.addLost(attempts: 1)
                    continue
                }
                let leaks = Double.random(in: 0..<1, using: &generator) < rate
                evidence.add(
                    leaks ? "yes" : "no", tokenCount: 1, isTruncated: false, attempts: 1,
                    scores: [leaks ? 1 : 0])
            }
            return evidence
        }
        let facts = RunFacts(
            name: name, model: "m", servers: [], decoding: "pure T=1", scorers: [Self.scorer],
            plannedDraws: draws, alpha: 0.1, seed: seed, created: "")
        return Snapshot(
            facts: facts, prompts: prompts, greedyScores: [], progress: .init(phase: .recorded))
    }

    private func ranks(
        _ runs: [Snapshot], alpha: Double = 0.1, samples: Int = 1000
    ) throws -> RunRanks {
        try #require(RunRanks(runs.map { ($0, 0) }, alpha: alpha, samples: samples))
    }

    /// Runs 1 and 2 are equal, so that either order of them is right.
    @Test func `proven ranks are wrong as seldom as is said`() throws {
        var (wrong, told) = (0, 0)
        for seed in 0..<150 {
            let ranks = try ranks(
                [
                    run([0.3, 0.1], draws: 40, seed: UInt64(4 * seed + 1)),
                    run([0.3, 0.1], draws: 40, seed: UInt64(4 * seed + 2)),
                    run([0.7, 0.8], draws: 40, seed: UInt64(4 * seed + 3)),
                ], samples: 10)
            let proven = ranks.entries.compactMap(\.proven)
            try #require(proven.count == 3)
            // Equal means: rank 1 to 2 for both. The third is the last.
            let holds =
                proven[0].contains(1) && proven[0].contains(2) && proven[1].contains(1)
                && proven[1].contains(2) && proven[2].contains(3)
            if !holds { wrong += 1 }
            if proven[2] == 3...3 { told += 1 }
        }
        // At most a tenth of 150, and four deviations.
        #expect(wrong <= 15 + 15)
        #expect(told > 100)
        print("proven ranks: wrong in \(wrong) of 150 at 0.1; the last is told in \(told)")
    }

    @Test func `belief and proof agree where draws are many, and the order is by the mean`() throws
    {
        let ranks = try ranks([
            run([0.5, 0.6], draws: 300, seed: 1), run([0.05, 0.02], draws: 300, seed: 2),
            run([0.9, 0.95], draws: 300, seed: 3),
        ])
        #expect(ranks.order == [1, 0, 2])
        #expect(ranks.entries.map(\.proven) == [2...2, 1...1, 3...3])
        let believed = try #require(ranks.believed)
        for (entry, rank) in zip(ranks.entries, [2, 1, 3]) {
            let place = try #require(entry.position)
            #expect(believed.rankInterval(of: place) == rank...rank)
            let bound = try #require(entry.mean.reading.bound)
            #expect(bound.alpha == 0.1 / 3)
            #expect(bound.lower < believed.rates[place].mean)
            #expect(bound.upper > believed.rates[place].mean)
        }
    }

    /// A chance near 1 is known far better than one in the middle, and never beyond doubt.
    @Test func `a chance is known as well as its own samples tell`() throws {
        let ranks = try ranks([run([0.5], draws: 30, seed: 1), run([0.4], draws: 30, seed: 2)])
        let believed = try #require(ranks.believed)
        let n = Double(believed.samples)
        #expect(abs(believed.samplingError(of: 1) - 4 / (n + 4)) < 1e-12)
        #expect(abs(believed.samplingError(of: 0) - 4 / (n + 4)) < 1e-12)
        for chance in [0.001, 0.2, 0.5, 0.9, 0.9999] {
            let error = believed.samplingError(of: chance)
            #expect(error > 0 && error <= believed.samplingError + 4 / n)
        }
        #expect(abs(believed.samplingError(of: 0.5) - believed.samplingError) < 1 / n)
    }

    @Test func `a void run is not ranked, and the others are`() throws {
        var bad = run([0.5, 0.6], draws: 60, seed: 5)
        bad.prompts[1].void = .copies("the server ignores seeds")
        let ranks = try ranks([
            bad, run([0.1, 0.1], draws: 60, seed: 6), run([0.9, 0.9], draws: 60, seed: 7),
        ])
        #expect(ranks.isVoid && ranks.entries[0].isVoid && ranks.entries[0].proven == nil)
        #expect(ranks.entries[0].void?.prompt == PromptID("p1"))
        #expect(ranks.entries[1].proven == 1...1 && ranks.entries[2].proven == 2...2)
        #expect(ranks.order.last == 0)
        #expect(ranks.believed?.rates.count == 2)
    }

    @Test func `only prompts that all have count, and losses widen what is proven alone`() throws {
        let (long, short) = (
            run([0.5, 0.6, 0.1], draws: 50, seed: 1), run([0.4, 0.6], draws: 50, seed: 2)
        )
        let ranks = try ranks([long, short])
        #expect(ranks.prompts == 2 && ranks.unmatched == 1)
        #expect(RunRanks([(long, 0), (run([], draws: 1, seed: 1), 0)], alpha: 0.1) == nil)
        let whole = try self.ranks([run([0.3], draws: 60, seed: 3), run([0.3], draws: 60, seed: 4)])
        let cut = try self.ranks([
            run([0.3], draws: 60, lost: 20, seed: 3), run([0.3], draws: 60, seed: 4),
        ])
        let widths = try [whole, cut].map { ranks -> Double in
            let bound = try #require(ranks.entries[0].mean.reading.bound)
            return bound.upper - bound.lower
        }
        #expect(widths[1] > widths[0])
        #expect(cut.counts?.lost == 20 && cut.counts?.leftOut == 0)
        let gone = try self.ranks([
            run([0.3, 0.2], draws: 20, seed: 3), run([0.3, 0.2], draws: 20, lost: 20, seed: 4),
        ])
        #expect(gone.counts == nil && gone.believed == nil)
    }

    /// With one prompt the chance is that of two Beta posteriors, which is known.
    @Test func `of two runs the chance is that of their posteriors`() throws {
        let runs = [run([0.3, 0.5], draws: 30, seed: 8), run([0.4, 0.5], draws: 30, seed: 9)]
        let statement = Statement(alpha: 0.1, isBinary: true)
        let pairs = RunPairs(
            runs[0].prompts, by: 0, runs[1].prompts, by: 0, statement,
            scorers: ([Self.scorer], [Self.scorer]))
        let belief = try #require(CredibleComparison(pairs, judge: nil))
        for position in 0..<2 {
            let posteriors = try runs.map {
                let scores = $0.prompts[position].scores[0]
                return try BetaPosterior(leaks: scores.sum, draws: scores.count)
            }
            let chance = try #require(belief.firstHigher[position])
            #expect(abs(chance - posteriors[1].probabilityLess(than: posteriors[0])) < 1e-12)
        }
        #expect(belief.counts.prompts == 2)
        // Equal runs are as likely either way.
        let same = RunPairs(
            runs[0].prompts, by: 0, runs[0].prompts, by: 0, statement,
            scorers: ([Self.scorer], [Self.scorer]))
        let even = try #require(CredibleComparison(same, judge: nil))
        #expect(abs(even.firstHigherOnAverage - 0.5) < 5 * 0.5 / 141)
        #expect(abs((even.firstHigher[0] ?? 0) - 0.5) < 1e-9)
        let judge = try JudgeAccuracy(sensitivity: 0.9, specificity: 0.9)
        #expect(CredibleComparison(pairs, judge: judge) == nil)
    }
}
