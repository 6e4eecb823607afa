import Evidence
import Findings
import Inference
import Platform

/// Prompts of which every draw gave one text, which either the model itself says or a server, or a
/// cache before it, that ignores seeds.
struct RepeatedAnswers: Sendable, Hashable {
    /// A prompt, how often its one text was drawn, and the text.
    struct Case: Sendable, Hashable {
        var prompt: Int
        var draws: Int
        var text: String
    }

    var cases: [Case]

    /// Fewer draws of one text say little.
    static let fewest = 16
    /// How many prompts are asked about.
    private static let most = 4

    /// The prompts in question, where most of those with enough draws have one text alone.
    ///
    /// - Parameter known: the prompts that have enough draws.
    init?(_ evidence: [PromptEvidence], known: Set<Int>) {
        var cases: [Case] = []
        for position in known.sorted() {
            let prompt = evidence[position]
            guard prompt.outputs.count == 1, let output = prompt.outputs.first else { continue }
            cases.append(Case(prompt: position, draws: output.count, text: output.text))
        }
        guard cases.count * 2 > known.count else { return nil }
        count = cases.count
        self.cases = Array(
            cases.sorted { ($1.draws, $0.prompt) < ($0.draws, $1.prompt) }
                .prefix(Self.most))
    }

    /// How many prompts repeat themselves.
    let count: Int
}

extension Decoding {
    /// At most this, as a natural logarithm, is the probability to draw these tokens.
    ///
    /// Nil where the decoding cuts or shifts the model's probabilities, so that it cannot be told.
    /// At a temperature other than 1 the probabilities that are listed at each place bound the sum by
    /// which they are divided from below.
    func logProbabilityAtMost(of tokens: [TokenRecord]) -> Double? {
        guard kind == .pure, temperature > 0, logitBias.isEmpty, forbiddenTokens.isEmpty,
            grammar == nil, !tokens.isEmpty
        else { return nil }
        return tokens.reduce(0) { sum, token in
            let own = token.logProbability / temperature
            guard temperature != 1 else { return sum + own }
            let others = token.alternatives.filter { $0.text != token.text }
            let divisor = others.reduce(exp(own)) { $0 + exp($1.logProbability / temperature) }
            return sum + min(0, own - log(divisor))
        }
    }
}

extension RequestRunner {
    /// Finds out whether a model or a server is what repeats itself.
    ///
    /// The model is asked for the same text's probabilities. Where a server tells none, it is asked
    /// whether it heeds seeds at all.
    func ask(about repeated: RepeatedAnswers) async {
        var logChance = 0.0
        var hasProbabilities = false
        for known in repeated.cases {
            guard let answer = await answerWithProbabilities(known.prompt),
                let tokens = answer.tokens,
                let most = plan.decoding.logProbabilityAtMost(of: tokens)
            else { continue }
            hasProbabilities = true
            // Another text: it can say something else, and how probable this one is stays unknown.
            guard ExactText(answer.text) == ExactText(known.text) else { continue }
            logChance += Double(known.draws - 1) * most
        }
        if Task.isCancelled { return }
        let draws = repeated.cases[0].draws
        let words =
            "all \(draws) draws of \(repeated.count == 1 ? "a prompt" : "each of \(repeated.count) prompts")"
            + " are one text"
        if hasProbabilities {
            guard logChance < log(CopiesWatch.alpha) else { return inbox.post(.noCopies) }
            inbox.post(
                .copies(
                    words + ", which by the model's own probabilities has a chance of less than "
                        + "1 in 1000000: a server or a cache before it repeats its answers"))
            return
        }
        for server in servers.indices where plan.asksForSeeds {
            let patience = min(plan.limits.firstByte, plan.limits.inactivity)
            guard await servers[server].ignoresSeeds(patience: patience) == true else { continue }
            inbox.post(
                .copies(
                    words + ", and \(servers[server].address) gives one answer to four seeds"))
            return
        }
        inbox.post(.noCopies)
    }

    /// One more draw of a prompt, under a seed that no draw has, with its tokens' probabilities.
    private func answerWithProbabilities(_ prompt: Int) async -> Completion? {
        for server in servers.indices {
            let index = 1 << 30
            let block = Block(
                id: -1, prompt: prompt, work: .draws(index..<index + 1), server: server, attempt: 1,
                delays: 0)
            guard var request = try? await request(for: block) else { continue }
            request.probabilities = max(5, plan.probabilities)
            if let answer = try? await servers[server].firstCompletion(of: request) {
                return answer
            }
        }
        return nil
    }
}
