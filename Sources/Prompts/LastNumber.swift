/// The last number of a text: its sign, its digits without separators of thousands, its fraction
/// and its power of ten.
///
/// Digits of any script are those of ASCII. Thousands are separated by commas, apostrophes,
/// underscores, spaces, or LaTeX's `{,}`; what has other groups is several numbers, as in "1,2,3".
package enum LastNumber {
    /// The number in plain notation, such as "-1234.5"; nil where there is none.
    package static func find(in text: some StringProtocol) -> String? {
        let scalars = plain(text)
        var index = 0
        var last: (start: Int, number: Number)?
        while index < scalars.count {
            let isFraction =
                scalars[index] == "." && isDigit(scalars, index + 1) && !isDigit(scalars, index - 1)
            guard isDigit(scalars, index) || isFraction else {
                index += 1
                continue
            }
            let number = number(scalars, index)
            last = (index, number)
            index = number.end
        }
        guard let last else { return nil }
        return (isNegative(scalars, last.start) ? "-" : "") + last.number.text
    }

    /// The number that a text is, in whatever notation; nil where it says more than a number.
    package static func whole(_ text: String) -> String? {
        let rest = text.unicodeScalars.filter { $0 != "e" && $0 != "E" }
        guard !rest.contains(where: \.properties.isAlphabetic) else { return nil }
        return find(in: text)
    }

    private struct Number {
        var text: String
        var end: Int
    }

    private static func number(_ scalars: [Unicode.Scalar], _ start: Int) -> Number {
        var index = start
        var text = ""
        func takeDigits() {
            while isDigit(scalars, index) {
                text.unicodeScalars.append(scalars[index])
                index += 1
            }
        }
        takeDigits()
        for group in groups(scalars, index, first: text.count) {
            text += group
            index += 1 + group.count
        }
        if index < scalars.count, scalars[index] == ".", isDigit(scalars, index + 1) {
            text += text.isEmpty ? "0." : "."
            index += 1
            takeDigits()
        }
        let (power, end) = power(scalars, index)
        return Number(text: text + power, end: end)
    }

    /// The groups of thousands that follow a number's first digits: of three, or as in India.
    private static func groups(
        _ scalars: [Unicode.Scalar], _ start: Int, first: Int
    ) -> [String] {
        guard start < scalars.count, separators.contains(scalars[start]) else { return [] }
        var groups: [String] = []
        var index = start
        while index < scalars.count, scalars[index] == scalars[start], isDigit(scalars, index + 1) {
            var group = ""
            index += 1
            while isDigit(scalars, index) {
                group.unicodeScalars.append(scalars[index])
                index += 1
            }
            groups.append(group)
        }
        guard groups.last?.count == 3 else { return [] }
        // "1 000 000" is one number, "room 5 300" may be two.
        if scalars[start] == " ", groups.count < 2, groups != ["000"] { return [] }
        let others = groups.dropLast()
        if (1...3).contains(first), others.allSatisfy({ $0.count == 3 }) { return groups }
        return (1...2).contains(first) && others.allSatisfy { $0.count == 2 } ? groups : []
    }

    private static let separators: Set<Unicode.Scalar> = [
        " ", ",", "'", "\u{2019}", "_", "\u{A0}", "\u{202F}", "\u{2009}",
    ]

    /// A power of ten, such as "e-3", and where it ends.
    private static func power(
        _ scalars: [Unicode.Scalar], _ start: Int
    ) -> (text: String, end: Int) {
        guard start < scalars.count, scalars[start] == "e" || scalars[start] == "E" else {
            return ("", start)
        }
        var index = start + 1
        if index < scalars.count, scalars[index] == "+" || scalars[index] == "-" { index += 1 }
        guard isDigit(scalars, index) else { return ("", start) }
        while isDigit(scalars, index) { index += 1 }
        if index < scalars.count, scalars[index].properties.isAlphabetic { return ("", start) }
        return (String(String.UnicodeScalarView(scalars[start..<index])), index)
    }

    /// Whether a minus stands before a number; behind a letter or a digit it joins words and ranges.
    private static func isNegative(_ scalars: [Unicode.Scalar], _ start: Int) -> Bool {
        var place = start - 1
        // −$7
        if place > 0, scalars[place].properties.generalCategory == .currencySymbol { place -= 1 }
        guard place >= 0, scalars[place] == "-" else { return false }
        guard place > 0 else { return true }
        return !scalars[place - 1].properties.isAlphabetic && !isDigit(scalars, place - 1)
    }

    private static func isDigit(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        scalars.indices.contains(index) && ("0"..."9").contains(scalars[index])
    }

    /// With digits, minus signs and points of ASCII, and a comma for LaTeX's `{,}`.
    private static func plain(_ text: some StringProtocol) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.utf8.count)
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            if scalar == "{", scalars.starts(with: ",}".unicodeScalars) {
                result.append(",")
                scalars = scalars.dropFirst(2)
            } else if scalar == "\\", let next = scalars.first, next == "," || next == "!" {
                // LaTeX's small spaces, "1\,000" and "1,\!000".
                if result.last != "," { result.append(",") }
                scalars = scalars.dropFirst()
            } else {
                result.append(plain(scalar))
            }
        }
        return result
    }

    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII { return scalar }
        switch scalar {
        case "\u{2212}", "\u{2010}"..."\u{2013}", "\u{FF0D}", "\u{FE63}": return "-"
        case "\u{FF0E}", "\u{66B}": return "."
        case "\u{FF0C}", "\u{66C}": return ","
        default: break
        }
        guard scalar.properties.numericType == .decimal,
            let value = scalar.properties.numericValue, (0...9).contains(value)
        else { return scalar }
        return Unicode.Scalar(UInt8(ascii: "0") + UInt8(value))
    }
}
