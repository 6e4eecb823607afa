import Canvas
import TestSupport
import Testing

@Suite("Writers")
struct WriterTests {
    private var sample: Frame {
        var frame = Frame(width: 26, height: 4)
        frame.put("Scores <b> & co", x: 0, y: 0, style: .role(.title))
        frame.put("漢字 e\u{301}", x: 0, y: 1)
        frame.put("selected", x: 12, y: 1, style: .role(.selection))
        Plot.histogram(
            &frame, in: Rect(x: 0, y: 2, width: 10, height: 2), counts: [1, 3, 7, 12, 5],
            glyphs: Glyphs(.block), style: .role(.barSampled))
        frame.put("░▒ ⠿ ┌─┐", x: 12, y: 2, style: .role(.boundFill))
        return frame
    }

    @Test("Plain text has one line a row without trailing blanks")
    func plain() {
        let lines = PlainTextWriter.text(sample).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 5)
        #expect(lines[0] == "Scores <b> & co")
        #expect(lines[1] == "漢字 e\u{301}      selected")
        #expect(lines[2] == "    ▁▁██    ░▒ ⠿ ┌─┐")
        #expect(lines[3] == "▁▁▄▄████▇▇")
        #expect(lines[4] == "")
    }

    @Test("ANSI text looks as before at every depth", arguments: ColorDepth.allCases)
    func ansi(_ depth: ColorDepth) throws {
        let theme = try ThemeTests.load("dark").0
        try assertGolden(
            ANSIWriter.text(sample, theme: theme, depth: depth), "writer-\(depth).ansi")
    }

    @Test("The terminal theme names no background in ANSI text")
    func noBackground() throws {
        let text = ANSIWriter.text(sample, theme: try ThemeTests.load("terminal").0)
        for code in [";40", ";41", ";47", ";48", ";100"] { #expect(!text.contains(code)) }
        #expect(text.contains("\u{1B}[0;7m"))
    }

    @Test("Without colours ANSI text has attributes alone")
    func monochrome() throws {
        let text = ANSIWriter.text(
            sample, theme: try ThemeTests.load("dark").0, depth: .monochrome)
        #expect(!text.contains("[0;3") && !text.contains(";38;") && !text.contains(";48;"))
        #expect(text.contains("\u{1B}[0;7m"))
    }

    @Test("SVG looks as before", arguments: ["mono", "dark", "light"])
    func svg(_ name: String) throws {
        let theme = try ThemeTests.load(name).0
        try assertGolden(
            SVGWriter.text(sample, theme: theme, title: "Scores & more"), "writer-\(name).svg")
    }

    @Test("SVG keeps every character as text and escapes markup")
    func svgText() {
        let text = SVGWriter.text(sample, theme: .mono)
        #expect(text.contains("Scores &lt;b&gt; &amp; co"))
        #expect(text.contains("漢字 e\u{301}"))
        #expect(text == SVGWriter.text(sample, theme: .mono))
        #expect(!SVGWriter.text(Frame(width: 0, height: 0), theme: .mono).isEmpty)
    }
}
