import Platform
import TestSupport
import Testing

@testable import Inference

/// Recorded and hand-made streams of OpenAI-style servers.
@Suite struct OpenAIStreamTests {
    private func run(
        _ replay: Replay, maxTokens: Int = 3, stop: [String] = [], count: Int = 1,
        probabilities: Int = 0, endpoint: OpenAIServer.Endpoint = .completions, size: Int = .max
    ) async -> Replay.Outcome {
        let request = CompletionRequest(
            prompt: " the cat", decoding: .pure(maxTokens: maxTokens, stop: stop), seed: 5,
            count: count, probabilities: probabilities)
        let reader = OpenAIEventReader(request, endpoint: endpoint, address: "http://x")
        return await replay.run(reader, size: size)
    }

    private func run(events: [String], stop: [String] = [], count: Int = 1) async -> Replay.Outcome
    {
        let body = events.map { "data: \($0)\n\n" }.joined()
        return await run(Replay(body: Array(body.utf8)), stop: stop, count: count, probabilities: 2)
    }

    @Test func readsCompletionsWithTheirProbabilities() async throws {
        let replay = try Replay(wire: "21-v1-completions-stream")
        let whole = await run(replay, probabilities: 2)
        #expect(whole.error == nil)
        let completion = try #require(whole.completions.first)
        #expect(completion.text == " mat yes ran")
        #expect(completion.stop == .limit && completion.tokenCount == 3)
        #expect(completion.tokens?.map(\.id) == [270, 279, 268])
        #expect(completion.tokens?[0].alternatives.map(\.text) == [" mat", " sun"])
        #expect(completion.settings == nil && completion.seed == nil)
        for size in [1, 7, 100] {
            #expect(await run(replay, probabilities: 2, size: size) == whole)
        }
    }

    @Test func readsChatsWithAndWithoutUsage() async throws {
        let chat = await run(
            try Replay(wire: "25-chat-stream"), probabilities: 2, endpoint: .chat)
        #expect(chat.completions.map(\.text) == [" maybe , one"])
        #expect(chat.completions.first?.tokens?.count == 3)
        let usage = await run(
            try Replay(wire: "26-chat-stream-usage"), maxTokens: 2, endpoint: .chat)
        #expect(usage.completions.map(\.text) == [" maybe ,"])
        #expect(usage.completions.map(\.tokenCount) == [2])
        #expect(usage.error == nil)
    }

    @Test func readsTheOlderShapeOfProbabilities() async throws {
        let outcome = await run(
            events: [
                #"{"choices":[{"index":0,"text":" a b","logprobs":{"tokens":[" a"," b"],"#
                    + #""token_logprobs":[-0.5,-0.25],"top_logprobs":[{" c":null," a":-0.5},null],"#
                    + #""text_offset":[0,2]},"finish_reason":null}]}"#,
                #"{"choices":[{"index":0,"text":"","finish_reason":"stop","stop_reason":"X"}]}"#,
                #"{"choices":[],"usage":{"completion_tokens":3}}"#, "[DONE]",
            ], stop: ["X"])
        let completion = try #require(outcome.completions.first)
        #expect(completion.stop == .stopString("X") && completion.tokenCount == 3)
        let tokens = try #require(completion.tokens)
        #expect(tokens.map(\.text) == [" a", " b"])
        #expect(tokens.map(\.logProbability) == [-0.5, -0.25])
        #expect(tokens[0].alternatives.map(\.text) == [" a", " c"])
    }

    @Test func aStoppedAnswerIsAFinishedAnswerWhateverEndedIt() async {
        let end = [#"{"choices":[{"index":0,"text":"a","finish_reason":"stop"}]}"#, "[DONE]"]
        #expect(await run(events: end).completions.map(\.stop) == [.endOfText])
        #expect(await run(events: end, stop: ["x"]).completions.map(\.stop) == [.endOfText])
    }

    /// The words of OpenAI, vLLM, SGLang and LiteLLM, and one that nobody knows.
    @Test(arguments: [
        ("stop", StopReason.endOfText), ("eos_token", .endOfText), ("end_turn", .endOfText),
        ("length", .limit), ("MAX_TOKENS", .limit), ("model_length", .contextFull),
        ("content_filter", .withheld("content_filter")), ("tool_calls", .withheld("tool_calls")),
        ("function_call", .withheld("function_call")), ("SAFETY", .withheld("SAFETY")),
        ("refusal", .withheld("refusal")), ("whatever", .withheld("whatever")),
    ])
    func everyReasonForTheEndIsUnderstood(word: String, stop: StopReason) async {
        let outcome = await run(events: [
            #"{"choices":[{"index":0,"text":"a word","finish_reason":"\#(word)"}]}"#, "[DONE]",
        ])
        #expect(outcome.error == nil)
        #expect(outcome.completions.map(\.stop) == [stop])
    }

    @Test(arguments: ["abort", "error", "insufficient_system_resource"])
    func anAnswerThatWasGivenUpIsAFaultOfTheServer(word: String) async {
        let outcome = await run(events: [
            #"{"choices":[{"index":0,"text":"a","finish_reason":"\#(word)"}]}"#, "[DONE]",
        ])
        #expect(outcome.completions.isEmpty)
        #expect(outcome.error?.isRetryable == true)
        #expect(outcome.error?.description.contains("cannot be read") == false)
    }

    /// A whole message beside its pieces or behind them is no second text.
    @Test func aMessageBehindItsPiecesSaysNothingNew() async {
        let pieces = [#""delta":{"content":"the "}"#, #""delta":{"content":"cat"}"#]
        let whole = #""message":{"content":"the cat"}"#
        #expect(await chat(pieces + [whole]).completions.map(\.text) == ["the cat"])
        let both = #""delta":{"content":"yes"},"message":{"content":"yes"}"#
        #expect(await chat([both]).completions.map(\.text) == ["yes"])
        // Where messages are the pieces, equal ones are two.
        let ha = #""message":{"content":"ha"}"#
        #expect(await chat([ha, ha], usage: 2).completions.map(\.text) == ["haha"])
    }

    @Test func reportsErrorsAndEndsThatComeTooSoon() async {
        let piece = #"{"choices":[{"index":0,"text":"a","finish_reason":null}]}"#
        let end = #"{"choices":[{"index":0,"text":"","finish_reason":"stop"}]}"#
        #expect(await run(events: [piece]).error == .streamEndedEarly(received: 0, of: 1))
        #expect(
            await run(events: [piece, #"{"error":{"message":"out of memory","code":500}}"#]).error
                == .serverError(status: 500, message: "out of memory"))
        #expect(
            await run(events: [piece, end, "[DONE]"], count: 2).error
                == .blocksUnsupported(reason: "it sent one of 2"))
        #expect(
            await run(events: [#"{"choices":[{"index":3,"text":"a"}]}"#]).error
                == .malformed("completion 3 of 1"))
        #expect(
            await run(events: [end, piece]).error
                == .malformed("completion 0 goes on after its end"))
    }

    @Test func numbersThatNobodyCanMeanAreRefused() async {
        let piece = #"{"choices":[{"index":0,"text":"a","finish_reason":"stop"}]}"#
        for count in ["9223372036854774784", "-9223372036854775808", "-1", "1e300"] {
            let outcome = await run(events: [
                piece, #"{"choices":[],"usage":{"completion_tokens":\#(count)}}"#, "[DONE]",
            ])
            #expect(outcome.completions.isEmpty)
            guard case .malformed = outcome.error else {
                Issue.record("\(count): \(String(describing: outcome.error))")
                continue
            }
        }
        let sure =
            #"{"choices":[{"index":0,"text":"a","logprobs":{"content":[{"token":"a","#
            + #""logprob":5.5}]},"finish_reason":"stop"}]}"#
        #expect(await run(events: [sure, "[DONE]"]).completions.isEmpty)
    }

    /// Two answers that end by "length" before they had the tokens asked for.
    @Test(arguments: [(10, true), (5, true), (32, false), (64, false), (40, true), (nil, true)])
    func severalAnswersCutByTheContextAreTold(usage: Int?, isCut: Bool) async {
        var events: [String] = []
        for index in 0...1 {
            for piece in 0..<5 {
                let end = piece == 4 ? #""length""# : "null"
                events.append(
                    #"{"choices":[{"index":\#(index),"text":" a","finish_reason":\#(end)}]}"#)
            }
        }
        if let usage {
            events.append(#"{"choices":[],"usage":{"completion_tokens":\#(usage)}}"#)
        }
        let body = (events + ["[DONE]"]).map { "data: \($0)\n\n" }.joined()
        let outcome = await run(Replay(body: Array(body.utf8)), maxTokens: 32, count: 2)
        #expect(outcome.error == nil)
        #expect(
            outcome.completions.map(\.stop) == [
                isCut ? .contextFull : .limit, isCut ? .contextFull : .limit,
            ])
    }

    /// Without a count of tokens an answer is whole at its limit where it has as many pieces, and cut where
    /// its tokens are listed or its bytes are fewer; else nobody knows.
    @Test(arguments: [
        (32, "a ", false, false, true), (5, "a ", false, true, true),
        (5, "a long piece ", false, false, false), (5, "a long piece ", true, true, true),
    ])
    func theLengthOfAnAnswerWithoutACount(
        pieces: Int, piece: String, isListed: Bool, isCut: Bool, isKnown: Bool
    ) async {
        let events = (0..<pieces).map { number in
            let end = number == pieces - 1 ? #""length""# : "null"
            let tokens =
                isListed
                ? #","logprobs":{"tokens":["a"],"token_logprobs":[-1],"top_logprobs":[{"a":-1}]}"#
                : ""
            return
                #"{"choices":[{"index":0,"text":"\#(piece)"\#(tokens),"finish_reason":\#(end)}]}"#
        }
        let body = (events + ["[DONE]"]).map { "data: \($0)\n\n" }.joined()
        let outcome = await run(
            Replay(body: Array(body.utf8)), maxTokens: 32, probabilities: isListed ? 1 : 0)
        #expect(outcome.error == nil)
        #expect(outcome.completions.first?.stop == (isCut ? .contextFull : .limit))
        #expect(outcome.completions.first?.lengthIsKnown == isKnown)
    }

    /// A thought after which nothing comes has not ended, whatever the server calls it.
    @Test(arguments: ["stop", "length"]) func aThoughtWithoutAnAnswerStaysOpen(reason: String) async
    {
        let events = [
            #"{"choices":[{"index":0,"delta":{"reasoning_content":"Let me see"},"finish_reason":null}]}"#,
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"\#(reason)"}]}"#, "[DONE]",
        ]
        let body = events.map { "data: \($0)\n\n" }.joined()
        let outcome = await run(Replay(body: Array(body.utf8)), maxTokens: 32, endpoint: .chat)
        #expect(outcome.completions.map(\.text) == ["<think>\nLet me see"])
    }

    private func chat(
        _ deltas: [String], end: String = "stop", usage: Int? = nil
    ) async -> Replay.Outcome {
        var events = deltas.map { #"{"choices":[{"index":0,\#($0),"finish_reason":null}]}"# }
        events.append(#"{"choices":[{"index":0,"delta":{},"finish_reason":"\#(end)"}]}"#)
        if let usage {
            events.append(#"{"choices":[],"usage":{"completion_tokens":\#(usage)}}"#)
        }
        let body = (events + ["[DONE]"]).map { "data: \($0)\n\n" }.joined()
        return await run(Replay(body: Array(body.utf8)), maxTokens: 64, endpoint: .chat)
    }

    /// Wherever a text stands, it is read.
    @Test(arguments: [
        (
            #""delta":{"content":[{"type":"text","text":"the "},{"type":"text","text":"cat"}]}"#,
            "the cat"
        ),
        (#""delta":{"content":["the ","cat"]}"#, "the cat"),
        (#""delta":{"content":[{"text":"the cat"}]}"#, "the cat"),
        (#""message":{"role":"assistant","content":"the cat"}"#, "the cat"),
        (#""delta":{"refusal":"I will not."}"#, "I will not."),
        (#""delta":{"content":null,"refusal":"I will not."}"#, "I will not."),
        (#""delta":{"content":[{"type":"refusal","refusal":"No."}]}"#, "No."),
        (
            #""delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},"#
                + #"{"type":"text","text":"cat"}]}"#, "<think>\nhm\n</think>\n\ncat"
        ),
        (
            #""delta":{"reasoning_details":[{"type":"reasoning.text","text":"hm"}],"content":"a"}"#,
            "<think>\nhm\n</think>\n\na"
        ),
        (
            #""delta":{"reasoning":"hm","reasoning_content":"hm","content":"a"}"#,
            "<think>\nhm\n</think>\n\na"
        ),
    ])
    func textsAreFoundWhereTheyStand(delta: String, text: String) async {
        let outcome = await chat([delta], usage: 6)
        #expect(outcome.error == nil)
        #expect(outcome.completions.map(\.text) == [text])
    }

    /// What stands in the place of a text and is none is no empty answer.
    @Test(arguments: [
        #""delta":{"content":{"text":"the cat"}}"#, #""delta":{"content":5}"#,
        #""delta":{"content":[{"type":"image_url","image_url":"x"}]}"#, #""text":true"#,
    ])
    func textsOfUnknownKindAreRefused(delta: String) async {
        let outcome = await chat([delta])
        #expect(outcome.completions.isEmpty)
        guard case .malformed? = outcome.error else {
            Issue.record("\(String(describing: outcome.error))")
            return
        }
    }

    /// Tokens that nobody sees are no empty answer; the one that ends an answer at once is one.
    @Test func countedTokensMustBeSomewhere() async {
        let calls = #""delta":{"tool_calls":[{"function":{"name":"f"}}]}"#
        for (deltas, end, usage, isDraw) in [
            ([], "stop", 1, true), ([], "stop", 6, false), ([], "length", 8, false),
            // Lost, and not asked for again.
            ([calls], "stop", 6, true), ([#""delta":{"content":""}"#], "stop", 0, true),
            ([#""delta":{"content":" "}"#], "stop", 6, true),
            ([], "content_filter", 6, true),
        ] as [([String], String, Int, Bool)] {
            let outcome = await chat(deltas, end: end, usage: usage)
            #expect(outcome.completions.count == (isDraw ? 1 : 0), "\(deltas) \(end) \(usage)")
            #expect((outcome.error == nil) == isDraw)
        }
        // Without a count nothing can be said.
        #expect(await chat([]).completions.count == 1)
    }

    /// A gateway may count what it never sent, such as thoughts: then the count is unknown, and the answer
    /// is there.
    ///
    /// What is longer by our own measure than was asked for stays refused.
    @Test func aCountThatCannotBeIsNotUsed() async {
        let text = [#""delta":{"content":"the cat"}"#]
        let believed = await chat(text, end: "length", usage: 64).completions
        #expect(believed.map(\.tokenCount) == [64] && believed.allSatisfy(\.countIsBelieved))
        for usage in [73, 500, 2_000_000_000] {
            let outcome = await chat(text, usage: usage)
            #expect(outcome.error == nil)
            let completion = outcome.completions.first
            #expect(completion?.text == "the cat" && completion?.stop == .endOfText)
            #expect(completion?.tokenCount == 1 && completion?.tokenCountIsExact == false)
            #expect(completion?.countIsBelieved == false)
            // Cut at a limit of the gateway's own, for all that the count says.
            let cut = await chat(text, end: "length", usage: usage).completions.first
            #expect(cut?.stop == .contextFull)
            let many = Array(repeating: text[0], count: 73)
            guard case .malformed(let reason) = await chat(many, usage: usage).error else {
                Issue.record("73 pieces of 64 tokens were taken")
                continue
            }
            #expect(reason.contains("ignores the limit"))
            // Nothing of what was counted was to be found.
            guard case .malformed = await chat([], usage: usage).error else {
                Issue.record("an answer that is nowhere was taken")
                continue
            }
        }
    }

    /// What ends where the context ends was cut, whatever the server calls it.
    @Test(arguments: [(9, StopReason.endOfText), (10, .contextFull), (12, .contextFull)])
    func anAnswerThatFillsTheContextIsCut(tokens: Int, stop: StopReason) async {
        let request = CompletionRequest(prompt: "x", decoding: .pure(maxTokens: 64), seed: 5)
        let events = [
            #"{"choices":[{"index":0,"text":"a b","finish_reason":"stop"}]}"#,
            #"{"choices":[],"usage":{"completion_tokens":\#(tokens),"prompt_tokens":20}}"#,
            "[DONE]",
        ]
        let reader = OpenAIEventReader(
            request, endpoint: .completions, address: "http://x", context: 30)
        let outcome = await Replay(
            body: Array(events.map { "data: \($0)\n\n" }.joined().utf8)
        ).run(reader, size: .max)
        #expect(outcome.completions.map(\.stop) == [stop])
    }

    /// White space is no answer: the thought may go on for all that one can see.
    @Test(arguments: [["\\n", nil], [nil, "\\n\\n"], [" ", "\\n"]] as [[String?]])
    func whiteSpaceAroundAThoughtIsNoAnswer(spaces: [String?]) async {
        func content(_ space: String?) -> [String] {
            space.map { [#""delta":{"content":"\#($0)"}"#] } ?? []
        }
        let deltas =
            content(spaces[0]) + [#""delta":{"reasoning_content":"hm"}"#] + content(spaces[1])
        #expect(await chat(deltas, end: "length").completions.map(\.text) == ["<think>\nhm"])
        let answered = deltas + [#""delta":{"content":"no"}"#]
        #expect(await chat(answered).completions.first?.text.hasSuffix("no") == true)
    }

    /// Streams that repeat what they have sent are no answers.
    @Test func streamsThatRepeatThemselvesAreRefused() async {
        func pieces(_ texts: [String]) -> [String] {
            texts.map { #""delta":{"content":"\#($0)"}"# }
        }
        let words = [" the", " cat", " sat", " on", " the", " mat"]
        let soFar = words.indices.map { words[...$0].joined() }
        let twice = [
            words + [words.joined()], soFar, Array(words.prefix(4)) + words, words + words,
        ]
        for texts in twice {
            let outcome = await chat(pieces(texts), usage: 6)
            #expect(outcome.completions.isEmpty, "\(texts)")
            #expect(outcome.error?.isRetryable == true)
        }
        // All of a text in one piece behind it needs no count.
        #expect(await chat(pieces(twice[0])).completions.isEmpty)
        // A model may repeat itself; a gateway may cut tokens smaller or join them.
        for (texts, usage) in [
            (words + words, 12), ([" ha", " ha", " ha"], 3), ([" 1", " 10", " 100", " 1000"], 4),
            (words.joined().map { String($0) }, 6), ([words.joined()], 6),
            ("Mama and Papa".map { String($0) }, 3), (words, 1), ([" a", " a", " b", " c"], 2),
        ] as [([String], Int)] {
            #expect(await chat(pieces(texts), usage: usage).completions.count == 1, "\(texts)")
        }
    }

    /// LocalAI says "" where others say null.
    @Test func anEmptyReasonForTheEndIsNone() async {
        let outcome = await run(events: [
            #"{"choices":[{"index":0,"text":"a","finish_reason":""}]}"#,
            #"{"choices":[{"index":0,"text":"b","finish_reason":""}]}"#,
            #"{"choices":[{"index":0,"text":"","finish_reason":"stop"}]}"#, "[DONE]",
        ])
        #expect(outcome.error == nil)
        #expect(outcome.completions.map(\.text) == ["ab"])
    }

    /// A gateway that has begun to answer cannot send a status any more, and some never do.
    @Test(arguments: [
        #"{"code":429,"message":"rate limit"}"#, #"{"code":"429","message":"slow down"}"#,
        #"{"code":"rate_limit_exceeded","message":"slow down"}"#, #"{"code":408,"message":"late"}"#,
        #"{"type":"rate_limit_error","message":"slow down"}"#, #"{"code":425,"message":"early"}"#,
        #"{"type":"overloaded_error","message":"Overloaded"}"#, #"{"code":409,"message":"busy"}"#,
        #"{"type":"rate limit","message":"slow down"}"#,
        #""Rate limit exceeded, try again in 2 s""#,
        #"{"type":"Too Many Requests","message":"x"}"#,
        #"{"code":"ThrottlingException","message":"x"}"#,
    ])
    func tooManyRequestsAreWaitedForHoweverTheyAreSaid(failure: String) async {
        let piece = #"{"choices":[{"index":0,"text":"a","finish_reason":null}]}"#
        let stream = await run(events: [piece, #"{"error":\#(failure)}"#])
        let reply = await run(
            Replay(contentType: "application/json", body: Array(#"{"error":\#(failure)}"#.utf8)))
        // Some gateways have one status for all that goes wrong.
        var others: [Replay.Outcome] = []
        for status in [400, 403, 422, 500] {
            others.append(
                await run(
                    Replay(
                        status: status, contentType: "application/json",
                        body: Array(#"{"error":\#(failure)}"#.utf8))))
        }
        for outcome in [stream, reply] + others {
            #expect(outcome.completions.isEmpty)
            guard case .overloaded? = outcome.error else {
                Issue.record("\(failure): \(String(describing: outcome.error))")
                continue
            }
        }
    }

    /// However a client's fault is put into words, asking again does not mend it.
    @Test(arguments: [
        #"{"detail":[{"loc":["body","n"],"msg":"n must be 1"}]}"#, #"{"detail":"no"}"#, "no", "",
    ])
    func refusedRequestsAreNoFailuresOfTheServer(body: String) async {
        for status in [400, 402, 410, 413, 418, 422, 451] {
            let outcome = await run(
                Replay(status: status, contentType: "application/json", body: Array(body.utf8)))
            guard case .badRequest? = outcome.error else {
                Issue.record("\(status): \(String(describing: outcome.error))")
                continue
            }
        }
    }

    /// OpenAI's own service knows none of the fields that say "off" to others.
    @Test func fieldsThatAServerRefusesAreLeftAwayWhereTheySayNothing() throws {
        func body(_ decoding: Decoding, without refused: Set<String>) -> String {
            String(
                decoding: CompletionRequest(prompt: "x", decoding: decoding, seed: 1)
                    .openAIBody(model: "m", endpoint: .chat, without: refused), as: UTF8.self)
        }
        let messages = [
            "Unrecognized request argument supplied: top_k",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                + "'max_completion_tokens' instead.",
            "min_p, typical_p: extra inputs not permitted",
        ]
        let named = messages.map { CompletionRequest.fieldsOfItsOwn(namedIn: $0) }
        #expect(named == [["top_k"], ["max_tokens"], ["min_p", "typical_p"]])
        let all = named.reduce(into: Set<String>()) { $0.formUnion($1) }
        let pure = body(.pure(maxTokens: 9), without: all)
        for field in ["top_k", "min_p", "typical_p", "\"max_tokens\""] {
            #expect(!pure.contains(field), "\(field)")
        }
        #expect(pure.contains(#""max_completion_tokens":9"#) && pure.contains("top_p"))
        // What says something is sent, and refused.
        var cut = Decoding.pure(maxTokens: 9)
        cut.topK = 5
        #expect(body(cut, without: all).contains(#""top_k":5"#))
    }

    @Test func aServerThatRefusesSeedsIsAskedWithout() throws {
        let named = CompletionRequest.fieldsOfItsOwn(
            namedIn: "Unrecognized request argument supplied: seed")
        #expect(named == ["seed"])
        let body = CompletionRequest(prompt: "x", decoding: .pure(maxTokens: 9), seed: 1)
            .openAIBody(model: "m", endpoint: .chat, without: named)
        #expect(!String(decoding: body, as: UTF8.self).contains("seed"))
    }

    /// What a reply of status 200 says of an error is heard.
    @Test func errorsThatComeWithStatus200AreSaid() async {
        let body = #"{"error":{"code":402,"message":"no credits left"}}"#
        let outcome = await run(Replay(contentType: "application/json", body: Array(body.utf8)))
        #expect(outcome.error == .badRequest("no credits left"))
        let other = await run(Replay(contentType: "application/json", body: Array("{}".utf8)))
        guard case .notACompletionServer? = other.error else {
            Issue.record("\(String(describing: other.error))")
            return
        }
    }

    @Test func aChoiceThatSaysNothingAfterTheEndIsIgnored() async {
        let outcome = await run(events: [
            #"{"choices":[{"index":0,"text":"a","finish_reason":null}]}"#,
            #"{"choices":[{"index":0,"text":"","finish_reason":"stop"}]}"#,
            #"{"choices":[{"index":0,"delta":{}}],"usage":{"completion_tokens":2}}"#, "[DONE]",
        ])
        #expect(outcome.error == nil)
        #expect(outcome.completions.map(\.text) == ["a"])
        #expect(outcome.completions.map(\.tokenCount) == [2])
    }

    @Test func twoAnswersUnderOneIndexAreNeverADraw() async {
        let garbled = [" In", " Paris", " London", " lives"].map {
            #"{"choices":[{"index":0,"text":"\#($0)","finish_reason":null}]}"#
        }
        let end = #"{"choices":[{"index":0,"text":"","finish_reason":"stop"}]}"#
        for events in [garbled + [end, "[DONE]"], garbled + [end, garbled[0], end, "[DONE]"]] {
            let outcome = await run(events: events, count: 2)
            #expect(outcome.completions.isEmpty)
            guard case .blocksUnsupported = outcome.error else {
                Issue.record("\(String(describing: outcome.error))")
                continue
            }
        }
    }

    @Test func anotherModelInOneStreamIsNamed() async {
        let outcome = await run(events: [
            #"{"model":"a.gguf","choices":[{"index":0,"text":"a","finish_reason":null}]}"#,
            #"{"model":"b.gguf","choices":[{"index":0,"text":"","finish_reason":"stop"}]}"#,
        ])
        #expect(
            outcome.error
                == .anotherModel(
                    address: "http://x", reason: "it answers as a.gguf and b.gguf"))
    }

    @Test func thoughtsStandWhereAModelWritesThem() async {
        func answer(_ deltas: [String], _ reason: String) async -> String? {
            let events =
                deltas.map { #"{"choices":[{"index":0,"delta":\#($0),"finish_reason":null}]}"# }
                + [#"{"choices":[{"index":0,"delta":{},"finish_reason":"\#(reason)"}]}"#, "[DONE]"]
            return await run(events: events).completions.first?.text
        }
        let thought = #"{"reasoning_content":"Paris?"}"#
        #expect(
            await answer([thought, #"{"content":"Yes."}"#], "stop")
                == "<think>\nParis?\n</think>\n\nYes.")
        #expect(
            await answer(
                [#"{"reasoning":"Paris?","content":null}"#, #"{"content":"Yes."}"#], "stop")
                == "<think>\nParis?\n</think>\n\nYes.")
        // Cut in its thought: nothing closes it.
        #expect(await answer([thought], "length") == "<think>\nParis?")
    }

    @Test func saysWhatItCannotExpress() async throws {
        let server = OpenAIServer(loopback, model: "m")
        let decoding = Decoding(
            temperature: 1, typicalP: 0.9, maxTokens: 5, grammar: "x", extras: ["mirostat": 2])
        let outcome = await collect(
            server.complete(CompletionRequest(prompt: "x", decoding: decoding, seed: 1)))
        #expect(
            outcome.error
                == .unsupported("its interface cannot express typical-p, grammar, mirostat"))
    }

    @Test func understandsOtherServersRefusals() async throws {
        let fake = try FakeServer { exchange in
            switch exchange.request.bodyText.contains("\"long\"") {
            case true:
                exchange.reply(
                    status: 400,
                    #"{"object":"error","message":"This model's maximum context length is 10","#
                        + #""type":"BadRequestError","code":400}"#)
            case false:
                exchange.reply(
                    status: 404,
                    #"{"error":{"message":"The model `m` does not exist.","type":"NotFoundError"}}"#
                )
            }
        }
        let server = OpenAIServer(try ServerAddress(fake.address + "/v1"), model: "m")
        func error(_ prompt: String) async -> InferenceError? {
            await collect(
                server.complete(
                    CompletionRequest(prompt: prompt, decoding: .pure(maxTokens: 5), seed: 1))
            ).error
        }
        #expect(await error("long") == .promptTooLong(tokens: nil, context: nil))
        #expect(await error("other") == .badRequest("The model `m` does not exist."))
        #expect(fake.requests.allSatisfy { $0.path == "/v1/completions" })
    }
}

/// llama.cpp's own OpenAI-style endpoints.
@Suite(.timeLimit(.minutes(3))) struct OpenAIRealServerTests {
    private static let start = Task { try await RealServer.start(RealServerTests.model, slots: 4) }

    private func address() async throws -> ServerAddress {
        try ServerAddress(try await OpenAIRealServerTests.start.value.address)
    }

    private func request(
        _ decoding: Decoding, seed: UInt32, count: Int = 1, probabilities: Int = 0
    ) -> CompletionRequest {
        CompletionRequest(
            prompt: " the cat", decoding: decoding, seed: seed, count: count,
            probabilities: probabilities)
    }

    @Test func drawsTheSameTextsAsTheServersOwnInterface() async throws {
        let address = try await address()
        let own = LlamaServer(address)
        let server = try await OpenAIServer.connect(address, concurrency: 4)
        let facts = try await server.facts()
        #expect(!facts.echoesSettings && facts.largestBlock == 4)
        #expect(facts.fingerprint == (try await own.facts()).fingerprint)
        let block = request(.pure(maxTokens: 12), seed: 40, count: 4)
        let expected = await collect(own.complete(block))
        let outcome = await collect(server.complete(block))
        #expect(outcome.error == nil)
        func texts(_ outcome: Replay.Outcome) -> [Int: String] {
            Dictionary(uniqueKeysWithValues: outcome.completions.map { ($0.index, $0.text) })
        }
        #expect(texts(outcome) == texts(expected))
        #expect(outcome.completions.allSatisfy { $0.settings == nil })
    }

    @Test func givesProbabilitiesAndExactTokenCounts() async throws {
        let server = try await OpenAIServer.connect(try await address())
        let path = RealServerTests.model.greedyPath(after: "cat", maxTokens: 6)
        for probabilities in [0, 2] {
            let outcome = await collect(
                server.complete(
                    request(.greedy(maxTokens: 6), seed: 1, probabilities: probabilities)))
            let completion = try #require(outcome.completions.first)
            #expect(RealServerTests.model.tokens(of: completion.text) == path)
            #expect(completion.tokenCount == path.count + (completion.stop == .endOfText ? 1 : 0))
            if probabilities > 0 {
                #expect(completion.tokens?.prefix(path.count).map(\.id) == path)
            }
        }
    }

    @Test func completesChats() async throws {
        let server = try await OpenAIServer.connect(try await address(), endpoint: .chat)
        let outcome = await collect(
            server.complete(request(.pure(maxTokens: 4), seed: 1, count: 3)))
        #expect(outcome.error == nil)
        #expect(Set(outcome.completions.map(\.index)) == [0, 1, 2])
    }

    @Test func findsOutWhichKindOfServerItIs() async throws {
        let address = try await address()
        #expect(try await connect(to: address) is LlamaServer)
        let gateway = try FakeServer { exchange in
            switch exchange.request.path {
            case "/v1/models": exchange.reply(#"{"data":[{"id":"m","max_model_len":99}]}"#)
            default: exchange.reply(status: 404, "no")
            }
        }
        let found = try await connect(to: try ServerAddress(gateway.address))
        let server = try #require(found as? OpenAIServer)
        #expect(server.model == "m")
        #expect(try await server.facts().contextPerSlot == 99)
        let page = try FakeServer { $0.reply(contentType: "text/html", "<html>") }
        await #expect(throws: InferenceError.self) {
            try await connect(to: try ServerAddress(page.address))
        }
        let nowhere = try ServerAddress(try FakeServer.unusedAddress())
        await #expect(throws: InferenceError.self) { try await connect(to: nowhere) }
    }

    @Test func failsOnlyInWaysThatARetryMayMend() async throws {
        let proxy = try FaultProxy(server: try await address().description, share: 0.5, seed: 3)
        let server = LlamaServer(try ServerAddress(proxy.address))
        #expect(try await server.facts().totalSlots == 4)
        let reference = LlamaServer(try await address())
        var failures = 0
        for seed in stride(from: UInt32(0), to: 160, by: 4) {
            let block = request(.pure(maxTokens: 8), seed: seed, count: 4)
            let outcome = await collect(server.complete(block))
            if let error = outcome.error {
                failures += 1
                #expect(error.isRetryable, "\(error)")
            } else {
                #expect(outcome.completions.count == 4)
            }
            // Whatever came is what comes without faults.
            let expected = await collect(reference.complete(block)).completions
            for completion in outcome.completions {
                #expect(
                    expected.first { $0.index == completion.index }?.text == completion.text)
            }
        }
        #expect(proxy.requestCount == 40)
        #expect(failures > 8 && failures <= proxy.faultCounts.values.reduce(0, +))
    }
}
