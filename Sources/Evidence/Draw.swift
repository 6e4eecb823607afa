import Prompts

/// One completion of one prompt under one decoding: the independent, identically distributed unit
/// of all statistics.
public struct Draw: Sendable, Hashable {
    public var prompt: PromptID
    /// The launch number within the prompt, from 0.
    ///
    /// Evidence advances in this order.
    public var index: Int
    /// The sampler's seed, 31 bits, unique within the prompt.
    public var seed: UInt32
    public var outcome: Outcome
    /// How often the draw was started; retries use the same seed, so they cannot select.
    public var attempts: Int
    /// The address of the server that made it, without any secret; nil where it is not known.
    public var server: String?
    /// What a lost draw had said, where that is known: a thought without an answer, the part before a
    /// cut; no limit knows of it.
    public var lostText: String?
    /// From where it was launched; nil for a plain draw.
    public var launch: Launch?
    /// The probability that its answer took out of the rest; 0 where it had been absorbed before,
    /// nil for a plain draw and where nothing of it was absorbed.
    public var absorbed: Double?

    public init(
        prompt: PromptID, index: Int, seed: UInt32, outcome: Outcome, attempts: Int = 1,
        server: String? = nil
    ) {
        self.prompt = prompt
        self.index = index
        self.seed = seed
        self.outcome = outcome
        self.attempts = attempts
        self.server = server
    }

    /// What became of the draw.
    public enum Outcome: Sendable, Hashable {
        case completed(Answer)
        /// There is no complete text, for this reason. Counted, never silently dropped.
        case lost(reason: String)
    }

    /// The complete answer, where there is one.
    public var answer: Answer? {
        guard case .completed(let answer) = outcome else { return nil }
        return answer
    }
}

/// The completion at temperature 0: a point, not a draw.
public struct GreedyAnswer: Sendable, Hashable {
    public var prompt: PromptID
    public var answer: Answer
    /// Whether a second request gave the same text; nil where it was asked for only once.
    public var isStable: Bool?

    public init(prompt: PromptID, answer: Answer, isStable: Bool? = nil) {
        self.prompt = prompt
        self.answer = answer
        self.isStable = isStable
    }
}
