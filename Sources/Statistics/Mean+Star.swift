import Platform

extension Mean {
    /// Bets that are aimed anew after every draw at what is still missing, for a fixed n.
    ///
    /// For a candidate m the fortune is multiplied by 1 + λₜ(yₜ − m), where the stake
    /// λₜ = √(2(ln(1/α) − W)/((n − t)·V)) aims the remaining draws at the missing ln(1/α) − W, and
    /// V estimates the variance from the draws before t. The stake depends on the past alone and
    /// lies in [0, 1/m], so the fortune is a supermartingale where the mean is at most m, and m is
    /// rejected once W ≥ ln(1/α). Voráček & Orabona (2025); their randomised last bet is left out,
    /// because it invites trying again.
    ///
    /// The candidates form a grid that is fixed by n; the limit is one step below the first
    /// candidate that is not rejected, which keeps the level whatever lies between. The tightest
    /// bound for a planned n. Order-dependent: the scores are taken in the order given.
    /// Assumption: constant mean given the past. Validity: fixed n. Cost: O(n·min(4096, 64√n)).
    package static func star(
        ofDraws draws: [Double], alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try Check.scores(draws)
        let share = side.share(of: alpha)
        return Bound(
            estimate: try ScoreDistribution(draws).mean,
            lower: side.hasLower ? starLower(draws, alpha: share).value : 0,
            upper: side.hasUpper ? starLower(draws.map { 1 - $0 }, alpha: share).complement : 1,
            alpha: alpha, side: side, method: .star, validity: .fixed(n: draws.count))
    }

    private static func starLower(_ draws: [Double], alpha: Double) -> Proportion.Limit {
        let steps = min(4096, max(256, Int(64 * Double(draws.count).squareRoot())))
        // Equal steps of the angle: the grid is finest where limits of rare leaks lie.
        func candidate(_ index: Int) -> Proportion.Limit {
            let angle = 0.5 * Double.pi * Double(index) / Double(steps)
            return (sin(angle) * sin(angle), cos(angle) * cos(angle))
        }
        let target = -log(alpha)
        for index in 1...steps
        where !starRejects(candidate(index).value, draws: draws, target: target) {
            return candidate(index - 1)
        }
        // Every candidate, and with it a mean of one, is rejected: possible only by chance.
        return candidate(steps - 1)
    }

    /// Whether the fortune against a mean of at most `m` reaches its target within the draws.
    private static func starRejects(_ m: Double, draws: [Double], target: Double) -> Bool {
        let n = Double(draws.count)
        let greatest = 1 / (m + 1e-3)
        var fortune = 0.0
        var squares = 0.0
        for (index, draw) in draws.enumerated() {
            let time = Double(index) + 1e-4
            let variance = min(
                squares / time + (m + 1e-4) * n / (time * time), 1e-3 + m * (1 - m))
            let missing = target - fortune
            let stake = min(greatest, (2 * missing / ((n - Double(index)) * variance)).squareRoot())
            fortune += log1p(stake * (draw - m))
            if fortune >= target { return true }
            squares += (draw - m) * (draw - m)
        }
        return false
    }
}
