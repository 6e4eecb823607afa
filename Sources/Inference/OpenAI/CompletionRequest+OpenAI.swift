import Files

extension CompletionRequest {
    /// The request as `/v1/completions` or `/v1/chat/completions` takes it.
    func openAIBody(
        model: String, endpoint: OpenAIServer.Endpoint, templateOptions: TemplateOptions = .none
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
        body.member("seed", Int(seed))
        body.member("max_tokens", decoding.maxTokens)
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
        body.member("top_k", decoding.topK > 0 ? decoding.topK : -1)
        body.member("min_p", decoding.minP)
        body.member("repetition_penalty", decoding.repeatPenalty)
        // llama.cpp behind the same interface.
        body.member("repeat_penalty", decoding.repeatPenalty)
        body.member("typical_p", decoding.typicalP)
        body.member("samplers", decoding.samplers)
        body.member("ignore_eos", decoding.ignoresEndOfText)
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
