/// A quantity of the distribution of scores that can be bounded.
public enum ScoreQuantity: Sendable, Hashable {
    /// The chance that a draw scores above a threshold that was chosen in advance.
    case leak(above: Double)
    case mean
    case deviation
    /// Mean plus λ standard deviations.
    case expectationDeviation(weight: Double)
    /// The chance that a draw scores above x; with a fixed number of draws valid for all x
    /// together, so that x may be browsed.
    case exceedance(above: Double)
}
