import Canvas
import TestSupport
import Testing

@testable import Terminal

@Suite("Decoding of input")
struct InputDecoderTests {
    private func keys(_ text: String) -> [InputEvent] {
        var decoder = InputDecoder()
        return decoder.decode(text.utf8) + decoder.finish()
    }

    private func keys(_ bytes: [UInt8]) -> [InputEvent] {
        var decoder = InputDecoder()
        return decoder.decode(bytes) + decoder.finish()
    }

    @Test("Characters of any script come one by one")
    func characters() {
        #expect(keys("aZ é漢😀") == "aZ é漢😀".map { .key(.character($0)) })
    }

    @Test("Control characters are keys")
    func controls() {
        #expect(
            keys("\r\n\t\u{8}\u{7F}\u{4}\u{1A}\u{0}\u{1C}") == [
                .key(.enter), .key(.enter), .key(.tab), .key(.backspace), .key(.backspace),
                .key(.control("d")), .key(.control("z")), .key(.control("@")),
                .key(.control("\\")),
            ])
    }

    @Test("The sequences of common terminals are known without a terminal description")
    func sequences() {
        let expected: [(String, Key)] = [
            ("[A", .up), ("OA", .up), ("[B", .down), ("OC", .right), ("[D", .left), ("[H", .home),
            ("OH", .home), ("[1~", .home), ("[7~", .home), ("[F", .end), ("[4~", .end),
            ("[5~", .pageUp), ("[6~", .pageDown), ("[3~", .delete), ("[2~", .insert),
            ("[Z", .backTab), ("OP", .function(1)), ("[11~", .function(1)),
            ("[[A", .function(1)), ("[[E", .function(5)), ("[15~", .function(5)),
            ("[24~", .function(12)),
        ]
        for (sequence, key) in expected {
            #expect(keys("\u{1B}\(sequence)") == [.key(key)], "\(sequence)")
        }
    }

    @Test("Shift, Alt and Ctrl with an arrow or an editing key are ignored")
    func modifiers() {
        #expect(keys("\u{1B}[1;5A") == [.key(.up)])
        #expect(keys("\u{1B}[1;2F") == [.key(.end)])
        #expect(keys("\u{1B}[3;5~") == [.key(.delete)])
    }

    @Test("What the terminal's description says wins")
    func description() {
        var sequences = KeySequences()
        sequences.add(Array("\u{1B}[A".utf8), key: .function(9))
        sequences.add(Array("\u{1B}[?1z".utf8), key: .home)
        sequences.add([0x08], key: .delete)
        var decoder = InputDecoder(sequences: sequences)
        #expect(
            decoder.decode("\u{1B}[A\u{1B}[?1z\u{8}".utf8)
                == [.key(.function(9)), .key(.home), .key(.backspace)])
    }

    @Test("A lone Esc is the key once nothing follows in time")
    func escape() {
        var decoder = InputDecoder()
        #expect(decoder.decode([0x1B]) == [])
        #expect(decoder.isWaiting)
        #expect(decoder.finish() == [.key(.escape)])
        #expect(!decoder.isWaiting)
    }

    @Test("Esc and a key in one piece are two keys")
    func escapeThenKey() {
        #expect(keys("\u{1B}q") == [.key(.escape), .key(.character("q"))])
        #expect(keys("\u{1B}\u{1B}[A") == [.key(.escape), .key(.up)])
        #expect(keys("\u{1B}[") == [.key(.escape), .key(.character("["))])
        #expect(keys("\u{1B}O") == [.key(.escape), .key(.character("O"))])
    }

    @Test("Focus changes, answers and unknown sequences leave no stray keys")
    func swallowed() {
        #expect(keys("a\u{1B}[I\u{1B}[Ob") == [.key(.character("a")), .key(.character("b"))])
        #expect(keys("\u{1B}]11;rgb:1/2/3\u{7}x") == [.key(.character("x"))])
        #expect(keys("\u{1B}P1$r0m\u{1B}\\x") == [.key(.character("x"))])
        #expect(keys("\u{1B}[?62;4c\u{1B}[200~x") == [.key(.character("x"))])
        #expect(keys("\u{1B}Oz\u{1B}[99~\u{1B}[38;5u") == [])
    }

    @Test("Mouse events come in both encodings; only presses and the wheel count")
    func mouse() {
        func event(_ action: MouseEvent.Action, _ x: Int, _ y: Int) -> InputEvent {
            .mouse(MouseEvent(action: action, position: Point(x: x, y: y)))
        }
        #expect(keys("\u{1B}[<0;5;6M\u{1B}[<0;5;6m") == [event(.click, 4, 5)])
        #expect(
            keys("\u{1B}[<64;1;1M\u{1B}[<65;300;2M") == [
                event(.scrollUp, 0, 0), event(.scrollDown, 299, 1),
            ])
        #expect(keys("\u{1B}[<2;5;6M\u{1B}[<35;5;6M") == [])
        #expect(keys([0x1B, 0x5B, 0x4D, 32, 37, 38]) == [event(.click, 4, 5)])
        #expect(keys([0x1B, 0x5B, 0x4D, 35, 37, 38, 0x61]) == [.key(.character("a"))])
        #expect(keys("\u{1B}[<0;0;0M\u{1B}[<M\u{1B}[<1;2M") == [])
    }

    @Test("Bytes that are no UTF-8 and C1 controls are dropped")
    func invalid() {
        #expect(
            keys([0xFF, 0x61, 0xC3, 0x28, 0x80]) == [
                .key(.character("a")), .key(.character("(")),
            ])
        #expect(keys([0xC2, 0x9B, 0x61]) == [.key(.character("a"))])
        #expect(keys([0xED, 0xA0, 0x80]) == [])
    }

    @Test("However input is cut into pieces, the events are the same")
    func pieces() {
        let text = "jé漢\u{1B}[A\u{1B}[<0;5;6M\u{1B}OP\u{1B}]0;x\u{7}😀\u{1B}[1;5C\r"
        let bytes = Array(text.utf8)
        let whole = keys(bytes)
        #expect(whole.count == 9)
        for size in 1...bytes.count {
            var decoder = InputDecoder()
            var events: [InputEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += decoder.decode(bytes[start..<min(bytes.count, start + size)])
            }
            #expect(events == whole, "pieces of \(size)")
        }
    }

    @Test("Random bytes never trap, never wait for ever and never grow")
    func randomBytes() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            var decoder = InputDecoder()
            let bytes = (0..<40).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random)
                    : Array("\u{1B}[<O];0M~".utf8).randomElement(using: &random) ?? 0x1B
            }
            _ = decoder.decode(bytes)
            _ = decoder.finish()
            #expect(!decoder.isWaiting, "\(bytes)")
        }
        var decoder = InputDecoder()
        let endless = decoder.decode([0x1B, 0x5D] + [UInt8](repeating: 0x61, count: 10_000))
        #expect(endless.count > 9000)
    }
}
