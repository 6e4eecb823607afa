/// The rule that turns next-token distributions into text.
///
/// A decoding is complete: every setting has a value, and all of them are sent with every request,
/// so that no default of a server, a command line or a model file can take part. Two draws belong
/// to one distribution only if their decodings are equal.
///
///     let sampled = Decoding.pure(temperature: 1, maxTokens: 64)
///     let answer = Decoding.greedy(maxTokens: 64, stop: ["\n"])
package struct Decoding: Sendable, Hashable {
    /// Which family a decoding belongs to; decides how it is named and which samplers run.
    package enum Kind: Sendable, Hashable, Codable {
        /// The most probable token at each step. A point, not a distribution.
        case greedy
        /// Ancestral sampling at the temperature, nothing cut off.
        case pure
        /// What the server would do unasked, written out (see ``Decoding/serverDefault(_:maxTokens:stop:)``).
        case serverDefault
        /// The settings as given.
        case custom
        /// The greedy answer where its mean token probability reaches the confidence, else a draw.
        case adaptivePerAnswer(confidence: Double)
        /// Sampling until the running mean of the top token's probability exceeds the confidence,
        /// greedy from there on; ``AdaptivePerTokenServer`` does it, and says what it costs.
        case adaptivePerToken(confidence: Double)
        /// An explanation of at most so many tokens, then the answer given the explanation.
        case explainFirst(tokens: Int)
    }

    /// The family.
    package var kind: Kind
    /// Divisor of the logits, at least 0; 0 means greedy.
    package var temperature: Double
    /// Keep the `topK` most probable tokens; 0 keeps all.
    package var topK: Int
    /// Keep the smallest set of tokens with this total probability; 1 keeps all.
    package var topP: Double
    /// Keep tokens at least this fraction as probable as the best; 0 keeps all.
    package var minP: Double
    /// Locally typical sampling's mass; 1 keeps all.
    package var typicalP: Double
    /// Divisor for the logits of recent tokens; 1 is off.
    package var repeatPenalty: Double
    /// Subtracted once from the logit of each token seen; 0 is off.
    package var presencePenalty: Double
    /// Subtracted from a token's logit for each time it was seen; 0 is off.
    package var frequencyPenalty: Double
    /// Most tokens in one completion, at least 1; −1 runs to the end of the context.
    package var maxTokens: Int
    /// Text that ends a completion; not part of it.
    package var stop: [String]
    /// A GBNF grammar that the completion must match.
    package var grammar: String?
    /// Added to the logits, by token id.
    package var logitBias: [Int: Double]
    /// Tokens that may never be drawn, by id.
    package var forbiddenTokens: Set<Int>
    /// Whether the end of text is never drawn, so that each completion has `maxTokens` tokens.
    package var ignoresEndOfText: Bool
    /// Further numeric settings under llama.cpp's own names, where they differ from neutral
    /// (`xtc_probability`, `dry_multiplier`, `top_n_sigma`, `mirostat`, …).
    package var extras: [String: Double]
    /// The order of llama.cpp's samplers, where it is not the one that the settings imply.
    package var samplerOrder: [String]?

    /// A decoding with everything neutral except what is given.
    package init(
        kind: Kind = .custom, temperature: Double, topK: Int = 0, topP: Double = 1,
        minP: Double = 0, typicalP: Double = 1, repeatPenalty: Double = 1,
        presencePenalty: Double = 0, frequencyPenalty: Double = 0, maxTokens: Int,
        stop: [String] = [], grammar: String? = nil, logitBias: [Int: Double] = [:],
        forbiddenTokens: Set<Int> = [], ignoresEndOfText: Bool = false,
        extras: [String: Double] = [:], samplerOrder: [String]? = nil
    ) {
        self.kind = kind
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.typicalP = typicalP
        self.repeatPenalty = repeatPenalty
        self.presencePenalty = presencePenalty
        self.frequencyPenalty = frequencyPenalty
        self.maxTokens = maxTokens
        self.stop = stop
        self.grammar = grammar
        self.logitBias = logitBias
        self.forbiddenTokens = forbiddenTokens
        self.ignoresEndOfText = ignoresEndOfText
        self.extras = extras
        self.samplerOrder = samplerOrder
    }
}

// MARK: - The usual ones

extension Decoding {
    /// The most probable token at each step.
    package static func greedy(maxTokens: Int, stop: [String] = []) -> Decoding {
        Decoding(kind: .greedy, temperature: 0, maxTokens: maxTokens, stop: stop)
    }

    /// Ancestral sampling from the model's own distribution at a temperature, nothing cut off.
    package static func pure(
        temperature: Double = 1, maxTokens: Int, stop: [String] = []
    ) -> Decoding {
        Decoding(kind: .pure, temperature: temperature, maxTokens: maxTokens, stop: stop)
    }

    /// What the server does when it is asked for nothing, written out from the settings it reports.
    ///
    /// - Parameter settings: ``ServerFacts/defaultSettings``.
    package static func serverDefault(
        _ settings: EchoedSettings, maxTokens: Int, stop: [String] = []
    ) -> Decoding {
        var numbers = settings.numbers
        func take(_ name: SettingName, or neutral: Double) -> Double {
            numbers.removeValue(forKey: name.rawValue) ?? neutral
        }
        return Decoding(
            kind: .serverDefault, temperature: take(.temperature, or: 1),
            topK: Int(exactly: take(.topK, or: 0)) ?? 0, topP: take(.topP, or: 1),
            minP: take(.minP, or: 0),
            typicalP: take(.typicalP, or: 1), repeatPenalty: take(.repeatPenalty, or: 1),
            presencePenalty: take(.presencePenalty, or: 0),
            frequencyPenalty: take(.frequencyPenalty, or: 0), maxTokens: maxTokens, stop: stop,
            extras: numbers.filter { name, value in
                neutralExtras[name].map { Float($0) != Float(value) } ?? false
            },
            samplerOrder: settings.samplers)
    }

    /// The greedy answer where its mean token probability reaches `confidence`, else a draw.
    package static func adaptivePerAnswer(
        confidence: Double, temperature: Double = 1, maxTokens: Int, stop: [String] = []
    ) -> Decoding {
        Decoding(
            kind: .adaptivePerAnswer(confidence: confidence), temperature: temperature,
            maxTokens: maxTokens, stop: stop)
    }

    /// Sampling until the mean top-token probability exceeds `confidence`, greedy from there on.
    package static func adaptivePerToken(
        confidence: Double, temperature: Double = 1, maxTokens: Int, stop: [String] = []
    ) -> Decoding {
        Decoding(
            kind: .adaptivePerToken(confidence: confidence), temperature: temperature,
            maxTokens: maxTokens, stop: stop)
    }
}
