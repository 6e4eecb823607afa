import Inference

extension Decoding {
    /// The decoding of a prompt's greedy answer: the most probable token at each step, within the
    /// same length, stop strings, grammar and biases.
    var greedyCounterpart: Decoding {
        Decoding(
            kind: isExplainFirst ? kind : .greedy, temperature: 0, maxTokens: maxTokens, stop: stop,
            grammar: grammar,
            logitBias: logitBias, forbiddenTokens: forbiddenTokens,
            ignoresEndOfText: ignoresEndOfText)
    }

    /// What a server is asked for where a draw is sampled.
    var forDraws: Decoding {
        guard confidence != nil else { return self }
        var sampled = self
        sampled.kind = .custom
        return sampled
    }

    /// For adaptive temperature per answer, the mean token probability from which on every draw is
    /// the greedy answer.
    var confidence: Double? {
        guard case .adaptivePerAnswer(let confidence) = kind else { return nil }
        return confidence
    }

    /// Whether an explanation comes before each answer, the greedy one too.
    var isExplainFirst: Bool {
        if case .explainFirst = kind { true } else { false }
    }
}
