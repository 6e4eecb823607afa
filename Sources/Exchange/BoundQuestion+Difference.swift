import Findings
import Statistics

/// The difference of two samples.
extension BoundQuestion {
    func difference() throws -> Bound {
        if let a = a.scores, let b = b.scores {
            return try difference(a, b)
        }
        guard let drawsA = a.draws, let leaksA = a.leaks, let drawsB = b.draws, let leaksB = b.leaks
        else {
            throw QuestionError(
                "metric difference needs the objects \"a\" and \"b\", both with n and k or both "
                    + "with scores")
        }
        if isAnytime {
            _ = try chosen(MetricMethods(anytime: [.joint]))
            guard let wholeA = Int(exactly: leaksA), let wholeB = Int(exactly: leaksB) else {
                throw QuestionError("k must be a whole number in a difference")
            }
            return try Difference.unpaired(
                leaksA: wholeA, drawsA: drawsA, leaksB: wholeB, drawsB: drawsB, alpha: alpha,
                side: side)
        }
        return try fixedDifference((leaksA, drawsA), (leaksB, drawsB))
    }

    /// The limits of the two proportions, each at half of α, taken apart.
    private func fixedDifference(
        _ a: (leaks: Double, draws: Int), _ b: (leaks: Double, draws: Int)
    ) throws -> Bound {
        let method = try chosen(MetricMethods(fixed: [.clopperPearson]))
        func limit(
            _ sample: (leaks: Double, draws: Int), _ side: Bound.Side, _ alpha: Double
        ) throws -> Bound {
            try Proportion.bound(
                leaks: sample.leaks, draws: sample.draws, alpha: alpha, side: side, method: method)
        }
        let share = Statement(alpha: alpha).shared(among: side == .two ? 4 : 2).each
        let (lowA, highA) = (try limit(a, .lower, share), try limit(a, .upper, share))
        let (lowB, highB) = (try limit(b, .lower, share), try limit(b, .upper, share))
        return Bound(
            estimate: highA.estimate - highB.estimate,
            lower: side == .upper ? -1 : max(-1, (lowA.lower - highB.upper).nextDown),
            upper: side == .lower ? 1 : min(1, (highA.upper - lowB.lower).nextUp),
            alpha: alpha, side: side, method: method,
            validity: .fixed(n: min(a.draws, b.draws)))
    }

    private func difference(_ a: [Double], _ b: [Double]) throws -> Bound {
        if isAnytime {
            let isPaired = a.count == b.count
            switch try chosen(
                MetricMethods(anytime: isPaired ? [.bets, .joint] : [.joint]))
            {
            case .bets: return try Difference.paired(a, b, alpha: alpha, side: side)
            default: return try Difference.unpaired(a, b, alpha: alpha, side: side)
            }
        }
        guard a.count == b.count else {
            throw QuestionError(
                "a fixed difference of scores needs pairs: a has \(a.count) scores, b \(b.count)")
        }
        _ = (try ScoreDistribution(a), try ScoreDistribution(b))
        // With x = (1 + a − b)/2 in [0, 1], a − b = 2x − 1.
        var bound = try bound(of: .mean) { zip(a, b).map { (1 + ($0 - $1)) / 2 } }
        bound.estimate = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) } / Double(a.count)
        bound.lower = bound.lower > 0 ? max(-1, (2 * bound.lower - 1).nextDown) : -1
        bound.upper = bound.upper < 1 ? min(1, (2 * bound.upper - 1).nextUp) : 1
        return bound
    }
}
