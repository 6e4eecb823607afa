import Evidence
import Statistics

/// The mean score of one run minus that of another, on one prompt or averaged over several.
///
/// The i-th draw of one run is paired with the i-th of the other, and a lost draw is read at its
/// worst for each limit. Over several prompts the pairs of complete rounds are pooled: the i-th draw
/// of every prompt. With a stake λ one round multiplies the evidence against a mean difference m by
/// Π(1 + λ(xᵢ − m)), whose expectation Π(1 + λ(μᵢ − m)) is at most (1 + λ(μ̄ − m))^P, by the
/// inequality of the means: at most 1 where μ̄ is at most m, although the prompts differ. Draws of
/// different prompts must be independent, which is what seeds of their own are for. Where prompts
/// were drawn unequally often, see ``Rounds``. Either run may score higher, so that the interval is
/// two-sided whatever is asked for elsewhere, and beside it stands the limit that answers whether the
/// second run is worse; all hold at any number of pairs. Draws without replacement have no partners:
/// there the limits of both runs are subtracted.
package struct PairFinding: Sendable, Hashable {
    /// E[first] − E[second], each with the same weight for every prompt.
    package let bound: Bound
    /// The one-sided upper limit of the difference: "is the second run worse?" is one question, with
    /// one side, which takes fewer draws than an interval that has to hold on both.
    package let most: Bound
    /// What the limits hold for: together with others, as ``Statement/pairs(alpha:judge:)`` says.
    package let statement: Statement
    /// The mean of the first run's completed draws, with the same weight for every prompt.
    package let firstMean: Double
    /// The mean of the second run's; `firstMean` minus this is the estimate.
    package let secondMean: Double
    /// Pairs of draws over all prompts; lost draws included.
    package let pairs: Int
    /// How many of these draws were lost, in either run.
    package let lost: Int
    /// Whether the limits come from pairs; else, with draws without replacement, from those of each run.
    package let isPaired: Bool
    /// Prompts without a scored draw in one of the runs: the limits hold whatever these would give, and
    /// the means are over the others.
    package let undrawn: Int

    /// What is proven: that the second run is worse, which gates ask for, by its one-sided limit, and
    /// that the first one is by the interval.
    ///
    /// The first is false with the probability of the whole statement at most, the second with half of
    /// it; only of runs that are alike can both be false.
    package var verdict: ComparisonVerdict {
        let asked = ComparisonVerdict(difference: most)
        return asked == .undecided ? ComparisonVerdict(difference: bound) : asked
    }

    /// The difference after all pairs that there are; nil where one of the runs has no scored draw,
    /// and where the pairs contradict each other.
    package init?(
        _ prompts: [(first: ScoreEvidence, second: ScoreEvidence)], _ statement: Statement
    ) {
        let draws = prompts.map { min($0.first.draws, $0.second.draws) }
        let total = draws.reduce(0, +)
        guard
            !prompts.contains(where: {
                $0.first.isWithoutReplacement || $0.second.isWithoutReplacement
            })
        else {
            guard let finding = Self.ofRests(prompts, statement) else { return nil }
            self = finding
            return
        }
        let first = zip(prompts, draws).map { Side($0.first, draws: $1) }
        let second = zip(prompts, draws).map { Side($0.second, draws: $1) }
        guard let firstMean = Self.mean(first), let secondMean = Self.mean(second) else {
            return nil
        }
        self.statement = statement
        self.firstMean = firstMean
        self.secondMean = secondMean
        pairs = total
        isPaired = true
        undrawn = zip(first, second).count { $0.mean == nil || $1.mean == nil }
        lost = (first + second).reduce(0) { $0 + $1.lost }
        guard let limits = try? Self.limits(first, second, draws, statement),
            limits.contradictedAt == nil,
            var most = try? Self.limits(first, second, draws, statement.on(.upper))?.bound
        else { return nil }
        var bound = limits.bound
        bound.estimate = firstMean - secondMean
        // Its level is shared among all pairs already.
        bound.isContradicted = bound.isContradicted(by: bound.estimate)
        most.estimate = bound.estimate
        (self.bound, self.most) = (bound, most)
    }

    /// The number of rounds whose pairs contradict those of fewer rounds: no difference is within
    /// the limits of all, so that there is none; nil while all is well.
    ///
    /// If nothing changed while either run was drawn, it is anything else with probability at most α.
    package static func contradiction(
        _ prompts: [(first: ScoreEvidence, second: ScoreEvidence)], _ statement: Statement
    ) -> Int? {
        let draws = prompts.map { min($0.first.draws, $0.second.draws) }
        guard
            !prompts.contains(where: {
                $0.first.isWithoutReplacement || $0.second.isWithoutReplacement
            }),
            let limits = try? limits(
                zip(prompts, draws).map { Side($0.first, draws: $1) },
                zip(prompts, draws).map { Side($0.second, draws: $1) }, draws, statement)
        else { return nil }
        return limits.contradictedAt
    }

    /// What the rounds that are worth a look prove together; nil without any.
    private static func limits(
        _ first: [Side], _ second: [Side], _ draws: [Int], _ statement: Statement
    ) throws(StatisticsError) -> Rounds.Limits? {
        var limits: Rounds.Limits?
        for (rounds, isStated) in Rounds.choices(draws) {
            let bound = try bound(first, second, rounds: rounds, statement)
            if limits == nil {
                limits = Rounds.Limits(bound, isStated: isStated)
            } else {
                limits?.add(bound, rounds: rounds, isStated: isStated)
            }
        }
        return limits
    }

    /// The difference where a run has draws without replacement.
    ///
    /// These are not alike, so that they have no partners. The limits of either run's mean at half
    /// of α hold together.
    private static func ofRests(
        _ prompts: [(first: ScoreEvidence, second: ScoreEvidence)], _ statement: Statement
    ) -> PairFinding? {
        let half = statement.shared(among: 2)
        func limits(_ scores: [ScoreEvidence], _ side: Bound.Side) -> Bound? {
            try? PromptMean.bound(over: scores, half.on(side))
        }
        let (ones, others) = (prompts.map(\.first), prompts.map(\.second))
        guard prompts.allSatisfy({ $0.first.count > 0 && $0.second.count > 0 }),
            let first = limits(ones, .two), let second = limits(others, .two),
            let greatest = limits(ones, .upper), let least = limits(others, .lower)
        else { return nil }
        func bound(_ lower: Double, _ upper: Double, _ side: Bound.Side) -> Bound {
            Bound(
                estimate: first.estimate - second.estimate, lower: max(-1, lower.nextDown),
                upper: min(1, upper.nextUp), alpha: statement.each, side: side, method: .bets,
                validity: .anytime)
        }
        return PairFinding(
            bound: bound(first.lower - second.upper, first.upper - second.lower, .two),
            most: bound(-1, greatest.upper - least.lower, .upper), statement: statement,
            firstMean: first.estimate,
            secondMean: second.estimate,
            pairs: prompts.reduce(0) { $0 + min($1.first.draws, $1.second.draws) },
            lost: prompts.reduce(0) { $0 + $1.first.lost + $1.second.lost })
    }

    private init(
        bound: Bound, most: Bound, statement: Statement, firstMean: Double, secondMean: Double,
        pairs: Int, lost: Int
    ) {
        (self.bound, self.most) = (bound, most)
        self.statement = statement
        self.firstMean = firstMean
        self.secondMean = secondMean
        self.pairs = pairs
        self.lost = lost
        isPaired = false
        undrawn = 0
    }

    /// The limits from so many rounds, with what they lack at its worst.
    private static func bound(
        _ first: [Side], _ second: [Side], rounds: Int, _ statement: Statement
    ) throws(StatisticsError) -> Bound {
        let holes = (first + second).reduce(0) { $0 + $1.holes(rounds: rounds) }
        return try LostDraws.worst(lost: holes, statement.side) {
            lostScore throws(StatisticsError) in
            try Difference.paired(
                first.flatMap { $0.scores(rounds: rounds, lostScore) },
                second.flatMap { $0.scores(rounds: rounds, 1 - lostScore) },
                judge: statement.judge, alpha: statement.each, side: statement.side)
        }
    }

    /// The mean over the prompts of their means; nil where none has one.
    private static func mean(_ sides: [Side]) -> Double? {
        let means = sides.compactMap(\.mean)
        return means.isEmpty ? nil : means.average
    }

    /// The draws of one prompt by one run that have a partner.
    private struct Side {
        /// Nil for a lost draw.
        let scores: [Double?]
        let lost: Int
        let mean: Double?

        init(_ evidence: ScoreEvidence, draws: Int) {
            scores = Array(evidence.scores.prefix(draws))
            let completed = scores.compactMap { $0 }
            lost = scores.count - completed.count
            mean = completed.isEmpty ? nil : completed.average
        }

        /// The scores of so many rounds, one in place of each that is lost or not there.
        func scores(rounds: Int, _ lostScore: Double) -> [Double] {
            scores.prefix(rounds).map { $0 ?? lostScore }
                + repeatElement(lostScore, count: max(0, rounds - scores.count))
        }

        func holes(rounds: Int) -> Int {
            max(0, rounds - scores.count) + scores.prefix(rounds).count { $0 == nil }
        }
    }
}

extension Statement {
    /// What is stated of two runs: all their differences hold together at level 1 − α, that of the
    /// whole set at α/2 and those of P prompts at α/(2P) each.
    package static func pairs(alpha: Double, judge: JudgeAccuracy?) -> Statement {
        Statement(alpha: alpha, side: .two, validity: .anytime, judge: judge)
    }

    /// The part of ``pairs(alpha:judge:)`` that speaks of one of so many prompts.
    package func ofOne(among prompts: Int) -> Statement { shared(among: 2 * prompts) }

    /// The part of ``pairs(alpha:judge:)`` that speaks of the whole set.
    package var ofSet: Statement { shared(among: 2) }
}
