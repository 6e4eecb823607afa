/// A cell position: column `x` and row `y`, both counted from the top left, starting at 0.
package struct Point: Sendable, Hashable {
    package var x: Int
    package var y: Int

    package init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}

/// A rectangle of cells.
///
/// Its sizes are never negative, so layout arithmetic cannot trap on a tiny terminal: what does not
/// fit becomes empty.
package struct Rect: Sendable, Hashable {
    package var x: Int
    package var y: Int
    package var width: Int {
        didSet { width = max(0, width) }
    }
    package var height: Int {
        didSet { height = max(0, height) }
    }

    /// Negative sizes become 0.
    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// The column after the last one.
    package var right: Int { x + width }
    /// The row after the last one.
    package var bottom: Int { y + height }
    package var isEmpty: Bool { width == 0 || height == 0 }

    package func contains(_ point: Point) -> Bool {
        point.x >= x && point.x < right && point.y >= y && point.y < bottom
    }

    /// The rectangle without `horizontally` columns at the left and right and `vertically` rows at
    /// the top and bottom.
    package func inset(horizontally: Int, vertically: Int) -> Rect {
        Rect(
            x: x + min(horizontally, width), y: y + min(vertically, height),
            width: width - 2 * horizontally, height: height - 2 * vertically)
    }

    /// A box in the middle of this one.
    package func centered(width: Int, height: Int) -> Rect {
        Rect(
            x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width,
            height: height)
    }

    /// Splits into the first `first` columns and the rest; a negative number counts from the right,
    /// so `columns(-10).1` is the last ten columns.
    package func columns(_ first: Int) -> (Rect, Rect) {
        let taken = first < 0 ? max(0, width + first) : min(first, width)
        return (
            Rect(x: x, y: y, width: taken, height: height),
            Rect(x: x + taken, y: y, width: width - taken, height: height)
        )
    }

    /// Splits into the first `first` rows and the rest; a negative number counts from the bottom.
    package func rows(_ first: Int) -> (Rect, Rect) {
        let taken = first < 0 ? max(0, height + first) : min(first, height)
        return (
            Rect(x: x, y: y, width: width, height: taken),
            Rect(x: x, y: y + taken, width: width, height: height - taken)
        )
    }

    /// The common part; empty if there is none.
    package func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(
            x: left, y: top,
            width: min(right, other.right) - left, height: min(bottom, other.bottom) - top)
    }
}
