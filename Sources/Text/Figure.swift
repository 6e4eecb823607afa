/// Numbers as text: the one place where a number is rounded to be read.
///
/// The nearest number with so many decimals is found as C, Python and R find it, half to even;
/// limits are rounded outwards, so that the text never claims more than the number.
package enum Figure {
    /// How the last digit is rounded.
    package enum Rounding: Sendable { case nearest, down, up }

    /// A decimal number with a fixed number of places: `0.0124`.
    package static func fixed(
        _ value: Double, places: Int, _ rounding: Rounding = .nearest
    ) -> SafeText {
        guard value.isFinite else { return "-" }
        guard let digits = digits(value, places: places, rounding) else { return "\(value)" }
        let sign = value < 0 && digits != 0 ? "-" : ""
        guard places > 0 else { return plain("\(sign)\(digits)") }
        let text = String(digits)
        let padded = String(repeating: "0", count: max(0, places + 1 - text.count)) + text
        return plain("\(sign)\(padded.dropLast(places)).\(padded.suffix(places))")
    }

    /// A number with three significant digits and no exponent.
    package static func number(_ value: Double, _ rounding: Rounding = .nearest) -> String {
        guard value.isFinite else { return "–" }
        guard value != 0 else { return "0" }
        var places = 2
        var magnitude = abs(value)
        while magnitude < 1, places < 12 {
            magnitude *= 10
            places += 1
        }
        while magnitude >= 10, places > 0 {
            magnitude /= 10
            places -= 1
        }
        var text = fixed(value, places: places, rounding).string
        guard text.contains("."), !text.contains("e") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// A number as somebody gave it, such as a threshold: the shortest decimal that is that number.
    ///
    /// - Parameter places: decimals at least, so that what moves in steps keeps its width: `0.50`.
    package static func given(_ value: Double, places: Int = 0) -> SafeText {
        guard value.isFinite else { return "-" }
        var text = "\(value.magnitude)"
        if let end = text.firstIndex(of: "e"), let exponent = Int(text[end...].dropFirst()),
            (-12..<0).contains(exponent)
        {
            let zeros = String(repeating: "0", count: -exponent - 1)
            text = "0." + zeros + String(text[..<end].filter { $0 != "." })
        }
        guard !text.contains("e") else { return plain("\(value)") }
        let parts = text.split(separator: ".")
        let decimals = parts[1] == "0" ? "" : String(parts[1])
        let padded = decimals + String(repeating: "0", count: max(0, places - decimals.count))
        let sign = value < 0 ? "-" : ""
        return plain(sign + (padded.isEmpty ? String(parts[0]) : "\(parts[0]).\(padded)"))
    }

    /// A level with three significant digits: `99 %`, `99.9 %`.
    ///
    /// A percent sign is a level, of confidence or of error, wherever probscope writes one; rates,
    /// shares and chances are decimals, as in JSON and as the options take them.
    package static func percent(_ share: Double, _ rounding: Rounding = .nearest) -> String {
        number(share * 100, rounding) + " %"
    }

    /// A count with separated thousands: `1,024`.
    package static func count(_ number: Int) -> String {
        var result = ""
        let digits = String(number.magnitude)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return number < 0 ? "-" + result : result
    }

    /// `1 draw`, `1,024 draws`.
    package static func count(_ number: Int, _ one: String, _ many: String) -> String {
        count(number) + " " + (number == 1 ? one : many)
    }

    /// Seconds in words of two units at most: `43 s`, `12 min 5 s`, `3 h 20 min`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e10 else { return "for ever" }
        let total = Int(max(0, seconds).rounded(.up))
        let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
        if hours >= 48 { return "\(hours / 24) d \(hours % 24) h" }
        if hours > 0 { return "\(hours) h \(minutes) min" }
        if minutes > 0 { return "\(minutes) min \(rest) s" }
        return "\(rest) s"
    }

    /// A text filled with blanks to this many characters, and one blank at least.
    package static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    // MARK: - Rounding

    /// The digits of the magnitude without the point; nil where they are too many for that.
    private static func digits(_ value: Double, places: Int, _ rounding: Rounding) -> Int64? {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = abs(value) * scale
        guard scaled < 1e15 else { return nil }
        return Int64(scaled.rounded(rule(rounding, value: value, scaled: scaled)))
    }

    /// A number that the decimals show exactly is not moved by the noise of its last bits.
    private static func rule(
        _ rounding: Rounding, value: Double, scaled: Double
    ) -> FloatingPointRoundingRule {
        let near = scaled.rounded()
        if abs(scaled - near) <= 4 * near.ulp { return .toNearestOrEven }
        return switch rounding {
        case .nearest: .toNearestOrEven
        case .down: value < 0 ? .up : .down
        case .up: value < 0 ? .down : .up
        }
    }

    /// Digits and signs of ASCII, which need no sanitizer.
    private static func plain(_ text: String) -> SafeText {
        SafeText(safe: text, width: text.utf8.count)
    }
}
