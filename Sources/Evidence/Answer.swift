/// One complete answer of the model: its text and how it ended.
public struct Answer: Sendable, Hashable {
    /// The text as the server sent it, unsanitised.
    public var text: String
    public var stop: Stop
    /// The number of generated tokens, the end-of-text token included.
    public var tokenCount: Int
    /// Token by token, where probabilities were asked for; else empty.
    public var tokens: [Token]

    public init(text: String, stop: Stop, tokenCount: Int, tokens: [Token] = []) {
        self.text = text
        self.stop = stop
        self.tokenCount = tokenCount
        self.tokens = tokens
    }

    /// How generation ended.
    public enum Stop: Sendable, Hashable {
        case endOfText
        /// The planned maximum of tokens was reached: complete, but marked as truncated.
        case limit
        case stopString(String)
        /// The model's context was full: complete, but marked as truncated.
        case contextFull
    }

    /// Whether the model was cut off before it ended the answer itself.
    public var isTruncated: Bool {
        switch stop {
        case .limit, .contextFull: true
        case .endOfText, .stopString: false
        }
    }

    /// One generated token with its probability.
    public struct Token: Sendable, Hashable, Codable {
        public var text: String
        /// Natural logarithm of the probability that the model gave it, before temperature and
        /// truncation.
        public var logProbability: Double
        /// The most probable tokens at this position, best first.
        public var alternatives: [Alternative]

        public init(text: String, logProbability: Double, alternatives: [Alternative] = []) {
            self.text = text
            self.logProbability = logProbability
            self.alternatives = alternatives
        }
    }

    /// A token that could have been generated instead.
    public struct Alternative: Sendable, Hashable, Codable {
        public var text: String
        public var logProbability: Double

        public init(text: String, logProbability: Double) {
            self.text = text
            self.logProbability = logProbability
        }
    }
}
