/// One cell of a frame.
public struct Cell: Sendable, Hashable {
    /// A base character with its marks; empty in the right half of a wide character.
    public var text: String
    public var style: Style

    public init(text: String, style: Style) {
        self.text = text
        self.style = style
    }

    public static let blank = Cell(text: " ", style: .text)

    /// Whether the cell is the right half of the wide character to its left.
    public var isContinuation: Bool { text.isEmpty }
}

extension Cell {
    /// The columns that the cell's character takes: 2 if the next cell is its right half.
    public var width: Int {
        if text.utf8.count == 1 { return 1 }
        return text.unicodeScalars.first?.columns ?? 0
    }
}
