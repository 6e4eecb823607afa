import Testing

@testable import Inference

/// Completions that come in one piece instead of as a stream.
@Suite("Replies in one piece")
struct PlainReplyTests {
    private var request: CompletionRequest {
        var request = CompletionRequest(
            prompt: "x", decoding: .pure(maxTokens: 8), seed: 5, probabilities: 2)
        request.isStreamed = false
        return request
    }

    private static func record(_ id: Int, _ text: String, own: String? = nil) -> String {
        let listed = own ?? text
        return """
            {"id":\(id),"token":"\(text)","bytes":[],"logprob":-0.5,"top_logprobs":[\
            {"id":\(id),"token":"\(listed)","bytes":[],"logprob":-0.5},\
            {"id":99,"token":"z","bytes":[122],"logprob":-1.5}]}
            """
    }

    private static func reply(
        _ text: String, tokens: Int, _ records: [String], seed: Int = 5
    ) -> [UInt8] {
        Array(
            """
            {"index":0,"content":"\(text)","tokens":[],"id_slot":0,"stop":true,"model":"m",\
            "tokens_predicted":\(tokens),"generation_settings":{"seed":\(seed)},"truncated":false,\
            "stop_type":"eos","stopping_word":"",\
            "completion_probabilities":[\(records.joined(separator: ","))]}
            """.utf8)
    }

    private func outcome(_ body: [UInt8], size: Int = .max) async -> Replay.Outcome {
        await Replay(contentType: "application/json; charset=utf-8", body: body)
            .run(request, size: size)
    }

    @Test("Text, ending, seed and all tokens' probabilities are read", arguments: [1, 7, 4096])
    func whole(size: Int) async throws {
        let body = Self.reply(
            " one two", tokens: 3,
            [Self.record(1, " one"), Self.record(2, " two"), Self.record(0, "")])
        let outcome = await outcome(body, size: size)
        #expect(outcome.error == nil)
        let completion = try #require(outcome.completions.first)
        #expect(outcome.completions.count == 1)
        #expect(completion.text == " one two")
        #expect(completion.stop == .endOfText)
        #expect(completion.tokenCount == 3)
        #expect(completion.seed == 5)
        let tokens = try #require(completion.tokens)
        #expect(tokens.map(\.id) == [1, 2, 0])
        #expect(tokens.map(\.merged) == [false, false, false])
        #expect(tokens.allSatisfy { $0.alternatives.count == 2 && $0.logProbability == -0.5 })
    }

    /// The token inside the character has no record; the one that ends it is given with the
    /// character's text.
    @Test func tokensFromTheFirstThatEndsACharacterOnAreNotTakenForOneEach() async throws {
        let body = Self.reply(
            " one é two", tokens: 5,
            [
                Self.record(1, " one"), Self.record(3, "é", own: "\u{FFFD}"),
                Self.record(2, " two"), Self.record(0, ""),
            ])
        let completion = try #require(await outcome(body).completions.first)
        #expect(completion.text == " one é two")
        #expect(completion.tokens?.map(\.merged) == [false, true, true, true])
    }

    @Test func anotherSeedAndBrokenRepliesAreErrors() async {
        let other = await outcome(Self.reply("a", tokens: 1, [Self.record(1, "a")], seed: 6))
        #expect(other.completions.isEmpty)
        guard case .settingsMismatch = other.error else {
            Issue.record("\(String(describing: other.error))")
            return
        }
        let cut = await outcome(
            Array(Self.reply("a", tokens: 1, [Self.record(1, "a")]).dropLast(9)))
        #expect(cut.completions.isEmpty && cut.error != nil)
        let failed = await outcome(
            Array(#"{"error":{"code":500,"message":"no slot","type":"server_error"}}"#.utf8))
        #expect(failed.completions.isEmpty && failed.error != nil)
        let page = await Replay(contentType: "text/html", body: Array("<html>".utf8)).run(request)
        #expect(page.completions.isEmpty && page.error != nil)
    }

    @Test func aStreamIsReadAllTheSame() async {
        let event =
            "data: " + String(decoding: Self.reply("a", tokens: 1, []), as: UTF8.self) + "\n\n"
        let outcome = await Replay(body: Array(event.utf8)).run(request)
        #expect(outcome.error == nil && outcome.completions.first?.text == "a")
    }

    @Test func theBodySaysWhetherToStream() {
        var request = request
        #expect(String(decoding: request.llamaBody(), as: UTF8.self).contains("\"stream\":false"))
        request.isStreamed = true
        #expect(String(decoding: request.llamaBody(), as: UTF8.self).contains("\"stream\":true"))
    }
}
