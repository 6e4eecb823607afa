import Files
import TestSupport
import Testing

/// What is written of a value is read back as the same value.
@Suite struct JSONValueTests {
    @Test func `a value stays the same when it is written and read`() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let value = Self.value(&generator, depth: 0)
            let bytes = TextBytes(Array(value.text.utf8))
            // A text is written as itself, all else as JSON.
            if case .string = value { continue }
            if value.scalarText != nil || value == .null { continue }
            var parser = JSONParser(bytes, range: 0..<bytes.count)
            #expect(try parser.value() == value, "\(value.text)")
            let isAtEnd = parser.isAtEnd()
            #expect(isAtEnd)
        }
    }

    private static let texts = [
        "", "a", "é\u{301}", "\u{0}\u{1F}", "\"\\/", "\u{1F600}", "\u{2028}\n\r\t", "日本",
        String(repeating: "long ", count: 40), "\u{FFFF}\u{10FFFF}",
    ]
    private static let numbers = ["0", "-0", "1.50", "1e400", "-12.5E-3", "123456789012345678901"]

    private static func value(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
        func text(_ generator: inout SeededGenerator) -> String {
            texts[Int.random(in: 0..<texts.count, using: &generator)]
        }
        switch Int.random(in: 0..<(depth == 0 ? 2 : depth < 6 ? 7 : 5), using: &generator)
            + (depth == 0 ? 5 : 0)
        {
        case 0, 1: return .string(text(&generator))
        case 2: return .number(numbers[Int.random(in: 0..<numbers.count, using: &generator)])
        case 3: return .bool(Bool.random(using: &generator))
        case 4: return .null
        case 5:
            let count = Int.random(in: 0..<4, using: &generator)
            return .array((0..<count).map { _ in value(&generator, depth: depth + 1) })
        default:
            let count = Int.random(in: 0..<4, using: &generator)
            return .object(
                (0..<count).map {
                    .init(
                        name: text(&generator) + "\($0)", value: value(&generator, depth: depth + 1)
                    )
                })
        }
    }
}
