import Canvas
import Testing

@testable import Terminal

@Suite("Terminal options")
struct TerminalOptionsTests {
    @Test("NO_COLOR counts when it is not empty, and an explicit choice beats it")
    func noColor() {
        func depth(_ choice: ColorChoice, _ noColor: String?) -> ColorDepth {
            choice.depth(detected: .palette, noColor: noColor)
        }
        #expect(depth(.automatic, nil) == .palette)
        #expect(depth(.automatic, "") == .palette)
        #expect(depth(.automatic, "1") == .monochrome)
        #expect(depth(.always, "1") == .palette)
        #expect(depth(.never, nil) == .monochrome)
        #expect(depth(.depth(.eight), "1") == .eight)
        #expect(ColorChoice.depth(.palette).depth(detected: .eight, noColor: nil) == .eight)
        #expect(ColorChoice.always.depth(detected: .monochrome, noColor: nil) == .monochrome)
    }

    @Test("Colour choices are read by name")
    func names() {
        #expect(ColorChoice("auto") == .automatic)
        #expect(ColorChoice("16") == .depth(.sixteen))
        #expect(ColorChoice("sometimes") == nil)
    }

    @Test("ESCDELAY in the environment wins over 25 ms")
    func escapeDelay() {
        func delay(_ value: String?) -> Int {
            TerminalOptions(environment: value.map { ["ESCDELAY": $0] } ?? [:]).escapeDelay
        }
        #expect(delay(nil) == 25)
        #expect(delay("200") == 200)
        #expect(delay("0") == 0)
        #expect(delay("-5") == 25)
        #expect(delay("soon") == 25)
        #expect(delay("99999999") == 10_000)
    }

    @Test("Errors say what to do instead")
    func errors() {
        let all: [TerminalError] = [
            .outputIsNotATerminal, .noInput, .tooSimple(name: "dumb"), .unknown(name: "xyz"),
            .unknown(name: ""), .system(code: 5),
        ]
        for error in all { #expect(error.description.hasSuffix(".")) }
        #expect(TerminalError.tooSimple(name: "dumb").description.contains("TERM=dumb"))
        #expect(TerminalError.unknown(name: "").description.contains("not set"))
    }
}
