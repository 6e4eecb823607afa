import Platform

/// The Beta(a, b) distribution, with the constants of its density computed once.
///
/// A root search evaluates the tail at several points for the same a and b; keeping the constant
/// saves half of the work.
struct BetaDistribution {
    let a: Double
    let b: Double
    /// ln of the kernel's part that does not depend on the point.
    private let logConstant: Double

    /// Both parameters must be positive and finite.
    init(a: Double, b: Double) {
        self.a = a
        self.b = b
        let total = a + b
        logConstant =
            SpecialFunctions.stirlingError(total) - SpecialFunctions.stirlingError(a)
            - SpecialFunctions.stirlingError(b) + 0.5 * log(a / total * b / (2 * Double.pi))
    }

    /// ln [xᵃ yᵇ / B(a, b)] with y = 1 − x: the density of the logit of the variable.
    func logKernel(x: Double, complement y: Double) -> Double {
        let total = a + b
        return logConstant - SpecialFunctions.deviance(a, total * x)
            - SpecialFunctions.deviance(b, total * y)
    }

    /// Both tails at one point, with the kernel that they were computed from.
    struct Tails {
        var logLower: Double
        var logUpper: Double
        var logKernel: Double
    }

    /// The tails at `x`; the smaller one is computed directly from its continued fraction.
    func tails(x: Double, complement y: Double) -> Tails {
        if x <= 0 { return Tails(logLower: -.infinity, logUpper: 0, logKernel: -.infinity) }
        if y <= 0 { return Tails(logLower: 0, logUpper: -.infinity, logKernel: -.infinity) }
        let kernel = logKernel(x: x, complement: y)
        if x * (a + b) <= a {
            let lower = min(0, kernel + log(Self.fraction(a, b, x, y)))
            return Tails(logLower: lower, logUpper: Self.complementLog(lower), logKernel: kernel)
        }
        let upper = min(0, kernel + log(Self.fraction(b, a, y, x)))
        return Tails(logLower: Self.complementLog(upper), logUpper: upper, logKernel: kernel)
    }

    /// ln(1 − eˡ) for l ≤ 0.
    private static func complementLog(_ l: Double) -> Double {
        guard l < 0 else { return -.infinity }
        return l > -0.693 ? log(-expm1(l)) : log1p(-exp(l))
    }

    /// The factor c with I_x(a, b) = xᵃ yᵇ / B(a, b) · c, for x ≤ a/(a + b).
    ///
    /// Continued fraction of DiDonato & Morris (1992, TOMS 708), modified Lentz evaluation. The
    /// combination a − (a+b)x is written a·y − b·x, which keeps its accuracy near the mean.
    private static func fraction(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
        let tiny = 1e-300
        let t = a * y - b * x + 1
        var f = a * t / (a + 1)
        if f == 0 { f = tiny }
        var c = f
        var d = 0.0
        // 1/(a + 2m − 1), whose successor is needed in the same term.
        var reciprocal = 1 / (a + 1)
        for index in 1...200_000 {
            let m = Double(index)
            let next = 1 / (a + 2 * m + 1)
            let share = m * (b - m) * x * reciprocal
            let numerator = (a + m - 1) * reciprocal * (a + b + m - 1) * x * share
            let denominator = m + share + (a + m) * (t + m * (1 + y)) * next
            reciprocal = next
            d = denominator + numerator * d
            c = denominator + numerator / c
            d = 1 / (d == 0 ? tiny : d)
            if c == 0 { c = tiny }
            let delta = c * d
            f *= delta
            if abs(delta - 1) <= 2.3e-16 { break }
        }
        return 1 / f
    }

    /// The point with mass `alpha` above it, and its complement, both to full accuracy.
    ///
    /// Halley's iteration on the logarithm of the tail in the logit of the point: with h the ratio
    /// of kernel and tail, d ln T/du = −h, and ln T is concave and decreasing, so that from the
    /// right of the root even Newton's method would descend monotonically. A bracket guards the
    /// first steps; convergence is cubic.
    func upperQuantile(_ alpha: Double) -> (value: Double, complement: Double) {
        // Half of the least positive number is zero, which no point but one leaves above it.
        guard alpha > 0 else { return (1, 0) }
        if a == 1 {
            let l = log(alpha) / b
            return (-expm1(l), exp(l))
        }
        if b == 1 {
            let l = log1p(-alpha) / a
            return (exp(l), -expm1(l))
        }
        if alpha > 0.5 {
            // The other tail is the small one, and 1 − α is exact here.
            let mirrored = BetaDistribution(a: b, b: a).upperQuantile(1 - alpha)
            return (mirrored.complement, mirrored.value)
        }
        // Near the median of large parameters the continued fraction is slow and the expansion exact.
        if alpha > 0.1, min(a, b) > 2e5 {
            return SpecialFunctions.logistic(
                expandedLogit(normalQuantile: SpecialFunctions.normalUpperQuantile(alpha)))
        }
        let logAlpha = log(alpha)
        var u = startingLogit(alpha: alpha, logAlpha: logAlpha)
        var low = -800.0
        var high = 800.0
        for _ in 0..<80 {
            let (x, y) = SpecialFunctions.logistic(u)
            let tails = tails(x: x, complement: y)
            let f = tails.logUpper - logAlpha
            if f > 0 { low = u } else { high = u }
            let h = exp(min(700, tails.logKernel - tails.logUpper))
            var step = f > 0 ? 3.0 : -3.0
            if h > 0, h.isFinite {
                step = f / h
                let correction = 1 + 0.5 * step * (a * y - b * x + h)
                if correction > 0.5, correction < 2 { step /= correction }
                step = max(-3, min(3, step))
                // What is left after a step of cubic convergence is about (step · h)³/h.
                if abs(step * h) <= 0.1 * cbrt(1e-16 * max(1, h)) {
                    u += step
                    break
                }
            }
            let next = u + step
            u = next > low && next < high ? next : 0.5 * (max(low, u - 3) + min(high, u + 3))
        }
        return SpecialFunctions.logistic(u)
    }

    /// A first guess for the logit of the quantile: normal for large parameters, else the
    /// Wilson–Hilferty cube of a gamma variable.
    private func startingLogit(alpha: Double, logAlpha: Double) -> Double {
        let z = SpecialFunctions.normalUpperQuantile(alpha)
        if min(a, b) > 50 {
            return expandedLogit(normalQuantile: z)
        }
        if a <= b {
            let h = 1 - 1 / (9 * a) + z / (3 * sqrt(a))
            let cube = max(h, 0.05)
            return log(a / b * cube * cube * cube)
        }
        let h = 1 - 1 / (9 * b) - z / (3 * sqrt(b))
        let g =
            h > 0.3 ? b * h * h * h : exp((logAlpha + SpecialFunctions.logGamma(b + 1)) / b)
        return g > 0 ? log(a / g) : 700
    }
}
