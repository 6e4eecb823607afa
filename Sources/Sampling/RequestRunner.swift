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
        inbox: Inbox<Report>, seedRule: Int?, sent: [Int: String] = [:]
    ) {
        self.plan = plan
        self.servers = servers
        self.scores = scores
        self.inbox = inbox
        seeds = plan.seeds(rule: seedRule)
        shared.rendered.withLock { $0 = sent }
    }

    final class Shared: Sendable {
        /// The settings last found to be what was asked, without their seed.
        let verified = Mutex<[Decoding: EchoedSettings]>([:])
        /// Whether the loop was told about settings that were echoed, and about some that were not.
        let reportedSettings = Mutex<Set<Bool>>([])
        /// Prompts rendered by the server's chat template.
        let rendered = Mutex<[Int: String]>([:])
        /// What each server's chat template makes of fixed conversations, as last seen.
        let templates = Mutex<[Int: TemplateProbe]>([:])
        /// The longest that each server has taken to say what it holds.
        let lookTimes = Mutex<[Int: Duration]>([:])
        /// How often each server was asked further questions about its model.
        let looks = Mutex<[Int: Int]>([:])
        /// The first answer to each of these questions.
        let answers = Mutex<[Int: ModelProbe]>([:])
        /// The model that each server named with its first answer.
        let models = Mutex<[Int: String]>([:])
        /// Servers that were asked whether they heed seeds.
        let askedForSeeds = Mutex<Set<Int>>([])
        /// Servers that are known to give a seed's answer again.
        let repeatable = Mutex<Set<Int>>([])
        /// How often each server was asked whether it does.
        let askedTwice = Mutex<[Int: Int]>([:])
        /// Servers that have given several draws for one request, and prompts that were answered.
        let givesBlocks = Mutex<Set<Int>>([])
        let answered = Mutex<Set<Int>>([])
        /// Servers that have answered llama.cpp's way to nothing but questions, and how often in a row.
        let refusals = Mutex<[Int: Int]>([:])
        /// The tokens of prompts, by their positions.
        let promptTokens = Mutex<[Int: [Int]]>([:])
        /// The bytes of tokens that a list named, and one that never ends inside a character.
        let pieces = Mutex<[Int: [UInt8]]>([:])
        let letter = Mutex<Int?>(nil)
        /// How often each server was asked for the probabilities of all tokens.
        let questionsForSums = Mutex<[Int: Int]>([:])
        /// Whether a token without a text ends the answer.
        let ends = Mutex<[Int: Bool]>([:])
        /// Servers that have given different texts for the draws of one request.
        let distinct = Mutex<Set<Int>>([])
    }

    /// Asks a server whether it is there and what it holds.
    func probe(_ server: Int) async {
        let start = ContinuousClock.now
        do {
            let facts = try await servers[server].facts()
            await askForSeeds(server, facts)
            await askTwice(server, facts)
            let answer = try await modelProbe(server, facts)
            let template =
                plan.template == .chat ? try await servers[server].templateProbe(facts) : nil
            // The first one stands: what a later look finds is judged before anything is rendered by it.
            shared.templates.withLock { $0[server] = $0[server] ?? template }
            let time = start.duration(to: .now)
            shared.lookTimes.withLock { $0[server] = max($0[server] ?? .zero, time) }
            inbox.post(.probed(server: server, facts: facts, answer: answer, template: template))
        } catch {
            if case .anotherModel = error {
                inbox.post(.unfit(server: server, reason: error.description))
            } else {
                inbox.post(.probeFailed(server: server, error))
            }
        }
    }

    /// The longest that a server has taken to say what it holds.
    func timeOfALook(_ server: Int) -> Duration {
        shared.lookTimes.withLock { $0[server] ?? .zero }
    }

    /// Makes sure once that a server which does not say which seeds it used heeds them.
    private func askForSeeds(_ server: Int, _ facts: ServerFacts) async {
        guard !facts.echoesSettings, plan.asksForSeeds,
            shared.askedForSeeds.withLock({ $0.insert(server).inserted }),
            let consequence = await servers[server].seedUse(
                patience: min(plan.limits.firstByte, plan.limits.inactivity))?.consequence
        else { return }
        inbox.post(
            .copies("\(servers[server].address) gives one answer to four seeds: \(consequence)"))
    }

    /// Makes sure that a server which does not say which seeds it used gives a seed's answer again.
    private func askTwice(_ server: Int, _ facts: ServerFacts) async {
        if facts.echoesSettings || !plan.asksForSeeds {
            shared.repeatable.withLock { _ = $0.insert(server) }
            return
        }
        let patience = min(plan.limits.firstByte, plan.limits.inactivity)
        while !shared.repeatable.withLock({ $0.contains(server) }),
            shared.askedTwice.withLock({ $0[server, default: 0] < Self.mostQuestions })
        {
            shared.askedTwice.withLock { $0[server, default: 0] += 1 }
            guard let isRepeated = await servers[server].repeatsSeeds(patience: patience) else {
                continue
            }
            shared.askedTwice.withLock { $0[server] = Self.mostQuestions }
            guard isRepeated else {
                inbox.post(.caution(RunPlan.unrepeatableWarning))
                return
            }
            shared.repeatable.withLock { _ = $0.insert(server) }
        }
    }

    /// How often a server is asked that gives no answer.
    private static let mostQuestions = 3

    /// The server's answer to the fixed question; nil where it gives none now.
    ///
    /// - Throws: where it is another model's, or two different ones come from one address.
    private func modelProbe(
        _ server: Int, _ facts: ServerFacts
    ) async throws(InferenceError) -> ModelProbe? {
        // A broken connection says little; neither does a busy server, which draws will tell of.
        for _ in 1...3 {
            do throws(InferenceError) {
                let answer = try await servers[server].steadyAnswer(
                    facts, patience: min(plan.limits.firstByte, plan.limits.inactivity))
                if answer == .changing { inbox.post(.caution(RunPlan.changingWarning)) }
                guard let known = answer.answer else { return nil }
                if !known.tokens.isEmpty { try await askInTurn(server) }
                return ModelProbe(known)
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
            inbox.post(.ended(block, .failed(.draws), reason: "\(error)"))
        }
    }

    /// Reports draws that need no server, since each of them is the greedy answer.
    func repeatGreedy(_ answer: Answer, scores: [Double?], _ block: Block) {
        guard case .draws(let indexes) = block.work else { return }
        let prompt = plan.prompts[block.prompt].id
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
        let prompt = plan.prompts[block.prompt]
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
        let text = try await text(of: prompt, at: block.prompt, server: block.server)
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

    /// A server that is well may take so long for its first words, however little patience there is.
    private static let leastPatience = Duration.seconds(15)

    /// How long a stream may be silent.
    ///
    /// Where others could make its draws, a server is not waited for as long at the first attempt.
    private func inactivity(_ block: Block) -> Duration {
        // A server that says next to nothing is of no use for longer than anybody wants to wait.
        let longest = min(
            plan.limits.inactivity, max(plan.limits.retry.patience, Self.leastPatience))
        guard servers.count > 1 else { return longest }
        let short = plan.limits.shortInactivity * (1 << min(block.attempt - 1, 8))
        return min(longest, short)
    }

    private func text(
        of prompt: Prompt, at position: Int, server: Int
    ) async throws(InferenceError) -> String {
        if let text = plan.template.apply(to: prompt) { return text }
        if servers[server].takesMessages { return prompt.text }
        if let known = shared.rendered.withLock({ $0[position] }) { return known }
        let text = try await plan.template.text(of: prompt, on: servers[server])
        try await checkTemplate(server)
        return shared.rendered.withLock { rendered in
            // Of two servers that were asked at once, the first has rendered it for good.
            if let known = rendered[position] { return known }
            rendered[position] = text
            inbox.post(.rendered(prompt: position, text))
            return text
        }
    }

    /// Makes sure, behind each prompt that was rendered, that the template is still the one that the
    /// server was taken for: it may have been exchanged since the last look.
    private func checkTemplate(_ server: Int) async throws(InferenceError) {
        guard let known = shared.templates.withLock({ $0[server] }) else { return }
        var now = known
        now.texts = try await servers[server].renderedConversations()
        guard let difference = known.difference(to: now) else { return }
        let address = servers[server].address
        let reason = "\(address) has another chat template now: \(difference)"
        inbox.post(.otherTemplate(server: server, reason: reason))
        throw .connectionLost(address: address, reason: "its chat template has changed")
    }
}

extension CompletionRequest {
    /// Whether the prompt as it is sent has opened the model's thought already, so that the completion
    /// lacks the mark that opens it.
    ///
    /// A chat template does so for some models, and a frame of the user's own may.
    var beginsThought: Bool { messages.isEmpty && Thoughts.areOpen(atEndOf: prompt) }
}
