extension Plot {
    /// Vertical bars over the whole rectangle, one for each count, with sub-cell heights.
    ///
    /// Bins share the columns as evenly as whole columns allow; when there are more bins than
    /// columns, neighbouring bins are added up. `marker` is a place in [0, 1] along the horizontal
    /// axis (the greedy score, say) that gets `glyphs.greedy` in the top row.
    /// - Parameter maximum: the count of a full bar; nil for the greatest one.
    package static func histogram(
        _ frame: inout Frame, in rect: Rect, counts: [Int], maximum: Int? = nil,
        scale: PlotScale = .linear, glyphs: Glyphs, style: Style, marker: Double? = nil,
        markerStyle: Style = .role(.barGreedy)
    ) {
        guard !rect.isEmpty, !counts.isEmpty else { return }
        let bins = merged(counts, to: rect.width)
        let maximum = maximum ?? bins.max() ?? 0
        let parts = glyphs.verticalEighths.count - 1
        for (bin, count) in bins.enumerated() {
            let length = partCount(
                scale.fraction(of: count, maximum: maximum), of: rect.height * parts)
            let columns = columnRange(of: bin, bins: bins.count, width: rect.width)
            for row in 0..<rect.height {
                let part = min(parts, max(0, length - row * parts))
                if part == 0 { break }
                for column in columns {
                    frame.glyph(
                        glyphs.verticalEighths[part], x: rect.x + column,
                        y: rect.bottom - 1 - row,
                        style: style.at(column: column, of: rect.width), within: rect)
                }
            }
        }
        if let marker, marker.isFinite {
            let x = rect.x + Axis(0...1).cell(of: marker, count: rect.width)
            frame.glyph(glyphs.greedy, x: x, y: rect.y, style: markerStyle, within: rect)
        }
    }

    /// The columns of one bin: all columns are used, and no bin is empty while `bins <= width`.
    static func columnRange(of bin: Int, bins: Int, width: Int) -> Range<Int> {
        (bin * width / bins)..<((bin + 1) * width / bins)
    }

    /// Adds neighbours up until there are at most `limit` bins.
    static func merged(_ counts: [Int], to limit: Int) -> [Int] {
        guard counts.count > limit, limit > 0 else { return counts }
        return (0..<limit).map { bin in
            counts[(bin * counts.count / limit)..<((bin + 1) * counts.count / limit)]
                .reduce(0) { $0 + $1 }
        }
    }

    /// One row of bars, for a list: `width` columns, neighbouring counts added up or repeated.
    package static func sparkline(
        counts: [Int], width: Int, scale: PlotScale = .linear, glyphs: Glyphs
    ) -> SafeText {
        guard width > 0 else { return SafeText() }
        guard !counts.isEmpty else { return SafeText(" ") * width }
        let bins = merged(counts, to: width)
        let maximum = bins.max() ?? 0
        let levels = glyphs.sparkLevels
        var text = ""
        for (bin, count) in bins.enumerated() {
            let part = partCount(
                scale.fraction(of: count, maximum: maximum), of: levels.count - 1)
            let columns = columnRange(of: bin, bins: bins.count, width: width)
            text += String(repeating: levels[part], count: columns.count)
        }
        return SafeText(safe: text, width: width)
    }
}

extension Glyphs {
    /// The heights of a sparkline; ASCII has more of them than its bars have, as shapes that grow.
    var sparkLevels: [Character] {
        level == .ascii ? [" ", ".", ":", "-", "=", "+", "*", "#", "@"] : verticalEighths
    }
}
