/// Differences as text.
extension Figure {
    /// Below this an estimate is the noise of a subtraction.
    private static let noise = 1e-9

    /// A difference in [−1, 1] with its sign: `+0.158`, `-0.0620`.
    ///
    /// `rounding` speaks of the signed number: a lower limit goes down and an upper one up, so that
    /// the text never claims more than the number. What the decimals would show as zero has an
    /// exponent, `+7.5e-5`, so that a limit beside a verdict is on the side of zero that proves it.
    package static func signed(
        _ value: Double, places: Int, _ rounding: Rounding = .nearest
    ) -> SafeText {
        guard value.isFinite else { return "-" }
        let sign: SafeText = value < 0 ? "-" : "+"
        let outward: Rounding =
            switch (rounding, value < 0) {
            case (.down, true): .up
            case (.up, true): .down
            default: rounding
            }
        let decimals = fixed(abs(value), places: places, outward)
        if Double(decimals.string) != 0 { return sign + decimals }
        // Nearest to zero, and zero itself, is shown without a sign that means nothing.
        guard value != 0, rounding != .nearest || abs(value) >= noise else { return "+" + decimals }
        let small = exponential(abs(value), outward, isShort: places < 4)
        return sign + small.trimmingLeadingBlanks()
    }
}
