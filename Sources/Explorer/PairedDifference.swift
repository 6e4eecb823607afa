import Evidence
import Statistics

/// The mean score of one run minus that of another, from pairs of draws with the same number.
///
/// Either run may leak more, so that the limits are two-sided whatever side is asked for elsewhere;
/// they hold at any number of pairs.
struct PairedDifference: Sendable, Hashable {
    /// Limits and estimate from the same draws: the first `pairs` of both runs.
    let bound: Bound
    /// The mean of the first run's completed draws of the pairs.
    let firstMean: Double
    /// The mean of the second run's; `firstMean` minus this is the estimate.
    let secondMean: Double
    /// The i-th draw of one run with the i-th of the other; lost ones included.
    let pairs: Int
    /// How many of these draws were lost, in either run.
    let lost: Int

    /// The difference after as many draws as both runs have; nil without a completed draw on either
    /// side.
    ///
    /// A lost draw is read at its worst for each limit, and left out of the estimate.
    /// - Parameter known: an earlier difference between the same runs, which is kept where no pair
    ///   has come since.
    init?(
        _ first: ScoreEvidence, _ second: ScoreEvidence, judge: JudgeAccuracy?, alpha: Double,
        unless known: PairedDifference? = nil
    ) {
        let count = min(first.draws, second.draws)
        if let known, known.pairs == count {
            self = known
            return
        }
        let (a, b) = (Array(first.scores.prefix(count)), Array(second.scores.prefix(count)))
        let (knownA, knownB) = (a.compactMap { $0 }, b.compactMap { $0 })
        guard !knownA.isEmpty, !knownB.isEmpty else { return nil }
        func bound(
            lostFirst: Double, lostSecond: Double
        ) throws(StatisticsError) -> Bound {
            try Difference.paired(
                a.map { $0 ?? lostFirst }, b.map { $0 ?? lostSecond }, judge: judge, alpha: alpha,
                side: .two)
        }
        pairs = count
        firstMean = Self.mean(knownA)
        secondMean = Self.mean(knownB)
        lost = 2 * count - knownA.count - knownB.count
        do throws(StatisticsError) {
            var difference = try bound(lostFirst: 1, lostSecond: 0)
            if lost > 0 { difference.lower = try bound(lostFirst: 0, lostSecond: 1).lower }
            difference.estimate = firstMean - secondMean
            self.bound = difference
        } catch {
            return nil
        }
    }

    private static func mean(_ scores: [Double]) -> Double {
        scores.reduce(0, +) / Double(scores.count)
    }
}
