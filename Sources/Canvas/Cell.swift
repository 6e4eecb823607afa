/// One cell of a frame.
package struct Cell: Sendable, Hashable {
    /// A base character with its marks; empty in the right half of a wide character.
    package var text: String
    package var style: Style

    package init(text: String, style: Style) {
        self.text = text
        self.style = style
    }

    package static let blank = Cell(text: " ", style: .text)

    /// Whether the cell is the right half of the wide character to its left.
    package var isContinuation: Bool { text.isEmpty }
}

extension Cell {
    /// The columns that the cell's character takes: 2 if the next cell is its right half.
    package var width: Int {
        if text.utf8.count == 1 { return 1 }
        return text.unicodeScalars.first?.columns ?? 0
    }
}
