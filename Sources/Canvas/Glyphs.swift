/// The characters of one glyph level.
///
/// Each is one column wide in every terminal.
package struct Glyphs: Sendable, Hashable {
    package let level: GlyphLevel
    package let border: Border

    /// Parts of a bar from the left: `[0]` is empty, the last is full.
    package let horizontalEighths: [Character]
    /// Parts of a bar from below: `[0]` is empty, the last is full.
    package let verticalEighths: [Character]
    /// From light to dark, the last is full.
    package let shades: [Character]

    package let ellipsis: Character
    /// Marks the greedy answer on an axis and in a list.
    package let greedy: Character
    /// Marks a leak that sampling proves and greedy hides.
    package let leak: Character
    /// Marks the selected row.
    package let selection: Character
    /// Marks a row that the user marked.
    package let mark: Character
    package let check: Character
    package let cross: Character
    package let bullet: Character
    package let separator: Character
    package let scrollTrack: Character
    package let scrollThumb: Character
    package let arrowUp: Character
    package let arrowDown: Character
    package let arrowLeft: Character
    package let arrowRight: Character
    package let tick: Character
    /// A point of a curve.
    package let point: Character
    package let treeBranch: SafeText
    package let treeLast: SafeText
    package let treeLine: SafeText
    package let folded: Character
    package let unfolded: Character
    /// Parts of a ruler: outside, the interval's inside, its ends, its estimate.
    package let rulerTrack: Character
    package let rulerFill: Character
    package let rulerLower: Character
    package let rulerUpper: Character
    package let rulerEstimate: Character
    /// The relations in figures: at most, at least, plus or minus, times.
    package let atMost: SafeText
    package let atLeast: SafeText
    package let plusMinus: SafeText
    package let times: SafeText
    package let sigma: SafeText
    package let mean: SafeText
    package let alpha: SafeText

    /// Corners, edges and crossings of boxes and axes.
    package struct Border: Sendable, Hashable {
        package let horizontal, vertical: Character
        package let topLeft, topRight, bottomLeft, bottomRight: Character
        package let teeLeft, teeRight, teeUp, teeDown, cross: Character
    }

    package init(_ level: GlyphLevel) {
        self = level == .ascii ? .ascii : .unicode(level)
    }

    private init(ascii: Void) {
        level = .ascii
        border = Border(
            horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+",
            bottomRight: "+", teeLeft: "+", teeRight: "+", teeUp: "+", teeDown: "+", cross: "+")
        horizontalEighths = [" ", "#"]
        verticalEighths = [" ", ".", ":", "#"]
        shades = [".", ":", "%", "#"]
        ellipsis = "~"
        (greedy, leak, selection, mark) = ("G", "!", ">", "*")
        (check, cross, bullet, separator) = ("+", "x", "*", "|")
        (scrollTrack, scrollThumb) = (":", "#")
        (arrowUp, arrowDown, arrowLeft, arrowRight) = ("^", "v", "<", ">")
        (tick, point) = ("+", "*")
        (treeBranch, treeLast, treeLine) = ("|- ", "`- ", "|  ")
        (folded, unfolded) = ("+", "-")
        (rulerTrack, rulerFill, rulerLower, rulerUpper, rulerEstimate) = (".", "=", "|", "|", "M")
        (atMost, atLeast, plusMinus, times) = ("<=", ">=", "+/-", "x")
        (sigma, mean, alpha) = ("sd", "mean", "alpha")
    }

    private init(unicode level: GlyphLevel) {
        self.level = level
        border = Border(
            horizontal: "─", vertical: "│", topLeft: "┌", topRight: "┐", bottomLeft: "└",
            bottomRight: "┘", teeLeft: "┤", teeRight: "├", teeUp: "┴", teeDown: "┬", cross: "┼")
        horizontalEighths = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
        verticalEighths = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        shades = ["░", "▒", "▓", "█"]
        ellipsis = "…"
        (greedy, leak, selection, mark) = ("◆", "!", "▸", "●")
        (check, cross, bullet, separator) = ("✓", "✗", "•", "│")
        (scrollTrack, scrollThumb) = ("│", "█")
        (arrowUp, arrowDown, arrowLeft, arrowRight) = ("↑", "↓", "←", "→")
        (tick, point) = ("┬", "•")
        (treeBranch, treeLast, treeLine) = ("├─ ", "└─ ", "│  ")
        (folded, unfolded) = ("▸", "▾")
        (rulerTrack, rulerFill, rulerLower, rulerUpper, rulerEstimate) = ("·", "━", "┣", "┫", "●")
        (atMost, atLeast, plusMinus, times) = ("≤", "≥", "±", "×")
        (sigma, mean, alpha) = ("σ", "mean", "α")
    }

    private static let ascii = Glyphs(ascii: ())
    private static let block = Glyphs(unicode: .block)
    private static let braille = Glyphs(unicode: .braille)

    private static func unicode(_ level: GlyphLevel) -> Glyphs {
        level == .braille ? braille : block
    }
}

extension SafeText {
    /// A glyph of the tables as text.
    package init(_ glyph: Character) {
        self.init(sanitizing: String(glyph))
    }

    /// Clips with the ellipsis of a glyph level.
    package func clipped(to columns: Int, glyphs: Glyphs) -> SafeText {
        if width <= columns { return self }
        if columns <= 0 { return SafeText() }
        return prefix(columns: columns - 1).padded(to: columns - 1) + SafeText(glyphs.ellipsis)
    }

    /// Shortened within: names that begin alike differ at their ends.
    package func shortened(to columns: Int, glyphs: Glyphs) -> SafeText {
        if width <= columns { return self }
        let most = columns / 3
        var end = SafeText()
        for start in string.indices.reversed() {
            let longer = SafeText(sanitizing: String(string[start...]))
            if longer.width > most { break }
            end = longer
        }
        return clipped(to: columns - end.width, glyphs: glyphs) + end
    }
}
