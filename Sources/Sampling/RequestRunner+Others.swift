import Evidence
import Inference
import OutputTree
import Platform

/// Tokens that were not listed, under decodings that cut tokens off.
extension RequestRunner {
    /// How often a list is asked for that comes with a token which is not told.
    static let mostLooks: UInt32 = 16

    /// Draws a token from those that can come next and are not forbidden.
    ///
    /// Which tokens a decoding cuts off depends on those that there are, so that a server which is
    /// forbidden some draws from others than it would. So it is asked for all that are left, and the
    /// draw is made here: given that none of the forbidden comes, each of the others has its share.
    ///
    /// - Returns: nil where the draw came to an end, which was reported.
    func other(
        than forbidden: Set<Int>, beside asked: CompletionRequest, mass: Double, _ block: Block
    ) async throws(InferenceError) -> Answer.Token? {
        guard let rest = plan.rest else { return nil }
        guard let list = try await survivors(asked, rest, block) else {
            lose(block, "the server does not tell what can come next")
            return nil
        }
        do throws(InferenceError) {
            try TokenRecord.check(list)
        } catch {
            inbox.post(.fatal(error.description))
            return nil
        }
        guard rest.isWhole(list, asked: rest.vocabularySize) else {
            inbox.post(
                .fatal(
                    "The server lists \(list.count) of the tokens that can come next, and not all: "
                        + "draws without replacement need them under a decoding that cuts tokens off."
                ))
            return nil
        }
        let open = list.filter { token in
            token.id.map { !forbidden.contains($0) } ?? false && token.logProbability > -.infinity
        }
        // Where nothing is left but rounding, the whole list says so from now on.
        let isExhausted = open.isEmpty
        let choices = isExhausted ? list.filter { $0.logProbability > -.infinity } : open
        let weights = choices.map { exp($0.logProbability) }
        var place = unit(of: asked.seed) * weights.reduce(0, +)
        var chosen = choices.last
        for (choice, weight) in zip(choices, weights) {
            place -= weight
            guard place < 0 else { continue }
            chosen = choice
            break
        }
        guard let chosen else {
            lose(block, "nothing can come next")
            return nil
        }
        var token = Answer.Token(
            text: chosen.text, id: chosen.id, bytes: chosen.bytes,
            logProbability: min(0, chosen.logProbability))
        let kept = isExhausted ? list.count : rest.alternatives
        token.keep(
            list, isWhole: list.count <= kept, of: rest, asked: kept + 1, mass: mass, scale: 0)
        return token
    }

    /// A token that was drawn and not told, as it stands in the list of all; nil where it is in none.
    func listed(
        _ id: Int?, beside asked: CompletionRequest, mass: Double, _ block: Block
    ) async throws(InferenceError) -> Answer.Token? {
        guard let id, let rest = plan.rest, rest.cutsOff,
            let list = try await survivors(asked, rest, block),
            let own = list.first(where: { $0.id == id }), own.logProbability > -.infinity
        else { return nil }
        var token = Answer.Token(
            text: own.text, id: id, bytes: own.bytes, logProbability: min(0, own.logProbability))
        let kept = rest.alternatives
        let isWhole = list.count <= kept && rest.isWhole(list, asked: rest.vocabularySize)
        token.keep(list, isWhole: isWhole, of: rest, asked: kept + 1, mass: mass, scale: 0)
        return token
    }

    /// All tokens that can come next, with their probabilities after the samplers.
    func survivors(
        _ asked: CompletionRequest, _ rest: RestPlan, _ block: Block
    ) async throws(InferenceError) -> [TokenRecord.Alternative]? {
        var request = asked
        request.decoding = plan.decoding.forDraws
        request.decoding.maxTokens = 1
        request.probabilities = rest.vocabularySize
        request.probabilitiesAfterSampling = true
        (request.isStreamed, request.tellsTokens) = (false, false)
        request.limits = patience(of: request, for: block)
        // A list comes with a token that was drawn, and there is none where that ends inside a
        // character. It is the same list whichever was drawn.
        for look in 0..<Self.mostLooks {
            request.seed = asked.seed &+ look
            let completion = try await servers[block.server].firstCompletion(of: request)
            try check(completion, request, block)
            if let record = completion.tokens?.first, !record.alternatives.isEmpty {
                return record.alternatives
            }
        }
        return nil
    }

    /// A number in [0, 1) for this seed.
    private func unit(of seed: UInt32) -> Double {
        Double(mix(UInt64(seed) ^ 0x6F74_6865_7200_0000) >> 11) * 0x1p-53
    }
}

extension Answer.Token {
    /// Keeps what is worth keeping of what could have stood here.
    ///
    /// Alternatives below a billionth are left with the tokens that were not listed. Of decodings that
    /// cut tokens off a list is kept whole, or as far as was asked for, and is called short.
    ///
    /// - Parameters:
    ///   - asked: one more than are kept of a list that is not whole.
    ///   - mass: the probability of the tokens before.
    ///   - scale: the logarithm of what their probabilities are to be multiplied with.
    mutating func keep(
        _ list: [TokenRecord.Alternative], isWhole: Bool, of rest: RestPlan?, asked: Int,
        mass: Double, scale: Double
    ) {
        let cutsOff = rest?.cutsOff == true
        let count = cutsOff && !isWhole ? asked - 1 : list.count
        let keepsAll = isWhole && (cutsOff || rest?.listsAreWhole == true)
        isListShort = cutsOff && !isWhole ? true : nil
        alternatives = []
        for other in list.prefix(max(1, count)) {
            let probability = exp(other.logProbability)
            guard probability > 0, keepsAll || mass * probability >= RestBook.nothing else {
                continue
            }
            alternatives.append(
                Answer.Alternative(
                    text: other.text, id: other.id, bytes: other.bytes,
                    logProbability: other.logProbability + scale))
        }
    }
}
