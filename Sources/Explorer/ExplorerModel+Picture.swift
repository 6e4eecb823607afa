import Canvas

/// Searching a view as it is seen.
extension ExplorerModel {
    /// The rows of the focused view's picture that match.
    var pictureHits: [Int] {
        guard let matcher = context.search.matcher else { return [] }
        return pictureRows().enumerated().filter { matcher.matches($0.element.string) }.map(
            \.offset)
    }

    /// Where the search in the focused view stands.
    var viewPosition: Int {
        ViewKind.pictured.contains(view) ? context.search.row : views[view].searchPosition(context)
    }

    /// The rows of the focused view's picture.
    private func pictureRows() -> [SafeText] {
        let size = context.screen.rect(of: view)
        var frame = Frame(width: size.width, height: size.height)
        views[view].draw(context, isFocused: true, into: &frame, in: frame.bounds)
        return (0..<frame.height).map { frame.text(ofRow: $0, from: 0, to: frame.width) }
    }

    /// Marks what is looked for in the picture of the focused view.
    func markHits(into frame: inout Frame, in rect: Rect) {
        guard let matcher = context.search.matcher,
            view.type.marksHits
        else { return }
        for y in rect.y..<max(rect.y, rect.bottom) {
            let text = frame.text(ofRow: y, from: rect.x, to: rect.right)
            frame.highlight(
                matcher, in: text, x: rect.x, y: y, style: Style(.match, .reverse), within: rect)
        }
        guard ViewKind.pictured.contains(view), context.search.isFresh,
            pictureHits.contains(context.search.row)
        else { return }
        frame.cursor = Point(x: rect.x, y: rect.y + context.search.row)
    }
}

extension Frame {
    /// What stands in a row between two columns.
    fileprivate func text(ofRow y: Int, from start: Int, to end: Int) -> SafeText {
        SafeText(sanitizing: (start..<max(start, end)).map { self[$0, y].text }.joined())
    }
}
