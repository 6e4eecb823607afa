import Platform

/// The special functions that the bounds rest on, accurate in both tails.
///
/// Arguments outside a function's domain give NaN. Every iteration is bounded, so that no input
/// can hang the caller. The binomial pieces follow Loader (2000, "Fast and accurate computation
/// of binomial probabilities"), which forms no differences of large log-gammas: at 10⁷ draws
/// those would lose eight digits.
package enum SpecialFunctions {
    static let halfLogTwoPi = 0.918_938_533_204_672_741_78

    /// ln Γ(x) for x > 0, from libm's reentrant `lgamma_r`.
    package static func logGamma(_ x: Double) -> Double {
        guard x > 0 else { return .nan }
        var sign: Int32 = 0
        return lgamma_r(x, &sign)
    }

    /// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), without cancellation for large arguments.
    package static func logBeta(_ a: Double, _ b: Double) -> Double {
        guard a > 0, b > 0 else { return .nan }
        let total = a + b
        // The kernel at the mean, solved for the beta function.
        return a * log(a / total) - b * log1p(a / b)
            - stirlingError(total) + stirlingError(a) + stirlingError(b)
            - 0.5 * log(a / total * b) + halfLogTwoPi
    }

    /// The error of Stirling's formula, ln Γ(x + 1) − [(x + ½) ln x − x + ½ ln 2π], for x > 0.
    package static func stirlingError(_ x: Double) -> Double {
        guard x > 0 else { return .nan }
        guard x >= 10 else {
            return logGamma(x + 1) - (x + 0.5) * log(x) + x - halfLogTwoPi
        }
        let z = 1 / (x * x)
        var series = 1.0 / 156 - z * 3617 / 122_400
        series = 691.0 / 360_360 - z * series
        series = 1.0 / 1188 - z * series
        series = 1.0 / 1680 - z * series
        series = 1.0 / 1260 - z * series
        series = 1.0 / 360 - z * series
        return (1.0 / 12 - z * series) / x
    }

    /// The binomial deviance x ln(x/m) + m − x without cancellation, for x ≥ 0 and m > 0.
    package static func deviance(_ x: Double, _ mean: Double) -> Double {
        guard x >= 0, mean > 0 else { return .nan }
        guard x > 0 else { return mean }
        let difference = x - mean
        guard abs(difference) < 0.1 * (x + mean) else {
            return x * log(x / mean) + mean - x
        }
        let ratio = difference / (x + mean)
        let square = ratio * ratio
        var sum = difference * ratio
        var term = 2 * x * ratio
        for j in 1...1000 {
            term *= square
            let next = sum + term / Double(2 * j + 1)
            if next == sum { break }
            sum = next
        }
        return sum
    }

    /// The logarithms of both tails of the Beta(a, b) distribution at `x`.
    ///
    /// `lower` is ln I_x(a, b), `upper` is ln (1 − I_x(a, b)). The smaller tail is computed
    /// directly, so neither is ever a difference from one. Cost: tens of continued-fraction terms.
    package static func logIncompleteBeta(a: Double, b: Double, x: Double) -> (
        lower: Double, upper: Double
    ) {
        logIncompleteBeta(a: a, b: b, x: x, complement: 1 - x)
    }

    /// The same with 1 − x given separately, for x within rounding of one.
    package static func logIncompleteBeta(a: Double, b: Double, x: Double, complement: Double) -> (
        lower: Double, upper: Double
    ) {
        guard a > 0, b > 0, x >= 0, complement >= 0, a.isFinite, b.isFinite else {
            return (.nan, .nan)
        }
        let tails = BetaDistribution(a: a, b: b).tails(x: x, complement: complement)
        return (tails.logLower, tails.logUpper)
    }

    /// The point that a standard normal variable exceeds with probability `p`, for p in (0, 1).
    ///
    /// Rational start of Abramowitz & Stegun 26.2.23, then three Halley steps on erfc: 4·10⁻¹⁶
    /// relative down to p = 10⁻¹⁵ and beyond.
    package static func normalUpperQuantile(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return .nan }
        if p > 0.5 { return -normalUpperQuantile(1 - p) }
        if p == 0.5 { return 0 }
        let q = sqrt(-2 * log(p))
        let numerator = 2.515517 + q * (0.802853 + q * 0.010328)
        let denominator = 1 + q * (1.432788 + q * (0.189269 + q * 0.001308))
        var z = q - numerator / denominator
        if p < 1e-300 { return farNormalQuantile(p, start: z) }
        for _ in 0..<3 {
            let error = 0.5 * erfc(z * 0.5.squareRoot()) - p
            let step = error * (2 * Double.pi).squareRoot() * exp(0.5 * z * z)
            z += step / (1 - 0.5 * z * step)
        }
        return z
    }

    /// Where erfc or exp(z²/2) leaves the range of a double: the asymptotic series of the tail,
    /// solved for z; its next term is below 10⁻¹⁰ there.
    private static func farNormalQuantile(_ p: Double, start: Double) -> Double {
        var z = start
        for _ in 0..<20 {
            let w = 1 / (z * z)
            let series = 1 - w * (1 - w * (3 - w * (15 - w * 105)))
            z = sqrt(2 * (log(series / z) - halfLogTwoPi - log(p)))
        }
        return z
    }

    /// ln Σ exp(xᵢ), which accepts −∞ among the terms; the empty sum gives −∞.
    package static func logSumExp(_ terms: some Collection<Double>) -> Double {
        guard let greatest = terms.max(), greatest > -.infinity else { return -.infinity }
        guard greatest < .infinity else { return .infinity }
        var sum = 0.0
        for term in terms { sum += exp(term - greatest) }
        return greatest + log(sum)
    }

    /// The logistic pair (1/(1+e⁻ᵘ), 1/(1+eᵘ)), both to full relative accuracy.
    static func logistic(_ u: Double) -> (value: Double, complement: Double) {
        if u >= 0 {
            let t = exp(-u)
            return (1 / (1 + t), t / (1 + t))
        }
        let t = exp(u)
        return (t / (1 + t), 1 / (1 + t))
    }
}
