import Evidence
import Inference
import Journal
import OutputTree
import Platform
import Prompts
import Synchronization

/// Draws without replacement: each goes on from tokens that are known already.
extension RequestRunner {
    /// Makes a draw and reports it, whatever happens, unless it is cancelled.
    func run(_ block: Block, _ order: RestOrder) async {
        do throws(InferenceError) {
            try await make(block, order)
        } catch {
            report(error, of: block)
        }
    }

    /// What is drawn so far.
    private struct Growing {
        var tokens: [Answer.Token]
        /// The ids of all tokens, those included whose probability is not known.
        var ids: [Int]
        var count: Int
        var text: [UInt8]
        var stop: Answer.Stop?
        /// Whether each token so far is known.
        var isWhole = true
        /// The probability of the tokens so far.
        var mass: Double

        /// Adds a token that was found out beside a completion.
        mutating func add(_ token: Answer.Token) {
            tokens.append(token)
            ids += [token.id].compactMap(\.self)
            count += 1
            text += token.bytes ?? Array(token.text.utf8)
            mass *= exp(token.logProbability)
        }
    }

    private func make(_ block: Block, _ order: RestOrder) async throws(InferenceError) {
        guard case .draws(let indexes) = block.work, let rest = plan.rest else { return }
        var request = try await request(for: block)
        let start = try await promptTokens(request.prompt, block)
        let length = plan.decoding.maxTokens
        request.promptTokens = start
        await checkSum(beside: request, block)
        var draw = Growing(
            tokens: order.tokens, ids: order.tokens.compactMap(\.id), count: order.tokens.count,
            text: order.tokens.flatMap { $0.bytes ?? Array($0.text.utf8) }, mass: order.mass)
        if order.launch.forbidden.isEmpty, let last = order.tokens.last,
            TokenRecord.mayEnd(last.bytes ?? Array(last.text.utf8)),
            try await ends(last, after: start + order.tokens.dropLast().compactMap(\.id), block)
        {
            draw.stop = .endOfText
        }
        var forbidden = Set(order.launch.forbidden.map { Int($0) })
        while draw.stop == nil {
            guard draw.count < length else {
                draw.stop = .limit
                break
            }
            request.promptTokens = start + draw.ids
            request.decoding = plan.decoding.forDraws
            let isInside = String(validating: draw.text, as: UTF8.self) == nil
            let left = length - draw.count
            // Behind a part of a character every token has to be told, which they are in one piece.
            let isShort = left <= Self.longestReply || isInside || !forbidden.isEmpty
            if !forbidden.isEmpty, !rest.forbidsListed {
                guard
                    let token = try await other(
                        than: forbidden, beside: request, mass: draw.mass, block)
                else { return }
                let before = start + draw.ids
                draw.add(token)
                if TokenRecord.mayEnd(token.bytes ?? Array(token.text.utf8)),
                    try await ends(token, after: before, block)
                {
                    draw.stop = .endOfText
                }
                forbidden = []
                request.seed = UInt32(mix(UInt64(request.seed)) >> 33)
                continue
            }
            request.decoding.maxTokens =
                forbidden.isEmpty ? isShort ? min(left, Self.longestReply) : left : 1
            request.decoding.forbiddenTokens.formUnion(forbidden)
            // What is told after the samplers knows of what was forbidden, and what the others have
            // together is known to fewer digits than each of them.
            let isBefore = !forbidden.isEmpty && !rest.cutsOff
            // Behind a beginning that was chosen, what is rare is looked for.
            request.probabilities = rest.asked(
                forbidden.isEmpty && !order.launch.isDirected ? rest.shortList : rest.alternatives)
            request.probabilitiesAfterSampling = !isBefore
            request.isStreamed = !isShort
            request.tellsTokens = isShort
            request.limits = patience(of: request, for: block)
            var completion = try await servers[block.server].firstCompletion(of: request)
            try check(completion, request, block)
            if isBefore, let records = completion.tokens {
                let known = records.compactMap { record in
                    record.afterSamplers(temperature: plan.decoding.temperature) { id in
                        Int32(exactly: id).flatMap { order.listed[$0] }
                    }
                }
                guard known.count == records.count else {
                    return lose(block, "no token is told whose probability is known")
                }
                completion.tokens = known
            }
            // A draw that begins with such a token goes on from it.
            let inner = try await innerTokens(
                of: completion, request, isInside: isInside,
                mass: forbidden.isEmpty ? draw.mass : 1, block)
            do throws(InferenceError) {
                for record in inner?.records ?? completion.tokens ?? [] { try record.checkList() }
            } catch {
                // Asked again it would say the same.
                return inbox.post(.fatal(error.description))
            }
            if let reason = Self.reasonOfLoss(completion.stop) { return lose(block, reason) }
            if !forbidden.isEmpty, completion.stop != .endOfText, completion.tokens?.isEmpty ?? true
            {
                // It ends inside a character.
                var token = inner?.records.first.map { Answer.Token($0) }
                if token == nil {
                    token = try await listed(
                        completion.tokenIDs?.first, beside: request, mass: draw.mass, block)
                }
                guard let token else {
                    return lose(block, "a token inside a character is not told")
                }
                draw.add(token)
                forbidden = []
                request.seed = UInt32(mix(UInt64(request.seed)) >> 33)
                continue
            }
            let others = forbidden.isEmpty || isBefore ? nil : order.others
            guard
                takeIn(completion, inner, others: others, asked: request.probabilities, &draw)
            else {
                inbox.post(
                    .fatal(
                        "The server does not list all of the \(rest.vocabularySize) tokens that it "
                            + "was asked for; give a smaller --alternatives."))
                return
            }
            if isInside, !draw.isWhole, inner == nil {
                return lose(block, "its text is not told to the last byte")
            }
            let asked = request.decoding.maxTokens
            if completion.stop == .endOfText {
                draw.stop = .endOfText
            } else if forbidden.isEmpty,
                completion.stop != .limit || asked == left || completion.tokenCount < asked
            {
                draw.stop = try stop(of: completion)
            } else if draw.ids.count != draw.count {
                return lose(block, "its tokens are not told")
            }
            // What follows must not hang on the same random numbers.
            forbidden = []
            request.seed = UInt32(mix(UInt64(request.seed)) >> 33)
        }
        await report(draw, block, indexes.lowerBound, request, order)
        if indexes.lowerBound % Self.checkEvery == 1 { await measure(order, request, start, block) }
    }

    /// When to give up on a request: of an answer in one piece the first byte comes with the last.
    func patience(of request: CompletionRequest, for block: Block) -> TimeLimits {
        var limits = request.limits
        limits.firstByte = plan.limits.firstByte * (1 << min(block.delays, Block.mostDelays))
        if !request.isStreamed, let inactivity = limits.inactivity {
            limits.firstByte = limits.firstByte.map { $0 + inactivity }
        }
        return limits
    }

    /// So many tokens are asked for in one piece: waiting for them costs nobody much where the run is
    /// stopped.
    private static let longestReply = 64
    /// How often a known probability is asked for again while others are drawn.
    private static let checkEvery = 16

    /// Below this probability differences count as if it were this one.
    private static let leastMeasured = 1e-3

    /// How far off a sum of told probabilities may be, each of them rounded to single precision.
    private static let rounding = 0x1p-24

    /// Asks again for the last known token's probability, amid the draws of others: a server may
    /// compute other last digits for tokens that it reads in larger batches.
    private func measure(
        _ order: RestOrder, _ asked: CompletionRequest, _ start: [Int], _ block: Block
    ) async {
        guard let rest = plan.rest, let last = order.tokens.last, last.logProbability > -30 else {
            return
        }
        var request = asked
        request.decoding = plan.decoding.forDraws
        request.decoding.maxTokens = 1
        request.isStreamed = false
        request.promptTokens = start + order.tokens.dropLast().compactMap(\.id)
        request.probabilities = rest.alternatives
        request.probabilitiesAfterSampling = true
        // A question that fails is no draw: nothing is lost.
        guard
            let record = try? await servers[block.server].firstCompletion(of: request).tokens?
                .first,
            let told = record.alternatives.first(where: { $0.id == last.id })
        else { return }
        // Of what is rare the last digits weigh nothing: a sum of probabilities is off by them all
        // the same, whatever they are of it.
        let (known, now) = (exp(last.logProbability), exp(told.logProbability))
        let difference = max(0, abs(now - known) - Self.rounding)
        inbox.post(.difference(difference / max(known, Self.leastMeasured)))
    }

    /// Adds what a server went on with; false where its lists are not whole and have to be.
    private func takeIn(
        _ completion: Completion, _ inner: InnerTokens?, others: Double?, asked: Int,
        _ draw: inout Growing
    ) -> Bool {
        let isInside = String(validating: draw.text, as: UTF8.self) == nil
        draw.count += completion.tokenCount
        draw.ids += completion.tokenIDs ?? (completion.tokens ?? []).compactMap(\.id)
        // Behind a part of a character the server's text is no text.
        if !isInside {
            draw.text += Array(completion.text.utf8)
        } else if let inner {
            draw.text += inner.bytes
        }
        for record in inner?.records ?? completion.tokens ?? [] where draw.isWhole {
            guard record.id != nil, !record.merged else {
                draw.isWhole = false
                break
            }
            var token = Answer.Token(record)
            // After the samplers nothing is left of what was forbidden: what the others have together
            // is no more than this, rounded down, since more than there is must not be absorbed.
            let scale = others.map { log(max(1e-30, $0 - Self.rounding)) } ?? 0
            token.logProbability += scale
            let isWhole = plan.rest?.isWhole(record.alternatives, asked: asked) == true
            if !isWhole, plan.rest?.listsAreWhole == true { return false }
            token.keep(
                record.alternatives, isWhole: isWhole, of: plan.rest, asked: asked,
                mass: draw.mass, scale: scale)
            draw.tokens.append(token)
            if isInside, inner == nil { draw.text += token.bytes ?? Array(token.text.utf8) }
            draw.mass *= exp(token.logProbability)
        }
        if draw.tokens.count != draw.count { draw.isWhole = false }
        return true
    }

    func lose(_ block: Block, _ reason: String) {
        guard case .draws(let indexes) = block.work else { return }
        inbox.post(.lost(block, index: indexes.lowerBound, reason: reason, text: nil))
        inbox.post(.ended(block, .complete, reason: ""))
    }

    private func report(
        _ draw: Growing, _ block: Block, _ index: Int, _ request: CompletionRequest,
        _ order: RestOrder
    ) async {
        let prompt = plan.prompts[block.prompt].id
        let text = String(decoding: draw.text, as: UTF8.self)
        let answer = Answer(
            text: request.beginsThought ? "<think>\n" + text : text,
            stop: draw.stop ?? .limit, tokenCount: draw.count, tokens: draw.tokens)
        var found = await scores.scores(of: answer.text, prompt: block.prompt)
        // Whatever an empty answer scores.
        if isCutInThought(answer) { found = found.map { _ in nil } }
        var made = Draw(
            prompt: prompt, index: index, seed: seeds.seed(of: prompt, index: index),
            outcome: .completed(answer), attempts: block.attempt,
            server: servers[block.server].address)
        made.launch = order.launch
        inbox.post(
            .drawn(block: block.id, prompt: block.prompt, JournalDraw(draw: made, scores: found)))
        inbox.post(.ended(block, .complete, reason: ""))
    }

    // MARK: - Tokens

    private func promptTokens(
        _ text: String, _ block: Block
    ) async throws(InferenceError) -> [Int] {
        if let known = shared.promptTokens.withLock({ $0[block.prompt] }) { return known }
        let tokens = try await servers[block.server].promptTokens(of: text)
        shared.promptTokens.withLock { $0[block.prompt] = tokens }
        return tokens
    }

    /// Whether a token ends an answer, which its text leaves open: asked of the server once a token.
    private func ends(
        _ token: Answer.Token, after tokens: [Int], _ block: Block
    ) async throws(InferenceError) -> Bool {
        guard let id = token.id else { return false }
        if let known = shared.ends.withLock({ $0[id] }) { return known }
        var forced = Decoding.pure(temperature: 1, maxTokens: 2)
        forced.logitBias = [id: 1e4]
        var request = try await request(for: block)
        request.decoding = forced
        request.promptTokens = tokens
        let completion = try await servers[block.server].firstCompletion(of: request)
        let ends = completion.stop == .endOfText
        shared.ends.withLock { $0[id] = ends }
        return ends
    }
}
