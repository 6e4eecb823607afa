/// One question to a server: `count` completions of one prompt under one decoding.
package struct CompletionRequest: Sendable, Hashable {
    /// The text, sent exactly as it is.
    package var prompt: String
    /// The prompt as token ids, sent in place of the text where it is given.
    ///
    /// Only llama.cpp's own interface takes it; ids are what a text that was begun is continued
    /// from, since its text might be divided into tokens differently.
    package var promptTokens: [Int]?
    /// The conversation, for a server that takes messages; without any, `prompt` is a user's only
    /// message.
    package var messages: [ChatMessage] = []
    /// The rule.
    package var decoding: Decoding
    /// The seed of child 0, below 2³¹; child `i` uses `seed + i`.
    package var seed: UInt32
    /// How many completions, at least 1 and at most ``ServerFacts/largestBlock``.
    package var count: Int
    /// How many alternatives to report for each token; 0 asks for no probabilities at all.
    package var probabilities: Int
    /// Whether the probabilities are those after the whole chain of samplers, not the model's own.
    ///
    /// Only llama.cpp's own interface tells them.
    package var probabilitiesAfterSampling = false
    /// Whether the answer comes token by token, so that it can be followed and given up.
    ///
    /// In one piece it costs llama.cpp a quarter less, and its connection stays open; but it goes on
    /// until the answer's end, whoever has left. Other servers always stream.
    package var isStreamed = true
    /// Whether every token's id is told, those included of which the server tells nothing else.
    ///
    /// Only llama.cpp's own interface does, of an answer in one piece.
    package var tellsTokens = false
    /// Whether what the server has computed for the beginning of the prompt may be used again.
    ///
    /// It was computed amid other requests, of which it keeps a trace: probabilities differ by some
    /// hundredths, in small models by a fifth.
    package var usesCache = true
    /// When to give up.
    package var limits: TimeLimits

    /// Creates a request.
    package init(
        prompt: String, decoding: Decoding, seed: UInt32, count: Int = 1, probabilities: Int = 0,
        limits: TimeLimits = TimeLimits()
    ) {
        self.prompt = prompt
        self.decoding = decoding
        self.seed = seed
        self.count = count
        self.probabilities = probabilities
        self.limits = limits
    }

    /// A seed for a question whose answer does not depend on it, another one each time.
    ///
    /// A cache gives the same question the answer that it gave before, and a router may send it to the
    /// same server: neither would show that another model is there.
    package static var seedOfAQuestion: UInt32 { .random(in: 0..<1 << 31) }
}

/// When to give up on a request.
package struct TimeLimits: Sendable, Hashable {
    /// For the connection to be made.
    package var connect: Duration
    /// For the first byte.
    ///
    /// None by default: a request that waits for a free slot gets no byte, not even headers,
    /// however long that takes.
    package var firstByte: Duration?
    /// Between two events once the first has come; keep-alive comments do not count as events.
    package var inactivity: Duration?
    /// From the first byte on, for all that is to come.
    ///
    /// The time that a request waits for a free slot says nothing about its answer.
    package var answer: Duration?
    /// For the whole request.
    package var total: Duration?

    /// Creates limits; the defaults suit a busy server.
    package init(
        connect: Duration = .seconds(10), firstByte: Duration? = nil,
        inactivity: Duration? = .seconds(120), answer: Duration? = nil, total: Duration? = nil
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.inactivity = inactivity
        self.answer = answer
        self.total = total
    }
}
