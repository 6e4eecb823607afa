/// Bounds on the average leak probability over a fixed set of prompts, p̄ = Σ pᵢ / P.
///
/// They say nothing about prompts outside the set.
package enum PromptMean {
    /// The draws of one prompt: `leaks` may be a sum of scores in [0, 1].
    package struct Count: Sendable, Hashable {
        package var leaks: Double
        package var draws: Int

        package init(leaks: Double, draws: Int) {
            self.leaks = leaks
            self.draws = draws
        }
    }

    /// The anytime bound from pooled counts at a complete round, all prompts having equal n.
    ///
    /// One round multiplies the evidence by Π(1 + λ(pᵢ − m)) ≤ (1 + λ(p̄ − m))^P ≤ 1, by the
    /// inequality of the means, so the plain mixture is valid although the pᵢ differ. Between
    /// rounds keep the last value. Cost: one proportion bound.
    package static func pooled(
        _ counts: [Count], alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        let total = try checkRounds(counts) * counts.count
        let leaks = min(Double(total), counts.reduce(0) { $0 + $1.leaks })
        return try Proportion.mixture(leaks: leaks, draws: total, alpha: alpha, side: side)
    }

    /// The anytime bound for any allotment of draws, also an adaptive one: the joint e-process.
    ///
    /// The per-prompt mixtures multiply to one supermartingale under any choice of the next
    /// prompt that depends on committed draws only. The limit is the greatest Σ mᵢ/P with
    /// Σ ln Mᵢ(mᵢ) ≤ ln(1/α). ln Mᵢ is convex in mᵢ, so for every multiplier κ > 0 weak duality
    /// gives a valid limit Σ mᵢ(κ) + (ln(1/α) − Σ ln Mᵢ(mᵢ(κ)))/κ; the best κ is searched. Prompts
    /// without draws count as 1 above and 0 below. Cost: about 100 evaluations for each distinct
    /// pair (k, n).
    package static func joint(
        _ counts: [Count], alpha: Double, side: Bound.Side
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        try check(counts, least: 0)
        let perSide = side == .two ? alpha / 2 : alpha
        let mirrored = counts.map {
            Count(leaks: Double($0.draws) - $0.leaks, draws: $0.draws)
        }
        let drawn = counts.filter { $0.draws > 0 }
        guard !drawn.isEmpty else { throw .noDraws(0) }
        let estimate = drawn.lazy.map { $0.leaks / Double($0.draws) }.average
        return Bound(
            estimate: estimate,
            lower: side == .upper ? 0 : max(0, 1 - JointEvidence(mirrored).upper(alpha: perSide)),
            upper: side == .lower ? 1 : JointEvidence(counts).upper(alpha: perSide),
            alpha: alpha, side: side, method: .joint, validity: .anytime)
    }

    /// Makes sure that every prompt has equally many draws, and gives how many.
    static func checkRounds(_ counts: [Count]) throws(StatisticsError) -> Int {
        try check(counts, least: 1)
        let draws = counts[0].draws
        for (index, count) in counts.enumerated() where count.draws != draws {
            throw .outsideRange(
                name: "counts[\(index)].draws", value: Double(count.draws),
                range: "{\(draws)}, as every prompt needs equally many draws")
        }
        try Check.notTooLarge(
            draws, "draws per prompt", limit: Check.greatestCount / counts.count)
        return draws
    }

    private static func check(_ counts: [Count], least: Int) throws(StatisticsError) {
        guard !counts.isEmpty else { throw .empty(name: "counts") }
        for (index, count) in counts.enumerated() {
            if count.draws == 0, least == 0 {
                guard count.leaks == 0 else {
                    throw .countAboveTotal(
                        name: "counts[\(index)].leaks", count: count.leaks, total: 0)
                }
                continue
            }
            try Check.count(count.leaks, of: count.draws, "counts[\(index)].leaks")
        }
    }
}
