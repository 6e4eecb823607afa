import Evidence
import Files
import Inference
import Journal
import Prompts
import Synchronization

/// What servers answer, as draws and greedy answers.
extension RequestRunner {
    func runDraws(
        _ block: Block, _ indexes: Range<Int>, _ request: CompletionRequest
    ) async throws {
        var unproven: [Completion] = []
        var received: Set<Int> = []
        var texts: [Int: Int] = [:]
        var (isDoubtful, isAlone) = (false, false)
        for try await completion in servers[block.server].complete(request) {
            guard indexes.indices.contains(indexes.lowerBound + completion.index),
                received.insert(completion.index).inserted
            else {
                throw InferenceError.malformed("completion \(completion.index) came unasked")
            }
            try check(completion, request, block)
            shared.refusals.withLock { $0[block.server] = nil }
            shared.answered.withLock { _ = $0.insert(block.prompt) }
            if request.count > 1 { texts[completion.index] = ExactText(completion.text).hashValue }
            if let reason = Self.reasonOfLoss(completion.stop) {
                let index = indexes.lowerBound + completion.index
                inbox.post(.lost(block, index: index, reason: reason, text: completion.text))
                continue
            }
            if !completion.emptinessIsTold {
                if request.count == 1 {
                    inbox.post(.caution(RunPlan.emptyWarning))
                } else if shared.repeatable.withLock({ $0.contains(block.server) }) {
                    // Alone its tokens are counted, and the same seed gives the same answer.
                    isDoubtful = true
                    continue
                } else {
                    isAlone = true
                    let reason = "no text came, and its tokens were not counted by themselves"
                    let index = indexes.lowerBound + completion.index
                    inbox.post(.lost(block, index: index, reason: reason, text: nil))
                    continue
                }
            }
            if request.count > 1, completion.seed == nil,
                !shared.distinct.withLock({ $0.contains(block.server) })
            {
                unproven.append(completion)
            } else {
                await report(completion, block, request)
            }
        }
        if Task.isCancelled { return }
        try await accept(unproven, block, request)
        if Task.isCancelled { return }
        if request.count > 1, texts.count == request.count {
            shared.givesBlocks.withLock { _ = $0.insert(block.server) }
            inbox.post(.answers(block, (0..<request.count).map { texts[$0, default: 0] }))
        }
        guard received.count < request.count else {
            let ending: Ending = isDoubtful ? .failed(.answer) : isAlone ? .alone : .complete
            let reason =
                "answers without a text are asked for alone, where their tokens are counted"
            inbox.post(.ended(block, ending, reason: ending == .complete ? "" : reason))
            return
        }
        fail(block, .complete, "the stream ended without it")
    }

    func runGreedy(_ block: Block, _ request: CompletionRequest) async throws {
        for try await completion in servers[block.server].complete(request) {
            try check(completion, request, block)
            if let reason = Self.reasonOfLoss(completion.stop) {
                // The same again however often it is asked.
                inbox.post(
                    .ended(
                        block, .tooSlow,
                        reason: reason == FinishReason.contextLoss
                            ? "it does not fit into the context" : reason))
                return
            }
            let answer = try answer(of: completion, to: request)
            let scores =
                isCutInThought(answer)
                ? plan.scorers.map { _ in nil }
                : await scores.scores(of: answer.text, prompt: block.prompt)
            let prompt = plan.prompts[block.prompt].id
            inbox.post(.greedy(block, GreedyAnswer(prompt: prompt, answer: answer), scores: scores))
            return
        }
        if Task.isCancelled { return }
        throw InferenceError.streamEndedEarly(received: 0, of: 1)
    }

    func report(
        _ completion: Completion, _ block: Block, _ request: CompletionRequest
    ) async {
        guard case .draws(let indexes) = block.work,
            let answer = try? answer(of: completion, to: request)
        else { return }
        let prompt = plan.prompts[block.prompt].id
        let index = indexes.lowerBound + completion.index
        if isCutInThought(answer) {
            inbox.post(
                .lost(block, index: index, reason: Draw.thoughtReason, text: answer.text))
            return
        }
        let scores = await scores.scores(of: answer.text, prompt: block.prompt)
        let draw = Draw(
            prompt: prompt, index: index, seed: seeds.seed(of: prompt, index: index),
            outcome: .completed(answer), attempts: block.attempt,
            server: servers[block.server].address)
        inbox.post(
            .drawn(block: block.id, prompt: block.prompt, JournalDraw(draw: draw, scores: scores)))
    }

    /// Whether a text ends within its thoughts, or is cut right behind them: its answer never came.
    func isCutInThought(_ answer: Answer) -> Bool {
        plan.finder?.find(in: answer.text, isCut: answer.stop == .limit) == .cutInThought
    }

    func answer(
        of completion: Completion, to request: CompletionRequest
    ) throws(InferenceError) -> Answer {
        let tokens = (completion.tokens ?? []).map { token in
            Answer.Token(
                text: token.text, id: token.id, bytes: token.bytes,
                logProbability: token.logProbability,
                alternatives: token.alternatives.map {
                    Answer.Alternative(
                        text: $0.text, id: $0.id, bytes: $0.bytes,
                        logProbability: $0.logProbability)
                })
        }
        return Answer(
            text: request.beginsThought ? "<think>\n" + completion.text : completion.text,
            stop: try stop(of: completion),
            // An estimate is no count; it is good enough to end a run at a number of tokens.
            tokenCount: completion.tokenCountIsExact || plan.countsTokens
                ? completion.tokenCount : 0,
            tokens: tokens)
    }

    /// Why a completion with such an end is no draw; nil where it is one.
    static func reasonOfLoss(_ stop: StopReason) -> String? {
        switch stop {
        case .contextFull: FinishReason.context.reasonOfLoss
        case .withheld(let word): FinishReason.withheld(word).reasonOfLoss
        case .missing(let reason): PromptError.printable(reason, limit: 120)
        case .endOfText, .limit, .stopString, .other: nil
        }
    }

    func stop(of completion: Completion) throws(InferenceError) -> Answer.Stop {
        switch completion.stop {
        case .endOfText: .endOfText
        case .limit: .limit
        case .stopString(let text): .stopString(text ?? "")
        case .contextFull: .contextFull
        case .missing(let reason): throw .malformed(reason)
        case .withheld(let word), .other(let word):
            throw .malformed("unknown reason for the end: \(word)")
        }
    }
}
