import Evidence
import Findings
import Inference
import Platform
import Statistics

/// Prompts whose draws are one text or a few, which either the model itself says or a server, or a cache
/// before it, that ignores seeds or chooses among stored answers.
struct RepeatedAnswers: Sendable, Hashable {
    /// A prompt, and how often each of its texts was drawn.
    struct Case: Sendable, Hashable {
        var prompt: Int
        var texts: [ExactText: Int]
        var draws: Int

        init(_ prompt: Int, _ evidence: PromptEvidence) {
            self.prompt = prompt
            texts = Dictionary(
                evidence.outputs.map { (ExactText($0.text), $0.count) }, uniquingKeysWith: +)
            draws = texts.values.reduce(0, +)
        }

        /// The logarithm of an e-value against the draws being the model's.
        ///
        /// - Parameter fresh: texts of further draws with the most that the probability of each can be.
        ///
        /// Of the model's draws each is one of these texts with the sum of their probabilities, whatever
        /// came before: the texts were found without looking at the draws. The ratio to draws that are
        /// one of them more often has a mean of 1 at most, and so has its average over several. A text
        /// may be written in other tokens than those that were seen; half of what is left is granted to
        /// that.
        func logEvidence(_ fresh: [ExactText: Double]) -> Double {
            let most = (1 + min(1, fresh.values.reduce(0) { $0 + exp($1) })) / 2
            guard !fresh.isEmpty, most < 1 else { return 0 }
            let hits = Double(fresh.keys.reduce(0) { $0 + (texts[$1] ?? 0) })
            let ratios = [2.0, 8, 64].map { share in
                let misses = (1 - most) / share
                return hits * log((1 - misses) / most) - (Double(draws) - hits) * log(share)
            }
            return SpecialFunctions.logSumExp(ratios) - log(Double(ratios.count))
        }
    }

    var cases: [Case]

    /// Fewer draws of few texts say little.
    static let fewest = 16
    /// So many draws of a text on average are worth a question.
    private static let repetitions = 4
    /// How many prompts are asked about.
    private static let most = 4

    /// The prompts in question, where most of those with enough draws have few texts.
    ///
    /// - Parameter known: the prompts that have enough draws.
    init?(_ evidence: [PromptEvidence], known: Set<Int>) {
        let found = known.filter { prompt in
            let outputs = evidence[prompt].outputs
            let draws = evidence[prompt].drawCount - evidence[prompt].lost
            return !outputs.isEmpty
                && (outputs.count == 1 || outputs.count * Self.repetitions <= draws)
        }
        guard found.count * 2 > known.count else { return nil }
        count = found.count
        draws = found.reduce(0) { $0 + evidence[$1].drawCount }
        func isBefore(_ one: Int, _ other: Int) -> Bool {
            let (left, right) = (evidence[one], evidence[other])
            return (left.outputs.count, right.drawCount, one)
                < (right.outputs.count, left.drawCount, other)
        }
        cases = found.sorted(by: isBefore).prefix(Self.most).map { Case($0, evidence[$0]) }
    }

    /// As many further draws are made one after the other, where a server makes one at a time.
    static let mostInARow = most * freshAnswers
    /// So many further draws find most of a few texts.
    static let freshAnswers = 8

    /// Said where nobody answered.
    var unansweredWarning: String {
        "\(words.prefix(1).uppercased() + words.dropFirst()): whether these are copies was not found out "
            + "before the run ended."
    }

    /// How many prompts repeat themselves.
    let count: Int
    /// How many draws these have.
    let draws: Int

    /// What was seen, a part of a sentence.
    var words: String {
        let texts = cases.map(\.texts.count).max() ?? 1
        return
            "all \(cases[0].draws) draws of \(count == 1 ? "a prompt" : "each of \(count) prompts")"
            + (texts == 1 ? " are one text" : " are one of \(texts) texts or fewer")
    }
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
    /// The model is asked for the same texts' probabilities. Where a server tells none, it is asked
    /// whether it heeds seeds at all.
    func ask(about repeated: RepeatedAnswers) async {
        var logEvidence = 0.0
        var hasProbabilities = false
        for known in repeated.cases {
            let fresh = await answersWithProbabilities(
                known.prompt, count: known.texts.count == 1 ? 1 : RepeatedAnswers.freshAnswers)
            guard let fresh else { continue }
            hasProbabilities = true
            if known.texts.count > 1 {
                logEvidence += known.logEvidence(fresh)
            } else if let text = known.texts.keys.first, let most = fresh[text] {
                // Another text: it can say something else, and how probable this one is stays unknown.
                logEvidence -= Double(known.draws - 1) * most
            }
        }
        if Task.isCancelled { return }
        if hasProbabilities {
            guard logEvidence > -log(CopiesWatch.alpha) else { return inbox.post(.noCopies) }
            inbox.post(
                .copies(
                    repeated.words
                        + ", which by the model's own probabilities has a chance of less "
                        + "than 1 in 1000000: a server or a cache before it repeats its answers"))
            return
        }
        if let (server, consequence) = await serverThatIgnoresSeeds() {
            inbox.post(
                .copies(
                    repeated.words
                        + ", and \(servers[server].address) gives one answer to four seeds: "
                        + consequence))
        } else {
            inbox.post(.noCopies)
        }
    }

    /// The first server found that gives one answer to several seeds, and what follows; all are asked at the
    /// same time.
    private func serverThatIgnoresSeeds() async -> (server: Int, consequence: String)? {
        guard plan.asksForSeeds else { return nil }
        let patience = min(plan.limits.firstByte, plan.limits.inactivity)
        return await withTaskGroup(of: (server: Int, consequence: String)?.self) { group in
            for server in servers.indices {
                group.addTask {
                    await servers[server].seedUse(patience: patience)?.consequence.map {
                        (server, $0)
                    }
                }
            }
            defer { group.cancelAll() }
            return await group.first(where: { $0 != nil }) ?? nil
        }
    }

    /// The texts of further draws of a prompt with the most that the logarithm of the probability of
    /// each can be; nil where no probabilities are told.
    private func answersWithProbabilities(_ prompt: Int, count: Int) async -> [ExactText: Double]? {
        await withTaskGroup(of: Completion?.self) { group in
            for number in 0..<count {
                group.addTask { await answerWithProbabilities(prompt, number) }
            }
            var found: [ExactText: Double] = [:]
            for await answer in group {
                guard let answer, let tokens = answer.tokens,
                    let most = plan.decoding.logProbabilityAtMost(of: tokens)
                else { continue }
                let text = ExactText(answer.text)
                found[text] = max(most, found[text] ?? -.infinity)
            }
            return found.isEmpty ? nil : found
        }
    }

    /// One more draw of a prompt, under a seed that no draw has, with its tokens' probabilities.
    private func answerWithProbabilities(_ prompt: Int, _ number: Int) async -> Completion? {
        for server in servers.indices {
            let index = (1 << 30) + number
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
