import Evidence
import Findings
import Statistics

/// What the Scores view shows of one prompt: the distribution of its scores and every figure of it.
struct ScoreDetail: Sendable {
    /// Distinct scores with their counts, ascending.
    let distribution: [(score: Double, count: Int)]
    /// The same as the statistics take them.
    let scores: ScoreDistribution
    /// Draws that have a score, and those that have none.
    let count: Int
    let missing: MissingScores
    var lost: Int { missing.count }
    /// The mean, every lost draw read at its worst.
    let mean: Reading
    /// The mean of the completed draws alone, if lost ones were like them; nil where nothing was
    /// lost.
    let meanOfCompleted: Reading?
    /// All figures of scores, the mean first.
    let figures: [MetricFinding]
    /// The draws that figures which take long speak of; nil while these are being computed.
    let spreadDraws: Int?
    /// The edges of the band around the distribution function; nil while there is none.
    ///
    /// A judge's verdicts are wrong now and then, so that a band around them is none around the
    /// truth; the limits of the mean say where that lies.
    let edges: [(x: Double, lower: Double, upper: Double)]?
    /// The estimated distribution function where it is not the share of the draws: for draws without
    /// replacement.
    let curve: [(x: Double, share: Double)]?
    /// Whether scores are 0 or 1 only.
    let isBinary: Bool

    init(
        _ evidence: ScoreEvidence, _ missing: MissingScores, mean: Reading,
        meanOfCompleted: Reading?,
        spread: Spread?, statement: Statement, parameters: MetricParameters
    ) {
        self.mean = mean
        let isVoid = mean.void != nil
        self.meanOfCompleted = isVoid ? nil : meanOfCompleted
        spreadDraws = spread?.draws
        isBinary = statement.isBinary
        distribution = zip(evidence.distribution.scores, evidence.distribution.counts)
            .map { ($0, $1) }
        scores = evidence.distribution
        count = evidence.count
        self.missing = missing
        let findings = spread?.findings ?? MetricFindings(before: evidence, statement)
        figures = findings.all(mean: mean, parameters, newest: evidence)
        if statement.judge != nil {
            edges = mean.bound.map { [(0, 1 - $0.upper, 1 - $0.lower), (1, 1, 1)] }
            curve = nil
        } else {
            // Few draws have no band yet: what is known of the mean of scores that are 0 or 1, else
            // nothing, which the picture must not hide.
            let isFixed = statement.validity == .fixed
            let fallback: [(x: Double, lower: Double, upper: Double)]? =
                isFixed || evidence.isWithoutReplacement
                ? nil
                : isBinary && evidence.distribution.isBinary && statement.side == .two
                    ? mean.bound.map { [(0, 1 - $0.upper, 1 - $0.lower), (1, 1, 1)] }
                    : [(0, 0, 1), (1, 1, 1)]
            let ofRest = isVoid ? nil : spread?.cumulative
            curve = ofRest?.map { ($0.x, $0.estimate) }
            edges =
                isVoid
                ? nil
                : findings.band?.edges ?? ofRest?.map { ($0.x, $0.lower, $0.upper) }
                    ?? (spread == nil ? nil : fallback)
        }
    }

    /// A figure by its entry in the table; nil where the scores have none.
    func figure(_ metric: Metric) -> MetricFinding? {
        figures.first { $0.metric.name == metric.name }
    }
}
