/// Numbers as reports print them.
enum ReportFigures {
    /// Towards which side a number is rounded: a limit may only move outwards.
    enum Rounding {
        case nearest, up, down
    }

    /// A share as a percentage with three significant digits: `5 %`, `0.545 %`, `0.0012 %`.
    static func percent(_ share: Double, _ rounding: Rounding = .nearest) -> String {
        number(share * 100, rounding) + " %"
    }

    /// A number with three significant digits and no exponent.
    static func number(_ value: Double, _ rounding: Rounding = .nearest) -> String {
        guard value.isFinite else { return "–" }
        guard value != 0 else { return "0" }
        var decimals = 2
        var magnitude = abs(value)
        while magnitude < 1, decimals < 12 {
            magnitude *= 10
            decimals += 1
        }
        while magnitude >= 10, decimals > 0 {
            magnitude /= 10
            decimals -= 1
        }
        var factor = 1.0
        for _ in 0..<decimals { factor *= 10 }
        let scaled = value * factor
        // What is off by the rounding of the multiplication alone is meant to be whole.
        let near = scaled.rounded()
        let isWhole = abs(scaled - near) <= abs(near) * 4e-16
        let rounded =
            switch rounding {
            case .nearest: near
            case .up: isWhole ? near : scaled.rounded(.up)
            case .down: isWhole ? near : scaled.rounded(.down)
            }
        guard abs(rounded) < 1e15 else { return "\(value)" }
        var digits = String(Int(abs(rounded)))
        if decimals > 0 {
            digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
            let whole = digits.dropLast(decimals)
            var fraction = digits.suffix(decimals)
            while fraction.last == "0" { fraction.removeLast() }
            digits = fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
        }
        return rounded < 0 ? "-" + digits : digits
    }

    /// A count with separated thousands: `1,024`.
    static func count(_ number: Int) -> String {
        var result = ""
        let digits = String(number.magnitude)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return number < 0 ? "-" + result : result
    }

    /// `1 draw`, `1,024 draws`.
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        count(number) + " " + (number == 1 ? one : many)
    }
}
