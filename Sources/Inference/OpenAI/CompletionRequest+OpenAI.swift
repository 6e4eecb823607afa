import Files

extension CompletionRequest {
    /// Fields that OpenAI's own interface does not have, the one that it has renamed, and the seed, of
    /// those that a refusal names.
    ///
    /// Without a seed draws are the server's own, and cannot be had again; that seeds do not repeat is
    /// found out before a draw is taken.
    static func fieldsOfItsOwn(namedIn message: String) -> Set<String> {
        let words = Set(message.split { !($0.isLetter || $0 == "_") }.map(String.init))
        return words.intersection([
            "top_k", "min_p", "repetition_penalty", "repeat_penalty", "typical_p", "samplers",
            "ignore_eos", "cache_prompt", "max_tokens", "seed",
        ])
    }

    /// The request as `/v1/completions` or `/v1/chat/completions` takes it.
    ///
    /// - Parameter refused: fields that are left away at the value that says nothing.
    func openAIBody(
        model: String, endpoint: OpenAIServer.Endpoint, templateOptions: TemplateOptions = .none,
        without refused: Set<String> = []
    ) -> [UInt8] {
        var body = JSONWriter()
        body.member("model", model)
        switch endpoint {
        case .completions: body.member("prompt", prompt)
        case .chat:
            body.member(
                "messages",
                messages.isEmpty ? [ChatMessage(role: "user", content: prompt)] : messages)
            body.member(templateOptions)
        }
        body.member("stream", true)
        body.member("stream_options", flags: ["include_usage"])
        body.member("n", count)
        if !refused.contains("seed") { body.member("seed", Int(seed)) }
        body.member(
            refused.contains("max_tokens") ? "max_completion_tokens" : "max_tokens",
            decoding.maxTokens)
        body.member("temperature", decoding.temperature)
        body.member("top_p", decoding.topP)
        body.member("presence_penalty", decoding.presencePenalty)
        body.member("frequency_penalty", decoding.frequencyPenalty)
        if !decoding.stop.isEmpty { body.member("stop", decoding.stop) }
        if !decoding.logitBias.isEmpty {
            let biases = decoding.logitBias.sorted { $0.key < $1.key }
            body.member("logit_bias", biases.map { ("\($0.key)", $0.value) })
        }
        if probabilities > 0 {
            switch endpoint {
            case .completions: body.member("logprobs", probabilities)
            case .chat:
                body.member("logprobs", true)
                body.member("top_logprobs", probabilities)
            }
        }
        // Beyond OpenAI's own. A server may take its defaults for these from the model's files, so
        // "off" is said as well; −1 is what all of them understand as "off".
        func own(_ name: String, isOff: Bool, _ write: (inout JSONWriter) -> Void) {
            if !(isOff && refused.contains(name)) { write(&body) }
        }
        own("top_k", isOff: decoding.topK <= 0) {
            $0.member("top_k", decoding.topK > 0 ? decoding.topK : -1)
        }
        own("min_p", isOff: decoding.minP <= 0) { $0.member("min_p", decoding.minP) }
        own("repetition_penalty", isOff: decoding.repeatPenalty == 1) {
            $0.member("repetition_penalty", decoding.repeatPenalty)
        }
        // llama.cpp behind the same interface.
        own("repeat_penalty", isOff: decoding.repeatPenalty == 1) {
            $0.member("repeat_penalty", decoding.repeatPenalty)
        }
        own("typical_p", isOff: decoding.typicalP >= 1) {
            $0.member("typical_p", decoding.typicalP)
        }
        own("samplers", isOff: true) { $0.member("samplers", decoding.samplers) }
        own("ignore_eos", isOff: !decoding.ignoresEndOfText) {
            $0.member("ignore_eos", decoding.ignoresEndOfText)
        }
        // Only where it is asked for, so that draws are sent as to every other server.
        if !usesCache { own("cache_prompt", isOff: true) { $0.member("cache_prompt", false) } }
        return body.finished()
    }
}

extension Decoding {
    /// What this interface has no words for; `nil` where it can express the decoding.
    package var openAIProblem: InferenceError? {
        var missing: [String] = []
        if typicalP < 1 { missing.append("typical-p") }
        if grammar != nil { missing.append("grammar") }
        if !forbiddenTokens.isEmpty { missing.append("forbidden tokens") }
        if !extras.isEmpty { missing.append(extras.keys.sorted().joined(separator: ", ")) }
        if maxTokens < 1 { missing.append("an unlimited length") }
        guard !missing.isEmpty else { return nil }
        return .unsupported("its interface cannot express " + missing.joined(separator: ", "))
    }
}
