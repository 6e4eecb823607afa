import Evidence
import Statistics

/// What the Scores view shows of one prompt: the distribution of its scores and bounds on it.
struct ScoreDetail: Sendable {
    /// Distinct scores with their counts, ascending.
    var distribution: [(score: Double, count: Int)] = []
    /// Draws that have a score, and those that have none.
    var count = 0
    var lost = 0
    var truncated = 0
    var meanEstimate = Double.nan
    var deviationEstimate = Double.nan
    /// The mean, every lost draw read at its worst.
    var mean = Reading.none
    /// The mean of the completed draws alone; nil where nothing was lost.
    var meanOfCompleted: Reading?
    /// The standard deviation and mean + 2 standard deviations, of the completed draws.
    var deviation = Reading.none
    var edScore = Reading.none
    /// The band around the distribution function; nil while there is none.
    var band: Band?

    init(_ evidence: PromptEvidence, model: ExplorerModel) {
        let question = model.question
        let isBinary = model.isBinary
        let all = ScoreSample(evidence, scorer: model.scorer)
        distribution = zip(all.distribution.scores, all.distribution.counts).map { ($0, $1) }
        count = all.distribution.draws
        lost = all.lost
        truncated = evidence.truncated
        meanEstimate = all.distribution.mean
        deviationEstimate = all.distribution.deviation
        mean = model.reading(of: evidence, question: question)
        if lost > 0 {
            meanOfCompleted = model.reading(of: evidence, question: question) { sample in
                var completed = sample
                completed.lost = 0
                return completed.mean(question, isBinary: isBinary)
            }
        }
        let limit = question.validity == .fixed ? model.planned : evidence.drawCount
        let ordered = evidence.orderedScores(scorer: model.scorer, first: limit)
        let share = BoundQuestion(
            alpha: question.alpha, side: question.side, validity: question.validity)
        deviation = model.reading(of: evidence, question: question) { sample in
            Self.deviation(ordered, sample: sample, question: share, isBinary: isBinary)
        }
        edScore = model.reading(of: evidence, question: question) { sample in
            Self.edScore(ordered, sample: sample, question: share)
        }
        band = Self.band(ordered, question: share, isPending: isPending)
    }

    /// Whether a fixed number of draws is awaited.
    private var isPending: Bool {
        if case .bound = mean { return false }
        return true
    }

    /// P(score > x), from the band for all x together.
    func exceedance(above x: Double) -> Bound? {
        band.map { Exceedance.bound(over: $0, above: x) }
    }

    /// The share of draws with a score above x.
    func share(above x: Double) -> Double {
        guard count > 0 else { return .nan }
        let above = distribution.reduce(0) { $1.score > x ? $0 + $1.count : $0 }
        return Double(above) / Double(count)
    }

    // MARK: - Bounds

    private static func deviation(
        _ ordered: [Double], sample: ScoreSample, question: BoundQuestion, isBinary: Bool
    ) -> Bound? {
        do throws(StatisticsError) {
            if isBinary {
                var completed = sample
                completed.lost = 0
                return completed.mean(question, isBinary: true)
                    .map { Deviation.bound(ofBinary: $0) }
            }
            if question.validity == .fixed {
                return try Deviation.bound(
                    of: sample.distribution, alpha: question.alpha, side: question.side)
            }
            return try Deviation.bound(
                of: AnytimeDeviation(ordered), alpha: question.alpha, side: question.side)
        } catch {
            return nil
        }
    }

    private static func edScore(
        _ ordered: [Double], sample: ScoreSample, question: BoundQuestion
    ) -> Bound? {
        do throws(StatisticsError) {
            if question.validity == .fixed {
                return try EDScore.bound(
                    of: sample.distribution, alpha: question.alpha, side: question.side)
            }
            return try EDScore.bound(
                of: AnytimeDeviation(ordered), alpha: question.alpha, side: question.side)
        } catch {
            return nil
        }
    }

    private static func band(
        _ ordered: [Double], question: BoundQuestion, isPending: Bool
    ) -> Band? {
        guard !ordered.isEmpty, !isPending else { return nil }
        // A band speaks of P(score <= x); an upper limit of P(score > x) is its lower side.
        let side: Bound.Side =
            switch question.side {
            case .two: .two
            case .upper: .lower
            case .lower: .upper
            }
        do throws(StatisticsError) {
            if question.validity == .fixed {
                return try Band.dkw(
                    of: ScoreDistribution(ordered), alpha: question.alpha, side: side)
            }
            guard Epoch.reached(by: ordered.count) != nil else { return nil }
            return try EpochBand(of: ordered, alpha: question.alpha, side: side).current
        } catch {
            return nil
        }
    }
}

extension PromptEvidence {
    /// The scores of the first draws in launch order; lost draws are left out.
    func orderedScores(scorer: Int, first limit: Int) -> [Double] {
        sequence.prefix(limit).compactMap { position in
            position < 0 ? nil : score(ofOutput: position, scorer: scorer)
        }
    }
}
