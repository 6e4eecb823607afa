/// Numbers as reports and commands print them.
public enum Figures {
    /// Towards which side a number is rounded: a limit may only move outwards.
    public enum Rounding: Sendable {
        case nearest, up, down
    }

    /// A share as a percentage with three significant digits: `5 %`, `0.545 %`, `0.0012 %`.
    public static func percent(_ share: Double, _ rounding: Rounding = .nearest) -> String {
        number(share * 100, rounding) + " %"
    }

    /// A number with three significant digits and no exponent.
    public static func number(_ value: Double, _ rounding: Rounding = .nearest) -> String {
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
        return fixed(value, decimals: decimals, rounding, keepsZeros: false)
    }

    /// A number with this many decimals: `0.0124`.
    ///
    /// - Parameter keepsZeros: whether zeros at the end stay, as a column of numbers wants it.
    public static func fixed(
        _ value: Double, decimals: Int, _ rounding: Rounding = .nearest, keepsZeros: Bool = true
    ) -> String {
        guard value.isFinite else { return "–" }
        var factor = 1.0
        for _ in 0..<decimals { factor *= 10 }
        let rounded = whole(value * factor, rounding)
        guard abs(rounded) < 1e15 else { return "\(value)" }
        var digits = String(Int(abs(rounded)))
        if decimals > 0 {
            digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
            var fraction = digits.suffix(decimals)
            while !keepsZeros, fraction.last == "0" { fraction.removeLast() }
            digits = digits.dropLast(decimals) + (fraction.isEmpty ? "" : ".\(fraction)")
        }
        return rounded < 0 ? "-" + digits : digits
    }

    /// A number rounded to a whole one.
    ///
    /// What is off by the rounding of a multiplication alone is meant to be whole.
    private static func whole(_ value: Double, _ rounding: Rounding) -> Double {
        let near = value.rounded()
        if abs(value - near) <= abs(near) * 4e-16 { return near }
        return switch rounding {
        case .nearest: near
        case .up: value.rounded(.up)
        case .down: value.rounded(.down)
        }
    }

    /// A count with separated thousands: `1,024`.
    public static func count(_ number: Int) -> String {
        var result = ""
        let digits = String(number.magnitude)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return number < 0 ? "-" + result : result
    }

    /// `1 draw`, `1,024 draws`.
    public static func count(_ number: Int, _ one: String, _ many: String) -> String {
        count(number) + " " + (number == 1 ? one : many)
    }

    /// Seconds in words of two units at most: `43 s`, `12 min 5 s`, `3 h 20 min`.
    public static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e10 else { return "for ever" }
        let total = Int(seconds.rounded(.up))
        let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
        if hours >= 48 { return "\(hours / 24) d \(hours % 24) h" }
        if hours > 0 { return "\(hours) h \(minutes) min" }
        if minutes > 0 { return "\(minutes) min \(rest) s" }
        return "\(rest) s"
    }

    /// A text filled with blanks to this many characters, and one blank at least.
    public static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
