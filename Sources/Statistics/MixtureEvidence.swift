import Platform

/// ln M(m) of the truncated beta mixture for given counts, as a function of m.
struct MixtureEvidence {
    private let beta: BetaDistribution

    /// The exponent s of the mixing density t^(s−1) on [0, 1].
    static let shape = 0.5

    /// Requires 0 ≤ leaks ≤ draws.
    init(leaks: Double, draws: Int) {
        beta = BetaDistribution(a: leaks + Self.shape, b: Double(draws) - leaks + 1)
    }

    /// The value at one candidate, with the first two derivatives in the candidate's logit.
    struct Point {
        var logEvidence: Double
        var slope: Double
        var curvature: Double
    }

    func at(x: Double, complement y: Double) -> Point {
        let tails = beta.tails(x: x, complement: y)
        let logRatio = tails.logKernel - tails.logLower
        let ratio = exp(logRatio)
        let (a, b) = (beta.a, beta.b)
        return Point(
            logEvidence: log(Self.shape) + log(y) - logRatio,
            slope: ratio - a * y + (b - 1) * x,
            curvature: ratio * (a * y - b * x - ratio) + (a + b - 1) * x * y)
    }
}
