import Testing

@testable import probscope

/// Messages on standard error.
@Suite struct MessageTests {
    @Test func aMessageIsWrittenWhole() {
        let text = String(repeating: "word ", count: 1_000)
        #expect(StandardStreams.shortened(text) == text)
    }

    /// A server may call its model what it likes.
    @Test func endlessWordsFromOutsideDoNotFillTheTerminal() {
        for letter in ["a", "é", "👩‍👩‍👧"] {
            let name = String(repeating: letter, count: 100_000)
            let text = StandardStreams.shortened("the server has \"\(name)\"; give --server-model")
            #expect(text.unicodeScalars.count < 2_100)
            #expect(text.hasPrefix("the server has \"") && text.hasSuffix("give --server-model"))
            #expect(text.contains(" characters left out] "))
        }
    }
}
