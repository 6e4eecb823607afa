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
    package enum Finding: Sendable, Hashable {
        /// The draws follow the probabilities.
        case agrees
        /// They do not, in words.
        case differs(String)
        /// It cannot be told, for this reason.
        case untold(String)
    }

    package let finding: Finding
    /// How many draws were made.
    package let draws: Int
    /// How many requests it took.
    package let requests: Int

    /// How many draws a whole check makes.
    package static let whole = 256

    /// One sentence without its full stop.
    package var sentence: String {
        switch finding {
        case .agrees:
            "\(draws) draws of one token agree with the probabilities that the server tells "
                + "(\(requests) requests)"
        case .differs(let words): words
        case .untold(let reason):
            "whether the sampler does what it is asked for cannot be told: \(reason)"
        }
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
        let finding = await examiner.finding(draws)
        return SamplerCheck(
            finding: finding, draws: examiner.placed, requests: examiner.requests)
    }

    /// The questions, one after the other.
    private struct Examiner {
        let server: any CompletionServer
        let facts: ServerFacts
        let patience: Duration
        var requests = 0
        var placed = 0

        /// A prompt, and what the server lists for the first token.
        struct Question {
            var prompt: String
            var listed: [TokenRecord.Alternative]
            var evidence: SamplerEvidence
        }

        mutating func finding(_ draws: Int) async -> Finding {
            guard let list = await longestList() else {
                return .untold("it gives no probabilities")
            }
            var question: Question?
            var lists: [[Double]] = []
            for prompt in SamplerCheck.prompts {
                guard let listed = await listing(prompt, list) else { continue }
                lists.append(listed.map { exp($0.logProbability) })
                guard
                    let evidence = SamplerEvidence(
                        logProbabilities: listed.map(\.logProbability), draws: draws)
                else { continue }
                if evidence.cells.count > question?.evidence.cells.count ?? 0 {
                    question = Question(prompt: prompt, listed: listed, evidence: evidence)
                }
            }
            if let words = Self.cutOff(lists, of: list) { return .differs(words) }
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

        /// What lists show in which nothing is left for other tokens, though fewer came than were asked
        /// for; nil where they show nothing.
        ///
        /// No model gives all other tokens of a vocabulary nothing. Where it is nearly certain of one
        /// token, the others may have as good as nothing.
        private static func cutOff(_ lists: [[Double]], of asked: Int) -> String? {
            let open = lists.filter { $0.max() ?? 1 < 0.9 }
            guard open.count > 1,
                open.allSatisfy({ $0.count < asked && abs($0.reduce(0, +) - 1) < 1e-4 })
            else { return nil }
            let most = open.map(\.count).max() ?? 0
            return
                "the server tells probabilities behind a cut-off of its own (top-k, top-p or min-p): "
                + "of \(asked) tokens asked for it lists \(most) at most, and they have all of the "
                + "probability"
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

        private mutating func judge(_ completions: [Completion], _ question: Question) -> Finding {
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
