/// llama.cpp's names of the settings that a decoding has fields for.
enum SettingName: String {
    case temperature
    case topK = "top_k"
    case topP = "top_p"
    case minP = "min_p"
    case typicalP = "typical_p"
    case repeatPenalty = "repeat_penalty"
    case presencePenalty = "presence_penalty"
    case frequencyPenalty = "frequency_penalty"
    case maxTokens = "n_predict"
}

extension Decoding {
    /// Further settings and the values at which they do nothing.
    ///
    /// They are always sent: a server's command line or a model's metadata may have switched them
    /// on. A setting that only tunes another one (a base, a threshold) counts as one too, so that
    /// a server default that uses it is written out in full.
    static let neutralExtras: [String: Double] = [
        "repeat_last_n": 64, "dynatemp_range": 0, "dynatemp_exponent": 1, "top_n_sigma": -1,
        "xtc_probability": 0, "xtc_threshold": 0.1, "dry_multiplier": 0, "dry_base": 1.75,
        "dry_allowed_length": 2, "dry_penalty_last_n": 64, "mirostat": 0, "mirostat_tau": 5,
        "mirostat_eta": 0.1, "adaptive_target": -1, "adaptive_decay": 0.9,
        "min_keep": 0,
    ]

    /// Every numeric setting under llama.cpp's name: what is sent and what must come back.
    var numbers: [String: Double] {
        var numbers = Decoding.neutralExtras.merging(extras) { _, asked in asked }
        numbers[SettingName.temperature.rawValue] = temperature
        numbers[SettingName.topK.rawValue] = Double(topK)
        numbers[SettingName.topP.rawValue] = topP
        numbers[SettingName.minP.rawValue] = minP
        numbers[SettingName.typicalP.rawValue] = typicalP
        numbers[SettingName.repeatPenalty.rawValue] = repeatPenalty
        numbers[SettingName.presencePenalty.rawValue] = presencePenalty
        numbers[SettingName.frequencyPenalty.rawValue] = frequencyPenalty
        numbers[SettingName.maxTokens.rawValue] = Double(maxTokens)
        return numbers
    }

    /// The biases but those of forbidden tokens, on which they change nothing.
    ///
    /// A server that is told both of one token keeps either.
    var biasesOfAllowed: [Int: Double] { logitBias.filter { !forbiddenTokens.contains($0.key) } }

    /// llama.cpp's samplers in the order they run.
    ///
    /// Only those that do something are named, since `top_p` over a whole vocabulary costs the
    /// server more than the rest together.
    var samplers: [String] {
        if let samplerOrder { return samplerOrder }
        var names: [String] = []
        if repeatPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0 {
            names.append("penalties")
        }
        if extras["dry_multiplier", default: 0] != 0 { names.append("dry") }
        if extras["top_n_sigma", default: -1] >= 0 { names.append("top_n_sigma") }
        if topK > 0 { names.append("top_k") }
        if typicalP < 1 { names.append("typ_p") }
        if topP < 1 { names.append("top_p") }
        if minP > 0 { names.append("min_p") }
        if extras["xtc_probability", default: 0] > 0 { names.append("xtc") }
        // Temperature 0 is greedy only where this sampler runs, so it is always among them.
        return names + ["temperature"]
    }
}

// MARK: - Asked and echoed

/// A setting that a server applied differently from what was asked.
package struct SettingMismatch: Sendable, Hashable, CustomStringConvertible {
    /// The server's name of the setting.
    package let field: String
    /// What the request said.
    package let asked: String
    /// What the server says it used.
    package let echoed: String

    /// Creates a mismatch from texts ready to be shown.
    package init(field: String, asked: String, echoed: String) {
        self.field = field
        self.asked = asked
        self.echoed = echoed
    }

    /// For example `top_p: asked 1, server used 0.95`.
    package var description: String {
        "\(field): asked \(Self.clipped(asked)), server used \(Self.clipped(echoed))"
    }

    /// A grammar may be long.
    private static func clipped(_ text: String) -> String {
        text.count > 200 ? text.prefix(200) + "…" : text
    }
}

extension Decoding {
    /// The settings that the server applied differently; empty where it did what was asked.
    ///
    /// A setting that the server does not mention is not compared: fields come and go between
    /// versions. Numbers are compared in single precision, which is what servers compute with.
    package func mismatches(with echoed: EchoedSettings) -> [SettingMismatch] {
        var found: [SettingMismatch] = []
        for (field, asked) in numbers.sorted(by: { $0.key < $1.key }) {
            guard let used = echoed.numbers[field], Float(used) != Float(asked) else { continue }
            found.append(
                SettingMismatch(field: field, asked: number(asked), echoed: number(used)))
        }
        func compare(_ field: String, _ asked: [String], _ used: [String]?) {
            guard let used, used != asked else { return }
            found.append(SettingMismatch(field: field, asked: "\(asked)", echoed: "\(used)"))
        }
        compare("samplers", samplers, echoed.samplers)
        compare("stop", stop, echoed.stop)
        compare("grammar", [grammar ?? ""], echoed.grammar.map { [$0] })
        if let used = echoed.logitBias {
            for (token, bias) in biasesOfAllowed.sorted(by: { $0.key < $1.key })
            where used[token].map(Float.init) != Float(bias) {
                found.append(
                    SettingMismatch(
                        field: "logit_bias of token \(token)", asked: number(bias),
                        echoed: used[token].map(number) ?? "none"))
            }
            for token in forbiddenTokens.sorted() where used[token] != -.infinity {
                found.append(
                    SettingMismatch(
                        field: "logit_bias of token \(token)", asked: "never",
                        echoed: used[token].map(number) ?? "none"))
            }
        }
        return found
    }

    private func number(_ value: Double) -> String {
        if let integer = Int(exactly: value) { return "\(integer)" }
        // Single precision prints 0.95, not the 0.949999988… that servers echo.
        return "\(Float(value))"
    }
}
