/// The settings that a server says it used; everything optional, since versions differ.
public struct EchoedSettings: Sendable, Hashable, Codable {
    /// The seed of this completion's generator.
    public var seed: UInt32?
    /// Numeric settings by llama.cpp's names (`temperature`, `top_k`, `n_predict`, …).
    public var numbers: [String: Double]
    /// The samplers that ran, in order.
    public var samplers: [String]?
    /// The stop strings.
    public var stop: [String]?
    /// The grammar; empty for none.
    public var grammar: String?
    /// Added to the logits, by token id; −∞ for a forbidden token.
    public var logitBias: [Int: Double]?

    /// Creates settings; what is not given is unknown.
    public init(
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
