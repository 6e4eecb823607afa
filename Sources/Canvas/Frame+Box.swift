extension Frame {
    /// Draws a border along the inside of `rect`, with a title in its top edge.
    ///
    /// A rectangle lower than 2 rows or narrower than 2 columns gets the title alone.
    package mutating func box(
        _ rect: Rect, title: SafeText, glyphs: Glyphs, style: Style, titleStyle: Style
    ) {
        guard rect.width >= 2, rect.height >= 2 else {
            put(
                title.clipped(to: rect.width), x: rect.x, y: rect.y, style: titleStyle,
                within: rect)
            return
        }
        let border = glyphs.border
        let (right, bottom) = (rect.right - 1, rect.bottom - 1)
        for x in (rect.x + 1)..<right {
            glyph(border.horizontal, x: x, y: rect.y, style: style, within: rect)
            glyph(border.horizontal, x: x, y: bottom, style: style, within: rect)
        }
        for y in (rect.y + 1)..<bottom {
            glyph(border.vertical, x: rect.x, y: y, style: style, within: rect)
            glyph(border.vertical, x: right, y: y, style: style, within: rect)
        }
        glyph(border.topLeft, x: rect.x, y: rect.y, style: style, within: rect)
        glyph(border.topRight, x: right, y: rect.y, style: style, within: rect)
        glyph(border.bottomLeft, x: rect.x, y: bottom, style: style, within: rect)
        glyph(border.bottomRight, x: right, y: bottom, style: style, within: rect)
        if !title.isEmpty, rect.width >= 5 {
            let text = " " + title.clipped(to: rect.width - 4, glyphs: glyphs) + " "
            put(text, x: rect.x + 1, y: rect.y, style: titleStyle, within: rect)
        }
    }
}
