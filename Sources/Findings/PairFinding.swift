import Evidence
import Statistics

/// The mean score of one run minus that of another, on one prompt or averaged over several.
///
/// The i-th draw of one run is paired with the i-th of the other, and a lost draw is read at its
/// worst for each limit. Over several prompts the scores of one round (the i-th draw of every
/// prompt) are averaged first, so that one round is one pair: prompts are not independent draws of
/// anything. Either run may score higher, so that the limits are two-sided whatever is asked for
/// elsewhere; they hold at any number of pairs.
public struct PairFinding: Sendable, Hashable {
    /// E[first] − E[second], each with the same weight for every prompt.
    public let bound: Bound
    /// What the limits hold for: together with others, as ``Statement/pairs(alpha:judge:)`` says.
    public let statement: Statement
    /// The mean of the first run's completed draws of the pairs.
    public let firstMean: Double
    /// The mean of the second run's; `firstMean` minus this is the estimate.
    public let secondMean: Double
    /// Pairs of draws, or complete rounds of them; lost draws included.
    public let pairs: Int
    /// How many of these draws were lost, in either run.
    public let lost: Int

    public var verdict: ComparisonVerdict { ComparisonVerdict(difference: bound) }

    /// The difference after as many draws as both runs have of every prompt; nil without a completed
    /// draw on either side.
    ///
    /// - Parameter known: an earlier difference between the same runs, which is kept where no pair
    ///   has come since.
    public init?(
        _ prompts: [(first: ScoreEvidence, second: ScoreEvidence)], _ statement: Statement,
        unless known: PairFinding? = nil
    ) {
        let rounds = prompts.map { min($0.first.draws, $0.second.draws) }.min() ?? 0
        if let known, known.pairs == rounds, known.statement == statement {
            self = known
            return
        }
        guard
            !prompts.contains(where: {
                $0.first.isWithoutReplacement || $0.second.isWithoutReplacement
            })
        else {
            guard let apart = Self.apart(prompts, statement) else { return nil }
            self = apart
            return
        }
        let a = Self.sums(prompts.map(\.first), rounds: rounds)
        let b = Self.sums(prompts.map(\.second), rounds: rounds)
        guard a.completed > 0, b.completed > 0 else { return nil }
        self.statement = statement
        pairs = rounds
        firstMean = a.mean
        secondMean = b.mean
        lost = a.lost + b.lost
        let count = Double(prompts.count)
        do throws(StatisticsError) {
            var bound = try LostDraws.worst(lost: lost, statement.side) {
                lostScore throws(StatisticsError) in
                try Difference.paired(
                    a.averages(lostScore, count), b.averages(1 - lostScore, count),
                    judge: statement.judge, alpha: statement.each, side: statement.side)
            }
            bound.estimate = firstMean - secondMean
            self.bound = bound
        } catch {
            return nil
        }
    }

    /// The difference of the limits of each run, which hold together at half of α each: draws
    /// without replacement make no pairs.
    private static func apart(
        _ prompts: [(first: ScoreEvidence, second: ScoreEvidence)], _ statement: Statement
    ) -> PairFinding? {
        let half = statement.shared(among: 2)
        guard prompts.allSatisfy({ $0.first.count > 0 && $0.second.count > 0 }),
            let first = try? PromptMean.bound(over: prompts.map(\.first), half),
            let second = try? PromptMean.bound(over: prompts.map(\.second), half)
        else { return nil }
        let bound = Bound(
            estimate: first.estimate - second.estimate,
            lower: max(-1, (first.lower - second.upper).nextDown),
            upper: min(1, (first.upper - second.lower).nextUp), alpha: statement.each,
            side: statement.side, method: .bets, validity: .anytime)
        return PairFinding(
            bound: bound, statement: statement, firstMean: first.estimate,
            secondMean: second.estimate,
            pairs: prompts.map { min($0.first.draws, $0.second.draws) }.min() ?? 0,
            lost: prompts.reduce(0) { $0 + $1.first.lost + $1.second.lost })
    }

    private init(
        bound: Bound, statement: Statement, firstMean: Double, secondMean: Double, pairs: Int,
        lost: Int
    ) {
        self.bound = bound
        self.statement = statement
        self.firstMean = firstMean
        self.secondMean = secondMean
        self.pairs = pairs
        self.lost = lost
    }

    /// One run's scores, added up round by round.
    private struct Sums {
        var scores: [Double]
        /// Per round the draws that were lost.
        var holes: [Double]
        var completed = 0
        var lost = 0
        var sum = 0.0
        var mean: Double { sum / Double(completed) }

        func averages(_ lostScore: Double, _ count: Double) -> [Double] {
            zip(scores, holes).map { min(1, ($0 + lostScore * $1) / count) }
        }
    }

    private static func sums(_ prompts: [ScoreEvidence], rounds: Int) -> Sums {
        let zeros = [Double](repeating: 0, count: rounds)
        var sums = Sums(scores: zeros, holes: zeros)
        for prompt in prompts {
            for (round, score) in prompt.scores.prefix(rounds).enumerated() {
                if let score {
                    sums.scores[round] += score
                    sums.completed += 1
                    sums.sum += score
                } else {
                    sums.holes[round] += 1
                    sums.lost += 1
                }
            }
        }
        return sums
    }
}

extension Statement {
    /// What is stated of two runs: all their differences hold together at level 1 − α, that of the
    /// whole set at α/2 and those of P prompts at α/(2P) each.
    public static func pairs(alpha: Double, judge: JudgeAccuracy?) -> Statement {
        Statement(alpha: alpha, side: .two, validity: .anytime, judge: judge)
    }

    /// The part of ``pairs(alpha:judge:)`` that speaks of one of so many prompts.
    public func ofOne(among prompts: Int) -> Statement { shared(among: 2 * prompts) }

    /// The part of ``pairs(alpha:judge:)`` that speaks of the whole set.
    public var ofSet: Statement { shared(among: 2) }
}
