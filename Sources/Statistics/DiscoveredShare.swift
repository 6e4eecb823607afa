/// Limits on the share of something that the draws themselves brought up, such as an answer.
///
/// A limit holds for a target that was named before the draws. A list of the answers that were seen
/// is picked by the draws: of 10⁵ equally likely answers some are drawn twice in 512 draws, and the
/// plain lower limit of such a row is above its true share. What was found at draw t can be named
/// from then on: the draws after t are independent of its choice, so that a limit from them alone
/// holds, and the i-th thing that was found gets α/(i(i + 1)). These add up to α, so all limits of
/// a list hold together at level 1 − α, however many things there are.
package struct DiscoveredShare: Sendable, Hashable {
    /// Its number in the order of discovery, from 1.
    package var rank: Int
    /// Which of several things that one draw brings up at once, from 1.
    ///
    /// The j-th has 1/(j(j + 1)) of the draw's part of α. 0 where a draw brings up one thing.
    package var part: Int
    /// How often it came again after the draw that found it.
    package var again: Int
    /// Draws after that one, the lost ones included.
    package var later: Int
    /// How many of these were lost.
    package var lost: Int

    package init(rank: Int, part: Int = 0, again: Int, later: Int, lost: Int = 0) {
        self.rank = rank
        self.part = part
        self.again = again
        self.later = later
        self.lost = lost
    }

    /// The part of α that is its own.
    package func share(of alpha: Double) -> Double {
        let i = Double(rank)
        let j = Double(part)
        return alpha / (i * (i + 1)) / (part > 0 ? j * (j + 1) : 1)
    }

    /// The limits on its share of all answers; each lost draw at its worst.
    ///
    /// Without a later draw nothing is known: [0, 1].
    /// - Parameters:
    ///   - alpha: of all things that may be found together.
    ///   - method: an anytime method, or Clopper–Pearson where the number of draws was fixed: so is
    ///     that of the later ones, given the draw that found it.
    package func bound(
        alpha: Double, side: Bound.Side, method: Bound.Method
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        guard rank >= 1, part >= 0 else {
            throw .outsideRange(name: "rank", value: Double(rank), range: "[1, ∞)")
        }
        let validity: Bound.Horizon =
            method == .clopperPearson ? .fixed(n: max(0, later)) : .anytime
        guard later > 0 else {
            return Bound(
                estimate: .nan, lower: 0, upper: 1, alpha: alpha, side: side, method: method,
                validity: validity)
        }
        func reading(_ leaks: Int) throws(StatisticsError) -> Bound {
            try Proportion.bound(
                leaks: Double(leaks), draws: later, alpha: share(of: alpha), side: side,
                method: method)
        }
        var bound = try LostDraws.worst(lost: lost, side) { lostScore throws(StatisticsError) in
            try reading(again + (lostScore == 1 ? lost : 0))
        }
        bound.alpha = alpha
        return bound
    }
}
