import Statistics

/// Which statement about a prompt's scores is wanted.
public struct BoundRequest: Sendable, Hashable {
    /// The error probability of this one statement, in (0, ½].
    public var alpha: Double
    public var side: Bound.Side
    public var validity: Validity
    /// Whether the scorer gives 0 and 1 only, by its description.
    ///
    /// It decides the method and so must be settled before the draws, not by a look at the scores.
    public var isBinary: Bool
    public var losses: Losses
    /// What is known of the judge that gave the scores; nil for scores that are what they say.
    ///
    /// Limits are then about the share of true cases and not about the judge's verdicts.
    public var judge: JudgeAccuracy?

    public init(
        alpha: Double, side: Bound.Side, validity: Validity, isBinary: Bool,
        losses: Losses = .worstCase, judge: JudgeAccuracy? = nil
    ) {
        self.alpha = alpha
        self.side = side
        self.validity = validity
        self.isBinary = isBinary
        self.losses = losses
        self.judge = judge
    }

    /// The limits on the share of true cases from those on the rate of positive verdicts.
    func widening(_ bound: Bound) -> Bound { judge?.widening(bound) ?? bound }

    /// When the statement is to hold.
    public enum Validity: Sendable, Hashable {
        /// Only if the number of draws was chosen in advance and has been reached.
        case fixed
        /// At every number of draws at once.
        case anytime
    }

    /// How draws without a score are read.
    public enum Losses: Sendable, Hashable {
        /// For an upper limit as score 1, for a lower one as score 0: nothing need be assumed.
        case worstCase
        /// Not at all: holds only if draws were lost regardless of what they would have scored.
        case ignored
    }
}

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
