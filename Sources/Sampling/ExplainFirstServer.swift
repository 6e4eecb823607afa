import Inference
import Prompts

/// An explanation first, then the answer given the explanation, over a server that knows nothing of it
/// (Cycles of Thought: Becker & Soatto 2024, arXiv 2406.03441; the two cues are those of Kojima and others
/// 2022).
///
/// The explanation is sampled behind the prompt and an opening cue, up to its end or its greatest length;
/// the answer behind all of that and a closing cue. Both come as one completion: the explanation as its
/// thoughts, so that scorers and groups look at the answer alone. A draw is lost as a whole, and asked for
/// again as a whole with the same seeds.
///
/// The answer has a seed of its own, in the upper half of the numbers, which no draw's seed is in: with the
/// explanation's again its first tokens would be chosen by the very numbers that chose the explanation's.
struct ExplainFirstServer: CompletionServer {
    private let base: any CompletionServer

    static let opening = "Let's think step by step."
    static let closing = "\nSo the answer is:"

    init(_ base: any CompletionServer) {
        self.base = base
    }

    var address: String { base.address }
    var takesMessages: Bool { base.takesMessages }

    func facts() async throws(InferenceError) -> ServerFacts { try await base.facts() }

    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {
        try await base.waitUntilReady(timeout: timeout, progress: progress)
    }

    func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer? {
        try await base.modelAnswer(patience: patience)
    }

    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String {
        try await base.render(messages)
    }

    func tokenize(_ text: String) async throws(InferenceError) -> [Int] {
        try await base.tokenize(text)
    }

    func promptTokens(of prompt: String) async throws(InferenceError) -> [Int] {
        try await base.promptTokens(of: prompt)
    }

    /// Completions of one prompt; other decodings than this one pass through unchanged.
    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error> {
        guard case .explainFirst(let tokens) = request.decoding.kind else {
            return base.complete(request)
        }
        guard !takesMessages, request.messages.isEmpty, request.promptTokens == nil else {
            return AsyncThrowingStream { output in
                output.finish(
                    throwing: InferenceError.unsupported(
                        "a server of conversations cannot go on with an answer that was begun"))
            }
        }
        var explained = request
        explained.decoding.kind = .custom
        explained.decoding.maxTokens = tokens
        explained.decoding.stop = []
        explained.prompt = Self.opened(request.prompt)
        let first = explained
        return AsyncThrowingStream { output in
            let task = Task {
                // What one draw fails of takes nothing from the others of its request.
                let fault = await withTaskGroup(of: (any Error)?.self) { group in
                    var fault: (any Error)?
                    do {
                        for try await explanation in base.complete(first) {
                            group.addTask {
                                do {
                                    let whole = try await finish(explanation, first, request)
                                    if let whole { output.yield(whole) }
                                    return nil
                                } catch {
                                    return error
                                }
                            }
                        }
                    } catch {
                        fault = error
                    }
                    for await other in group { fault = fault ?? other }
                    return fault
                }
                output.finish(throwing: fault)
            }
            output.onTermination = { _ in task.cancel() }
        }
    }

    /// A prompt with the opening cue behind it.
    private static func opened(_ prompt: String) -> String {
        prompt + (prompt.last?.isWhitespace == false ? " " : "") + opening
    }

    /// The draw that an explanation becomes; nil where the task was cancelled meanwhile.
    private func finish(
        _ explanation: Completion, _ explained: CompletionRequest, _ request: CompletionRequest
    ) async throws -> Completion? {
        let mismatches = explanation.settings.map(explained.decoding.mismatches(with:)) ?? []
        guard mismatches.isEmpty else { throw InferenceError.settingsMismatch(mismatches) }
        if RequestRunner.reasonOfLoss(explanation.stop) != nil { return explanation }
        var lost = explanation
        guard Thoughts.end(of: explanation.text) == .none else {
            // Where its thoughts end could not be told from the mark that we set.
            lost.stop = .withheld("a mark of thoughts within its explanation")
            return lost
        }
        let seed = (request.seed &+ UInt32(explanation.index)) | 1 << 31
        guard seed != .max else {
            // llama.cpp takes it for any seed.
            lost.stop = .withheld("no seed for its answer")
            return lost
        }
        var asked = request
        asked.decoding.kind = .custom
        asked.prompt = explained.prompt + explanation.text + Self.closing
        asked.seed = seed
        asked.count = 1
        for try await answer in base.complete(asked) {
            if let echoed = answer.seed, echoed != seed {
                throw InferenceError.settingsMismatch([
                    SettingMismatch(field: "seed", asked: "\(seed)", echoed: "\(echoed)")
                ])
            }
            return joined(explanation, answer)
        }
        if Task.isCancelled { return nil }
        throw InferenceError.streamEndedEarly(received: 0, of: 1)
    }

    private func joined(_ explanation: Completion, _ answer: Completion) -> Completion {
        var whole = answer
        (whole.index, whole.seed) = (explanation.index, explanation.seed)
        whole.text = "<think>" + explanation.text + "</think>" + answer.text
        whole.tokenCount = explanation.tokenCount + answer.tokenCount
        whole.tokenCountIsExact = explanation.tokenCountIsExact && answer.tokenCountIsExact
        whole.countIsBelieved = explanation.countIsBelieved && answer.countIsBelieved
        whole.tokenIDs = nil
        if let first = explanation.tokens, let second = answer.tokens {
            // The marks are certain, and count as tokens, so that the others' places are those in the text.
            let marks = ["<think>", "</think>"].map {
                TokenRecord(id: nil, text: $0, logProbability: 0)
            }
            whole.tokens = [marks[0]] + first + [marks[1]] + second
            whole.tokenCount += marks.count
        }
        return whole
    }
}
