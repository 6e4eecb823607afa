import Files

extension CompletionRequest {
    /// What no server can answer, found before anything is sent.
    var problem: InferenceError? {
        if prompt.isEmpty, promptTokens?.isEmpty ?? true, messages.isEmpty {
            return .badRequest("the prompt is empty, so nothing would be generated")
        }
        if count < 1 { return .badRequest("\(count) completions were asked for") }
        // 2³² − 1 means "any seed" to llama.cpp.
        if UInt64(seed) + UInt64(count) > UInt64(UInt32.max) {
            return .badRequest("seed \(seed) leaves no room for \(count) completions")
        }
        let numbers = decoding.numbers.merging(
            decoding.logitBias.map { ("logit_bias of token \($0)", $1) }
        ) { $1 }
        if let (name, value) = numbers.first(where: { !$0.value.isFinite }) {
            return .badRequest("\(name) is \(value)")
        }
        return nil
    }

    /// The request as `/completion` takes it.
    ///
    /// - Parameter model: its name, where the server is a router to several.
    func llamaBody(model: String? = nil) -> [UInt8] {
        var body = JSONWriter()
        if let model { body.member("model", model) }
        if let promptTokens {
            body.member("prompt", promptTokens)
        } else {
            body.member("prompt", prompt)
        }
        body.member("stream", isStreamed)
        if count > 1 { body.member("n_cmpl", count) }
        body.member("seed", Int(seed))
        body.member("n_probs", probabilities)
        body.member("post_sampling_probs", probabilitiesAfterSampling)
        if tellsTokens { body.member("return_tokens", true) }
        body.member("cache_prompt", usesCache)
        body.member("samplers", decoding.samplers)
        for (name, value) in decoding.numbers.sorted(by: { $0.key < $1.key }) {
            body.member(name, value)
        }
        body.member("stop", decoding.stop)
        body.member("ignore_eos", decoding.ignoresEndOfText)
        let biases =
            decoding.biasesOfAllowed.map { (token: $0, bias: $1) }
            + decoding.forbiddenTokens.map { (token: $0, bias: -Double.infinity) }
        body.member("logit_bias", biases.sorted { $0.token < $1.token })
        if let grammar = decoding.grammar { body.member("grammar", grammar) }
        return body.finished()
    }
}
