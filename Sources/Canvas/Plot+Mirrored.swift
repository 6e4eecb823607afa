extension Plot {
    /// Two histograms over the same bins, the first above a common base line, the second hanging
    /// below it: for comparing two runs, or greedy and sampled, without hiding one behind the other.
    ///
    /// The upper half of the rectangle, and its middle row if the height is odd, belong to the first.
    /// Each is scaled to its own total, so that runs of different sizes compare by share.
    package static func mirroredHistogram(
        _ frame: inout Frame, in rect: Rect, upper: [Int], lower: [Int],
        scale: PlotScale = .linear, glyphs: Glyphs, upperStyle: Style, lowerStyle: Style
    ) {
        let (top, bottom) = rect.rows(rect.height - rect.height / 2)
        let highest = max(greatestShare(of: upper, in: rect), greatestShare(of: lower, in: rect))
        guard highest > 0, !rect.isEmpty else { return }
        let parts = glyphs.verticalEighths.count - 1
        for (counts, area, style, hangs) in [
            (upper, top, upperStyle, false), (lower, bottom, lowerStyle, true),
        ] where !counts.isEmpty {
            let bins = merged(counts, to: rect.width)
            guard counts.contains(where: { $0 > 0 }) else { continue }
            // Both sides are measured against the highest share of either.
            let full = maximum(of: counts, atShare: highest)
            for (bin, count) in bins.enumerated() {
                let length = partCount(
                    scale.fraction(of: count, maximum: full), of: area.height * parts)
                for row in 0..<area.height {
                    let part = min(parts, max(0, length - row * parts))
                    if part == 0 { break }
                    let y = hangs ? area.y + row : area.bottom - 1 - row
                    let glyph = hangs ? hanging(part, glyphs) : glyphs.verticalEighths[part]
                    for column in columnRange(of: bin, bins: bins.count, width: rect.width) {
                        frame.glyph(
                            glyph, x: rect.x + column, y: y,
                            style: style.at(column: column, of: rect.width), within: area)
                    }
                }
            }
        }
    }

    /// The upper part of a cell, to the nearest of the few that have a character; reversing the
    /// lower eighths would be finer but is lost in plain text.
    private static func hanging(_ part: Int, _ glyphs: Glyphs) -> Character {
        let parts = glyphs.verticalEighths.count - 1
        let levels: [Character] =
            glyphs.level == .ascii ? ["'", ":", "#"] : ["\u{2594}", "\u{2580}", "\u{2588}"]
        let fraction = Double(part) / Double(parts)
        return fraction <= 0.34 ? levels[0] : fraction < 0.7 ? levels[1] : levels[2]
    }
}
