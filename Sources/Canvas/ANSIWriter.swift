/// Writes a frame as text with SGR escape sequences, for `cat` and `less -R`.
package enum ANSIWriter {
    /// One line a row; every line begins and ends with the terminal's own colours, so that lines
    /// can be cut out or joined.
    package static func text(_ frame: Frame, theme: Theme, depth: ColorDepth = .palette) -> String {
        let theme = theme.reduced(to: depth)
        var text = ""
        for y in 0..<frame.height {
            var current = Appearance()
            for cell in frame.row(y).prefix(visibleCount(of: frame.row(y), theme: theme)) {
                let wanted = theme.appearance(of: cell.style)
                if wanted != current {
                    text += sequence(wanted, depth: depth)
                    current = wanted
                }
                text += cell.text
            }
            if current != Appearance() { text += "\u{1B}[0m" }
            text += "\n"
        }
        return text
    }

    /// The cells up to the last one that shows anything.
    private static func visibleCount(of row: ArraySlice<Cell>, theme: Theme) -> Int {
        let last = row.lastIndex { cell in
            let appearance = theme.appearance(of: cell.style)
            return cell.text != " " || appearance.background != .standard
                || !appearance.attributes.isDisjoint(with: [.reverse, .underline])
        }
        return last.map { $0 - row.startIndex + 1 } ?? 0
    }

    /// The escape sequence that sets an appearance whatever was set before.
    static func sequence(_ appearance: Appearance, depth: ColorDepth) -> String {
        var codes = ["0"]
        let attributes: [(Attributes, String)] = [
            (.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7"),
        ]
        for (attribute, code) in attributes where appearance.attributes.contains(attribute) {
            codes.append(code)
        }
        let colors = Palette.quantized(
            foreground: appearance.foreground, background: appearance.background, to: depth)
        codes += colorCodes(colors.foreground, base: 30)
        codes += colorCodes(colors.background, base: 40)
        return "\u{1B}[\(codes.joined(separator: ";"))m"
    }

    private static func colorCodes(_ color: Color, base: Int) -> [String] {
        switch color {
        case .standard: []
        case .indexed(let index) where index < 8: ["\(base + Int(index))"]
        case .indexed(let index) where index < 16: ["\(base + 60 + Int(index) - 8)"]
        case .indexed(let index): ["\(base + 8)", "5", "\(index)"]
        case .rgb(let red, let green, let blue):
            ["\(base + 8)", "2", "\(red)", "\(green)", "\(blue)"]
        }
    }
}
