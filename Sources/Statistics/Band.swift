/// A confidence band for the whole distribution function F of a score in [0, 1].
///
/// F is only known to lie between two step functions that jump where draws were seen. The
/// statement holds at all points together, so that limits for probabilities, quantiles, the mean,
/// the standard deviation and their combinations that are read from one band share its α.
///
/// `side` speaks of F itself: a `.lower` band bounds F from below, and so bounds P(score > x),
/// quantiles and the mean from *above*. A one-sided band is trivial on its other side.
package struct Band: Sendable, Hashable {
    /// The points where the band may jump, ascending and distinct, each in [0, 1].
    package let jumps: [Double]
    /// The estimate of F on each piece.
    ///
    /// Piece j starts at jump j − 1 (piece 0 at zero) and ends
    /// before jump j (the last piece at one). One more than there are jumps.
    package let estimate: [Double]
    /// The lower limit of F on each piece, non-decreasing.
    package let lower: [Double]
    /// The upper limit of F on each piece, non-decreasing.
    package let upper: [Double]
    /// The probability that F leaves the band anywhere, in (0, ½].
    package let alpha: Double
    /// Which of the two limits of F are meant.
    package let side: Bound.Side
    /// How the band was computed.
    package let method: Bound.Method
    /// When the statement holds.
    package let validity: Bound.Horizon

    init(
        jumps: [Double], estimate: [Double], lower: [Double], upper: [Double], alpha: Double,
        side: Bound.Side, method: Bound.Method, validity: Bound.Horizon
    ) {
        self.jumps = jumps
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
        self.alpha = alpha
        self.side = side
        self.method = method
        self.validity = validity
    }

    /// A band whose limits depend on the number of draws at or below each point.
    ///
    /// `limits` maps that number, 0…n, to the limits of F; the side that is not wanted is made
    /// trivial.
    init(
        of scores: ScoreDistribution, alpha: Double, side: Bound.Side, method: Bound.Method,
        limits: (Int) -> (lower: Double, upper: Double)
    ) {
        let cumulative = [0] + scores.cumulativeCounts
        let pieces = cumulative.map(limits)
        self.init(
            jumps: scores.scores, estimate: cumulative.map { Double($0) / Double(scores.draws) },
            lower: pieces.map { side == .upper ? 0 : max(0, $0.lower) },
            upper: pieces.map { side == .lower ? 1 : min(1, $0.upper) },
            alpha: alpha, side: side, method: method, validity: .fixed(n: scores.draws))
    }

    /// The index of the piece that contains `x` in [0, 1).
    private func piece(at x: Double) -> Int {
        var low = 0
        var high = jumps.count
        while low < high {
            let middle = (low + high) / 2
            if jumps[middle] <= x { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The limits of F(x) = P(score ≤ x) and its estimate.
    ///
    /// F(1) = 1 exactly. Cost: O(log d).
    package func cumulative(at x: Double) -> (estimate: Double, lower: Double, upper: Double) {
        guard x >= 0 else { return (0, 0, 0) }
        guard x < 1 else { return (1, 1, 1) }
        let piece = piece(at: x)
        return (estimate[piece], lower[piece], upper[piece])
    }

    /// The limits of P(score > x) and its estimate.
    ///
    /// Cost: O(log d).
    package func exceedance(above x: Double) -> (estimate: Double, lower: Double, upper: Double) {
        let cumulative = cumulative(at: x)
        // Subtracting from one rounds by half a unit; the limits move out by one.
        return (
            1 - cumulative.estimate,
            cumulative.upper < 1 ? max(0, (1 - cumulative.upper).nextDown) : 0,
            cumulative.lower > 0 && cumulative.lower < 1
                ? min(1, (1 - cumulative.lower).nextUp) : 1 - cumulative.lower
        )
    }

    /// The limits of the `q` quantile, inf {x : F(x) ≥ q}, for q in (0, 1).
    ///
    /// Cost: O(d).
    ///
    /// Where the lower limit of F has reached q, F has too, so the quantile is at or left of that
    /// jump; before the upper limit has reached q, F has not.
    package func quantile(_ q: Double) -> (lower: Double, upper: Double) {
        let reached = lower.firstIndex { $0 >= q }
        let possible = upper.firstIndex { $0 >= q }
        return (
            possible.map { $0 == 0 ? 0 : jumps[$0 - 1] } ?? 1,
            reached.map { $0 == 0 ? 0 : jumps[$0 - 1] } ?? 1
        )
    }

    /// The part of this band that another band for the same F allows as well.
    ///
    /// Valid where both hold; the caller answers for α. The estimate is the other band's.
    func intersected(with other: Band) -> Band {
        let points = (jumps + other.jumps).sorted()
        let distinct = points.indices.filter { $0 == 0 || points[$0] != points[$0 - 1] }
        let jumps = distinct.map { points[$0] }
        // Piece 0 is left of every jump; the others start at their jump.
        let starts = [-1.0] + jumps
        let ours = starts.map { $0 < 0 ? 0 : piece(at: $0) }
        let theirs = starts.map { $0 < 0 ? 0 : other.piece(at: $0) }
        return Band(
            jumps: jumps, estimate: theirs.map { other.estimate[$0] },
            lower: zip(ours, theirs).map { max(lower[$0], other.lower[$1]) },
            upper: zip(ours, theirs).map { min(upper[$0], other.upper[$1]) },
            alpha: other.alpha, side: other.side, method: other.method, validity: other.validity)
    }
}
