import Platform

/// How often, of two draws of one prompt with different scores, the one that the model finds more
/// probable has the better score.
///
/// The ranking accuracy of BRIO (Liu and others 2022, arXiv 2203.16804). Equal probabilities count half. With scores of 0 and 1 it is the area under the ROC curve.
package struct RankQuality: Sendable, Hashable {
    /// One draw.
    package struct Draw: Sendable, Hashable {
        package var confidence: Double
        package var score: Double

        package init(confidence: Double, score: Double) {
            (self.confidence, self.score) = (confidence, score)
        }
    }

    /// The share of pairs whose scores agree with their confidences; equal confidences count half.
    package let agreeing: Double
    /// The share of pairs with different scores.
    package let differing: Double
    package let draws: Int

    /// The quality of one prompt's draws.
    ///
    /// Cost: O(n log n).
    ///
    /// - Throws: `StatisticsError` for fewer than two draws, and for values that are not finite.
    package init(_ draws: [Draw]) throws(StatisticsError) {
        guard draws.count > 1 else { throw .noDraws(draws.count) }
        for draw in draws {
            guard draw.confidence.isFinite else {
                throw .notFinite(name: "confidence", value: draw.confidence)
            }
            guard draw.score.isFinite else { throw .notFinite(name: "score", value: draw.score) }
        }
        var levels: [Double: Int] = [:]
        for (place, score) in Set(draws.map(\.score)).sorted().enumerated() {
            levels[score] = place
        }
        var seen = CountTree(levels.count)
        let sorted = draws.sorted { $0.confidence < $1.confidence }
        var (agreeing, differing, start) = (0.0, 0.0, 0)
        while start < sorted.count {
            let end =
                sorted[start...].firstIndex { $0.confidence > sorted[start].confidence }
                ?? sorted.count
            let tied = sorted[start..<end].compactMap { levels[$0.score] }
            for level in tied {
                // Earlier draws have less confidence.
                agreeing += Double(seen.below(level))
                differing += Double(seen.total - seen.at(level))
            }
            let counts = Dictionary(tied.map { ($0, 1.0) }, uniquingKeysWith: +).values
            let size = Double(tied.count)
            let unequal = (size * size - counts.reduce(0) { $0 + $1 * $1 }) / 2
            agreeing += unequal / 2
            differing += unequal
            for level in tied { seen.add(level) }
            start = end
        }
        let pairs = Double(draws.count) * Double(draws.count - 1) / 2
        self.agreeing = agreeing / pairs
        self.differing = differing / pairs
        self.draws = draws.count
    }

    /// Limits on the chance that of two draws of one prompt with different scores the more probable
    /// one has the better one, over prompts with equally many draws each: pairs are weighted equally.
    ///
    /// For the true chance θ the kernel 1{agree} − θ·1{differ} has mean 0 and a range of 1. The mean
    /// of a U-statistic of pairs is that of n/2 independent ones (Hoeffding 1963, section 5), so that
    /// |agreeing − θ·differing| ≤ √(ln(2/α) / (2·P·⌊n/2⌋)) with probability 1 − α; the limits are the
    /// θ for which it is so. For a number of draws fixed in advance.
    ///
    /// - Throws: `StatisticsError` without prompts or with unequal numbers of draws.
    package static func bound(
        _ prompts: [RankQuality], alpha: Double, side: Bound.Side = .two
    ) throws(StatisticsError) -> Bound {
        try Check.alpha(alpha)
        guard let each = prompts.first?.draws else { throw .empty(name: "prompts") }
        guard prompts.allSatisfy({ $0.draws == each }) else {
            throw .contradiction("the prompts have different numbers of draws")
        }
        let count = Double(prompts.count)
        let agreeing = prompts.reduce(0) { $0 + $1.agreeing } / count
        let differing = prompts.reduce(0) { $0 + $1.differing } / count
        let perSide = side == .two ? alpha / 2 : alpha
        let slack = (-log(perSide) / (2 * count * Double(each / 2))).squareRoot() * (1 + 1e-12)
        let isTold = differing > 0
        return Bound(
            estimate: agreeing / differing,
            lower: side == .upper || !isTold ? 0 : max(0, (agreeing - slack) / differing),
            upper: side == .lower || !isTold ? 1 : min(1, (agreeing + slack) / differing),
            alpha: alpha, side: side, method: .hoeffding, validity: .fixed(n: each))
    }
}

/// Counts at places, with sums over all places below one (Fenwick 1994).
private struct CountTree {
    private var sums: [Int]
    private var counts: [Int]
    private(set) var total = 0

    init(_ places: Int) {
        sums = Array(repeating: 0, count: places + 1)
        counts = Array(repeating: 0, count: places)
    }

    mutating func add(_ place: Int) {
        counts[place] += 1
        total += 1
        var index = place + 1
        while index < sums.count {
            sums[index] += 1
            index += index & -index
        }
    }

    func at(_ place: Int) -> Int { counts[place] }

    func below(_ place: Int) -> Int {
        var (sum, index) = (0, place)
        while index > 0 {
            sum += sums[index]
            index -= index & -index
        }
        return sum
    }
}
