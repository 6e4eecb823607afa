extension Band {
    /// The largest variance of any distribution inside the band, exact up to outward rounding.
    ///
    /// Var F is the minimum over c of E(X − c)², linear in F and convex in c, so the order of the
    /// extremes may be exchanged. For fixed c the worst F is large left of c and small right of
    /// it, and monotonicity makes it F_v = clip(v, L, U) for some level v. Raising v lowers the
    /// mean and moves the active interval {L < v < U} to the right, so the variance of F_v has a
    /// single peak, which one sweep over v finds. Cost: O(d).
    package var greatestVariance: Double {
        var sweep = ClipSweep(self)
        sweep.climb { distance, _ in
            0.5 * distance
        } reaches: { distance, _, change in
            distance > 2 * change
        }
        return min(0.25, sweep.variance + 4 * rounding)
    }

    /// The largest mean plus `weight` standard deviations of any distribution inside the band.
    ///
    /// Attained in the same family F_v, because μ + λσ is the minimum over c and s of an
    /// expectation that is linear in F. One joint statement, without a union over mean and
    /// deviation. `weight` ≥ 0. Cost: O(d).
    package func greatestScore(deviationWeight weight: Double) -> Double {
        let factor = weight * weight + 1
        var sweep = ClipSweep(self)
        sweep.climb { distance, variance in
            0.5 * (distance - ((distance * distance + 4 * variance) / factor).squareRoot())
        } reaches: { distance, variance, change in
            // The same comparison as above with the square root moved to the other side.
            let rest = distance - 2 * change
            return rest > 0 && rest * rest * factor > distance * distance + 4 * variance
        }
        let score =
            sweep.mean + rounding + weight * (sweep.variance + 4 * rounding).squareRoot()
        return min(score, EDScore.greatest(deviationWeight: weight))
    }

    /// The smallest variance of any distribution inside the band, exact up to outward rounding.
    ///
    /// The minimum over c of g(c) = 2∫₀ᶜ(c − x)L dx + 2∫꜀¹(x − c)(1 − U)dx, where F is least left
    /// of c and greatest right of it. g is convex and quadratic on every piece. Cost: O(d).
    package var leastVariance: Double {
        var right = 0.0
        forEachPiece { right += $0.width * (1 - $0.upper) }
        var left = 0.0
        var centre: Double?
        forEachPiece { piece in
            guard centre == nil else { return }
            let nextLeft = left + piece.lower * piece.width
            let nextRight = right - (1 - piece.upper) * piece.width
            if nextLeft >= nextRight {
                let slope = piece.lower + 1 - piece.upper
                let offset = slope > 0 ? (right - left) / slope : 0
                centre = min(piece.end, max(piece.start, piece.start + offset))
            }
            left = nextLeft
            right = nextRight
        }
        let c = centre ?? 1
        var sum = 0.0
        forEachPiece { piece in
            let before = (min(piece.start, c), min(piece.end, c))
            let after = (max(piece.start, c), max(piece.end, c))
            // (c − a)² − (c − b)² as a product, which does not cancel.
            sum += piece.lower * (before.1 - before.0) * (2 * c - before.0 - before.1)
            sum += (1 - piece.upper) * (after.1 - after.0) * (after.0 + after.1 - 2 * c)
        }
        return max(0, sum - rounding)
    }

    /// The smallest and largest standard deviation of any distribution inside the band.
    package var deviationLimits: (lower: Double, upper: Double) {
        (
            max(0, leastVariance.squareRoot().nextDown),
            min(0.5, greatestVariance.squareRoot().nextUp)
        )
    }
}

/// The moments of F_v = clip(v, L, U) while the level v rises from 0 to 1.
private struct ClipSweep {
    private let band: Band
    private(set) var mean = 1.0
    private var square = 1.0
    private var level = 0.0
    /// Pieces from here on still have U > v.
    private var firstBelowUpper = 0
    /// Pieces before this one have L ≤ v.
    private var firstAboveLower = 0

    init(_ band: Band) {
        self.band = band
        var mean = 1.0
        var square = 1.0
        band.forEachPiece { piece in
            mean -= piece.width * piece.lower
            square -= piece.width * (piece.start + piece.end) * piece.lower
        }
        self.mean = mean
        self.square = square
        skip()
    }

    var variance: Double { max(0, square - mean * mean) }

    /// Raises v until the objective would fall.
    ///
    /// On an active interval [a, b] a rise of v that lowers the mean by y lowers E X² by y(a + b).
    /// `peak` gives the y at which the objective is stationary, from 2μ − a − b and the variance;
    /// `reaches` says whether that peak lies beyond a given change of the mean.
    @inline(__always)
    mutating func climb(
        peak: (_ distance: Double, _ variance: Double) -> Double,
        reaches: (_ distance: Double, _ variance: Double, _ change: Double) -> Bool
    ) {
        let pieces = band.lower.count
        while level < 1 {
            var next = 1.0
            if firstAboveLower < pieces { next = min(next, band.lower[firstAboveLower]) }
            if firstBelowUpper < pieces { next = min(next, band.upper[firstBelowUpper]) }
            let a = start(of: firstBelowUpper)
            let b = start(of: firstAboveLower)
            let change = (next - level) * (b - a)
            if change > 0 {
                let distance = 2 * mean - a - b
                let beyond = reaches(distance, variance, change)
                let fall = beyond ? change : max(0, peak(distance, variance))
                mean -= fall
                square -= fall * (a + b)
                if !beyond { return }
            }
            level = next
            skip()
        }
    }

    private func start(of piece: Int) -> Double {
        piece == 0 ? 0 : piece <= band.jumps.count ? band.jumps[piece - 1] : 1
    }

    private mutating func skip() {
        while firstAboveLower < band.lower.count, band.lower[firstAboveLower] <= level {
            firstAboveLower += 1
        }
        while firstBelowUpper < band.upper.count, band.upper[firstBelowUpper] <= level {
            firstBelowUpper += 1
        }
    }
}
