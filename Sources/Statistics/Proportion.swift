/// Bounds on the probability p that a draw leaks, from k leaks in n draws.
///
/// Assumption of all of them: the draws are independent and have the same p. `leaks` may be
/// fractional for the mixture, whose validity extends to the mean of any score in [0, 1].
package enum Proportion {
    /// A limit together with one minus it, each with its own full relative accuracy.
    package typealias Limit = (value: Double, complement: Double)

    /// Moves an upper limit outwards by the uncertainty of its last digits.
    ///
    /// The relative error of the quantile algorithm is below 4·10⁻¹⁵ in both tails; 10⁻¹⁴ covers it.
    static func outwardUpper(_ limit: Limit) -> Limit {
        let complement = max(0, limit.complement * (1 - 1e-14))
        let value =
            limit.value <= 0.5 ? limit.value * (1 + 1e-14) : (1 - complement).nextUp
        return (min(1, value), complement)
    }
}
