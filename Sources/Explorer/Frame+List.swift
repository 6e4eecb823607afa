import Canvas
import Prompts

/// What the rows of all lists have in common.
extension Frame {
    /// Begins a list's row with the mark of the selected one; returns the column behind it.
    mutating func beginRow(isSelected: Bool, in rect: Rect, glyphs: Glyphs) -> Int {
        put(
            isSelected ? SafeText(glyphs.selection) : " ", x: rect.x, y: rect.y,
            style: Style(.key, .bold), within: rect)
    }

    /// Shows a list's row as the selected one, but for the scroll bar's column.
    mutating func select(row rect: Rect) {
        let area = Rect(x: rect.x, y: rect.y, width: rect.width - 1, height: 1)
        restyle(area) { Style(.selection, $0.attributes) }
    }

    /// Underlines a prompt's keywords in one written line.
    mutating func highlight(
        keywordsOf prompt: Prompt?, in text: SafeText, x: Int, y: Int, within clip: Rect
    ) {
        for keyword in prompt?.keywords ?? [] {
            highlight(
                try? Matcher(literal: keyword), in: text, x: x, y: y,
                style: Style(.match, .underline), within: clip)
        }
    }
}

extension SafeText {
    /// Text of a file or a model, its line breaks shown as spaces.
    init(oneLine text: String) {
        self.init(sanitizing: text.replacing("\n", with: " "))
    }
}
