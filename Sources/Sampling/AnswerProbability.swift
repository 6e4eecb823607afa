import Inference
import Platform

/// The exact probability that an answer begins with a given text, from the server's own token
/// probabilities: the figure of (n, p)-discoverable extraction (Hayes et al., arXiv 2410.19482).
///
/// The text counts as one sequence of tokens, the one that the model's tokenizer makes of it. The
/// model could write the same text in other pieces, so this is a lower limit on the probability of
/// the text, in practice a close one.
package struct AnswerProbability: Sendable, Hashable {
    /// The text that was measured, with the blank before it where that is likelier.
    package var text: String
    /// How many tokens it has.
    package var tokenCount: Int
    /// Natural logarithm of the probability; −∞ where the decoding never writes it.
    package var logProbability: Double

    /// Creates a probability.
    package init(text: String, tokenCount: Int, logProbability: Double) {
        self.text = text
        self.tokenCount = tokenCount
        self.logProbability = logProbability
    }

    /// The logarithm to base 10.
    package var log10: Double { logProbability / M_LN10 }

    /// The fewest answers among which it is seen at least once with this chance; infinite where it
    /// is never seen.
    package func draws(chance: Double = 0.5) -> Double {
        // ln(1 − p) without loss where p is tiny; p = 1 gives −∞ and so one draw.
        let logMiss = log1p(-min(1, exp(logProbability)))
        if logMiss == 0 { return -log1p(-chance) * exp(-logProbability) }
        return max(1, (log1p(-chance) / logMiss).rounded(.up))
    }
}

/// Asks a server for the probabilities of given texts after given prompts, under one decoding.
package struct AnswerProbabilities: Sendable {
    private let server: any CompletionServer
    let decoding: Decoding
    let vocabularySize: Int
    /// Tokens to ask for where the decoding changes the model's own distribution; the whole
    /// vocabulary is asked for only where this list does not hold the token.
    private static let shortList = 256
    /// Tokens to ask for where what is not among them can be forced.
    private static let shortestList = 8
    /// Drowns every other token: what is asked for is drawn, and its own probability told.
    private static let certain = 1e4
    private static let patience = TimeLimits(
        firstByte: .seconds(120), inactivity: .seconds(120), answer: .seconds(120))

    /// Prepares questions.
    ///
    /// - Throws: ``InferenceError/unsupported(_:)`` where the server or the decoding gives no exact
    ///   probabilities, with the reason.
    package init(
        server: any CompletionServer, facts: ServerFacts, decoding: Decoding
    ) throws(InferenceError) {
        switch decoding.kind {
        case .greedy:
            throw .unsupported("the greedy decoding gives one answer and no probabilities")
        case .adaptivePerAnswer, .adaptivePerToken:
            throw .unsupported("exact probabilities are not known for an adaptive decoding")
        case .explainFirst:
            throw .unsupported(
                "an answer behind explanations has the mean of its probabilities behind all of them, which "
                    + "nobody can add up")
        case .pure, .serverDefault, .custom: break
        }
        if decoding.grammar != nil {
            throw .unsupported("a grammar is applied after the probabilities that the server tells")
        }
        guard let size = facts.vocabularySize else {
            throw .unsupported("the server does not tell the probabilities of its tokens by id")
        }
        self.server = server
        self.decoding = decoding
        vocabularySize = size
    }

    /// A prompt as the server reads it: what all questions about its answers have in common.
    package struct PromptStart: Sendable, Hashable {
        var tokens: [Int]
        var endsInBlank: Bool
    }

    /// Asks for a prompt's tokens.
    ///
    /// - Parameter prompt: the prompt as it is sent, templates applied.
    package func start(_ prompt: String) async throws(InferenceError) -> PromptStart {
        PromptStart(
            tokens: try await server.promptTokens(of: prompt),
            endsInBlank: prompt.last?.isWhitespace ?? true)
    }

    /// The probability that what follows the prompt begins with the text.
    ///
    /// Where neither prompt nor text has a blank between them, the text with one in front is
    /// measured too, and the likelier of both is given: answers begin with a blank after most
    /// prompts that end in a word.
    /// - Parameter exactly: whether the text is measured as it is alone, without a blank before it.
    /// - Throws: ``InferenceError``; where the text is empty.
    package func probability(
        of text: String, after prompt: PromptStart, exactly: Bool = false
    ) async throws(InferenceError) -> AnswerProbability {
        guard !text.isEmpty else { throw .badRequest("an empty answer has no probability") }
        var best = try await measure(text, after: prompt.tokens)
        if !exactly, !prompt.endsInBlank, text.first?.isWhitespace == false {
            let spaced = try await measure(" " + text, after: prompt.tokens)
            if spaced.logProbability > best.logProbability { best = spaced }
        }
        return best
    }

    private func measure(
        _ text: String, after start: [Int]
    ) async throws(InferenceError) -> AnswerProbability {
        let tokens = try await server.tokenize(text)
        var path = start
        // An answer that is ended before it holds the text never holds it.
        let fits = decoding.maxTokens < 0 || tokens.count <= decoding.maxTokens
        let isCut = decoding.stop.contains { !$0.isEmpty && text.contains($0) }
        var sum = fits && !isCut ? 0.0 : -.infinity
        for token in tokens where sum > -.infinity {
            sum += try await logProbability(of: token, after: path)
            path.append(token)
        }
        return AnswerProbability(text: text, tokenCount: tokens.count, logProbability: sum)
    }

    /// The logarithm of one token's probability after a path of tokens.
    private func logProbability(
        of token: Int, after path: [Int]
    ) async throws(InferenceError) -> Double {
        if decoding.isModelsOwn, let list = try await next(after: path, list: Self.shortestList) {
            if let told = list.first(where: { $0.id == token }) {
                return try checked(told.logProbability)
            }
            if let forced = try await forced(token, after: path, beside: list) {
                return forced.logProbability
            }
        }
        // A token that ends inside a character is not told alone, and a forced one tells nothing
        // about the samplers: look it up among those that could have been drawn.
        for list in [min(Self.shortList, vocabularySize), vocabularySize] {
            for seed in UInt32(1)...16 {
                guard let record = try await record(path, decoding, list: list, seed: seed)
                else { continue }
                let told =
                    record.id == token
                    ? record.logProbability
                    : record.alternatives.first { $0.id == token }?.logProbability
                if let told { return try checked(told) }
                if list == vocabularySize || record.alternatives.count < list { return -.infinity }
                break
            }
        }
        throw .malformed("the server tells no probabilities for the token after \(path.count)")
    }

    /// A token after a path, whatever else could stand there; nil where it ends inside a character,
    /// and where the decoding's probabilities are not the model's own, of which a forced token tells
    /// nothing.
    ///
    /// - Parameter list: what can follow the path, with probabilities after the samplers: a forced
    ///   token's is from before them.
    private func forced(
        _ token: Int, after path: [Int], beside list: [TokenRecord.Alternative]
    ) async throws(InferenceError) -> TokenRecord.Alternative? {
        guard decoding.isModelsOwn else { return nil }
        var forced = decoding
        forced.logitBias = [token: Self.certain]
        guard
            let told = try await record(
                path, forced, list: Self.shortestList, afterSampling: false),
            told.id == token,
            let record = told.afterSamplers(
                temperature: 1,
                known: { id in
                    list.first { $0.id == id }.map { exp($0.logProbability) }
                })
        else { return nil }
        return TokenRecord.Alternative(
            id: token, text: record.text, bytes: record.bytes,
            logProbability: try checked(record.logProbability))
    }

    /// A token after a path with its probability under the decoding, looked up among all tokens where
    /// it cannot be forced; nil where it cannot come, or ends inside a character.
    ///
    /// - Parameter list: what the server lists there, and has not this token.
    func told(
        _ token: Int, after path: [Int], beside list: [TokenRecord.Alternative]
    ) async throws(InferenceError) -> TokenRecord.Alternative? {
        if decoding.isModelsOwn {
            return try await forced(token, after: path, beside: list)
        }
        return try await next(after: path, list: vocabularySize)?.first { $0.id == token }
    }

    /// How the tokenizer writes a text behind a prompt, with a blank before it and without.
    func ways(
        of text: String, after prompt: PromptStart
    ) async throws(InferenceError) -> [[Int]] {
        guard !text.isEmpty else { return [] }
        var ways = [try await server.tokenize(text)]
        if !prompt.endsInBlank, text.first?.isWhitespace == false {
            ways.append(try await server.tokenize(" " + text))
        }
        return ways.filter { !$0.isEmpty }
    }

    /// What the server tells about the next token; nil where it ends inside a character.
    private func record(
        _ path: [Int], _ decoding: Decoding, list: Int, seed: UInt32 = 1,
        afterSampling: Bool = true
    ) async throws(InferenceError) -> TokenRecord? {
        var one = decoding
        one.maxTokens = 1
        one.stop = []
        var request = CompletionRequest(
            prompt: "", decoding: one, seed: seed, probabilities: list, limits: Self.patience)
        request.promptTokens = path
        request.probabilitiesAfterSampling = afterSampling
        let record = try await server.firstCompletion(of: request).tokens?.first
        return record?.merged == true ? nil : record
    }

    // MARK: - Lists

    /// What the probabilities of all tokens that can come first add up to; nil where the server does
    /// not tell.
    package func sum(after start: PromptStart) async throws(InferenceError) -> Double? {
        guard let list = try await next(after: start.tokens, list: vocabularySize),
            list.count >= vocabularySize || !decoding.keepsAllTokens
        else { return nil }
        return list.reduce(0) { $0 + exp($1.logProbability) }
    }

    /// The tokens that can follow a path, as far as so many are listed; nil where the server does not
    /// tell.
    func next(
        after path: [Int], list: Int
    ) async throws(InferenceError) -> [TokenRecord.Alternative]? {
        // A list comes with a token that was drawn, and that with no list where it ends inside a
        // character.
        for seed in UInt32(1)...16 {
            guard
                let record = try await record(
                    path, decoding, list: min(list, vocabularySize), seed: seed)
            else { continue }
            try record.checkList()
            return record.alternatives
        }
        return nil
    }

    /// Whether a token without a text ends an answer.
    func ends(_ token: Int, after path: [Int]) async throws(InferenceError) -> Bool {
        var forced = Decoding.pure(temperature: 1, maxTokens: 2)
        forced.logitBias = [token: Self.certain]
        var request = CompletionRequest(
            prompt: "", decoding: forced, seed: 1, limits: Self.patience)
        request.promptTokens = path
        return try await server.firstCompletion(of: request).stop == .endOfText
    }

    /// A logarithm of a probability as it came, which no server may have above 0.
    private func checked(_ value: Double) throws(InferenceError) -> Double {
        // Sums of 32-bit floats may end a little above 1.
        guard value <= 1e-4, !value.isNaN else {
            throw .malformed("the logarithm of a probability is \(value)")
        }
        return min(value, 0)
    }
}
