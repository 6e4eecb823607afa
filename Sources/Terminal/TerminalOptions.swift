import Canvas

/// How the terminal is to be used; the environment is passed in, so that nothing is read behind the
/// caller's back.
package struct TerminalOptions: Sendable {
    package var color = ColorChoice.automatic
    /// Whether clicks and the wheel are wanted from the start; off, the terminal's own text
    /// selection works.
    package var mouse = false
    /// The glyph level that the user asked for; anything but ASCII forces UTF-8 output.
    package var glyphs: GlyphLevel?
    package var environment: [String: String]

    package init(environment: [String: String]) {
        self.environment = environment
    }

    /// The time in milliseconds after which an Esc that nothing follows is the key itself.
    ///
    /// 25, or what `ESCDELAY` says: slow links need longer, as an arrow key that arrives in pieces
    /// begins with Esc too.
    var escapeDelay: Int {
        guard let value = environment["ESCDELAY"].flatMap({ Int($0) }), value >= 0 else {
            return 25
        }
        return min(value, 10_000)
    }
}
