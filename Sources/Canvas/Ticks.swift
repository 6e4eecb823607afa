/// Round numbers along an axis.
package struct Ticks: Sendable, Hashable {
    package let values: [Double]
    /// The decimals that tell the values apart.
    package let decimals: Int
    /// From where on thousands are written with a `k`.
    private let thousands: Double

    /// At most `count` ticks at multiples of 1, 2 or 5 times a power of ten, inside `range`.
    package init(range: ClosedRange<Double>, count: Int) {
        thousands = 10_000
        let span = range.upperBound - range.lowerBound
        guard count > 0, span > 0, span.isFinite else {
            values = range.lowerBound.isFinite ? [range.lowerBound] : []
            decimals = 0
            return
        }
        var exponent = Int(Logarithm.base10(span / Double(max(1, count))).rounded(.down)) - 1
        while true {
            for factor in [1.0, 2.0, 5.0] {
                // Small steps divide by a power of ten, so that 0.3 is 3/10 and not 3 * 0.1.
                let divisor = exponent < 0 ? Logarithm.powerOf10(-exponent) : 1
                let multiplier = exponent < 0 ? factor : factor * Logarithm.powerOf10(exponent)
                let first = (range.lowerBound * divisor / multiplier - 1e-9).rounded(.up)
                let last = (range.upperBound * divisor / multiplier + 1e-9).rounded(.down)
                if last - first + 1 <= Double(count) {
                    values =
                        first <= last
                        ? (0...Int(last - first)).map {
                            (first + Double($0)) * multiplier / divisor
                        }
                        : []
                    decimals = max(0, -exponent)
                    return
                }
            }
            exponent += 1
        }
    }

    /// At most `count` round numbers of a logarithmic axis: powers of ten, with 2 and 5 times them
    /// or only every so many decades as the room allows.
    package init(decades range: ClosedRange<Double>, count: Int) {
        decimals = 0
        thousands = 1000
        guard count > 0, range.lowerBound > 0, range.upperBound.isFinite else {
            values = []
            return
        }
        let first = Int(Logarithm.base10(range.lowerBound).rounded(.down))
        let last = Int(Logarithm.base10(range.upperBound).rounded(.up))
        func multiples(of factors: [Double], every step: Int) -> [Double] {
            (first...last).filter { $0 % step == 0 }.flatMap { exponent in
                factors.map { $0 * Logarithm.powerOf10(exponent) }
            }.filter { range.contains($0) }
        }
        var chosen = multiples(of: [1, 2, 5], every: 1)
        var step = 1
        while chosen.count > count, step < 700 {
            chosen = multiples(of: [1], every: step)
            step += 1
        }
        self.values = chosen
    }

    /// The label of a value: with the common number of decimals, thousands as `10k`, `2M`.
    package func label(_ value: Double) -> String {
        Self.format(value, decimals: decimals, thousands: thousands)
    }

    private static func format(_ value: Double, decimals: Int, thousands: Double) -> String {
        guard value.isFinite else { return "" }
        let magnitude = abs(value)
        if magnitude > 0, magnitude < 1, decimals == 0 { return small(value) }
        let prefixes = [(from: 1e9, unit: 1e9, "G"), (1e6, 1e6, "M"), (thousands, 1e3, "k")]
        for (from, unit, suffix) in prefixes where magnitude >= from {
            let scaled = value / unit
            return scaled == scaled.rounded()
                ? fixed(scaled, decimals: 0) + suffix : fixed(scaled, decimals: 1) + suffix
        }
        return fixed(value, decimals: decimals)
    }

    /// A count as an axis shows it.
    static func count(_ value: Int) -> String {
        format(Double(value), decimals: 0, thousands: 10_000)
    }

    /// A number below 1 on a logarithmic axis, with the decimals it needs.
    private static func small(_ value: Double) -> String {
        let decimals = -Int(Logarithm.base10(abs(value)).rounded(.down))
        return decimals > 6 ? value.description : fixed(value, decimals: decimals)
    }

    /// A number with a fixed number of decimals, rounded half to even on its scaled value.
    static func fixed(_ value: Double, decimals: Int) -> String {
        let scale = Logarithm.powerOf10(decimals)
        let scaled = (abs(value) * scale).rounded(.toNearestOrEven)
        guard scaled < 9e15 else { return value.description }
        let whole = Int(scaled)
        let sign = value < 0 && whole != 0 ? "-" : ""
        guard decimals > 0 else { return sign + String(whole) }
        let divisor = Int(scale)
        let fraction = String(whole % divisor)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return "\(sign)\(whole / divisor).\(zeros)\(fraction)"
    }
}
