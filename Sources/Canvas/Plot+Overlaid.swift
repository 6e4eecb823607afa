extension Plot {
    /// Two histograms over the same bins in one place: the first as bars, the second as the outline
    /// of its bars, so that neither hides the other.
    ///
    /// Each is scaled to its own total, so that runs of different sizes compare by share.
    package static func overlaidHistogram(
        _ frame: inout Frame, in rect: Rect, bars: [Int], outline: [Int],
        scale: PlotScale = .linear, glyphs: Glyphs, barStyle: Style, outlineStyle: Style
    ) {
        let highest = max(greatestShare(of: bars, in: rect), greatestShare(of: outline, in: rect))
        guard highest > 0, !rect.isEmpty else { return }
        let highestBar = maximum(of: bars, atShare: highest)
        if highestBar > 0 {
            histogram(
                &frame, in: rect, counts: bars, maximum: highestBar, scale: scale, glyphs: glyphs,
                style: barStyle)
        }
        let bins = merged(outline, to: rect.width)
        let top = maximum(of: outline, atShare: highest)
        guard top > 0 else { return }
        var rows = [Int?](repeating: nil, count: rect.width)
        for (bin, count) in bins.enumerated() {
            let height = partCount(scale.fraction(of: count, maximum: top), of: rect.height)
            for column in columnRange(of: bin, bins: bins.count, width: rect.width) {
                // An empty bin's outline lies on the axis, below the rectangle.
                rows[column] = height - 1
            }
        }
        let full = glyphs.verticalEighths.last.map(String.init)
        let columns = rect.intersection(frame.bounds)
        let filled = (columns.y..<columns.bottom).flatMap { y in
            (columns.x..<columns.right).map { (x: $0, y: y) }
        }.filter { frame[$0.x, $0.y].text == full }
        drawLine(rows, &frame, in: rect, glyphs: glyphs, style: outlineStyle)
        // Where the outline crosses a bar it is cut out of it: the bar keeps its fill.
        for (x, y) in filled where frame[x, y].text != full {
            frame.restyle(Rect(x: x, y: y, width: 1, height: 1)) { _ in
                barStyle.adding(.reverse)
            }
        }
    }

    /// The count that stands for a share of all counts.
    static func maximum(of counts: [Int], atShare share: Double) -> Int {
        Int((share * Double(counts.reduce(0, +))).rounded())
    }

    /// The share of the highest bar once neighbours are added up to fit.
    static func greatestShare(of counts: [Int], in rect: Rect) -> Double {
        let total = counts.reduce(0, +)
        let highest = merged(counts, to: rect.width).max() ?? 0
        return total > 0 ? Double(highest) / Double(total) : 0
    }
}
