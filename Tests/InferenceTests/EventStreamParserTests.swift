import Testing

@testable import Inference

@Suite struct EventStreamParserTests {
    /// The events of a stream that comes in pieces of `size` bytes.
    private func events(
        _ bytes: [UInt8], size: Int = .max, limit: Int = 1 << 20
    ) throws -> [String] {
        var parser = EventStreamParser(limit: limit)
        var events: [String] = []
        var start = 0
        while start < bytes.count {
            let end = start + min(size, bytes.count - start)
            // Each piece in memory of its own, as from a socket.
            let piece = Array(bytes[start..<end])
            try piece.withUnsafeBytes { bytes in
                try parser.feed(bytes) { event throws(InferenceError) in
                    switch event {
                    case .data(let bytes): events.append(String(decoding: bytes, as: UTF8.self))
                    case .error(let bytes):
                        events.append("error " + String(decoding: bytes, as: UTF8.self))
                    }
                }
            }
            start = end
        }
        return events
    }

    private let stream = """
        : hello\n\ndata: one\n\ndata:two\n\ndata:  three\ndata: lines\n\n:\n\nevent: x\nid: 4\n\
        data: {"a":1}\r\n\r\ndata: cr\r\rerror: {"code":5}\n\ndata\ndata:\n\n\n\ndata: é😀\n\n\
        data: unfinished\n
        """
    private let expected = [
        "one", "two", " three\nlines", "{\"a\":1}", "cr", "error {\"code\":5}", "", "é😀",
    ]

    @Test func splitsEventsWhateverTheLineEnds() throws {
        #expect(try events(Array(stream.utf8)) == expected)
    }

    @Test func givesTheSameEventsInPiecesOfEverySize() throws {
        let bytes = Array(stream.utf8)
        for size in 1...bytes.count {
            #expect(try events(bytes, size: size) == expected, "pieces of \(size)")
        }
    }

    @Test func passesInvalidBytesThrough() throws {
        let bytes = Array("data: a".utf8) + [0xFF, 0xE3] + Array("b\n\n".utf8)
        #expect(try events(bytes) == ["a\u{FFFD}\u{FFFD}b"])
    }

    @Test func skipsAByteOrderMark() throws {
        #expect(try events([0xEF, 0xBB, 0xBF] + Array("data: a\n\n".utf8), size: 5) == ["a"])
    }

    @Test func readsAnEventOfTwoMegabytes() throws {
        let text = String(repeating: "x", count: 2_000_000)
        let bytes = Array("data: \(text)\n\ndata: next\n\n".utf8)
        #expect(try events(bytes, size: 1400, limit: 4 << 20) == [text, "next"])
    }

    @Test func refusesAnEventBeyondTheLimit() {
        let line = Array(("data: " + String(repeating: "x", count: 3 << 20)).utf8)
        #expect(throws: InferenceError.malformed("an event of more than 1 MB")) {
            try events(line, size: 5000)
        }
        let lines = Array(String(repeating: "data: 0123456789\n", count: 200_000).utf8)
        #expect(throws: InferenceError.malformed("an event of more than 1 MB")) {
            try events(lines, size: 5000)
        }
    }

    @Test func doesNotTakeCommentsForEvents() throws {
        #expect(try events(Array(String(repeating: ":\n\n", count: 50).utf8), size: 2).isEmpty)
    }
}
