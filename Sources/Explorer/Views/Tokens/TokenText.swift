import Canvas
import Evidence
import Platform

/// Probabilities from their logarithms.
enum Probability {
    static func of(_ logarithm: Double) -> Double {
        logarithm.isFinite ? min(1, exp(logarithm)) : logarithm < 0 ? 0 : .nan
    }
}

/// The tokens of one answer as flowing text, each in the style of its probability.
struct TokenText {
    let tokens: [Answer.Token]
    let selected: Int
    let glyphs: Glyphs

    /// The least probability of each class, from improbable to probable.
    static let classes = [0.0, 0.1, 0.3, 0.6, 0.9]
    static let names: [SafeText] = ["< 0.1", "0.1-0.3", "0.3-0.6", "0.6-0.9", "> 0.9"]

    /// Improbable tokens are underlined too, so that they are seen without colour.
    static func style(ofClass level: Int) -> Style {
        let attributes: Attributes =
            level == 0 ? [.underline, .bold] : level == 1 ? .underline : []
        return Style(Role.probabilities[level], attributes)
    }

    static func style(_ probability: Double) -> Style {
        style(ofClass: classes.lastIndex { probability >= $0 } ?? 0)
    }

    /// Where a piece of a token stands.
    private struct Piece {
        var text: SafeText
        var token: Int
        var x: Int
        var row: Int
    }

    func draw(into frame: inout Frame, in rect: Rect, isFocused: Bool) {
        let pieces = pieces(width: rect.width)
        let cursorRow = pieces.first { $0.token == selected }?.row ?? 0
        let last = pieces.last?.row ?? 0
        let top = max(0, min(cursorRow - rect.height / 2, last - rect.height + 1))
        for piece in pieces where piece.row >= top && piece.row < top + rect.height {
            var style = Self.style(Probability.of(tokens[piece.token].logProbability))
            if piece.token == selected { style = style.adding(.reverse) }
            let y = rect.y + piece.row - top
            frame.put(piece.text, x: rect.x + piece.x, y: y, style: style, within: rect)
            if piece.token == selected, isFocused {
                frame.cursor = Point(x: rect.x + piece.x, y: y)
            }
        }
    }

    /// The rows that the tokens take at a width.
    func rowCount(width: Int) -> Int { (pieces(width: width).last?.row ?? 0) + 1 }

    /// The tokens laid out in rows; a token breaks only if it is wider than a row.
    private func pieces(width: Int) -> [Piece] {
        var pieces: [Piece] = []
        var (x, row) = (0, 0)
        for (position, token) in tokens.enumerated() {
            let text = SafeText(sanitizing: token.text)
            if x > 0, x + text.width > width { (x, row) = (0, row + 1) }
            for part in text.wrapped(to: max(1, width)) {
                if x > 0, x + part.width > width { (x, row) = (0, row + 1) }
                pieces.append(Piece(text: part, token: position, x: x, row: row))
                x += part.width
            }
            if token.text.contains("\n") { (x, row) = (0, row + 1) }
        }
        return pieces
    }
}
