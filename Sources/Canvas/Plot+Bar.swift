extension Plot {
    /// A bar from the left edge, `fraction` of the rectangle long, in every row of it.
    ///
    /// A fraction above zero shows at least the thinnest part, and one below 1 never looks full.
    package static func horizontalBar(
        _ frame: inout Frame, in rect: Rect, fraction: Double, glyphs: Glyphs, style: Style
    ) {
        guard !rect.isEmpty, fraction.isFinite else { return }
        let parts = glyphs.horizontalEighths.count - 1
        let length = partCount(fraction, of: rect.width * parts)
        for column in 0..<rect.width {
            let part = min(parts, max(0, length - column * parts))
            if part == 0 { break }
            for y in rect.y..<rect.bottom {
                frame.glyph(
                    glyphs.horizontalEighths[part], x: rect.x + column, y: y,
                    style: style.at(column: column, of: rect.width), within: rect)
            }
        }
    }

    /// `fraction` of `total` parts: 0 only for 0, `total` only for 1.
    static func partCount(_ fraction: Double, of total: Int) -> Int {
        guard fraction > 0, total > 0 else { return 0 }
        guard fraction < 1 else { return total }
        let rounded = Int((fraction * Double(total)).rounded())
        return min(max(1, rounded), max(1, total - 1))
    }
}
