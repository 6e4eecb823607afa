/// Numbers as the commands print them.
enum Figures {
    /// A share as a percentage with as many digits as it needs: `5 %`, `0.45 %`, `0.0012 %`.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        return significant(share * 100, digits: 3) + " %"
    }

    /// A number rounded to this many significant digits, without an exponent for usual sizes.
    static func significant(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "–" }
        var scale = 1.0
        var magnitude = abs(value)
        while magnitude < 1, scale < 1e12 { magnitude *= 10; scale *= 10 }
        var whole = 1.0
        while magnitude >= 10 { magnitude /= 10; whole *= 10 }
        var factor = scale / whole
        for _ in 1..<digits { factor *= 10 }
        let rounded = (value * factor).rounded() / factor
        return rounded == rounded.rounded() && abs(rounded) < 1e15
            ? "\(Int(rounded))" : "\(rounded)"
    }

    /// A fixed number of decimals.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "–" }
        var factor = 1.0
        for _ in 0..<decimals { factor *= 10 }
        let scaled = Int((abs(value) * factor).rounded())
        let digits = String(scaled)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = value < 0 && scaled != 0 ? "-" : ""
        return decimals == 0
            ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    /// Seconds in words of two units at most: `43 s`, `12 min 5 s`, `3 h 20 min`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e10 else { return "for ever" }
        let total = Int(seconds.rounded(.up))
        let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
        if hours >= 48 { return "\(hours / 24) d \(hours % 24) h" }
        if hours > 0 { return "\(hours) h \(minutes) min" }
        if minutes > 0 { return "\(minutes) min \(rest) s" }
        return "\(rest) s"
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    static func rightAligned(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
