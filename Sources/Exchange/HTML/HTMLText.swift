import Text

/// A piece of HTML, which text becomes part of only by being made safe.
///
/// A literal is the program's own markup. A `String` interpolated into it is a text of unknown
/// origin: what could control, hide or reorder stands as visible tags, and nothing of it is markup.
struct HTMLText: ExpressibleByStringInterpolation {
    private(set) var markup: String

    init(stringLiteral markup: String) { self.markup = markup }
    init(stringInterpolation: Interpolation) { markup = stringInterpolation.markup }

    /// What is markup already.
    init(markup: String) { self.markup = markup }

    /// Text of any origin, with its line breaks.
    init(_ text: String) {
        markup = Self.escaped(SafeText.lines(text).map(\.string).joined(separator: "\n"))
    }

    /// Text that is safe but may hold the characters of markup.
    init(_ text: SafeText) { markup = Self.escaped(text.string) }

    static func + (left: HTMLText, right: HTMLText) -> HTMLText { "\(left)\(right)" }
    static func += (left: inout HTMLText, right: HTMLText) { left.markup += right.markup }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    struct Interpolation: StringInterpolationProtocol {
        var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ html: HTMLText) { markup += html.markup }
        mutating func appendInterpolation(_ text: String) { markup += HTMLText(text).markup }
        mutating func appendInterpolation(_ text: SafeText) { markup += HTMLText(text).markup }
        mutating func appendInterpolation(_ number: Int) { markup += String(number) }

        /// A place in a picture, to a hundredth of a point.
        mutating func appendInterpolation(place: Double) {
            markup += String((place * 100).rounded() / 100)
        }
    }
}

extension [HTMLText] {
    /// The pieces one after another.
    func joined(_ separator: HTMLText = "") -> HTMLText {
        var result: HTMLText = ""
        for (position, piece) in enumerated() {
            if position > 0 { result += separator }
            result += piece
        }
        return result
    }
}
