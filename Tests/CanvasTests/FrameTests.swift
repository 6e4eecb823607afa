import Canvas
import TestSupport
import Testing

@Suite("Frames")
struct FrameTests {
    private func lines(_ frame: Frame) -> String { PlainTextWriter.text(frame) }

    @Test("Text is put at its place and the next column is returned")
    func put() {
        var frame = Frame(width: 8, height: 2)
        #expect(frame.put("abc", x: 2, y: 1) == 5)
        #expect(lines(frame) == "\n  abc\n")
    }

    @Test("Text is clipped at every edge of the frame and of the clip")
    func clipping() {
        var frame = Frame(width: 5, height: 1)
        frame.put("abcdefgh", x: -2, y: 0)
        #expect(lines(frame) == "cdefg\n")
        frame.put("xyz", x: 0, y: 1)
        frame.put("xyz", x: 0, y: -1)
        frame.put("xyz", x: 9, y: 0)
        #expect(lines(frame) == "cdefg\n")
        frame.put("XYZW", x: 0, y: 0, within: Rect(x: 1, y: 0, width: 2, height: 1))
        #expect(lines(frame) == "cYZfg\n")
    }

    @Test("A wide character that does not fit leaves a blank")
    func wideAtTheEdge() {
        var frame = Frame(width: 4, height: 1)
        frame.fill(frame.bounds, with: ".", style: .text)
        frame.put("a漢字", x: 0, y: 0)
        #expect(lines(frame) == "a漢\n")
        frame.put("漢字", x: -1, y: 0)
        #expect(lines(frame) == " 字\n")
    }

    @Test("Overwriting half of a wide character blanks its other half")
    func halves() {
        var frame = Frame(width: 4, height: 1)
        frame.put("漢字", x: 0, y: 0)
        frame.put("x", x: 1, y: 0)
        #expect(lines(frame) == " x字\n")
        frame.put("y", x: 2, y: 0)
        #expect(lines(frame) == " xy\n")
        frame.put("漢", x: 0, y: 0)
        frame.put("漢", x: 1, y: 0)
        #expect(lines(frame) == " 漢\n")
    }

    @Test("A box has a border and a title that is clipped inside it")
    func box() {
        var frame = Frame(width: 12, height: 3)
        frame.box(
            frame.bounds, title: "Outputs of 42", glyphs: Glyphs(.block), style: .role(.border),
            titleStyle: .role(.title))
        #expect(lines(frame) == "┌ Outputs… ┐\n│          │\n└──────────┘\n")
        #expect(frame[0, 0].style == .role(.border))
        #expect(frame[2, 0].style == .role(.title))
    }

    @Test("Restyling changes styles and leaves text")
    func restyle() {
        var frame = Frame(width: 3, height: 1)
        frame.put("abc", x: 0, y: 0)
        frame.restyle(Rect(x: 1, y: 0, width: 9, height: 9)) { $0.adding(.reverse) }
        #expect(frame[0, 0].style.attributes.isEmpty)
        #expect(frame[1, 0].style.attributes == .reverse)
        #expect(lines(frame) == "abc\n")
    }

    @Test("The ASCII twin of a frame is pure ASCII and as wide")
    func ascii() {
        var frame = Frame(width: 24, height: 2)
        frame.put("“naïve” – 漢 e\u{301} … ≤ 👩", x: 0, y: 0)
        frame.box(
            Rect(x: 0, y: 1, width: 4, height: 1), title: "ab…", glyphs: Glyphs(.block),
            style: .text, titleStyle: .text)
        let text = lines(frame.reducedToASCII())
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(text == "\"naive\" - ?? e ~ ? ??\nab~\n")
    }

    @Test("Halves of wide characters always come in pairs, whatever is drawn over whatever")
    func pairs() {
        var random = SeededGenerator(seed: 11)
        let texts: [SafeText] = ["漢字", "a", "漢", "ab漢c", "👩", "e\u{301}"]
        for _ in 0..<2000 {
            var frame = Frame(
                width: Int.random(in: 0...7, using: &random),
                height: Int.random(in: 0...2, using: &random))
            for _ in 0..<6 {
                frame.put(
                    texts.randomElement(using: &random) ?? "",
                    x: Int.random(in: -3...8, using: &random),
                    y: Int.random(in: -1...2, using: &random))
            }
            for y in 0..<frame.height {
                let row = Array(frame.row(y))
                let columns = row.reduce(0) { $0 + $1.width }
                #expect(columns == frame.width)
                for (x, cell) in row.enumerated() where cell.isContinuation {
                    #expect(x > 0 && row[x - 1].width == 2)
                }
            }
        }
    }

    @Test("Layout helpers never make a negative size")
    func rectangles() {
        for width in 0...6 {
            for amount in -8...8 {
                let rect = Rect(x: 3, y: 4, width: width, height: width)
                let (left, right) = rect.columns(amount)
                #expect(left.width >= 0 && right.width >= 0 && left.width + right.width == width)
                #expect(right.x == left.right)
                let (top, bottom) = rect.rows(amount)
                #expect(top.height + bottom.height == width && bottom.y == top.bottom)
                #expect(rect.inset(horizontally: abs(amount), vertically: 0).width >= 0)
            }
        }
        #expect(Rect(x: 0, y: 0, width: -3, height: 2).isEmpty)
        #expect(
            Rect(x: 0, y: 0, width: 2, height: 2)
                .intersection(Rect(x: 5, y: 5, width: 1, height: 1)).isEmpty)
    }
}
