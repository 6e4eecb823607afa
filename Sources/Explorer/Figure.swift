import Canvas
import Statistics

/// Numbers as text in fixed fields, so that columns stay aligned and live digits do not dance.
enum Figure {
    /// The columns of a probability, a score or a limit.
    static let width = 6

    /// How the last digit is rounded: limits outwards, so that the text never claims more than the
    /// number.
    enum Rounding { case nearest, down, up }

    /// A number in [0, 1], or a small one above, with four decimals: `0.0213`.
    ///
    /// A positive number too small for that has an exponent: `4.2e-6`.
    static func unit(_ value: Double?, rounding: Rounding = .nearest) -> SafeText {
        guard let value, value.isFinite else {
            return SafeText("-").padded(to: width, alignment: .right)
        }
        if value > 0, value < 0.000_95 { return exponential(value, rounding) }
        return fixed(value, places: 4, rounding).padded(to: width, alignment: .right)
    }

    /// A single score, with two decimals in a field of five columns.
    static func score(_ value: Double?) -> SafeText {
        guard let value, value.isFinite else { return "    -" }
        return fixed(value, places: 2).padded(to: 5, alignment: .right)
    }

    /// An interval, `[0.0180, 0.0251]`.
    static func interval(_ bound: Bound) -> SafeText {
        "[" + unit(bound.lower, rounding: .down) + ", " + unit(bound.upper, rounding: .up) + "]"
    }

    /// The limits that a bound states: `[0.0180, 0.0251]`, `<= 0.0251` or `>= 0.0180`.
    static func limits(_ bound: Bound, glyphs: Glyphs) -> SafeText {
        switch bound.side {
        case .two: interval(bound)
        case .upper: glyphs.atMost + " " + unit(bound.upper, rounding: .up)
        case .lower: glyphs.atLeast + " " + unit(bound.lower, rounding: .down)
        }
    }

    /// A decimal number with a fixed number of places.
    static func fixed(
        _ value: Double, places: Int, _ rounding: Rounding = .nearest
    ) -> SafeText {
        guard value.isFinite, abs(value) < 1e12 else { return "-" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = abs(value) * scale
        let digits = Int64(scaled.rounded(rule(rounding, value: value, scaled: scaled)))
        let divisor = Int64(scale)
        let fraction = String(digits % divisor)
        let sign: SafeText = value < 0 && digits != 0 ? "-" : ""
        guard places > 0 else { return sign + "\(digits)" }
        let zeros = SafeText("0") * (places - fraction.count)
        return sign + "\(digits / divisor)." + zeros + "\(fraction)"
    }

    /// A number that the decimals show exactly is not moved by the noise of its last bit.
    private static func rule(
        _ rounding: Rounding, value: Double, scaled: Double
    ) -> FloatingPointRoundingRule {
        if abs(scaled - scaled.rounded()) < 1e-9 * max(1, scaled) { return .toNearestOrEven }
        return switch rounding {
        case .nearest: .toNearestOrEven
        case .down: value < 0 ? .up : .down
        case .up: value < 0 ? .down : .up
        }
    }

    /// `4.2e-6`, or `4e-12` where the exponent needs the room.
    ///
    /// - Parameter isShort: whether it has no decimal in any case.
    static func exponential(
        _ value: Double, _ rounding: Rounding, isShort: Bool = false
    ) -> SafeText {
        var exponent = 0
        var mantissa = value
        while mantissa < 1, exponent < 400 {
            mantissa *= 10
            exponent += 1
        }
        let places = exponent < 10 && !isShort ? 1 : 0
        var text = fixed(mantissa, places: places, rounding)
        if text.string.hasPrefix("10") {
            exponent -= 1
            text = places == 1 ? "1.0" : "1"
        }
        return (text + "e-\(exponent)").padded(to: width, alignment: .right)
    }

    /// A level as a percentage without needless zeros: `99 %`, `99.9 %`; `1 - 1.0e-9` where it is
    /// nearer to certainty than decimals show.
    static func level(_ alpha: Double) -> SafeText {
        let percent = (1 - alpha) * 100
        for places in 0...6 {
            var scale = 1.0
            for _ in 0..<places { scale *= 10 }
            let digits = (percent * scale).rounded()
            if digits < 100 * scale, abs(percent * scale - digits) < 1e-6 * scale / 100 {
                return fixed(percent, places: places) + " %"
            }
        }
        // A level that six decimals would round up to certainty.
        if alpha < 1e-8 {
            let share = exponential(alpha, .up).string.drop { $0 == " " }
            return "1 - " + SafeText(sanitizing: String(share))
        }
        return fixed(percent, places: 6, .down) + " %"
    }

    /// A count in a field: right-aligned, thousands as `12k` where it would not fit.
    static func count(_ count: Int, width: Int) -> SafeText {
        let plain = SafeText("\(count)")
        if plain.width <= width { return plain.padded(to: width, alignment: .right) }
        let (scaled, unit): (Double, SafeText) =
            count >= 10_000_000 ? (Double(count) / 1e6, "M") : (Double(count) / 1e3, "k")
        return (fixed(scaled, places: 0) + unit).padded(to: width, alignment: .right)
    }

    /// A number without needless decimals, for targets and thresholds: `0.05`.
    static func short(_ value: Double) -> SafeText {
        for places in 1...6 {
            let text = fixed(value, places: places)
            if let back = Double(text.string), abs(back - value) < 1e-9 { return text }
        }
        return fixed(value, places: 6)
    }
}
