/// Numbers in fixed fields, so that columns stay aligned and live digits do not dance.
extension Figure {
    /// The columns of a probability, a score or a limit.
    package static let width = 6

    /// A number in [0, 1], or a small one above, with four decimals: `0.0213`.
    ///
    /// A positive number too small for that has an exponent: `4.2e-6`.
    package static func unit(_ value: Double?, rounding: Rounding = .nearest) -> SafeText {
        guard let value, value.isFinite else {
            return SafeText("-").padded(to: width, alignment: .right)
        }
        if value > 0, value < 0.000_95 { return exponential(value, rounding) }
        return fixed(value, places: 4, rounding).padded(to: width, alignment: .right)
    }

    /// A rate in a sentence, with the digits that it has in a column: `0.0213`, `4.2e-6`.
    package static func rate(_ value: Double, _ rounding: Rounding = .nearest) -> SafeText {
        unit(value, rounding: rounding).trimmingLeadingBlanks()
    }

    /// A single score, with two decimals in a field of five columns.
    package static func score(_ value: Double?) -> SafeText {
        guard let value, value.isFinite else { return "    -" }
        return fixed(value, places: 2).padded(to: 5, alignment: .right)
    }

    /// The score of draws, or the lowest and the highest where they have unequal ones: `0.00-1.00`.
    package static func scores(_ range: ClosedRange<Double>?) -> SafeText {
        guard let range, range.lowerBound < range.upperBound else {
            return score(range?.lowerBound)
        }
        return score(range.lowerBound).trimmingLeadingBlanks() + "-"
            + score(range.upperBound).trimmingLeadingBlanks()
    }

    /// `4.2e-6`, or `4e-12` where the exponent needs the room.
    ///
    /// - Parameter isShort: whether it has no decimal in any case.
    package static func exponential(
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
    package static func level(_ alpha: Double) -> SafeText {
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
        if alpha < 1e-8 { return "1 - " + exponential(alpha, .up).trimmingLeadingBlanks() }
        return fixed(percent, places: 6, .down) + " %"
    }

    /// A count in a field: right-aligned, thousands as `12k` where it would not fit.
    package static func count(_ count: Int, width: Int) -> SafeText {
        let plain = SafeText("\(count)")
        if plain.width <= width { return plain.padded(to: width, alignment: .right) }
        let (scaled, unit): (Double, SafeText) =
            count >= 10_000_000 ? (Double(count) / 1e6, "M") : (Double(count) / 1e3, "k")
        return (fixed(scaled, places: 0) + unit).padded(to: width, alignment: .right)
    }

    /// A computed number without needless decimals, six at most: `0.05`; see ``given(_:places:)``.
    package static func short(_ value: Double) -> SafeText {
        for places in 1...6 {
            let text = fixed(value, places: places)
            if let back = Double(text.string), abs(back - value) < 1e-9 { return text }
        }
        return fixed(value, places: 6)
    }
}

extension SafeText {
    /// The text without blanks at its start.
    package func trimmingLeadingBlanks() -> SafeText {
        let blanks = string.utf8.prefix { $0 == 0x20 }.count
        return SafeText(safe: String(string.dropFirst(blanks)), width: width - blanks)
    }
}
