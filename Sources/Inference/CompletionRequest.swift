/// One question to a server: `count` completions of one prompt under one decoding.
public struct CompletionRequest: Sendable, Hashable {
    /// The text, sent exactly as it is.
    public var prompt: String
    /// The prompt as token ids, sent in place of the text where it is given.
    ///
    /// Only llama.cpp's own interface takes it; ids are what a text that was begun is continued
    /// from, since its text might be divided into tokens differently.
    public var promptTokens: [Int]?
    /// The conversation, for a server that takes messages; without any, `prompt` is a user's only
    /// message.
    public var messages: [ChatMessage] = []
    /// The rule.
    public var decoding: Decoding
    /// The seed of child 0, below 2³¹; child `i` uses `seed + i`.
    public var seed: UInt32
    /// How many completions, at least 1 and at most ``ServerFacts/largestBlock``.
    public var count: Int
    /// How many alternatives to report for each token; 0 asks for no probabilities at all.
    public var probabilities: Int
    /// Whether the probabilities are those after the whole chain of samplers, not the model's own.
    ///
    /// Only llama.cpp's own interface tells them.
    public var probabilitiesAfterSampling = false
    /// Whether the answer comes token by token, so that it can be followed and given up.
    ///
    /// In one piece it costs llama.cpp a quarter less, and its connection stays open; but it goes on
    /// until the answer's end, whoever has left. Other servers always stream.
    public var isStreamed = true
    /// When to give up.
    public var limits: TimeLimits

    /// Creates a request.
    public init(
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
}

/// When to give up on a request.
public struct TimeLimits: Sendable, Hashable {
    /// For the connection to be made.
    public var connect: Duration
    /// For the first byte.
    ///
    /// None by default: a request that waits for a free slot gets no byte, not even headers,
    /// however long that takes.
    public var firstByte: Duration?
    /// Between two events once the first has come; keep-alive comments do not count as events.
    public var inactivity: Duration?
    /// From the first byte on, for all that is to come.
    ///
    /// The time that a request waits for a free slot says nothing about its answer.
    public var answer: Duration?
    /// For the whole request.
    public var total: Duration?

    /// Creates limits; the defaults suit a busy server.
    public init(
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
