/// How much one completion may hold at most.
///
/// A server may ignore the length that was asked for, or say absurd numbers; what is larger than
/// anything asked for can be is refused as it comes, so that it neither fills the memory nor enters
/// arithmetic.
struct AnswerLimits: Sendable {
    /// The most tokens.
    let tokens: Int
    /// The most bytes of text.
    let bytes: Int
    /// The most alternatives of a token, the token itself among them.
    let alternatives: Int
    /// The most bytes of all tokens and their alternatives.
    let listedBytes: Int

    /// More than any vocabulary's longest token, in bytes.
    private static let bytesPerToken = 4096
    /// No text is longer, however many tokens were asked for.
    private static let longestText = 64 << 20

    /// The limits of each completion of a request.
    init(_ request: CompletionRequest) {
        let asked = request.decoding.maxTokens
        // A server that looks ahead may be a few tokens beyond; without a limit, its context is one.
        tokens = asked < 1 ? Int(Int32.max) : min(asked, Int(Int32.max) - 8) + 8
        // 2³¹ tokens of 4 KiB are 2⁴³ bytes: nothing overflows.
        bytes = min(
            AnswerLimits.longestText, tokens * AnswerLimits.bytesPerToken + 4 << 20)
        alternatives = min(max(0, request.probabilities), ReplyLimits.tokens) + 1
        // 2³¹ tokens of 2²⁰ alternatives of 2⁸ bytes are 2⁵⁹.
        listedBytes = AnswerLimits.longestText + tokens * (alternatives + 1) * 256
    }

    /// Refuses a number of tokens that nobody asked for.
    func check(tokens count: Int) throws(InferenceError) {
        guard count >= 0 else { throw .malformed("\(count) tokens") }
        guard count <= tokens else {
            throw .malformed(
                "\(count) tokens, where at most \(tokens) can be: it ignores the limit")
        }
    }

    /// Whether so many answers together can have this number of tokens.
    func allow(tokens count: Int, inAll answers: Int) -> Bool {
        // What each has at least; there is at least one, so that nothing overflows.
        (0...tokens).contains(count / answers)
    }

    /// Refuses lists of tokens that are longer than any that can be asked for.
    func check(listed bytes: Int) throws(InferenceError) {
        guard bytes <= listedBytes else {
            throw .malformed("lists of tokens of more than \(listedBytes) bytes")
        }
    }

    /// Refuses a text that is longer than its tokens can be.
    func check(bytes count: Int) throws(InferenceError) {
        guard count <= bytes else {
            throw .malformed("an answer of more than \(bytes) bytes: it ignores the limit")
        }
    }
}
