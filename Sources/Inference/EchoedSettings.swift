/// The settings that a server says it used; everything optional, since versions differ.
package struct EchoedSettings: Sendable, Hashable, Codable {
    /// The seed of this completion's generator.
    package var seed: UInt32?
    /// Numeric settings by llama.cpp's names (`temperature`, `top_k`, `n_predict`, …).
    package var numbers: [String: Double]
    /// The samplers that ran, in order.
    package var samplers: [String]?
    /// The stop strings.
    package var stop: [String]?
    /// The grammar; empty for none.
    package var grammar: String?
    /// Added to the logits, by token id; −∞ for a forbidden token.
    package var logitBias: [Int: Double]?

    /// Creates settings; what is not given is unknown.
    package init(
        seed: UInt32? = nil, numbers: [String: Double] = [:], samplers: [String]? = nil,
        stop: [String]? = nil, grammar: String? = nil, logitBias: [Int: Double]? = nil
    ) {
        self.seed = seed
        self.numbers = numbers
        self.samplers = samplers
        self.stop = stop
        self.grammar = grammar
        self.logitBias = logitBias
    }
}
