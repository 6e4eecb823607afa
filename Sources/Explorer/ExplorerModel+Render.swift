import Canvas

extension ExplorerModel {
    /// The picture at the size that the model knows.
    package func render() -> Frame {
        let (width, height) = (context.screen.width, context.screen.height)
        var frame = Frame(width: width, height: height)
        if width < Layout.leastWidth || height < Layout.leastHeight {
            drawCard(into: &frame)
        } else {
            let chrome = Chrome(model: self)
            drawPanes(into: &frame)
            let caption = context.screen.captionHeight
            CaptionBar(model: self)?.draw(
                into: &frame,
                in: Rect(x: 0, y: height - 1 - caption, width: width, height: caption))
            chrome.drawTitle(into: &frame)
            if case .menu(let position) = overlay {
                MenuWindow(model: self, position: position).draw(into: &frame)
            } else if case .list(let choice, let position) = overlay {
                ListWindow(model: self, choice: choice, position: position).draw(into: &frame)
            } else if let overlay {
                OverlayWindow(model: self, overlay: overlay).draw(into: &frame)
            }
            chrome.drawFooter(into: &frame)
        }
        return context.glyphs.level == .ascii ? frame.reducedToASCII() : frame
    }

    private func drawPanes(into frame: inout Frame) {
        guard context.shown != nil || !view.type.isAboutRun else {
            let text: SafeText =
                context.runs.opened.map { "waiting for the first picture of \($0.run)" }
                ?? "waiting for the first picture of the run"
            frame.put(
                text.clipped(to: frame.width - 2, glyphs: context.glyphs), x: 1,
                y: frame.height / 2, style: .role(.muted))
            return
        }
        let panes = context.screen.layout.panes
        for pane in panes {
            let isFocused = pane.view == view || panes.count == 1
            views[pane.view].draw(context, isFocused: isFocused, into: &frame, in: pane.rect)
            if pane.view == view { markHits(into: &frame, in: pane.rect) }
        }
    }

    /// What a screen shows that is too small for anything else.
    private func drawCard(into frame: inout Frame) {
        let (width, height) = (frame.width, frame.height)
        let needed: SafeText = "\(Layout.leastWidth)x\(Layout.leastHeight)"
        let size: SafeText = "\(width)x\(height)"
        // A size that is cut would be another size.
        let lines: [SafeText] = [
            Words.fitting(["too small: " + size, size], width: width),
            Words.fitting(["needed: " + needed, "need " + needed, needed], width: width),
            "q quits",
        ]
        let top = max(0, (height - lines.count) / 2)
        for (row, line) in lines.enumerated() {
            let x = max(0, (width - line.width) / 2)
            frame.put(line, x: x, y: top + row, style: row == 0 ? Style(.warn, .bold) : .text)
        }
    }
}
