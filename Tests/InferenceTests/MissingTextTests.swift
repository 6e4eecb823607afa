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

    /// The same of each answer of several, and what a list has more than the text, whatever was counted.
    @Test(arguments: [1, 2]) func listedTokensTellWhetherAllOfATextCame(count: Int) async {
        func stops(_ text: String, _ tokens: [String], isCounted: Bool) async -> [StopReason] {
            let events = (0..<count).map { index in
                let own = index == 0 ? tokens : ["the", " cat"]
                let listed = own.map { #"{"token":"\#($0)","logprob":-0.5,"top_logprobs":[]}"# }
                return
                    #"{"choices":[{"index":\#(index),"delta":{"content":"\#(index == 0 ? text : "the cat")"},"#
                    + #""finish_reason":"stop","logprobs":{"content":[\#(listed.joined(separator: ","))]}}]}"#
            }
            return await openAI(
                events + (isCounted ? usage(tokens.count + 2 * (count - 1)) : []), count: count,
                probabilities: 1
            ).completions.map(\.stop)
        }
        let lost = StopReason.missing(TokenRecord.otherText)
        let rest = Array(repeating: StopReason.endOfText, count: count - 1)
        for isCounted in [true, false] {
            for (text, tokens) in [
                (" one two", [" one", " secret", " two"]), (" no", [" one", " two", " three"]),
                (" one", [" one", " two", "<|im_end|>"]),
            ] {
                #expect(
                    await stops(text, tokens, isCounted: isCounted) == [lost] + rest, "\(tokens)")
            }
            for (text, tokens) in [
                (" one two", [" one", " two"]), ("cat", ["<think>", "hm", "</think>", "cat"]),
                ("caf\u{E9} ", ["caf", "bytes:\\\\xc3", "bytes:\\\\xa9"]),
                ("a b", ["\u{2581}a", "\u{120}b", "</s>"]),
            ] {
                #expect(
                    await stops(text, tokens, isCounted: isCounted) == [.endOfText] + rest,
                    "\(tokens)")
            }
        }
    }

    /// Words of an answer under another name, beside others under the usual one.
    @Test func wordsInThePlaceOfATextAreMissed() async {
        func stop(_ deltas: [String]) async -> StopReason? {
            let events = deltas.map { #"{"choices":[{"index":0,"delta":{\#($0)}}]}"# }
            return await openAI(events + child(0, #""content":"""#), count: 1).completions.first?
                .stop
        }
        let (one, two) = (#""content":"one""#, #""content":" two""#)
        #expect(
            await stop([one, #""output_text":" secret""#, two])
                == .missing("words came under the name \"output_text\""))
        #expect(await stop([#""parts":[{"said":" secret"}]"#, one]) != .endOfText)
        for beside in [
            #""role":"assistant","content":"","prefix":"x""#, #""content":"!","padding":"xyz""#,
            #""content":"","thinking_blocks":[{"thinking":"hm"}]"#, #""annotations":[{"url":"u"}]"#,
        ] {
            #expect(await stop([beside, one, two]) == .endOfText, "\(beside)")
        }
    }

    // MARK: - llama.cpp

    /// A stream as llama.cpp sends it, a token an event, those inside a character without one.
    private func stream(_ pieces: [(text: String, tokens: Int)], _ end: String, open: Int = 0)
        -> [String]
    {
        var (events, count): ([String], Int) = ([], 0)
        for (text, tokens) in pieces + (end == "eos" ? [("", 1)] : []) {
            count += tokens
            events.append(
                #"{"index":0,"content":"\#(text)","tokens":[7],"stop":false,"tokens_predicted":\#(count)}"#
            )
        }
        let last =
            #"{"index":0,"content":"","tokens":[],"stop":true,"stop_type":"\#(end)","tokens_predicted":\#(count + open)}"#
        return events + [last]
    }

    private func read(_ events: [String]) async -> StopReason? {
        let request = CompletionRequest(prompt: "x", decoding: .pure(maxTokens: 6), seed: 5)
        let body = events.map { "data: \($0)\n\n" }.joined()
        return await Replay(body: Array(body.utf8)).run(request).completions.first?.stop
    }

    /// Whichever piece is missing, the answer is not whole.
    @Test(arguments: ["eos", "limit"]) func noPieceOfAStreamMayBeMissing(end: String) async {
        let words = [" one", " two", " three", " four", " five", " six"].map { ($0, 1) }
        let whole = stream(Array(words.prefix(end == "eos" ? 5 : 6)), end)
        let stop: StopReason = end == "eos" ? .endOfText : .limit
        #expect(await read(whole) == stop)
        for place in 0..<whole.count - (end == "eos" ? 2 : 1) {
            var events = whole
            events.remove(at: place)
            #expect(await read(events) == .missing(TokenRecord.partOfText), "\(place)")
        }
        // Tokens inside a character have no event; one may be open at the end.
        let wide = [(" one", 1), (" \u{E9}", 2), ("\u{1F600}", 2)]
        #expect(await read(stream(wide, end, open: end == "eos" ? 0 : 1)) == stop)
        #expect(await read(stream([(" one", 1), (" two", 4)], "eos")) != .endOfText)
    }

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

    // MARK: - What nobody can tell

    /// Of two values under one name nobody knows which one counts.
    @Test(arguments: [
        #""index":0,"content":"a","content":" secret","stop":true,"stop_type":"eos","tokens_predicted":2"#,
        #""index":0,"content":"a","stop":true,"stop":false,"stop_type":"eos","tokens_predicted":2"#,
        #""index":0,"content":"a","stop":true,"stop_type":"limit","stop_type":"eos","tokens_predicted":2"#,
        #""index":0,"content":"a","stop":true,"stop_type":"eos","tokens_predicted":2,"tokens_predicted":9"#,
        #""content":"a","stop":true,"stop_type":"eos","tokens_predicted":2,"truncated":true,"truncated":false"#,
        #""content":"a","stop":true,"stop_type":"eos","tokens_predicted":1,"completion_probabilities":[{"id":1,"token":"a","token":"b","logprob":-1}]"#,
        #""content":"a","stop":true,"stop_type":"eos","tokens_predicted":1,"completion_probabilities":[{"id":1,"token":"a","logprob":-1,"top_logprobs":[{"id":1,"token":"a","logprob":-1,"logprob":-2}]}]"#,
        #""content":"a","stop":true,"stop_type":"eos","c\u006fntent":" secret","\u0063ontent":"a","tokens_predicted":1,"c\u006fntent":"b""#,
    ])
    func twoOfOneNameInAnEventAreNone(members: String) async {
        let request = CompletionRequest(
            prompt: "x", decoding: .pure(maxTokens: 8), seed: 5, probabilities: 1)
        expectMalformed(await Replay(body: Array("data: {\(members)}\n\n".utf8)).run(request))
    }

    @Test(arguments: [
        #"{"index":0,"delta":{"content":"a","content":" secret"},"finish_reason":"stop"}"#,
        #"{"index":0,"delta":{"content":"a"},"finish_reason":"length","finish_reason":"stop"}"#,
        #"{"index":0,"delta":{"content":"a"},"delta":{"content":" secret"},"finish_reason":"stop"}"#,
        #"{"index":0,"text":"a","text":" secret","finish_reason":"stop"}"#,
        #"{"index":0,"delta":{"content":"a","reasoning":"b","reasoning":"c"},"finish_reason":"stop"}"#,
        #"{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"choices":["#,
    ])
    func twoOfOneNameInAChunkAreNone(choice: String) async {
        expectMalformed(await openAI([#"{"choices":[\#(choice)]}"#], count: 1))
    }

    /// What was drawn has a probability; that of another token may be 0, which some write as null.
    @Test(arguments: ["null", #""x""#, #""-0.5""#, "[]", "true", "0.5"])
    func aTokenHasAProbability(value: String) async {
        func native(_ name: String, _ own: String, _ other: String) async -> Replay.Outcome {
            let record =
                #"{"id":1,"token":"a","\#(name)":\#(own),"top_logprobs":[{"id":2,"token":"b","\#(name)":\#(other)}]}"#
            let event =
                #"{"content":"a","stop":true,"stop_type":"eos","tokens_predicted":1,"completion_probabilities":[\#(record)]}"#
            var request = CompletionRequest(
                prompt: "x", decoding: .pure(maxTokens: 8), seed: 5, probabilities: 1)
            request.isStreamed = false
            return await Replay(contentType: "application/json", body: Array(event.utf8))
                .run(request)
        }
        expectMalformed(await native("logprob", value, "-2"))
        if value != "null" { expectMalformed(await native("logprob", "-1", value)) }
        if value != "0.5" { expectMalformed(await native("prob", value, "0.2")) }
        #expect(await native("logprob", "-1", "null").completions.map(\.text) == ["a"])
        #expect(await native("prob", "0.5", "0.2").completions.map(\.text) == ["a"])
        let old =
            #"{"choices":[{"index":0,"text":"a","logprobs":{"tokens":["a"],"token_logprobs":[\#(value)]},"finish_reason":"stop"}]}"#
        expectMalformed(await openAI([old], count: 1, probabilities: 1))
    }

    /// What somebody else's words cut is not of the decoding that was asked for.
    @Test(arguments: [
        ("foo", [], true), ("", [], true), ("foo", ["STOP"], true), ("STOP", ["a", "STOP"], false),
        ("", ["STOP"], false),
    ])
    func aStopStringThatWasNotAskedForIsNone(word: String, asked: [String], isLost: Bool) async {
        let request = CompletionRequest(
            prompt: "x", decoding: .pure(maxTokens: 8, stop: asked), seed: 5)
        let body =
            #"data: {"index":0,"content":"a","stop":true,"stop_type":"word","stopping_word":"\#(word)","tokens_predicted":2}"#
            + "\n\n"
        let stop = await Replay(body: Array(body.utf8)).run(request).completions.first?.stop
        if isLost {
            #expect(stop == .missing("a stop string ended it that was not asked for"))
        } else {
            #expect(stop == .stopString(word))
        }
        // Others than vLLM have words of their own in that place.
        let chunk =
            #"{"choices":[{"index":0,"text":"a","finish_reason":"stop","stop_reason":"\#(word)"}]}"#
        #expect(
            await openAI([chunk], count: 1, stop: asked).completions.map(\.stop)
                == [asked.contains(word) ? .stopString(word) : .endOfText])
    }

    /// An empty answer that nothing can contradict says so, and is asked for again alone where it can be.
    @Test func anEmptyAnswerIsBorneOutOrNot() async {
        func told(_ events: [String], count: Int = 1, probabilities: Int = 0) async -> [Bool] {
            await openAI(events, count: count, probabilities: probabilities).completions
                .map(\.emptinessIsTold)
        }
        let empty = child(0, #""content":"""#)
        let full = child(1, #""content":"the cat""#)
        #expect(await told(empty) == [false])
        #expect(await told(empty + usage(1)) == [true])
        #expect(await told(empty + full, count: 2) == [false, true])
        #expect(await told(empty + full + usage(4), count: 2) == [false, true])
        let listed =
            #"{"choices":[{"index":0,"delta":{"content":""},"logprobs":{"content":[{"token":"<|end|>","logprob":-1}]},"finish_reason":"stop"}]}"#
        #expect(await told([listed], probabilities: 1) == [true])
        #expect(await told(child(0, #""content":"","reasoning":"hm""#)) == [true])
        // What a finish reason contradicts is no answer: nothing was as long as it may be.
        #expect(
            await openAI(child(0, #""content":"""#, end: "length"), count: 1).completions
                .map(\.stop) == [.contextFull])
    }

    private func expectMalformed(
        _ outcome: Replay.Outcome, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.completions.isEmpty, sourceLocation: sourceLocation)
        guard case .malformed = outcome.error else {
            Issue.record("\(outcome)", sourceLocation: sourceLocation)
            return
        }
    }
}
