import Platform

extension BetaDistribution {
    /// The logit of the point with mass `alpha` above it, by the expansion of Cornish & Fisher.
    ///
    /// The logit of a beta variable is the difference of the logarithms of two gamma variables, so
    /// that its cumulants are sums of polygamma functions of a and b; those are taken from their
    /// asymptotic series. All terms up to the sixth cumulant are kept (Abramowitz & Stegun,
    /// 26.2.49). What is left out is of the order min(a, b)⁻³, in the logit itself: nothing that a
    /// floating-point number shows from about 10⁵ on, if `alpha` is not far out in the tail.
    func expandedLogit(normalQuantile z: Double) -> Double {
        let (p, q) = (1 / a, 1 / b)
        // ψ(a) − ψ(b) and the sums ψ⁽ʲ⁻¹⁾(a) ± ψ⁽ʲ⁻¹⁾(b).
        let mean = log(a / b) - (p * (0.5 + p / 12) - q * (0.5 + q / 12))
        func second(_ x: Double) -> Double { x * (1 + x * (0.5 + x / 6)) }
        func third(_ x: Double) -> Double { -x * x * (1 + x * (1 + x / 2)) }
        func fourth(_ x: Double) -> Double { x * x * x * (2 + x * (3 + 2 * x)) }
        func fifth(_ x: Double) -> Double { -x * x * x * x * (6 + 12 * x) }
        func sixth(_ x: Double) -> Double { 24 * x * x * x * x * x }
        let variance = second(p) + second(q)
        let deviation = variance.squareRoot()
        let k3 = (third(p) - third(q)) / (variance * deviation)
        let k4 = (fourth(p) + fourth(q)) / (variance * variance)
        let k5 = (fifth(p) - fifth(q)) / (variance * variance * deviation)
        let k6 = (sixth(p) + sixth(q)) / (variance * variance * variance)

        // Hermite polynomials.
        let h2 = z * z - 1
        let h3 = z * (z * z - 3)
        let h4 = (z * z - 6) * z * z + 3
        let h5 = z * ((z * z - 10) * z * z + 15)
        let first = k3 * h2 / 6
        let second = k4 * h3 / 24 - k3 * k3 * (2 * h3 + z) / 36
        let third =
            k5 * h4 / 120 - k3 * k4 * (h4 + h2) / 24 + k3 * k3 * k3 * (12 * h4 + 19 * h2) / 324
        let fourth =
            k6 * h5 / 720 - k4 * k4 * (3 * h5 + 6 * h3 + 2 * z) / 384
            - k3 * k5 * (2 * h5 + 3 * h3) / 180
            + k3 * k3 * k4 * (14 * h5 + 37 * h3 + 8 * z) / 288
            - k3 * k3 * k3 * k3 * (252 * h5 + 832 * h3 + 227 * z) / 7776
        return mean + deviation * (z + (first + (second + (third + fourth))))
    }
}
