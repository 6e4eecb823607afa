import Testing

@testable import Inference

/// The request of a draw as a line for a shell.
@Suite struct CurlTests {
    private static let hostile =
        "it's \u{1B}[31m `rm -rf` $HOME \"quoted\" \u{202E}é漢😀\n'; echo no #"

    private static func request(_ prompt: String) -> CompletionRequest {
        CompletionRequest(
            prompt: prompt, decoding: .pure(temperature: 1, maxTokens: 28), seed: 4711, count: 4)
    }

    /// What the shell makes of a quoted word is what stands between two apostrophes.
    private static func words(_ line: String) -> [String] {
        line.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    @Test func itIsAnswerableASCIIWhateverTheTextIs() throws {
        let line = Self.request(Self.hostile).curl(to: "http://127.0.0.1:8080")
        #expect(line.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) })
        let words = Self.words(line)
        #expect(words.count == 2 && words[0] == "http://127.0.0.1:8080/completion")
        #expect(line.filter { $0 == "'" }.count == 4)
        let body = words[1]
        #expect(body.contains(#""seed":4711"#) && body.contains(#""stream":false"#))
        #expect(!body.contains("n_cmpl"))
        #expect(body.contains(#"it\u0027s"#) && body.contains(#"\ud83d\ude00"#))
    }

    @Test func messagesAreRenderedByTheServerFirst() {
        let line = Self.request("unused").curl(
            to: "http://x", rendering: [ChatMessage(role: "user", content: Self.hostile)])
        #expect(line.hasPrefix("curl -s 'http://x/apply-template'"))
        #expect(line.contains("| jq '{") && line.hasSuffix("-d @-"))
        #expect(line.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) })
        #expect(Self.words(line).count == 4)
    }

    @Test func aTextThatSaysStreamIsNotChanged() {
        let text = #"{"stream":true}"#
        let line = Self.request(text).curl(to: "http://x")
        #expect(line.contains(#"{\"stream\":true}"#) && line.contains(#","stream":false,"#))
    }
}
