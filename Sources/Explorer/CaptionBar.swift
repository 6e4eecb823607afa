import Canvas

/// The rows above the footer that say what a stop of the tour shows.
struct CaptionBar {
    let model: ExplorerModel
    let stop: Tour.Stop
    let position: Int
    let count: Int

    /// Nil where no tour is on.
    init?(model: ExplorerModel) {
        guard let tour = model.tour, let position = model.tourPosition else { return nil }
        self.model = model
        stop = tour.stops[position]
        self.position = position
        count = tour.stops.count
    }

    /// The rows that the bar takes on a screen of this size, its heading included; 0 where the
    /// screen has none to spare.
    static func height(_ width: Int, _ height: Int, lines: Int) -> Int {
        let most = (height - 8) / 3
        guard most >= 1, width >= Layout.leastWidth else { return 0 }
        // As many as are usual at this width, so that growing numbers do not move the views.
        let usual = width >= 160 ? 2 : width >= 120 ? 3 : 4
        return 1 + min(most, max(usual, lines))
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let glyphs = model.context.glyphs
        frame.fill(rect, style: .text)
        let title: SafeText = "Tour \(position + 1)/\(count): \(stop.title)"
        let body = frame.panel(
            rect, title: title, notes: [Self.keys(position: position, count: count)],
            isFocused: true, glyphs: glyphs
        ).inset(horizontally: 1, vertically: 0)
        for (row, line) in model.caption.prefix(body.height).enumerated() {
            let isCut = row == body.height - 1 && model.caption.count > body.height
            let text = isCut ? line + "\(glyphs.ellipsis)" : line
            frame.line(text, row: row, in: body, glyphs: glyphs)
        }
    }

    /// The keys of the tour as the key table has them.
    private static func keys(position: Int, count: Int) -> SafeText {
        func name(_ action: Action) -> SafeText {
            KeyTable.bindings.first { $0.action == action }?.keyName ?? ""
        }
        var parts: [SafeText] = []
        if position + 1 < count { parts.append(name(.tourNext) + " next") }
        if position > 0 { parts.append(name(.tourPrevious) + " back") }
        parts.append(name(.back) + " ends the tour")
        return parts.dropFirst().reduce(parts[0]) { $0 + "  " + $1 }
    }
}
