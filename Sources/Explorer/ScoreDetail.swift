import Evidence
import Findings
import Statistics

/// What the Scores view shows of one prompt: the distribution of its scores and bounds on it.
struct ScoreDetail: Sendable {
    /// Distinct scores with their counts, ascending.
    var distribution: [(score: Double, count: Int)] = []
    /// The same as the statistics take them.
    var scores = ScoreDistribution()
    /// Draws that have a score, and those that have none.
    var count = 0
    var lost = 0
    var meanEstimate = Double.nan
    var deviationEstimate = Double.nan
    /// The mean, every lost draw read at its worst.
    var mean = Reading.none
    /// The mean of the completed draws alone, if lost ones were like them; nil where nothing was
    /// lost.
    var meanOfCompleted: Reading?
    /// The limits of the standard deviation and of mean + 2 standard deviations, and the band;
    /// nil while they are being computed.
    let spread: Spread?
    /// Whether scores are 0 or 1 only.
    let isBinary: Bool
    private let judge: JudgeAccuracy?

    var deviation: Reading { void ?? spread?.deviation ?? .none }
    var edScore: Reading { void ?? spread?.edScore ?? .none }
    var band: WorstCaseBand? { void == nil ? spread?.band : nil }
    /// That no limit holds for the draws; nil while all is well.
    private var void: Reading? {
        guard case .void = mean else { return nil }
        return mean
    }

    init(
        _ evidence: ScoreEvidence, mean: Reading, meanOfCompleted: Reading?,
        spread: Spread?, scorer: RunFacts.Scorer?
    ) {
        self.mean = mean
        if case .void = mean {
            self.meanOfCompleted = nil
        } else {
            self.meanOfCompleted = meanOfCompleted
        }
        self.spread = spread
        isBinary = scorer?.isBinary ?? false
        judge = scorer?.judge
        distribution = zip(evidence.distribution.scores, evidence.distribution.counts)
            .map { ($0, $1) }
        scores = evidence.distribution
        count = evidence.count
        lost = evidence.lost
        meanEstimate = evidence.mean
        deviationEstimate = evidence.populationDeviation
    }

    /// The edges of the band around the distribution function; nil while there is none.
    ///
    /// A judge's verdicts are wrong now and then, so that a band around them is none around the
    /// truth; the limits of the mean say where that lies.
    var edges: [(x: Double, lower: Double, upper: Double)]? {
        guard judge != nil else { return band?.edges }
        return mean.bound.map { [(0, 1 - $0.upper, 1 - $0.lower), (1, 1, 1)] }
    }

    /// P(score > x): for yes-or-no scores that is the mean, else it comes from the band for all x
    /// together.
    func exceedance(above x: Double) -> Bound? {
        isBinary && x < 1 ? mean.bound : band?.exceedance(above: x)
    }

    /// The share of draws with a score above x.
    func share(above x: Double) -> Double {
        guard count > 0 else { return .nan }
        let above = distribution.reduce(0) { $1.score > x ? $0 + $1.count : $0 }
        return Double(above) / Double(count)
    }
}

/// A band around the distribution function with every lost draw read as 1 for the one edge and as 0
/// for the other.
struct WorstCaseBand: Sendable {
    /// The band if every lost draw had the score 1, and the one if it had 0.
    private let highest: Band
    private let lowest: Band

    init?(_ evidence: ScoreEvidence, _ request: Statement) throws(StatisticsError) {
        guard evidence.count > 0 else { return nil }
        // A band speaks of P(score <= x); an upper limit of P(score > x) is its lower edge.
        let side: Bound.Side =
            switch request.side {
            case .two: .two
            case .upper: .lower
            case .lower: .upper
            }
        func band(lostAs score: Double) throws(StatisticsError) -> Band {
            let scores = evidence.scores.map { $0 ?? score }
            if request.validity == .fixed {
                return try Band.dkw(of: ScoreDistribution(scores), alpha: request.alpha, side: side)
            }
            return try EpochBand(of: scores, alpha: request.alpha, side: side).current
        }
        if request.validity == .anytime, Epoch.reached(by: evidence.draws) == nil { return nil }
        highest = try band(lostAs: 1)
        lowest = evidence.lost > 0 ? try band(lostAs: 0) : highest
    }

    /// P(score > x) with its limits.
    func exceedance(above x: Double) -> Bound {
        var bound = Exceedance.bound(over: highest, above: x)
        bound.lower = Exceedance.bound(over: lowest, above: x).lower
        return bound
    }

    /// The edges at all points where they may jump, ascending.
    var edges: [(x: Double, lower: Double, upper: Double)] {
        let jumps = Set(highest.jumps + lowest.jumps + [0]).filter { $0 < 1 }.sorted()
        return jumps.map { x in
            (x, highest.cumulative(at: x).lower, lowest.cumulative(at: x).upper)
        } + [(1, 1, 1)]
    }
}
