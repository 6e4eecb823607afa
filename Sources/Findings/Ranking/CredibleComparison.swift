import Evidence
import Prompts
import Statistics

/// Several runs' counts of scores above ½ on the same prompts, from which belief about their rates
/// follows.
///
/// Draws without a score are left out, and so is a prompt without any scored draw in some run: belief
/// is about what was seen, and says nothing of losses. Limits that are guaranteed take them at their
/// worst.
package struct CredibleCounts: Sendable, Hashable {
    /// Per run, the counts of the prompts that have draws in every run.
    package private(set) var runs: [[PromptMean.Count]] = []
    /// Prompts that are left out.
    package private(set) var leftOut = 0
    /// Draws without a score over all runs, of the prompts that stay.
    package private(set) var lost = 0

    /// Nil where no prompt stays, and for draws without replacement, whose counts follow no such model.
    ///
    /// - Parameter runs: per run, the scores of the same prompts in the same order.
    package init?(_ runs: [[ScoreEvidence]]) {
        guard let first = runs.first, runs.allSatisfy({ $0.count == first.count }),
            !runs.joined().contains(where: \.isWithoutReplacement)
        else { return nil }
        self.runs = runs.map { _ in [] }
        for prompt in first.indices {
            guard runs.allSatisfy({ $0[prompt].count > 0 }) else {
                leftOut += 1
                continue
            }
            for (run, scores) in runs.enumerated() {
                self.runs[run].append(Self.count(scores[prompt]))
                lost += scores[prompt].lost
            }
        }
        guard !self.runs[0].isEmpty else { return nil }
    }

    static func count(_ scores: ScoreEvidence) -> PromptMean.Count {
        PromptMean.Count(
            leaks: Double(scores.distribution.count(above: 0.5)), draws: scores.count)
    }

    /// How many of the prompts stay.
    package var prompts: Int { runs[0].count }

    /// What is believed of the runs' mean rates and their ranks.
    ///
    /// The more rates there are, the fewer samples are taken, so that it takes seconds at most.
    package func ranks(
        mass: Double = 0.95, samples: Int = mostSamples
    ) throws(StatisticsError) -> CredibleRanks {
        let rates = max(1, runs.count * prompts)
        return try CredibleRanks(
            runs, mass: mass,
            samples: min(samples, max(Self.leastSamples, Self.mostVariates / rates)))
    }

    package static let mostSamples = 20_000
    private static let leastSamples = 1000
    private static let mostVariates = 4_000_000
}

/// What is believed of which of two runs has the higher rate of scores above ½, prompt by prompt and
/// on average.
///
/// Independent priors Beta(½, ½) for every rate. Belief, never a guarantee: verdicts come from
/// ``PairFinding``.
package struct CredibleComparison: Sendable, Hashable {
    /// Per prompt of the pairs, the chance that the first run has the higher rate; nil without draws.
    package let firstHigher: [Double?]
    package let counts: CredibleCounts
    /// Of both runs' mean rates.
    package let ranks: CredibleRanks

    /// Nil where no limit holds for the draws of some prompt or of the set, where there are no draws, for
    /// draws without replacement, and for a judge whose errors are known, of which the model knows
    /// nothing.
    package init?(_ pairs: RunPairs, judge: JudgeAccuracy?) {
        guard judge == nil, !pairs.isVoid else { return nil }
        let sides = pairs.rows.map { row in
            (row.first.scores ?? ScoreEvidence(), row.second.scores ?? ScoreEvidence())
        }
        guard let counts = CredibleCounts([sides.map(\.0), sides.map(\.1)]),
            let ranks = try? counts.ranks()
        else { return nil }
        (self.counts, self.ranks) = (counts, ranks)
        var known: [[PromptMean.Count]: Double] = [:]
        firstHigher = sides.map { first, second in
            guard first.count > 0, second.count > 0 else { return nil }
            let key = [CredibleCounts.count(first), CredibleCounts.count(second)]
            if let chance = known[key] { return chance }
            let chance = Self.firstHigher(first, second)
            known[key] = chance
            return chance
        }
    }

    /// The chance that the first run has the higher rate on one prompt; nil without draws in either, and
    /// for draws without replacement.
    ///
    /// It is nobody's to say where no limit holds for the draws, or a judge's errors are known.
    package static func firstHigher(_ first: ScoreEvidence, _ second: ScoreEvidence) -> Double? {
        guard first.count > 0, second.count > 0, !first.isWithoutReplacement,
            !second.isWithoutReplacement
        else { return nil }
        let (a, b) = (CredibleCounts.count(first), CredibleCounts.count(second))
        guard let one = try? BetaPosterior(leaks: a.leaks, draws: a.draws),
            let other = try? BetaPosterior(leaks: b.leaks, draws: b.draws)
        else { return nil }
        return other.probabilityLess(than: one)
    }

    /// The chance that the first run's mean rate is the higher one.
    package var firstHigherOnAverage: Double {
        // The mean over one prompt is that prompt's rate: one number, not another from samples.
        let known = firstHigher.compactMap { $0 }
        return counts.prompts == 1 && known.count == 1 ? known[0] : ranks.above[0][1]
    }
}

extension CredibleRanks {
    /// How far any chance may be off by the number of samples: two standard deviations at most.
    package var samplingError: Double { 1 / Double(samples).squareRoot() }

    /// How far a chance that the samples gave may be off: the farther end of Wilson's interval of two
    /// standard deviations, which is no 0 where all samples agree.
    package func samplingError(of chance: Double) -> Double {
        let n = Double(samples)
        let middle = (chance + 2 / n) / (1 + 4 / n)
        let half = 2 / (1 + 4 / n) * (chance * (1 - chance) / n + 1 / (n * n)).squareRoot()
        return max(chance - (middle - half), middle + half - chance)
    }
}

extension RunPairs {
    /// The chance that the first run has the higher rate on a prompt, as is believed; nil where
    /// nothing follows, as for ``CredibleComparison``.
    package func firstHigher(_ row: Row, judge: JudgeAccuracy?) -> Double? {
        guard judge == nil, !isVoid, let first = row.first.scores, let second = row.second.scores
        else { return nil }
        return CredibleComparison.firstHigher(first, second)
    }
}
