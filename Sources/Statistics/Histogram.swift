import Platform

/// Counts of scores in bins of equal width over [0, 1].
///
/// Bins contain their left edge and not their right one, except for the last, which contains 1:
/// [0, w), [w, 2w), …, [1 − w, 1]. A score of 0 is in the first bin and a score of 1 in the last.
package struct Histogram: Sendable, Hashable {
    /// How the number of bins is chosen.
    package enum Bins: Sendable, Hashable {
        /// This many, from 1 to `greatestCount`.
        case count(Int)
        /// By the rule of Freedman & Diaconis (1981): the width is 2·IQR·n^(−1/3).
        ///
        /// At least 5 and at most `greatestCount`; 20 where the interquartile range is 0.
        case freedmanDiaconis
    }

    /// The most bins that a histogram may have.
    package static let greatestCount = 1000

    /// The edges of the bins, ascending from 0 to 1; one more than there are bins.
    package let edges: [Double]
    /// The numbers of draws in the bins.
    package let counts: [Int]
    /// The number of draws.
    package let draws: Int

    /// Sorts the scores into bins.
    ///
    /// Throws if the number of bins is not from 1 to `greatestCount`. Cost: O(d + bins).
    package init(
        of scores: ScoreDistribution, bins: Bins = .count(20)
    ) throws(StatisticsError) {
        let count: Int
        switch bins {
        case .count(let wanted):
            guard (1...Self.greatestCount).contains(wanted) else {
                throw .outsideRange(
                    name: "the number of bins", value: Double(wanted),
                    range: "[1, \(Self.greatestCount)]")
            }
            count = wanted
        case .freedmanDiaconis:
            count = Self.freedmanDiaconis(scores)
        }
        let edges = (0...count).map { Double($0) / Double(count) }
        var counts = [Int](repeating: 0, count: count)
        var bin = 0
        for (score, draws) in zip(scores.scores, scores.counts) {
            // Compared with the very edges that are shown, so that no rounding can disagree.
            while bin < count - 1, score >= edges[bin + 1] { bin += 1 }
            counts[bin] += draws
        }
        self.edges = edges
        self.counts = counts
        self.draws = scores.draws
    }

    private static func freedmanDiaconis(_ scores: ScoreDistribution) -> Int {
        let range = scores.quantile(0.75) - scores.quantile(0.25)
        guard range > 0 else { return 20 }
        let width = 2 * range / cbrt(Double(scores.draws))
        return max(5, min(greatestCount, Int((1 / width).rounded(.up))))
    }
}
