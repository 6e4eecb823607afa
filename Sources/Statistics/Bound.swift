/// A guaranteed interval or one-sided limit for one unknown quantity.
///
/// The value carries everything that its reader needs in order to quote it: the point estimate,
/// both limits, the error probability, the side, the method and the validity. A one-sided bound
/// has the trivial limit of the quantity's range on its other side.
package struct Bound: Sendable, Hashable {
    /// The point estimate, in the unit of the quantity (a probability, a mean score, …).
    package var estimate: Double
    /// The lower limit, or the least possible value where `side` is `.upper`.
    package var lower: Double
    /// The upper limit, or the greatest possible value where `side` is `.lower`.
    package var upper: Double
    /// The probability that the statement is wrong, in (0, ½]; the level is 1 − α.
    package var alpha: Double
    package var side: Side
    package var method: Method
    package var validity: Horizon
    /// The judge for whose errors the limits were widened; nil where scores are what they say.
    package var judge: JudgeAccuracy?
    /// Whether the mean of all draws lies outside of limits at the level of the alarms, which a healthy run
    /// hardly ever has: such draws are hardly independent ones from one distribution.
    package var isContradicted = false

    package init(
        estimate: Double, lower: Double, upper: Double, alpha: Double, side: Side, method: Method,
        validity: Horizon
    ) {
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
        self.alpha = alpha
        self.side = side
        self.method = method
        self.validity = validity
    }

    /// Whether no value lies between the limits: the draws contradict each other.
    package var isContradiction: Bool { lower > upper }

    /// The limits of two statements that hold together; nil where no value lies between them: then
    /// one of the statements is wrong, and nobody knows which.
    package func meeting(_ other: Bound) -> Bound? {
        var both = self
        both.lower = max(lower, other.lower)
        both.upper = min(upper, other.upper)
        return both.isContradiction ? nil : both
    }

    /// The confidence level 1 − α.
    package var level: Double { 1 - alpha }

    /// Which limits the statement makes.
    package enum Side: String, Sendable, Hashable, CaseIterable {
        case upper
        case lower
        /// Both limits hold together at level 1 − α.
        case two
    }

    /// The numbers of draws for which the statement holds: what became of a ``Validity`` that was asked
    /// for.
    package enum Horizon: Sendable, Hashable {
        /// It holds only if this number of draws was chosen before the first draw.
        case fixed(n: Int)
        /// It holds at every number of draws at once, so one may watch and stop at will.
        case anytime
    }
}
