/// The characters of one glyph level.
///
/// Each is one column wide in every terminal.
public struct Glyphs: Sendable, Hashable {
    public let level: GlyphLevel
    public let border: Border

    /// Parts of a bar from the left: `[0]` is empty, the last is full.
    public let horizontalEighths: [Character]
    /// Parts of a bar from below: `[0]` is empty, the last is full.
    public let verticalEighths: [Character]
    /// From light to dark, the last is full.
    public let shades: [Character]

    public let ellipsis: Character
    /// Marks the greedy answer on an axis and in a list.
    public let greedy: Character
    /// Marks a leak that sampling proves and greedy hides.
    public let leak: Character
    /// Marks the selected row.
    public let selection: Character
    /// Marks a row that the user marked.
    public let mark: Character
    public let check: Character
    public let cross: Character
    public let bullet: Character
    public let separator: Character
    public let scrollTrack: Character
    public let scrollThumb: Character
    public let arrowUp: Character
    public let arrowDown: Character
    public let arrowLeft: Character
    public let arrowRight: Character
    public let tick: Character
    /// A point of a curve.
    public let point: Character
    public let treeBranch: SafeText
    public let treeLast: SafeText
    public let treeLine: SafeText
    public let folded: Character
    public let unfolded: Character
    /// Parts of a ruler: outside, the interval's inside, its ends, its estimate.
    public let rulerTrack: Character
    public let rulerFill: Character
    public let rulerLower: Character
    public let rulerUpper: Character
    public let rulerEstimate: Character
    /// The relations in figures: at most, at least, plus or minus, times.
    public let atMost: SafeText
    public let atLeast: SafeText
    public let plusMinus: SafeText
    public let times: SafeText
    public let sigma: SafeText
    public let mean: SafeText
    public let alpha: SafeText

    /// Corners, edges and crossings of boxes and axes.
    public struct Border: Sendable, Hashable {
        public let horizontal, vertical: Character
        public let topLeft, topRight, bottomLeft, bottomRight: Character
        public let teeLeft, teeRight, teeUp, teeDown, cross: Character
    }

    public init(_ level: GlyphLevel) {
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
    public init(_ glyph: Character) {
        self.init(sanitizing: String(glyph))
    }

    /// Clips with the ellipsis of a glyph level.
    public func clipped(to columns: Int, glyphs: Glyphs) -> SafeText {
        if width <= columns { return self }
        if columns <= 0 { return SafeText() }
        return prefix(columns: columns - 1).padded(to: columns - 1) + SafeText(glyphs.ellipsis)
    }
}
