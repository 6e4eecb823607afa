/// Limits on the first two moments of the score, and what follows from them.
struct RestMoments {
    let mean: Bound
    let square: Bound
    private let known: (known: Double, squares: Double, left: Double)
    /// How far off a variance may be that is made from known masses.
    private let slack: Double

    init(
        _ sample: RestSample, alpha: Double, side: Bound.Side, error: Double
    ) throws(StatisticsError) {
        try Check.alpha(alpha)
        square = try sample.bound(of: { $0 * $0 }, alpha: alpha / 2, side: side)
            .widened(by: error)
        // An upper limit of σ needs the lower one of the mean, that of mean + λσ the upper one.
        mean = try sample.bound(of: { $0 }, alpha: alpha / 2, side: .two).widened(by: error)
        known = sample.now
        slack = 4 * error + 0x1p-44
    }

    /// σ of the estimates.
    var deviation: Double {
        min(
            max(0, square.estimate - mean.estimate * mean.estimate).squareRoot(),
            max(0, greatestVariance).squareRoot())
    }

    /// Over the limits of the mean: each of the two parts is concave in it.
    var greatestVariance: Double {
        let byMoments = square.upper - mean.lower * mean.lower
        let exact = known.squares - known.known
        let peak = 0.5.clamped(mean.lower, mean.upper)
        return max(0, min(byMoments, exact + peak - peak * peak + slack, 0.25) + 0x1p-50)
    }

    var leastVariance: Double {
        let byMoments = square.lower - mean.upper * mean.upper
        return max(0, max(byMoments, leastExact) - 0x1p-50)
    }

    /// The least over the limits of the mean of Q + (μ − L)²/R − μ², which is convex.
    private var leastExact: Double {
        guard known.left > 0x1p-40 else {
            let (low, high) = (mean.lower, mean.upper)
            return known.squares - max(low * low, high * high) - slack
        }
        let rest = 1 - known.left
        let valley = rest > 0 ? min(1, known.known / rest) : mean.lower
        let point = valley.clamped(mean.lower, mean.upper)
        let others = point - known.known
        return known.squares + others * others / known.left - point * point - slack
    }

    /// The greatest μ + λ√v over the limits of the mean.
    func greatestScore(_ weight: Double) -> Double {
        let scale = (1 + weight * weight).squareRoot()
        // μ + λ√(E − μ²) and μ + λ√(D − (μ − ½)²) are concave.
        func value(_ mean: Double, _ variance: Double) -> Double {
            mean + weight * max(0, variance).squareRoot()
        }
        let first = (square.upper.squareRoot() / scale).clamped(mean.lower, mean.upper)
        let byMoments = value(first, square.upper - first * first + 0x1p-50)
        let spread = max(0, known.squares - known.known + 0.25 + slack)
        let second = (0.5 + spread.squareRoot() / scale).clamped(mean.lower, mean.upper)
        let exact = value(second, spread - (second - 0.5) * (second - 0.5) + 0x1p-50)
        return min(byMoments, exact, value(mean.upper, greatestVariance))
    }

    /// The least μ + λ√v: concave where E[s²] > μ², and at least μ beyond.
    func leastScore(_ weight: Double) -> Double {
        func value(_ mean: Double) -> Double {
            mean + weight * max(0, square.lower - mean * mean - 0x1p-50).squareRoot()
        }
        let end = min(mean.upper, square.lower.squareRoot())
        let byMoments = end > mean.lower ? min(value(mean.lower), value(end)) : mean.lower
        return max(byMoments, mean.lower + weight * leastVariance.squareRoot())
    }
}

extension Double {
    /// The nearest number between two limits.
    func clamped(_ low: Double, _ high: Double) -> Double {
        Swift.min(Swift.max(self, low), Swift.max(low, high))
    }
}
