/// A picture made of cells: what the terminal shows, what an export writes, what a test compares.
///
/// Every write is clipped, at any size from 0×0, and a wide character is never left half
/// overwritten. Only safe text can get in.
package struct Frame: Sendable, Hashable {
    package let width: Int
    package let height: Int
    /// Where the terminal's own cursor stands: on the selected row or in the text being edited, so
    /// that screen readers and magnifiers follow.
    ///
    /// `nil` hides it.
    package var cursor: Point?
    private var cells: [Cell]

    /// A blank frame; negative sizes become 0.
    package init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
        cells = Array(repeating: .blank, count: self.width * self.height)
    }

    package var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

    /// The cell at a place; a blank one outside.
    package subscript(x: Int, y: Int) -> Cell {
        bounds.contains(Point(x: x, y: y)) ? cells[y * width + x] : .blank
    }

    /// The cells of row `y`, from left to right; empty outside the frame.
    package func row(_ y: Int) -> ArraySlice<Cell> {
        guard y >= 0, y < height else { return [] }
        return cells[(y * width)..<((y + 1) * width)]
    }

    // MARK: - Writing

    /// Writes `text` from column `x` of row `y` and clips it at `clip` (and at the frame).
    ///
    /// A cluster that does not fit whole is left out; its columns become blanks.
    /// - Returns: the column after the text, at most the right edge of the clip.
    @discardableResult
    package mutating func put(
        _ text: SafeText, x: Int, y: Int, style: Style = .text, within clip: Rect? = nil
    ) -> Int {
        let area = clip.map { $0.intersection(bounds) } ?? bounds
        guard y >= area.y, y < area.bottom, x < area.right else { return x }
        var column = x
        if text.isASCII {
            for byte in text.string.utf8 where column < area.right {
                if column >= area.x {
                    set(String(UnicodeScalar(byte)), columns: 1, x: column, y: y, style: style)
                }
                column += 1
            }
            return column
        }
        for cluster in text.string {
            if column >= area.right { break }
            let columns = cluster.columns
            if column >= area.x, column + columns <= area.right {
                if cluster.unicodeScalars.count == 1 {
                    set(String(cluster), columns: columns, x: column, y: y, style: style)
                    column += columns
                    continue
                }
                place(cluster, x: column, y: y, style: style)
            } else {
                // Only part of it is inside.
                for blank in column..<(column + columns)
                where blank >= area.x && blank < area.right {
                    set(" ", columns: 1, x: blank, y: y, style: style)
                }
            }
            column += columns
        }
        return min(column, area.right)
    }

    /// Fills a rectangle with one narrow character; a wide one is replaced by a blank.
    package mutating func fill(_ rect: Rect, with character: Character = " ", style: Style) {
        let text = SafeText(sanitizing: String(character))
        let symbol = text.width == 1 ? text.string : " "
        let area = rect.intersection(bounds)
        for y in area.y..<area.bottom {
            for x in area.x..<area.right {
                set(symbol, columns: 1, x: x, y: y, style: style)
            }
        }
    }

    /// Changes the styles in a rectangle and leaves the text as it is.
    package mutating func restyle(_ rect: Rect, style: (Style) -> Style) {
        let area = rect.intersection(bounds)
        for y in area.y..<area.bottom {
            for x in area.x..<area.right {
                cells[y * width + x].style = style(cells[y * width + x].style)
            }
        }
    }

    /// Gives the columns of a rectangle, a bar or a row of bars, their places along a gradient.
    package mutating func spreadGradient(over rect: Rect) {
        let area = rect.intersection(bounds)
        for y in area.y..<area.bottom {
            for x in area.x..<area.right {
                let style = cells[y * width + x].style
                cells[y * width + x].style = style.at(column: x - rect.x, of: rect.width)
            }
        }
    }

    /// Puts one glyph of the glyph tables, which are all one column wide, at a place.
    mutating func glyph(_ glyph: Character, x: Int, y: Int, style: Style, within clip: Rect) {
        guard clip.contains(Point(x: x, y: y)), bounds.contains(Point(x: x, y: y)) else { return }
        set(String(glyph), columns: 1, x: x, y: y, style: style)
    }

    // MARK: - Cells

    /// Writes a cluster scalar by scalar: one cell for each scalar with a width, marks with it.
    private mutating func place(_ cluster: Character, x: Int, y: Int, style: Style) {
        var column = x
        var text = String.UnicodeScalarView()
        var columns = 0
        for scalar in cluster.unicodeScalars {
            let width = scalar.columns
            if width > 0, columns > 0 {
                set(String(text), columns: columns, x: column, y: y, style: style)
                column += columns
                text = String.UnicodeScalarView()
                columns = 0
            }
            columns += width
            text.append(scalar)
        }
        if columns > 0 { set(String(text), columns: columns, x: column, y: y, style: style) }
    }

    private mutating func set(_ text: String, columns: Int, x: Int, y: Int, style: Style) {
        let index = y * width + x
        separate(index, x: x)
        cells[index] = Cell(text: text, style: style)
        if columns == 2 {
            separate(index + 1, x: x + 1)
            cells[index + 1] = Cell(text: "", style: style)
        }
    }

    /// Blanks the other half of a wide character whose half at `index` is about to be replaced.
    private mutating func separate(_ index: Int, x: Int) {
        if cells[index].isContinuation, x > 0 {
            cells[index - 1].text = " "
            cells[index].text = " "
        }
        if x + 1 < width, cells[index + 1].isContinuation {
            cells[index + 1].text = " "
        }
    }
}

extension Frame {
    /// Replaces the text of one cell by an ASCII character and leaves its style.
    mutating func replace(_ ascii: Character, x: Int, y: Int) {
        glyph(ascii, x: x, y: y, style: self[x, y].style, within: bounds)
    }
}
