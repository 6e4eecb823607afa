/// A picture of dots; row 0 is at the bottom.
struct DotGrid {
    let width: Int
    let height: Int
    private var dots: [Bool]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        dots = Array(repeating: false, count: width * height)
    }

    subscript(x: Int, y: Int) -> Bool { dots[y * width + x] }

    /// Sets the dots of a column that lie inside the grid.
    mutating func fill(column: Int, rows: ClosedRange<Int>) {
        for y in max(0, rows.lowerBound)..<max(0, min(height, rows.upperBound + 1)) {
            dots[y * width + column] = true
        }
    }

    /// Draws a curve, one row for each column, without gaps at its jumps.
    mutating func trace(_ rows: [Int?]) {
        var previous: Int?
        for (column, row) in rows.enumerated() {
            if let row {
                let from = previous ?? row
                // The dot that the last column already has is not repeated.
                let start = from < row ? from + 1 : from > row ? from - 1 : row
                fill(column: column, rows: min(start, row)...max(start, row))
            }
            previous = row
        }
    }

    /// The dotted lines of solid ones: every second dot along rows and along columns.
    func dotted() -> DotGrid {
        var grid = self
        for y in 0..<height {
            for x in 0..<width {
                let isUpright = y > 0 && y + 1 < height && self[x, y - 1] && self[x, y + 1]
                if x % 2 == 1 || isUpright && y % 2 == 1 { grid.dots[y * width + x] = false }
            }
        }
        return grid
    }

    /// Writes the cells that have dots, 2×4 dots each, from the bottom left of `rect`; the dots of a
    /// second grid in the same cells, which must be as large, are kept.
    func drawBraille(
        _ frame: inout Frame, in rect: Rect, style: Style, together other: DotGrid? = nil
    ) {
        for cellY in 0..<(height / 4) {
            for cellX in 0..<(width / 2) {
                let own = bits(cellX, cellY)
                let bits = own | (other?.bits(cellX, cellY) ?? 0)
                guard own != 0, let scalar = Unicode.Scalar(0x2800 + bits) else { continue }
                frame.glyph(
                    Character(scalar), x: rect.x + cellX, y: rect.bottom - 1 - cellY,
                    style: style, within: rect)
            }
        }
    }

    /// The dots of a cell as braille numbers them.
    private func bits(_ cellX: Int, _ cellY: Int) -> UInt32 {
        var bits: UInt32 = 0
        for (bit, place) in Self.places.enumerated()
        where self[cellX * 2 + place.x, cellY * 4 + 3 - place.y] {
            bits |= 1 << UInt32(bit)
        }
        return bits
    }

    /// The places of the eight braille dots in the order of their bits, counted from the top left.
    private static let places: [(x: Int, y: Int)] = [
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3),
    ]
}
