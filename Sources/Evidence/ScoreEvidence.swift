/// The evidence of one (prompt, scorer): the scores of the completed draws in launch order.
///
/// Placeholder for the accumulator: distinct scores with counts, the order where a bound needs it,
/// and the lost draws.
public struct ScoreEvidence: Sendable, Hashable {
    /// Scores in launch order, each in [0, 1].
    public private(set) var scores: [Double] = []
    /// Draws without a score: lost, or the scorer failed.
    public private(set) var lost = 0
    public private(set) var sum = 0.0

    public init() {}

    public var count: Int { scores.count }
    public var mean: Double { scores.isEmpty ? .nan : sum / Double(scores.count) }

    public mutating func add(_ score: Double) {
        scores.append(score)
        sum += score
    }

    public mutating func addLost() {
        lost += 1
    }
}
