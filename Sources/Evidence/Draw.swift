import Prompts

/// One completion of one prompt under one decoding: the independent, identically distributed unit
/// of all statistics.
package struct Draw: Sendable, Hashable {
    package var prompt: PromptID
    /// The launch number within the prompt, from 0.
    ///
    /// Evidence advances in this order.
    package var index: Int
    /// The sampler's seed, 31 bits, unique within the prompt.
    package var seed: UInt32
    package var outcome: Outcome
    /// How often the draw was started; retries use the same seed, so they cannot select.
    package var attempts: Int
    /// The address of the server that made it, without any secret; nil where it is not known.
    package var server: String?
    /// What a lost draw had said, where that is known: a thought without an answer, the part before a
    /// cut; no limit knows of it.
    package var lostText: String?
    /// From where it was launched; nil for a plain draw.
    package var launch: Launch?
    /// The probability that its answer took out of the rest; 0 where it had been absorbed before,
    /// nil for a plain draw and where nothing of it was absorbed.
    package var absorbed: Double?

    package init(
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
    package enum Outcome: Sendable, Hashable {
        case completed(Answer)
        /// There is no complete text, for this reason. Counted, never silently dropped.
        case lost(reason: String)
    }

    /// Why a draw is lost that ends inside its thoughts: its answer never came.
    package static let thoughtReason = "thinking"

    /// The complete answer, where there is one.
    package var answer: Answer? {
        guard case .completed(let answer) = outcome else { return nil }
        return answer
    }
}

/// The completion at temperature 0: a point, not a draw.
package struct GreedyAnswer: Sendable, Hashable {
    package var prompt: PromptID
    package var answer: Answer
    /// Whether a second request gave the same text; nil where it was asked for only once.
    package var isStable: Bool?

    package init(prompt: PromptID, answer: Answer, isStable: Bool? = nil) {
        self.prompt = prompt
        self.answer = answer
        self.isStable = isStable
    }
}
