import Inference
import Platform
import Text

/// A check of a server that does not say which settings it used: whether one-token draws, asked for at
/// temperature 1 with nothing cut off, follow the probabilities that the server itself tells.
///
/// It finds another temperature, hidden cuts (top-k, top-p, min-p), seeds that are ignored, and several
/// models behind one address.
package struct SamplerCheck: Sendable {
    /// What was found.
    package enum Agreement: Sendable, Hashable {
        /// The draws follow the probabilities.
        case agrees
        /// They do not, in words.
        case differs(String)
        /// It cannot be told, for this reason.
        case untold(String)
    }

    package let agreement: Agreement
    /// How many draws were made.
    package let draws: Int
    /// How many requests it took.
    package let requests: Int

    /// How many draws a check makes.
    package static let whole = 256

    /// One sentence without its full stop.
    package var sentence: String {
        switch agreement {
        case .agrees:
            "\(draws) draws of one token agree with the probabilities that the server tells "
                + "(\(requests) requests)"
        case .differs(let words): words
        case .untold(let reason):
            "whether the sampler does what it is asked for cannot be told: \(reason)"
        }
    }

    /// The same for draws that are made otherwise than those of the check: that they follow the settings
    /// asked for is not known then.
    package func spoken(of decoding: Decoding) -> SamplerCheck {
        guard agreement == .agrees,
            decoding.kind != .pure || decoding.temperature != 1 || !decoding.logitBias.isEmpty
                || decoding.presencePenalty != 0 || decoding.frequencyPenalty != 0
                || decoding.repeatPenalty != 1
        else { return self }
        return SamplerCheck(
            agreement: .untold(
                "at temperature 1 without any cut its draws agree with the probabilities that it tells, "
                    + "which says nothing of \(decoding.name)"), draws: draws, requests: requests)
    }

    /// Texts to be continued; that whose first token is least certain is taken.
    private static let prompts = [
        "Once upon a time", "The", "Name a random thing:", "I think that",
    ]

    /// Examines a server.
    ///
    /// - Parameters:
    ///   - draws: how many draws to make; a quarter of them where each takes a request of its own.
    ///   - patience: how long to wait for a sign of life.
    package static func examine(
        _ server: any CompletionServer, _ facts: ServerFacts, draws: Int = whole,
        patience: Duration = .seconds(30)
    ) async -> SamplerCheck {
        var examiner = Examiner(server: server, facts: facts, patience: patience)
        let agreement = await examiner.agreement(draws)
        return SamplerCheck(
            agreement: agreement, draws: examiner.placed, requests: examiner.requests)
    }

    /// The questions, one after the other.
    private struct Examiner {
        let server: any CompletionServer
        let facts: ServerFacts
        let patience: Duration
        var requests = 0
        var placed = 0

        /// A prompt, and what the server lists for the first token.
        struct Trial {
            var prompt: String
            var listed: [TokenRecord.Alternative]
            var evidence: SamplerEvidence
        }

        mutating func agreement(_ draws: Int) async -> Agreement {
            guard let list = await longestList() else {
                return .untold("it gives no probabilities")
            }
            var question: Trial?
            var cuts: [CutList?] = []
            for prompt in SamplerCheck.prompts {
                guard let listed = await listing(prompt, list) else { continue }
                cuts.append(CutList(listed.map(\.logProbability), of: list))
                guard
                    let evidence = SamplerEvidence(
                        logProbabilities: listed.map(\.logProbability), draws: draws)
                else { continue }
                if evidence.cells.count > question?.evidence.cells.count ?? 0 {
                    question = Trial(prompt: prompt, listed: listed, evidence: evidence)
                }
            }
            if cuts.count > 2, let cut = cuts.first ?? nil, cuts.allSatisfy({ $0 != nil }) {
                return .differs(
                    "the server tells probabilities after a cut-off of its own: wherever it was asked, "
                        + "the tokens that it lists have all the probability, \(cut.count) of the "
                        + "\(list) asked for, down to one of \(Figure.percent(cut.least))")
            }
            guard let question else {
                return .untold(
                    "it is certain of the first token of all that it was asked to continue")
            }
            // Behind a router nobody knows how many draws one request may ask for.
            var completions: [Completion]?
            let most = min(16, facts.largestBlock)
            for block in Set([most, 4, 1]).sorted(by: >)
            where completions == nil && block <= most {
                completions = await self.completions(
                    question.prompt, block > 1 ? draws : draws / 4, by: block)
            }
            guard let completions else { return .untold("its requests fail") }
            return judge(completions, question)
        }

        /// How many alternatives the server lists at most, of those asked for.
        private mutating func longestList() async -> Int? {
            for count in [200, 20, 5] {
                if let found = await listing(SamplerCheck.prompts[0], count), found.count > 1 {
                    return count
                }
            }
            return nil
        }

        private mutating func listing(
            _ prompt: String, _ count: Int
        ) async -> [TokenRecord.Alternative]? {
            requests += 1
            let request = request(prompt, seed: 1, probabilities: count)
            let completion = try? await server.firstCompletion(of: request)
            return completion?.tokens?.first?.alternatives
        }

        private func request(
            _ prompt: String, seed: UInt32, count: Int = 1, probabilities: Int
        ) -> CompletionRequest {
            CompletionRequest(
                prompt: prompt, decoding: .pure(temperature: 1, maxTokens: 1), seed: seed,
                count: count, probabilities: probabilities,
                limits: TimeLimits(
                    firstByte: patience, inactivity: patience, total: patience * 4))
        }

        /// Draws, several requests at a time; nil where one fails.
        private mutating func completions(
            _ prompt: String, _ draws: Int, by block: Int
        ) async -> [Completion]? {
            let starts = Array(stride(from: 0, to: draws, by: block))
            requests += starts.count
            let width = max(1, facts.totalSlots / block)
            let server = self.server
            let asked = starts.map { start in
                // Far from the seeds of draws and from each other.
                request(
                    prompt, seed: UInt32(100_000_007 + start * 7_919),
                    count: min(block, draws - start), probabilities: 1)
            }
            return await withTaskGroup(of: [Completion]?.self) { group in
                var waiting = asked[...]
                func begin() {
                    guard let next = waiting.popFirst() else { return }
                    group.addTask {
                        var found: [Completion] = []
                        do {
                            for try await completion in server.complete(next) {
                                found.append(completion)
                            }
                        } catch { return nil }
                        return found.count == next.count ? found : nil
                    }
                }
                for _ in 0..<width { begin() }
                var all: [Completion] = []
                while let found = await group.next() {
                    guard let found else {
                        group.cancelAll()
                        return nil
                    }
                    all += found
                    begin()
                }
                return all
            }
        }

        private mutating func judge(_ completions: [Completion], _ question: Trial) -> Agreement {
            var evidence = question.evidence
            var strangers = 0
            var names: Set<String> = []
            let listed = Dictionary(
                question.listed.map { ($0.text, $0.logProbability) }, uniquingKeysWith: max)
            for completion in completions {
                if let name = completion.model { names.insert(name) }
                guard let token = completion.tokens?.first, !token.merged else { continue }
                evidence.add(logProbability: token.logProbability)
                if let known = listed[token.text], known > -5, !token.text.contains("\u{FFFD}"),
                    abs(known - token.logProbability) > SamplerCheck.tolerance
                {
                    strangers += 1
                }
            }
            placed = evidence.draws
            if names.count > 1 {
                return .differs(
                    "several models answer at one address: "
                        + names.sorted().joined(separator: ", "))
            }
            guard placed * 50 >= completions.count * 49 else {
                return .untold("it does not tell the probability of each token that it draws")
            }
            if strangers * 20 > placed {
                return .differs(
                    "\(strangers) of \(placed) draws of one token come with other probabilities than "
                        + "the server told for the same prompt: several models, or models of several "
                        + "settings, answer there")
            }
            guard evidence.isAlarm else { return .agrees }
            return .differs(words(evidence, completions))
        }

        private func words(_ evidence: SamplerEvidence, _ completions: [Completion]) -> String {
            let most = zip(evidence.counts, evidence.cells).max {
                abs(Double($0.0) - $0.1 * Double(placed))
                    < abs(Double($1.0) - $1.1 * Double(placed))
            }
            let expected = (most?.1 ?? 0) * Double(placed)
            var words =
                "\(placed) draws of one token do not follow the probabilities that the server tells: "
                + "\(most?.0 ?? 0) are of a kind of which \(Figure.number(expected.rounded())) are to be "
                + "expected"
            if Set(completions.map(\.text)).count == 1 {
                words += ", and all are one token: seeds are ignored, or the greedy token is given"
            } else if let likeliest = evidence.likeliest {
                words += ", as if \(likeliest)"
            }
            return words
        }
    }

    /// How much the logarithm of a token's probability may differ from call to call.
    private static let tolerance = 0.2
}

/// A list of alternatives that ends where a sampler has cut the rest off, the probabilities being those
/// that were left.
///
/// It is shorter than what was asked for, and has all the probability although its last token is no
/// rare one. A model's own probabilities fall off; and what a vocabulary has beyond them would be
/// listed, however improbable.
struct CutList {
    /// How many tokens are listed.
    let count: Int
    /// The probability of the rarest of them.
    let least: Double

    /// Nil where the list is none of this kind.
    ///
    /// - Parameters:
    ///   - logProbabilities: what is listed; servers say -9999 of what is cut off.
    ///   - asked: how many were asked for.
    init?(_ logProbabilities: [Double], of asked: Int) {
        let kept = logProbabilities.filter { $0 > -1000 && $0 <= 0.01 }
        let sum = kept.reduce(0) { $0 + exp($1) }
        guard let rarest = kept.min(), kept.count < asked, abs(sum - 1) < 1e-4,
            rarest > Self.leastOfACut
        else { return nil }
        count = kept.count
        least = exp(rarest)
    }

    /// ln 0.001: ten times all that may be missing from the sum.
    private static let leastOfACut = -6.9078
}
