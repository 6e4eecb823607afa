import Testing

@testable import Inference

/// A server that repeats the key, in whatever field, does not get it into a run or onto a screen.
@Suite struct EchoedKeyTests {
    private static let secret = "sk-SECRET/ECHO+KEY=99"
    private let key = APIKey(EchoedKeyTests.secret)

    private func completion(_ change: (inout Completion) -> Void) -> Completion {
        var completion = Completion(index: 0, text: "fine", tokenCount: 1, stop: .endOfText)
        change(&completion)
        return completion
    }

    private func token(_ text: String, other: String = "x", bytes: [UInt8]? = nil) -> TokenRecord {
        TokenRecord(
            id: 1, text: text, bytes: bytes, logProbability: -1,
            alternatives: [.init(id: 2, text: other, logProbability: -2)])
    }

    @Test func noFieldOfACompletionKeepsIt() throws {
        let key = try #require(key)
        let secret = Self.secret
        let completions = [
            completion { $0.text = "the key is \(secret)." },
            completion { $0.model = secret },
            completion { $0.stop = .other("t-" + secret) },
            completion { $0.stop = .stopString(secret) },
            completion { $0.settings = EchoedSettings(stop: ["a", secret]) },
            completion { $0.settings = EchoedSettings(samplers: [secret]) },
            completion { $0.settings = EchoedSettings(numbers: [secret: 1]) },
            completion { $0.tokens = [token(secret)] },
            completion { $0.tokens = [token("a", other: secret)] },
            completion { $0.tokens = [token("\u{FFFD}", bytes: Array(secret.utf8))] },
            completion { $0.tokens = secret.map { token(String($0)) } },
        ]
        for completion in completions {
            let shown = key.hidden(in: completion)
            #expect(!"\(shown)".contains(secret))
            let joined = (shown.tokens ?? []).map(\.text).joined()
            #expect(!joined.contains(secret), "\(joined)")
        }
    }

    @Test func whatDoesNotHoldItStaysAsItWas() throws {
        let key = try #require(key)
        let plain = completion {
            $0.tokens = [token("sk"), token("-")]
            $0.settings = EchoedSettings(stop: ["sk-"])
            $0.stop = .stopString("sk-")
        }
        #expect(key.hidden(in: plain) == plain)
    }

    /// What is not JSON is shown in part: the key must be gone before it is cut.
    @Test(arguments: [150, 190, 195, 199, 300])
    func anErrorThatIsCutInTheKeyShowsNoPartOfIt(before: Int) async throws {
        let body =
            String(repeating: "x", count: before) + Self.secret + String(repeating: "y", count: 99)
        let replay = Replay(status: 500, contentType: "text/plain", body: Array(body.utf8))
        let request = CompletionRequest(prompt: "p", decoding: .pure(maxTokens: 3), seed: 1)
        let reader = LlamaEventReader(request, address: "http://127.0.0.1:1")
        let outcome = await replay.run(reader, apiKey: key)
        let sentence = try #require(outcome.error).description
        #expect(!sentence.contains("sk-SE"), "\(sentence)")
    }
}
