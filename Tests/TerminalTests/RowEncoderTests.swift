import CTerminal
import Canvas
import Platform
import Testing

@testable import Terminal

@Suite("Rows for ncurses")
struct RowEncoderTests {
    private func encoded(_ text: SafeText, width: Int) -> [cterminal_cell] {
        var frame = Frame(width: width, height: 1)
        frame.put(text, x: 0, y: 0, style: .role(.selection))
        var encoder = RowEncoder(theme: .mono, depth: .monochrome)
        var cells: [cterminal_cell] = []
        encoder.encode(frame.row(0), into: &cells)
        return cells
    }

    @Test("A wide character is one cell of width 2, marks stay in their cell")
    func cells() {
        let cells = encoded("漢e\u{301}x", width: 5)
        #expect(cells.map(\.width) == [2, 1, 1, 1])
        #expect(cells.map(\.text.0) == [0x6F22, 0x65, 0x78, 0x20])
        #expect(cells.map(\.text.1) == [0, 0x301, 0, 0])
        #expect(cells[0].attributes == Int32(CTERMINAL_REVERSE))
        #expect(cells[3].attributes == 0)
    }

    @Test("Without a terminal, and on one without colours, no pair is allocated")
    func noPairs() {
        #expect(cterminal_pair(1, -1) == 0)
        #expect(encoded("a", width: 1)[0].pair == 0)
    }

    @Test("Colours have the numbers by which ncurses knows them")
    func numbers() {
        #expect(Palette.terminalNumber(of: .standard, depth: .palette) == -1)
        #expect(Palette.terminalNumber(of: .indexed(208), depth: .palette) == 208)
        let orange = Color.rgb(red: 255, green: 128, blue: 64)
        #expect(Palette.terminalNumber(of: orange, depth: .direct) == 0xFF8040)
        #expect(Palette.terminalNumber(of: .indexed(3), depth: .direct) == 3)
        let nearlyBlack = Color.rgb(red: 0, green: 0, blue: 5)
        #expect(Palette.terminalNumber(of: nearlyBlack, depth: .direct) == 0)
    }

    @Test("Our width of a character is the C library's, wherever that knows the character")
    func widths() throws {
        #expect(cterminal_set_locale(1) == 1)
        // Swift is not shown this function of the C library.
        let found: UnsafeMutableRawPointer? = dlsym(dlopen(nil, RTLD_NOW), "wcwidth")
        let columns = unsafeBitCast(
            try #require(found), to: (@convention(c) (Int32) -> Int32).self)
        var wrong: [String] = []
        for value in UInt32(0x20)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let known = Int(columns(Int32(value)))
            guard known > 0 else { continue }
            let text = SafeText(sanitizing: String(scalar))
            guard text.string == String(scalar), text.width != known else { continue }
            wrong.append("U+\(String(value, radix: 16)): \(text.width), not \(known)")
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(30))")
    }
}
