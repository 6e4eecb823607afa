import Statistics

/// The evidence of one (prompt, scorer): the scores of its draws in launch order.
///
/// Draws are added in launch order only. Equal sequences of additions give equal values, live or
/// rebuilt from a journal. Memory: some bits a draw (``ScoreSequence``), and some tens of bytes for
/// each distinct score.
public struct ScoreEvidence: Sendable, Hashable {
    /// The distinct scores of the completed draws with their counts.
    public private(set) var distribution = ScoreDistribution()
    /// Draws without a score: lost, or the scorer failed.
    public private(set) var lost = 0
    /// The sum of the scores.
    public private(set) var sum = 0.0
    /// The scores in launch order, nil for a lost draw.
    public private(set) var scores = ScoreSequence()

    /// The evidence of no draws.
    public init() {}

    /// The evidence of draws in launch order; nil for a lost one.
    public init(_ scores: some Sequence<Double?>) {
        for score in scores {
            if let score { add(score) } else { addLost() }
        }
    }

    /// The number of draws with a score.
    public var count: Int { distribution.draws }

    /// The number of draws, the lost ones included.
    public var draws: Int { scores.count }

    /// The mean score of the completed draws; NaN without any.
    public var mean: Double { distribution.mean }

    /// The population standard deviation of the scores; NaN without any.
    public var populationDeviation: Double { distribution.deviation }

    /// Adds the score of the next draw in launch order.
    ///
    /// Cost: O(log d) for d distinct scores.
    /// A score that is no number in [0, 1] breaks the contract of a scorer; as nothing is known of
    /// such a draw, it counts as lost.
    public mutating func add(_ score: Double) {
        do throws(StatisticsError) {
            try distribution.insert(score)
        } catch {
            return addLost()
        }
        sum += score
        scores.append(score)
    }

    /// Adds the next draw in launch order as one without a score.
    public mutating func addLost() {
        lost += 1
        scores.append(nil)
    }

    /// Adds the draws of another evidence behind those of this one.
    ///
    /// The result equals that of adding all draws one by one.
    public mutating func merge(_ other: ScoreEvidence) {
        for score in other.scores {
            if let score { add(score) } else { addLost() }
        }
    }
}
