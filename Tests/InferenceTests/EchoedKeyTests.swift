import Foundation
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

    /// As gateways repeat it in addresses, headers and words about them.
    @Test func noFormOfItIsKept() throws {
        let key = try #require(key)
        let secret = Self.secret
        func percent(_ text: String, all: Bool, lower: Bool = false) -> String {
            text.utf8.map { byte in
                let scalar = Unicode.Scalar(byte)
                let isPlain =
                    byte < 0x80 && (Character(scalar).isLetter || Character(scalar).isNumber)
                let hex = String(byte, radix: 16, uppercase: !lower)
                return isPlain && !all ? String(scalar) : "%" + hex
            }.joined()
        }
        let encoded = percent(secret, all: false)
        func each(_ write: (String) -> String) -> String {
            secret.utf8.map { byte in
                let hex = String(byte, radix: 16)
                return write(hex.count < 2 ? "0" + hex : hex)
            }.joined()
        }
        let entities = secret.utf8.map { "&#\($0);" }.joined()
        let forms = [
            encoded, percent(secret, all: true), percent(secret, all: false, lower: true),
            percent(encoded, all: false), secret.uppercased(), secret.lowercased(),
            Data(secret.utf8).base64EncodedString(),
            Data("user:\(secret)".utf8).base64EncodedString(),
            Data("u:\(secret)".utf8).base64EncodedString(),
            Data("Bearer \(secret)".utf8).base64EncodedString(),
            each { "\\u00\($0)" }, each { "\\\\u00\($0.uppercased())" }, each { "\\x\($0)" },
            each { "\\u{\($0)}" }, each { "\\U000000\($0)" }, secret.replacing("/", with: "\\/"),
            "\\u0073" + secret.dropFirst(), entities, each { "&#x\($0);" },
            entities.replacing("&", with: "&amp;"), secret.replacing("=", with: "=3D"),
            each { "=" + $0.uppercased() }, secret.prefix(9) + "=\r\n" + secret.dropFirst(9),
            secret.map(String.init).joined(separator: "\u{200B}"),
            secret.map(String.init).joined(separator: "\u{AD}\u{FEFF}"),
            each { $0 }, each { $0.uppercased() }, each { $0 + ":" }, each { "0x\($0), " },
            Data("Bearer \(secret) and more".utf8).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_"),
        ]
        for form in forms {
            let shown = key.hidden(in: "before \(form) behind")
            #expect(shown.hasPrefix("before ") && shown.contains("(API key)"), "\(form): \(shown)")
            // Of an encoded one, at most digits that hold bits of its neighbours are left.
            #expect(shown.utf8.count < "before (API key) behind".utf8.count + 32, "\(shown)")
        }
    }

    /// A key of the marks of encodings.
    @Test(arguments: [
        "%41%41%41%41", "\\\\uu0073xx", "&#115;&amp;", "a=3Db=3Dc=", "=\u{26}%%\\\\==",
    ])
    func aKeyOfMarksIsFoundAsItIs(secret: String) throws {
        let key = try #require(APIKey(secret))
        #expect(key.hidden(in: "a \(secret) b") == "a (API key) b")
        let encoded = secret.utf8.map { "%" + String($0, radix: 16) }.joined()
        #expect(key.hidden(in: "a \(encoded) b") == "a (API key) b")
    }

    /// A key that is a word as well is looked for as it is.
    @Test func wordsThatAreKeysStayInOtherCase() throws {
        let key = try #require(APIKey("EMPTY"))
        #expect(key.hidden(in: "an empty room") == "an empty room")
        #expect(key.hidden(in: "key EMPTY") == "key (API key)")
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
