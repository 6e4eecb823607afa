import Canvas
import Statistics

/// Limits as text, rounded outwards.
extension Figure {
    /// An interval, `[0.0180, 0.0251]`.
    static func interval(_ bound: Bound) -> SafeText { interval(bound.lower, bound.upper) }

    /// The same of limits that have no level, as what is known for certain.
    static func interval(_ lower: Double, _ upper: Double) -> SafeText {
        "[" + unit(lower, rounding: .down).trimmingLeadingBlanks() + ", "
            + unit(upper, rounding: .up).trimmingLeadingBlanks() + "]"
    }

    /// The limits that a bound states: `[0.0180, 0.0251]`, `<= 0.0251` or `>= 0.0180`.
    static func limits(_ bound: Bound, glyphs: Glyphs) -> SafeText {
        switch bound.side {
        case .two: interval(bound)
        case .upper:
            glyphs.atMost + " " + unit(bound.upper, rounding: .up).trimmingLeadingBlanks()
        case .lower:
            glyphs.atLeast + " " + unit(bound.lower, rounding: .down).trimmingLeadingBlanks()
        }
    }

    /// The limits that a bound of signed figures states: `[-0.085, +0.116]`, `<= +0.116`, `>= -0.085`.
    static func signedLimits(_ bound: Bound, places: Int, glyphs: Glyphs) -> SafeText {
        switch bound.side {
        case .two: signedInterval(bound, places: places)
        case .upper: glyphs.atMost + " " + signed(bound.upper, places: places, .up)
        case .lower: glyphs.atLeast + " " + signed(bound.lower, places: places, .down)
        }
    }

    /// The limits of a difference: `[-0.085, +0.116]`.
    static func signedInterval(_ bound: Bound, places: Int) -> SafeText {
        "[" + signed(bound.lower, places: places, .down) + ", "
            + signed(bound.upper, places: places, .up) + "]"
    }
}
