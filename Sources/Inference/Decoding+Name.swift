extension Decoding {
    /// A short name for the screen: `greedy`, `pure T=1`, `T=0.7 top-p 0.9`.
    package var name: String {
        switch kind {
        case .greedy: return "greedy"
        case .pure: return "pure T=\(text(temperature))"
        case .serverDefault: return "server default"
        case .custom: return (["T=\(text(temperature))"] + alterations).joined(separator: " ")
        case .adaptivePerAnswer(let confidence):
            return "adaptive c=\(text(confidence)) T=\(text(temperature))"
        case .adaptivePerToken(let confidence):
            return "adaptive per token c=\(text(confidence)) T=\(text(temperature))"
        case .explainFirst(let tokens):
            return (["explain first \(tokens) T=\(text(temperature))"] + alterations)
                .joined(separator: " ")
        }
    }

    /// One sentence for each setting that gives some text probability 0 by construction.
    ///
    /// A bound computed under such a decoding says nothing about what was cut off.
    package var truncationWarnings: [String] {
        if kind == .greedy { return [] }
        var warnings: [String] = []
        func warn(_ setting: String, _ outside: String) {
            warnings.append("\(setting): \(outside) have probability 0 by construction")
        }
        switch kind {
        case .adaptivePerAnswer(let confidence):
            warn(
                "adaptive c=\(text(confidence))",
                "where the greedy answer is that confident, all other answers")
        case .adaptivePerToken(let confidence):
            warn(
                "adaptive per token c=\(text(confidence))",
                "once an answer is that confident, all tokens but the most probable")
        case .greedy, .pure, .serverDefault, .custom, .explainFirst: break
        }
        // A sampler that the server's own list leaves out does nothing, whatever its setting.
        let active = Set(samplers)
        if topK > 0, active.contains("top_k") {
            warn("top-k \(topK)", "tokens outside the \(topK) most probable")
        }
        if topP < 1, active.contains("top_p") {
            warn("top-p \(text(topP))", "tokens outside the nucleus")
        }
        if minP > 0, active.contains("min_p") {
            warn("min-p \(text(minP))", "tokens below \(text(minP)) of the best one's probability")
        }
        if typicalP < 1, active.contains("typ_p") {
            warn("typical-p \(text(typicalP))", "tokens outside the typical set")
        }
        if extras["top_n_sigma", default: -1] >= 0, active.contains("top_n_sigma") {
            warn("top-n-sigma", "tokens far below the best one")
        }
        if extras["xtc_probability", default: 0] > 0, active.contains("xtc") {
            warn("xtc", "the most probable tokens, at random steps,")
        }
        if extras["mirostat", default: 0] != 0 { warn("mirostat", "surprising tokens") }
        if grammar != nil { warn("grammar", "texts outside the grammar") }
        if !forbiddenTokens.isEmpty { warn("forbidden tokens", "those tokens") }
        return warnings
    }

    private var alterations: [String] {
        var parts: [String] = []
        if topK > 0 { parts.append("top-k \(topK)") }
        if topP < 1 { parts.append("top-p \(text(topP))") }
        if minP > 0 { parts.append("min-p \(text(minP))") }
        if typicalP < 1 { parts.append("typical-p \(text(typicalP))") }
        if repeatPenalty != 1 { parts.append("repeat \(text(repeatPenalty))") }
        if presencePenalty != 0 { parts.append("presence \(text(presencePenalty))") }
        if frequencyPenalty != 0 { parts.append("frequency \(text(frequencyPenalty))") }
        if grammar != nil { parts.append("grammar") }
        if !logitBias.isEmpty || !forbiddenTokens.isEmpty { parts.append("biased") }
        return parts
    }

    private func text(_ value: Double) -> String {
        if let integer = Int(exactly: value) { return "\(integer)" }
        return "\(Float(value))"
    }
}
