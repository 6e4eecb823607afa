import Platform
import Synchronization

/// Adaptive temperature per token over a server that knows nothing of it: cut and continue.
///
/// An answer is sampled to its end with the top token's probability at each step. Let m(i) be the
/// mean of the first i of these probabilities, under the model itself, before temperature. At the
/// first i with m(i) above the confidence the answer is cut behind its i-th token, and the rest is
/// asked for again at temperature 0, from the very tokens that were kept. That is the same text as
/// if the server had switched to greedy there, so draws stay independent and reproducible by their
/// seeds. (On a real model that works on several requests at once the greedy rest is as stable as
/// any greedy answer is.)
///
/// What it costs: each answer that is cut needs a second request, whose prompt is in the server's
/// cache but for the last tokens; the tokens sampled behind the cut are thrown away; and stop
/// strings are applied here, so that each answer is first generated to its end of text or its limit.
/// At worst that is twice the tokens of plain sampling. Probabilities are asked for in any case.
///
/// A character that takes several tokens counts as one step, with the probability of its last
/// token: servers do not tell the others'. Where its tokens cannot be found again, the draw fails
/// and at last is lost rather than continued from other ones.
package struct AdaptivePerTokenServer: CompletionServer {
    private let base: any CompletionServer
    private let prompts = KnownPrompts()

    /// The tokens of prompts, each asked for once.
    private final class KnownPrompts: Sendable {
        let tokens = Mutex<[String: [Int]]>([:])
    }

    /// A server that gives token ids with probabilities and takes them as a prompt.
    package init(_ base: any CompletionServer) {
        self.base = base
    }

    package var address: String { base.address }

    package func facts() async throws(InferenceError) -> ServerFacts { try await base.facts() }

    package func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {
        try await base.waitUntilReady(timeout: timeout, progress: progress)
    }

    package func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer? {
        try await base.modelAnswer(patience: patience)
    }

    package func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String {
        try await base.render(messages)
    }

    package func tokenize(_ text: String) async throws(InferenceError) -> [Int] {
        try await base.tokenize(text)
    }

    package func promptTokens(of prompt: String) async throws(InferenceError) -> [Int] {
        try await base.promptTokens(of: prompt)
    }

    /// Completions of one prompt; other decodings than this one pass through unchanged.
    package func complete(
        _ request: CompletionRequest
    ) -> AsyncThrowingStream<Completion, any Error> {
        guard case .adaptivePerToken(let confidence) = request.decoding.kind else {
            return base.complete(request)
        }
        guard request.decoding.grammar == nil else {
            return AsyncThrowingStream(
                failingWith: .unsupported("a text cannot be continued in the middle of a grammar"))
        }
        var sampled = request
        sampled.decoding.kind = .custom
        sampled.decoding.stop = []
        sampled.probabilities = max(1, request.probabilities)
        let first = sampled
        return AsyncThrowingStream { output in
            let task = Task {
                do {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for try await completion in base.complete(first) {
                            group.addTask {
                                let finished = try await finish(
                                    completion, request, confidence: confidence)
                                if let finished { output.yield(finished) }
                            }
                        }
                        try await group.waitForAll()
                    }
                    output.finish()
                } catch {
                    output.finish(throwing: error)
                }
            }
            output.onTermination = { _ in task.cancel() }
        }
    }

    // MARK: - Cut and continue

    /// The answer that a sampled one becomes; nil where the task was cancelled meanwhile.
    private func finish(
        _ sampled: Completion, _ request: CompletionRequest, confidence: Double
    ) async throws -> Completion? {
        guard let tokens = sampled.tokens else {
            throw InferenceError.unsupported("it gives no probabilities of tokens")
        }
        let kept = cut(tokens, request.decoding.stop, confidence: confidence)
        var whole = sampled
        whole.tokens = Array(tokens.prefix(kept))
        if kept < tokens.count { whole.tokenCount = kept }
        if kept < tokens.count, stop(in: text(of: tokens.prefix(kept)), request) == nil {
            let ids = try await ids(of: tokens, count: kept, of: sampled.tokenCount)
            guard let rest = try await continuation(of: request, ids, sampled.index) else {
                return nil
            }
            whole.text = String(decoding: text(of: tokens.prefix(kept)), as: UTF8.self) + rest.text
            whole.tokenCount = ids.count + rest.tokenCount
            whole.stop = rest.stop
            whole.tokens = tokens.prefix(kept) + (rest.tokens ?? [])
        }
        if let (word, end) = stop(in: Array(whole.text.utf8), request) {
            whole.text = String(decoding: whole.text.utf8.prefix(end), as: UTF8.self)
            whole.stop = .stopString(word)
        }
        // They were applied here, whatever the server was told.
        if whole.settings?.stop != nil { whole.settings?.stop = request.decoding.stop }
        if request.probabilities == 0 { whole.tokens = nil }
        return whole
    }

    /// How many tokens are kept: up to the first confident step, or to a stop string before it.
    private func cut(
        _ tokens: [TokenRecord], _ stopStrings: [String], confidence: Double
    ) -> Int {
        var sum = 0.0
        var bytes: [UInt8] = []
        for (position, token) in tokens.enumerated() {
            sum += exp(token.alternatives.first?.logProbability ?? token.logProbability)
            bytes += token.utf8
            let steps = position + 1
            if sum / Double(steps) > confidence { return steps }
            if stopStrings.contains(where: { bytes.firstIndex(of: Array($0.utf8)) != nil }) {
                return steps
            }
        }
        return tokens.count
    }

    private func continuation(
        of request: CompletionRequest, _ ids: [Int], _ index: Int
    ) async throws -> Completion? {
        var rest = request
        rest.decoding.kind = .custom
        rest.decoding.temperature = 0
        rest.decoding.stop = []
        if rest.decoding.maxTokens > 0 { rest.decoding.maxTokens -= ids.count }
        rest.promptTokens = try await tokens(of: request.prompt) + ids
        rest.seed += UInt32(index)
        rest.count = 1
        for try await completion in base.complete(rest) {
            let mismatches = completion.settings.map(rest.decoding.mismatches(with:)) ?? []
            guard mismatches.isEmpty else { throw InferenceError.settingsMismatch(mismatches) }
            return completion
        }
        if Task.isCancelled { return nil }
        throw InferenceError.streamEndedEarly(received: 0, of: 1)
    }

    private func tokens(of prompt: String) async throws(InferenceError) -> [Int] {
        if let known = prompts.tokens.withLock({ $0[prompt] }) { return known }
        let tokens = try await base.promptTokens(of: prompt)
        prompts.tokens.withLock { $0[prompt] = tokens }
        return tokens
    }

    /// The ids of the first `count` tokens; all of them are counted, to be sure of those.
    private func ids(
        of tokens: [TokenRecord], count: Int, of total: Int
    ) async throws(InferenceError) -> [Int] {
        var ids: [Int] = []
        var generated = 0
        for (position, token) in tokens.enumerated() {
            let own: [Int]
            if token.merged {
                own = try await base.tokenize(token.text)
            } else if let id = token.id {
                own = [id]
            } else {
                throw .unsupported("it does not tell the ids of tokens")
            }
            generated += own.count
            if position < count { ids += own }
        }
        guard generated == total else {
            throw .malformed("\(generated) of \(total) tokens of an answer could be told")
        }
        return ids
    }

    // MARK: - Text

    private func text(of tokens: some Sequence<TokenRecord>) -> [UInt8] {
        tokens.flatMap(\.utf8)
    }

    /// The first stop string in a text and where it begins.
    private func stop(
        in text: [UInt8], _ request: CompletionRequest
    ) -> (word: String, position: Int)? {
        let found = request.decoding.stop.compactMap { word in
            text.firstIndex(of: Array(word.utf8)).map { (word: word, position: $0) }
        }
        return found.min { $0.position < $1.position }
    }
}

extension TokenRecord {
    /// The bytes that it adds to the text.
    fileprivate var utf8: [UInt8] { bytes ?? Array(text.utf8) }
}

extension [UInt8] {
    /// Where another array occurs first.
    fileprivate func firstIndex(of other: [UInt8]) -> Int? {
        guard count >= other.count, !other.isEmpty else { return nil }
        return (0...count - other.count).first { self[$0...].starts(with: other) }
    }
}
