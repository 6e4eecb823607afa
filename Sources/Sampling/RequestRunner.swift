import Evidence
import Files
import Inference
import Journal
import Prompts
import Synchronization

/// Carries out one block: asks the server, checks what comes, scores it and reports it.
///
/// Everything here may run many times at once; what it shares is behind locks.
struct RequestRunner: Sendable {
    let plan: SamplingPlan
    let servers: [any CompletionServer]
    let seeds: SeedAllocation
    let scores: ScoreBook
    let inbox: Inbox<Report>
    let shared = Shared()

    init(
        plan: SamplingPlan, servers: [any CompletionServer], scores: ScoreBook,
        inbox: Inbox<Report>, seedRule: Int?
    ) {
        self.plan = plan
        self.servers = servers
        self.scores = scores
        self.inbox = inbox
        seeds = plan.seeds(rule: seedRule)
    }

    final class Shared: Sendable {
        /// The settings last found to be what was asked, without their seed.
        let verified = Mutex<[Decoding: EchoedSettings]>([:])
        /// Whether the loop was told about settings that were echoed, and about some that were not.
        let reportedSettings = Mutex<Set<Bool>>([])
        /// Prompts rendered by the server's chat template.
        let rendered = Mutex<[Int: String]>([:])
        /// The model that each server named with its first answer.
        let models = Mutex<[Int: String]>([:])
        /// Servers that were asked whether they heed seeds.
        let askedForSeeds = Mutex<Set<Int>>([])
        /// Servers that have answered llama.cpp's way to nothing but questions, and how often in a row.
        let refusals = Mutex<[Int: Int]>([:])
        /// The tokens of prompts, by their positions.
        let promptTokens = Mutex<[Int: [Int]]>([:])
        /// Whether a token without a text ends the answer.
        let ends = Mutex<[Int: Bool]>([:])
        /// Servers that have given different texts for the draws of one request.
        let distinct = Mutex<Set<Int>>([])
    }

    /// Asks a server whether it is there and what it holds.
    func probe(_ server: Int) async {
        do {
            let facts = try await servers[server].facts()
            await askForSeeds(server, facts)
            inbox.post(
                .probed(
                    server: server, facts: facts, answer: try await modelProbe(server, facts)))
        } catch {
            if case .anotherModel = error {
                inbox.post(.unfit(server: server, reason: error.description))
            } else {
                inbox.post(.probeFailed(server: server, error))
            }
        }
    }

    /// Makes sure once that a server which does not say which seeds it used heeds them.
    private func askForSeeds(_ server: Int, _ facts: ServerFacts) async {
        guard !facts.echoesSettings, plan.asksForSeeds,
            shared.askedForSeeds.withLock({ $0.insert(server).inserted }),
            await servers[server].ignoresSeeds(
                patience: min(plan.limits.firstByte, plan.limits.inactivity)) == true
        else { return }
        inbox.post(
            .copies(
                "\(servers[server].address) gives one answer to four seeds: it, or a cache before it, "
                    + "ignores them, and draws are copies of each other"))
    }

    /// The server's answer to the fixed question; nil where it gives none now.
    ///
    /// - Throws: where it is another model's, or two different ones come from one address.
    private func modelProbe(
        _ server: Int, _ facts: ServerFacts
    ) async throws(InferenceError) -> ModelProbe? {
        // A broken connection says little; neither does a busy server, which draws will tell of.
        for _ in 1...3 {
            do throws(InferenceError) {
                return try await servers[server].steadyAnswer(
                    facts, patience: min(plan.limits.firstByte, plan.limits.inactivity)
                ).map { ModelProbe($0) }
            } catch {
                switch error {
                case .anotherModel, .cancelled: throw error
                case .connectionLost, .streamEndedEarly, .malformed: continue
                default: return nil
                }
            }
        }
        return nil
    }

    /// Runs a block to its end and reports everything, whatever happens, unless it is cancelled.
    func run(_ block: Block) async {
        do {
            let request = try await request(for: block)
            switch block.work {
            case .draws(let indexes):
                try await runDraws(block, indexes, request)
            case .greedy:
                try await runGreedy(block, request)
            }
        } catch let error as InferenceError {
            report(error, of: block)
        } catch {
            inbox.post(.ended(block, .failed, reason: "\(error)"))
        }
    }

    /// Reports draws that need no server, since each of them is the greedy answer.
    func repeatGreedy(_ answer: Answer, scores: [Double?], _ block: Block) {
        guard case .draws(let indexes) = block.work else { return }
        let prompt = plan.prompts.prompts[block.prompt].id
        for index in indexes {
            let draw = Draw(
                prompt: prompt, index: index, seed: seeds.seed(of: prompt, index: index),
                outcome: .completed(answer), attempts: block.attempt)
            inbox.post(
                .drawn(
                    block: block.id, prompt: block.prompt, JournalDraw(draw: draw, scores: scores)))
        }
        inbox.post(.ended(block, .complete, reason: ""))
    }

    // MARK: - Requests

    func request(for block: Block) async throws(InferenceError) -> CompletionRequest {
        let prompt = plan.prompts.prompts[block.prompt]
        let server = servers[block.server]
        var request = try await request(for: block, prompt, server)
        if plan.template == .chat, server.takesMessages {
            request.messages = Template.messages(of: prompt).map {
                ChatMessage(role: $0.role, content: $0.content)
            }
        }
        return request
    }

    private func request(
        for block: Block, _ prompt: Prompt, _ server: any CompletionServer
    ) async throws(InferenceError) -> CompletionRequest {
        let text = try await text(of: prompt, at: block.prompt, server: server)
        // A busy server may need longer, but a request that it forgot must be sent again.
        let limits = TimeLimits(
            firstByte: plan.limits.firstByte * (1 << min(block.delays, Block.mostDelays)),
            inactivity: inactivity(block), answer: plan.limits.drawTime)
        switch block.work {
        case .draws(let indexes):
            return CompletionRequest(
                prompt: text, decoding: plan.decoding.forDraws,
                seed: seeds.seed(of: prompt.id, index: indexes.lowerBound),
                count: indexes.count, probabilities: plan.probabilities, limits: limits)
        case .greedy:
            let needed = plan.decoding.confidence == nil ? 0 : 1
            return CompletionRequest(
                prompt: text, decoding: plan.decoding.greedyCounterpart,
                seed: seeds.seed(of: prompt.id, index: 0), count: 1,
                probabilities: max(plan.probabilities, needed), limits: limits)
        }
    }

    /// How long a stream may be silent.
    ///
    /// Where others could make its draws, a server is not waited for as long at the first attempt.
    private func inactivity(_ block: Block) -> Duration {
        guard servers.count > 1 else { return plan.limits.inactivity }
        let short = plan.limits.shortInactivity * (1 << min(block.attempt - 1, 8))
        return min(plan.limits.inactivity, short)
    }

    private func text(
        of prompt: Prompt, at position: Int, server: any CompletionServer
    ) async throws(InferenceError) -> String {
        if let text = plan.template.apply(to: prompt) { return text }
        if server.takesMessages { return prompt.text }
        if let known = shared.rendered.withLock({ $0[position] }) { return known }
        let text = try await plan.template.text(of: prompt, on: server)
        shared.rendered.withLock { $0[position] = text }
        return text
    }

    // MARK: - Answers

    private func runDraws(
        _ block: Block, _ indexes: Range<Int>, _ request: CompletionRequest
    ) async throws {
        var unproven: [Completion] = []
        var received: Set<Int> = []
        var texts: [Int: Int] = [:]
        for try await completion in servers[block.server].complete(request) {
            guard indexes.indices.contains(indexes.lowerBound + completion.index),
                received.insert(completion.index).inserted
            else {
                throw InferenceError.malformed("completion \(completion.index) came unasked")
            }
            try check(completion, request, block)
            shared.refusals.withLock { $0[block.server] = nil }
            if request.count > 1 { texts[completion.index] = ExactText(completion.text).hashValue }
            if completion.stop == .contextFull {
                // Longer answers are cut and shorter ones are not: no draw of what was asked for.
                inbox.post(
                    .lost(
                        block, index: indexes.lowerBound + completion.index,
                        reason: Self.contextReason))
                continue
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
            inbox.post(.answers(block, (0..<request.count).map { texts[$0, default: 0] }))
        }
        inbox.post(.ended(block, .complete, reason: "the stream ended without it"))
    }

    private func runGreedy(_ block: Block, _ request: CompletionRequest) async throws {
        for try await completion in servers[block.server].complete(request) {
            try check(completion, request, block)
            if completion.stop == .contextFull {
                // The same again however often it is asked.
                inbox.post(.ended(block, .tooSlow, reason: "it does not fit into the context"))
                return
            }
            let answer = try answer(of: completion, to: request)
            let isCut = plan.finder?.find(in: answer.text) == .cutInThought
            let scores =
                isCut
                ? plan.scorers.map { _ in nil }
                : await scores.scores(of: answer.text, prompt: block.prompt)
            let prompt = plan.prompts.prompts[block.prompt].id
            inbox.post(.greedy(block, GreedyAnswer(prompt: prompt, answer: answer), scores: scores))
            return
        }
        if Task.isCancelled { return }
        throw InferenceError.streamEndedEarly(received: 0, of: 1)
    }

    private func report(
        _ completion: Completion, _ block: Block, _ request: CompletionRequest
    ) async {
        guard case .draws(let indexes) = block.work,
            let answer = try? answer(of: completion, to: request)
        else { return }
        let prompt = plan.prompts.prompts[block.prompt].id
        let index = indexes.lowerBound + completion.index
        if plan.finder?.find(in: answer.text) == .cutInThought {
            inbox.post(.lost(block, index: index, reason: Self.thoughtReason))
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

    private func answer(
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
            text: request.beginsThought(plan.template)
                ? "<think>\n" + completion.text : completion.text,
            stop: try stop(of: completion),
            // An estimate is no count; it is good enough to end a run at a number of tokens.
            tokenCount: completion.tokenCountIsExact || plan.countsTokens
                ? completion.tokenCount : 0,
            tokens: tokens)
    }

    func stop(of completion: Completion) throws(InferenceError) -> Answer.Stop {
        switch completion.stop {
        case .endOfText: .endOfText
        case .limit: .limit
        case .stopString(let text): .stopString(text ?? "")
        case .contextFull: .contextFull
        case .other(let word): throw .malformed("unknown reason for the end: \(word)")
        }
    }

    // MARK: - Checks

    /// Makes sure that a completion is what was asked for: its seed, its settings, its end.
    func check(
        _ completion: Completion, _ request: CompletionRequest, _ block: Block
    ) throws(InferenceError) {
        if let seed = completion.seed, seed != request.seed &+ UInt32(completion.index) {
            if completion.index > 0, seed == request.seed {
                throw .blocksUnsupported(reason: "all draws of a request get the same seed")
            }
            throw .settingsMismatch([
                SettingMismatch(
                    field: "seed", asked: "\(request.seed &+ UInt32(completion.index))",
                    echoed: "\(seed)")
            ])
        }
        _ = try stop(of: completion)
        try checkModel(completion, block)
        guard var settings = completion.settings else {
            reportSettings(nil)
            return
        }
        settings.seed = nil
        let known = shared.verified.withLock { $0[request.decoding] }
        if settings == known {
            if case .draws = block.work { reportSettings(settings) }
            return
        }
        let mismatches = request.decoding.mismatches(with: settings)
        guard mismatches.isEmpty else { throw .settingsMismatch(mismatches) }
        shared.verified.withLock { $0[request.decoding] = settings }
        if case .draws = block.work { reportSettings(settings) }
    }

    /// Refuses an answer of another model than the one that answered before.
    ///
    /// Behind an address that stays reachable a server may be exchanged between two requests. The
    /// server counts as broken, so that it is asked what it holds before it gets more.
    private func checkModel(
        _ completion: Completion, _ block: Block
    ) throws(InferenceError) {
        guard let model = completion.model else { return }
        let known = shared.models.withLock { models in
            let known = models[block.server] ?? model
            models[block.server] = known
            return known
        }
        if model != known {
            throw .anotherModel(
                address: servers[block.server].address,
                reason: "it answers as \(model) now, and was \(known)")
        }
    }

    private func reportSettings(_ settings: EchoedSettings?) {
        let isFirst = shared.reportedSettings.withLock { $0.insert(settings != nil).inserted }
        if isFirst { inbox.post(.settings(settings)) }
    }

    /// Takes in the draws of a request whose seeds the server did not echo.
    ///
    /// Equal texts may be copies of one draw. Then a draw that is asked for alone shows it, and
    /// every draw but the first is given back, whatever its text.
    private func accept(
        _ completions: [Completion], _ block: Block, _ request: CompletionRequest
    ) async throws {
        guard let one = completions.first else { return }
        let text = ExactText(one.text)
        if completions.count == 1 || completions.contains(where: { ExactText($0.text) != text }) {
            if completions.count > 1 {
                shared.distinct.withLock { _ = $0.insert(block.server) }
            }
        } else if let other = completions.first(where: { $0.index > 0 }) {
            var alone = request
            alone.seed += UInt32(other.index)
            alone.count = 1
            for try await completion in servers[block.server].complete(alone)
            where ExactText(completion.text) != text {
                for completion in completions where completion.index == 0 {
                    await report(completion, block, request)
                }
                throw InferenceError.blocksUnsupported(reason: "all draws are copies of one")
            }
        }
        for completion in completions {
            await report(completion, block, request)
        }
    }

    /// Why a draw is lost that ends inside its thoughts: its answer never came.
    static let thoughtReason = "thinking"
    /// Why a draw is lost that the context cut short.
    static let contextReason = "context"
    /// So many requests in a row that are answered by something that is no completion end it.
    private static let mostRefusals = 3

    // MARK: - Errors

    func report(_ error: InferenceError, of block: Block) {
        let reason = error.description
        switch error {
        case .cancelled:
            break
        case .promptTooLong:
            inbox.post(.promptFailed(block, reason: reason))
        case .badRequest:
            // A request for several draws may be refused only because the server has fewer slots
            // by now; the server is asked, and at last each draw is tried alone.
            inbox.post(
                block.count > 1
                    ? .ended(block, .broken, reason: reason)
                    : .promptFailed(block, reason: reason))
        case .settingsMismatch, .unauthorized, .invalidAddress, .cannotStart, .unsupported:
            inbox.post(.fatal(reason))
        case .blocksUnsupported:
            inbox.post(.ended(block, .blocksUnsupported, reason: reason))
        case .timedOut(.answer, _), .timedOut(.total, _):
            inbox.post(.ended(block, .tooSlow, reason: reason))
        case .timedOut(.firstByte, _):
            inbox.post(.ended(block, .unanswered, reason: reason))
        case .anotherModel, .untrusted:
            inbox.post(.unfit(server: block.server, reason: reason))
        case .notACompletionServer:
            // It says that it is there, and yet completes nothing: waiting does not help.
            let count = shared.refusals.withLock { refusals in
                refusals[block.server, default: 0] += 1
                return refusals[block.server, default: 0]
            }
            inbox.post(.ended(block, .notStarted(retryAfter: nil), reason: reason))
            if count >= Self.mostRefusals {
                inbox.post(.unfit(server: block.server, reason: reason))
            }
        case .timedOut(.connect, _), .timedOut(.ready, _), .unreachable, .loading:
            inbox.post(.ended(block, .notStarted(retryAfter: nil), reason: reason))
        case .overloaded(_, let retryAfter):
            inbox.post(.ended(block, .notStarted(retryAfter: retryAfter), reason: reason))
        case .connectionLost, .streamEndedEarly, .timedOut(.inactivity, _):
            inbox.post(.ended(block, .broken, reason: reason))
        case .serverError, .malformed:
            inbox.post(.ended(block, .failed, reason: reason))
        }
    }
}

extension CompletionRequest {
    /// Whether the chat template has opened the model's thought in the prompt already, so that the
    /// completion lacks the mark that opens it.
    func beginsThought(_ template: Template) -> Bool {
        guard template == .chat, messages.isEmpty else { return false }
        return prompt.trimmed.hasSuffix("<think>")
    }
}
