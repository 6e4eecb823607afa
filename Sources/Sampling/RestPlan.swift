import Inference
import OutputTree
import Platform

/// How draws without replacement are made: each one from what the draws before it have left.
package struct RestPlan: Sendable, Hashable {
    /// How many alternatives of a token the server is asked for where answers part: where a draw is
    /// made from the tokens that were not listed.
    package var alternatives: Int
    /// How many alternatives of every other token.
    ///
    /// Most nodes are walked once, and a list costs the server time and the run file room.
    package let shortList: Int
    /// Whether every token that there is is asked for, so that lists have to name them all.
    let listsAreWhole: Bool
    /// Whether a list may be whole with any number of tokens, as where the decoding cuts tokens off:
    /// whether it is, its length tells.
    ///
    /// Of the decoding alone, which a run keeps: how many tokens are asked for may change when it is
    /// continued, and lists that were short stay short.
    let cutsOff: Bool
    /// Whether a token that was not listed may be drawn by forbidding those that were.
    ///
    /// So it is where whatever changes a token's chance, its own penalty or bias, knows nothing of the
    /// other tokens. Which of them top-k, top-p, min-p and typical sampling keep does change as some
    /// are forbidden: there the whole list is asked for, and the token drawn from it here.
    let forbidsListed: Bool
    /// The number of tokens that the model knows.
    let vocabularySize: Int
    /// Whether tokens are drawn from the model's own distribution, at temperature 1.
    let isModelsOwn: Bool
    /// The most tokens that an answer has.
    let maxTokens: Int

    package static let usualAlternatives = 64
    private static let usualShortList = 8
    /// How many draws of a prompt are made before the next prompt's.
    static let turn = 16

    /// - Throws: ``InferenceError/unsupported(_:)`` with the reason where server or decoding do not
    ///   tell the probabilities of what is drawn.
    package init(
        alternatives: Int, decoding: Decoding, facts: ServerFacts
    ) throws(InferenceError) {
        if let reason = Self.obstacle(decoding) { throw .unsupported(reason) }
        guard let size = facts.vocabularySize else {
            throw .unsupported(
                "draws without replacement go on from known tokens, forbid those that were listed "
                    + "and need the probability of each by its number, under the run's own decoding: "
                    + "llama.cpp's own interface does that, and this server does not tell the size of "
                    + "its vocabulary")
        }
        self.alternatives = min(alternatives, size)
        isModelsOwn = decoding.isModelsOwn
        maxTokens = decoding.maxTokens
        vocabularySize = size
        cutsOff = !decoding.keepsAllTokens
        forbidsListed = decoding.treatsTokensApart
        listsAreWhole = alternatives >= size && !cutsOff
        shortList = listsAreWhole ? self.alternatives : min(Self.usualShortList, self.alternatives)
    }

    /// How many tokens to ask for, to be told so many: a list is known to be whole where it could
    /// have been longer.
    func asked(_ count: Int) -> Int { cutsOff ? min(count + 1, vocabularySize) : count }

    /// Whether a list names all tokens that can come next.
    ///
    /// Its length tells: what it leaves out may be far too rare to be missed in the sum of the others,
    /// and still lead to a leak at each of a hundred tokens. Where much is missed it is not whole, either.
    ///
    /// - Parameter asked: how many tokens were asked for.
    func isWhole(_ list: [TokenRecord.Alternative], asked: Int) -> Bool {
        guard list.count >= vocabularySize || cutsOff && list.count < asked else { return false }
        let sum = list.reduce(0) { $0 + exp($1.logProbability) }
        return sum >= 1 - OutputTree.rounding(of: list.count)
    }

    /// Why a decoding cannot be drawn from without replacement.
    private static func obstacle(_ decoding: Decoding) -> String? {
        switch decoding.kind {
        case .greedy: return "the greedy decoding gives one answer, and nothing is left after it"
        case .adaptivePerAnswer, .adaptivePerToken:
            return "draws without replacement are not offered for an adaptive decoding, whose "
                + "probabilities are not told"
        case .explainFirst:
            return "draws without replacement are not offered behind explanations"
        case .pure, .serverDefault, .custom: break
        }
        if decoding.grammar != nil {
            return
                "draws without replacement are not offered with a grammar, which is applied after "
                + "the probabilities that the server tells"
        }
        if decoding.stop.contains(where: { !$0.isEmpty }) {
            return
                "draws without replacement are not offered with stop strings, which may begin in "
                + "tokens that an earlier request drew"
        }
        if decoding.maxTokens < 1 {
            return "draws without replacement need a limit of tokens (--max-tokens)"
        }
        if (decoding.extras["adaptive_target"] ?? -1) >= 0 {
            return
                "draws without replacement are not offered with adaptive-p, which remembers what it "
                + "has drawn"
        }
        let random = ["xtc_probability", "mirostat"].filter { (decoding.extras[$0] ?? 0) != 0 }
        if let name = random.first {
            return "draws without replacement are not offered with \(name), under which a token's "
                + "probability does not follow from the tokens before it"
        }
        return nil
    }
}

extension Decoding {
    /// Whether tokens are drawn from the model's own distribution, so that a token's own probability
    /// is told even when it is forced.
    var isModelsOwn: Bool {
        var plain = Decoding.pure(temperature: 1, maxTokens: maxTokens)
        plain.kind = kind
        plain.stop = stop
        return self == plain
    }

    /// Whether every token of the vocabulary can come next: no sampler cuts any off.
    var keepsAllTokens: Bool {
        var plain = Decoding.pure(temperature: temperature, maxTokens: maxTokens)
        plain.kind = kind
        plain.stop = stop
        return self == plain
    }

    /// Whether a token's chance, but for what all of them add up to, depends on no other token's.
    ///
    /// Temperature, penalties, biases and forbidden tokens are such, and whatever cuts off is not.
    fileprivate var treatsTokensApart: Bool {
        var apart = self
        (apart.repeatPenalty, apart.presencePenalty, apart.frequencyPenalty) = (1, 0, 0)
        (apart.logitBias, apart.forbiddenTokens, apart.ignoresEndOfText) = ([:], [], false)
        apart.extras = extras.filter { $0.key != "repeat_last_n" && !$0.key.hasPrefix("dry_") }
        return apart.keepsAllTokens
    }
}
