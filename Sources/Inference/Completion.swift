/// One finished completion.
package struct Completion: Sendable, Hashable {
    /// Which child of the request, from 0.
    package var index: Int
    /// The text, without prompt and stop string.
    ///
    /// Hostile until it has been sanitised.
    package var text: String
    /// Tokens generated, the end of text and a stop string's tokens included.
    package var tokenCount: Int
    /// Why it ended.
    package var stop: StopReason
    /// The seed that the server says it used; `nil` where it does not say.
    package var seed: UInt32?
    /// The settings that the server says it used; `nil` where it does not say, which leaves the
    /// decoding unverified.
    package var settings: EchoedSettings?
    /// The tokens with their probabilities, where they were asked for.
    package var tokens: [TokenRecord]?
    /// The ids of all tokens, where they were asked for and told.
    package var tokenIDs: [Int]?
    /// What the server measured, where it says.
    package var timings: Timings?
    /// The model that made it, in the server's words; `nil` where it does not say.
    package var model: String?
    /// Whether `tokenCount` is what the server counted rather than the number of its events.
    package var tokenCountIsExact = true
    /// Whether an answer that is said to have reached the limit is known to have as many tokens as were
    /// asked for, or may have been cut at a limit of the server's own.
    package var lengthIsKnown = true
    /// Whether the server's count of tokens, where it gave one, can be: it may count what it never sent.
    package var countIsBelieved = true
    /// Whether something beside its text bears an empty answer out: a count or a list of its tokens.
    package var emptinessIsTold = true
    /// Tokens at the end whose text is still to be found out.
    var heldBack: HeldBackTokens?

    /// Creates a completion.
    package init(
        index: Int, text: String, tokenCount: Int, stop: StopReason, seed: UInt32? = nil,
        settings: EchoedSettings? = nil, tokens: [TokenRecord]? = nil, timings: Timings? = nil
    ) {
        self.index = index
        self.text = text
        self.tokenCount = tokenCount
        self.stop = stop
        self.seed = seed
        self.settings = settings
        self.tokens = tokens
        self.timings = timings
    }
}

/// Why a completion ended.
package enum StopReason: Sendable, Hashable, Codable {
    /// The model drew its end-of-text token.
    case endOfText
    /// The decoding's `maxTokens` were generated.
    case limit
    /// A stop string was completed; the text given is that string, where the server names it.
    case stopString(String?)
    /// The slot's context was full before anything else ended the text.
    case contextFull
    /// The server ended it for a reason of its own, in its word: a filter took the rest away, or a tool
    /// was called. There is no answer, and asking again gives none.
    case withheld(String)
    /// Its text never came, for the reason given: there is no answer, be the text empty.
    case missing(String)
    /// Something that this version does not know, in the server's word.
    case other(String)
}

/// What the server measured for one completion.
package struct Timings: Sendable, Hashable, Codable {
    /// Prompt tokens that had to be read.
    package var promptTokens: Int?
    /// Prompt tokens found in the cache.
    package var cachedTokens: Int?
    /// Milliseconds for reading the prompt.
    package var promptMilliseconds: Double?
    /// Milliseconds for generating.
    package var generationMilliseconds: Double?

    /// Creates timings; what is not given is unknown.
    package init(
        promptTokens: Int? = nil, cachedTokens: Int? = nil, promptMilliseconds: Double? = nil,
        generationMilliseconds: Double? = nil
    ) {
        self.promptTokens = promptTokens
        self.cachedTokens = cachedTokens
        self.promptMilliseconds = promptMilliseconds
        self.generationMilliseconds = generationMilliseconds
    }
}
