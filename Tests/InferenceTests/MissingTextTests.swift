import Testing

@testable import Inference

/// A text that never came is no empty answer, whatever the server calls its end; and one that is really
/// empty is an answer.
@Suite struct MissingTextTests {
    // MARK: - Several completions of one request

    private func openAI(
        _ events: [String], count: Int, stop: [String] = [], probabilities: Int = 0,
        maxTokens: Int = 64
    ) async -> Replay.Outcome {
        let request = CompletionRequest(
            prompt: "x", decoding: .pure(maxTokens: maxTokens, stop: stop), seed: 5, count: count,
            probabilities: probabilities)
        let body = (events + ["[DONE]"]).map { "data: \($0)\n\n" }.joined()
        return await Replay(body: Array(body.utf8))
            .run(OpenAIEventReader(request, endpoint: .chat, address: "http://x"))
    }

    private func child(_ index: Int, _ delta: String, end: String = "stop") -> [String] {
        [
            #"{"choices":[{"index":\#(index),"delta":{"role":"assistant",\#(delta)}}]}"#,
            #"{"choices":[{"index":\#(index),"delta":{},"finish_reason":"\#(end)"}]}"#,
        ]
    }

    private func usage(_ tokens: Int) -> [String] {
        [#"{"choices":[],"usage":{"completion_tokens":\#(tokens)}}"#]
    }

    /// Each child by itself: beside one whose text came, one is lost whose words stand elsewhere.
    @Test(arguments: [
        #""tool_calls":[{"index":0,"function":{"name":"f","arguments":"{}"}}]"#,
        #""content":null,"function_call":{"name":"f"}"#, #""thinking":"secret","content":"""#,
        #""content":"","provider":{"x":1},"parts":[{"kind":{"said":"secret"}}]"#,
    ])
    func wordsElsewhereAreNoEmptyAnswer(delta: String) async {
        for count in [1, 2] {
            let others = (1..<count).flatMap { child($0, #""content":"the cat""#) }
            for counted in [[], usage(2 * count)] {
                let outcome = await openAI(child(0, delta) + others + counted, count: count)
                #expect(outcome.error == nil)
                #expect(outcome.completions.count == count)
                switch outcome.completions.first?.stop {
                case .withheld("tool_calls"), .missing: break
                default: Issue.record("\(outcome.completions)")
                }
                #expect(outcome.completions.dropFirst().allSatisfy { $0.stop == .endOfText })
            }
        }
    }

    /// What every message may have beside a text that is empty.
    @Test(arguments: [
        #""content":"""#, #""content":null,"tool_calls":[]"#, #""content":"","refusal":null"#,
        #""content":"","function_call":null,"annotations":[],"audio":{"id":null}"#,
        #""content":"","name":"model","id":"a1","provider":"x""#,
    ])
    func anEmptyAnswerStaysOne(delta: String) async {
        let outcome = await openAI(
            child(0, delta) + child(1, #""content":"the cat""#) + usage(4), count: 2)
        #expect(outcome.completions.map(\.stop) == [.endOfText, .endOfText])
        #expect(outcome.completions.map(\.text) == ["", "the cat"])
    }

    /// Half of a request's texts are left out by something in between, which passes the count on.
    @Test func moreTokensThanTheOthersHaveAreThoseOfTheEmptyOnes() async {
        let words = Array(repeating: #""content":"word ""#, count: 6)
        func events(_ index: Int, isEmpty: Bool) -> [String] {
            let deltas = isEmpty ? [] : words
            return deltas.map { #"{"choices":[{"index":\#(index),"delta":{\#($0)}}]}"# }
                + child(index, #""content":"""#)
        }
        for (tokens, isLost) in [(28, true), (16, false), (7, false)] {
            let outcome = await openAI(
                (0..<4).flatMap { events($0, isEmpty: $0 % 2 == 0) } + usage(tokens), count: 4)
            #expect(outcome.error == nil)
            for completion in outcome.completions {
                let isMissing = if case .missing = completion.stop { true } else { false }
                #expect(isMissing == (isLost && completion.index % 2 == 0), "\(tokens)")
            }
        }
    }

    /// Tokens that are listed beside a text are the text's.
    @Test func listedTokensTellWhetherATextCame() async {
        func answer(_ text: String, _ tokens: [String], stop: [String] = []) async -> StopReason? {
            let listed = tokens.map { #"{"token":"\#($0)","logprob":-0.5,"top_logprobs":[]}"# }
            let event =
                #"{"choices":[{"index":0,"delta":{"content":"\#(text)"},"finish_reason":"stop","#
                + #""logprobs":{"content":[\#(listed.joined(separator: ","))]}}]}"#
            return await openAI(
                [event] + usage(tokens.count), count: 1, stop: stop, probabilities: 1
            ).completions.first?.stop
        }
        for (text, tokens) in [("", [" secret"]), ("no", [" se", "cret"]), ("yes", ["ye", "t"])] {
            guard case .missing? = await answer(text, tokens) else {
                Issue.record("\(text) of \(tokens)")
                continue
            }
        }
        for (text, tokens, stop) in [
            ("", ["<|im_end|>"], []), ("", [""], []), ("", ["\\n"], []), ("", [" STOP"], [" STOP"]),
            ("", ["ST", "OP"], ["STOP"]), ("secret", [" se", "cret", "</s>"], []),
            ("Hello", ["\u{2581}Hel", "lo"], []), ("a é", ["a", " \u{FFFD}", "\u{FFFD}"], []),
            ("cat", ["<think>", "hm", "</think>", "cat"], []),
            ("A", ["token_id:65"], []), ("A", ["<0x41>"], []),
        ] as [(String, [String], [String])] {
            #expect(await answer(text, tokens, stop: stop) == .endOfText, "\(text) of \(tokens)")
        }
    }

    // MARK: - llama.cpp

    private func llama(
        _ content: String, predicted: Int, stopType: String = "eos", truncated: Bool = false,
        stop: [String] = [], tokens: [String]? = nil, isStreamed: Bool = true
    ) async -> StopReason? {
        let listed = (tokens ?? []).enumerated().map {
            #"{"id":\#($0),"token":"\#($1)","logprob":-0.5,"top_logprobs":[]}"#
        }.joined(separator: ",")
        let records = tokens == nil ? "" : #","completion_probabilities":[\#(listed)]"#
        let end =
            #""stop":true,"stop_type":"\#(stopType)","tokens_predicted":\#(predicted),"#
            + #""truncated":\#(truncated)"#
        var request = CompletionRequest(
            prompt: "x", decoding: .pure(maxTokens: 8, stop: stop), seed: 5,
            probabilities: tokens == nil ? 0 : 1)
        request.isStreamed = isStreamed
        guard isStreamed else {
            return await Replay(
                contentType: "application/json",
                body: Array(#"{"index":0\#(content),\#(end)\#(records)}"#.utf8)
            ).run(request).completions.first?.stop
        }
        let last = content.isEmpty ? "" : #","content":"""#
        let body =
            #"data: {"index":0\#(content),"stop":false,"tokens_predicted":\#(predicted)\#(records)}"#
            + "\n\n" + #"data: {"index":0\#(last),\#(end)}"# + "\n\n"
        return await Replay(body: Array(body.utf8)).run(request).completions.first?.stop
    }

    /// An end of text is one token, and a stop string takes a few away.
    @Test(arguments: [true, false]) func aServersOwnCountTellsWhetherATextCame(isStreamed: Bool)
        async
    {
        func answer(
            _ content: String, _ predicted: Int, _ stopType: String = "eos", stop: [String] = []
        ) async -> StopReason? {
            await llama(
                content, predicted: predicted, stopType: stopType, stop: stop,
                isStreamed: isStreamed)
        }
        let empty = #","content":"""#
        for (content, predicted, end) in [
            (empty, 6, "eos"), ("", 6, "eos"), ("", 1, "eos"), (empty, 8, "limit"),
            (#","content":null"#, 6, "eos"),
        ] {
            guard case .missing? = await answer(content, predicted, end) else {
                Issue.record("\(predicted) tokens without a text, \(end), are an answer")
                continue
            }
        }
        #expect(await answer(empty, 1) == .endOfText)
        if !isStreamed { #expect(await answer(empty, 0) == .endOfText) }
        #expect(await answer(empty, 6, "word", stop: ["STOP!!"]) == .stopString(nil))
        #expect(await answer(#","content":" ""#, 6) == .endOfText)
    }

    @Test(arguments: [true, false]) func itsListTellsWhetherATextCame(isStreamed: Bool) async {
        for (text, tokens, isMissing) in [
            ("", [" secret"], true), ("no", ["ye", "s"], true), ("ye", ["ye", "s"], true),
            ("", [""], false), ("yes", ["ye", "s"], false), ("yes", ["yes", ""], false),
            ("", ["<a>", "<b>", "<a>", "<b>", "<c>", "<d>"], false),
        ] as [(String, [String], Bool)] {
            let stop = await llama(
                #","content":"\#(text)""#, predicted: tokens.count, tokens: tokens,
                isStreamed: isStreamed)
            let found = if case .missing? = stop { true } else { false }
            #expect(found == isMissing, "\(text) of \(tokens): \(String(describing: stop))")
        }
    }

    // MARK: - Context

    /// A server may throw the beginning of the prompt away and go on: what it says then answers
    /// another question, however it ends.
    @Test(arguments: ["eos", "word", "limit"], [true, false])
    func anAnswerThatOutlivesItsPromptIsCut(stopType: String, isStreamed: Bool) async {
        let stop = await llama(
            #","content":"the cat""#, predicted: 8, stopType: stopType, truncated: true,
            isStreamed: isStreamed)
        #expect(stop == .contextFull)
    }

    @Test func twoTextsInOneEventAreNone() async {
        let twice = #""content":"a","content":" secret""#
        let request = CompletionRequest(prompt: "x", decoding: .pure(maxTokens: 8), seed: 5)
        let body =
            #"data: {"index":0,\#(twice),"stop":true,"stop_type":"eos","tokens_predicted":2}"#
            + "\n\n"
        for outcome in [
            await Replay(body: Array(body.utf8)).run(request),
            await openAI(child(0, twice), count: 1),
        ] {
            #expect(outcome.completions.isEmpty)
            guard case .malformed = outcome.error else {
                Issue.record("\(String(describing: outcome.error))")
                continue
            }
        }
    }
}
