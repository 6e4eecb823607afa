import Evidence
import Statistics

/// About how many more draws decide a verdict if scores go on as before.
///
/// For the display alone: it never enters a limit.
package struct VerdictForecast {
    /// Nil where no number below a million times as many as there are does.
    package private(set) var draws: Int?
    /// Whether lost draws are why none does: without them, some number would.
    package private(set) var isOpenByLosses = false
    private let scores: ScoreHistogram
    private let lost: Int
    private let statement: Statement
    private let target: Double

    /// - Parameter statement: the one that verdicts are read from.
    package init(_ evidence: ScoreEvidence, _ statement: Statement, target: Double) {
        scores = ScoreHistogram(evidence.distribution)
        lost = evidence.lost
        self.statement = statement
        self.target = target
        guard var enough = doublings(lost: lost) else {
            isOpenByLosses = lost > 0 && doublings(lost: 0) != nil
            return
        }
        var short = enough / 2
        for _ in 0..<6 {
            let middle = (short + enough) / 2
            if isDecided(times: middle, lost: lost) { enough = middle } else { short = middle }
        }
        draws = Self.rounded(Double(evidence.draws) * (enough - 1))
    }

    /// How many times as many draws decide it, a power of two; nil where a million times do not.
    private func doublings(lost: Int) -> Double? {
        var enough = 2.0
        while !isDecided(times: enough, lost: lost) {
            enough *= 2
            if enough > 1_000_000 { return nil }
        }
        return enough
    }

    /// Whether so many times as many draws of the same kind decide it.
    private func isDecided(times factor: Double, lost: Int) -> Bool {
        func scaled(_ count: Int) -> Int { Int((Double(count) * factor).rounded()) }
        var more = ScoreDistribution()
        do throws(StatisticsError) {
            for (score, count) in zip(scores.means, scores.counts) {
                try more.insert(score, count: scaled(count))
            }
            let sides: [Bound.Side] = statement.decides ? [.upper, .lower] : [statement.side]
            for side in sides {
                let future = try statement.on(side).meanBound(of: more, lost: scaled(lost))
                if TargetVerdict(future, target: target) != .undecided { return true }
            }
        } catch {
            // A question out of range decides nothing.
        }
        return false
    }

    /// The draws at which limits are as narrow as wanted: widths shrink with the root of their number.
    package static func draws(_ draws: Int, _ bound: Bound, narrowedTo width: Double) -> Int? {
        let ratio = (bound.upper - bound.lower) / width
        let expected = Double(draws) * ratio * ratio
        return expected < 1e9 ? Int(expected) : nil
    }

    /// Two significant digits: more would promise too much.
    private static func rounded(_ draws: Double) -> Int {
        var unit = 1.0
        while draws / unit >= 100 { unit *= 10 }
        return max(1, Int((draws / unit).rounded() * unit))
    }
}

/// Scores for a forecast, which needs two digits: neighbours share their mean, so that many distinct
/// scores cost no more than a hundred.
private struct ScoreHistogram {
    /// The mean score of each cell, ascending.
    private(set) var means: [Double] = []
    private(set) var counts: [Int] = []
    private static let cells = 128

    init(_ distribution: ScoreDistribution) {
        guard distribution.scores.count > Self.cells else {
            means = distribution.scores
            counts = distribution.counts
            return
        }
        var cell = -1
        var sum = 0.0
        for (score, count) in zip(distribution.scores, distribution.counts) {
            let next = min(Self.cells - 1, Int(score * Double(Self.cells)))
            if next != cell {
                cell = next
                sum = 0
                means.append(0)
                counts.append(0)
            }
            sum += score * Double(count)
            counts[counts.count - 1] += count
            means[means.count - 1] = min(1, sum / Double(counts[counts.count - 1]))
        }
    }
}
