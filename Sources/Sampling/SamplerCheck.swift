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

    /// The decoding of the draws that were judged, where it is not plain.
    private var decoding: String?

    /// One sentence without its full stop.
    package var sentence: String {
        switch agreement {
        case .agrees:
            "\(draws) draws of one token\(decoding.map { " at \($0)" } ?? "") agree with the "
                + "probabilities that the server tells (\(requests) requests)"
        case .differs(let words): words
        case .untold(let reason):
            "whether the sampler does what it is asked for cannot be told: \(reason)"
        }
    }

    /// Texts to be continued; that whose first token is least certain is taken.
    private static let prompts = [
        "Once upon a time", "The", "Name a random thing:", "I think that",
    ]

    /// Examines a server: at temperature 1 with nothing cut off, and then as a run is going to draw, so
    /// far as its decoding and the server's list allow.
    ///
    /// - Parameters:
    ///   - decoding: how a run is going to draw; nil for the first part alone.
    ///   - draws: how many draws to make; a quarter of them where each takes a request of its own.
    ///   - patience: how long to wait for a sign of life.
    package static func examine(
        _ server: any CompletionServer, _ facts: ServerFacts, for decoding: Decoding? = nil,
        draws: Int = whole, patience: Duration = .seconds(30)
    ) async -> SamplerCheck {
        var examiner = Examiner(server: server, facts: facts, patience: patience)
        var agreement = await examiner.agreement(draws)
        var isOther = false
        if agreement == .agrees, let decoding, decoding.isOtherThanPlain {
            agreement = await examiner.agreement(draws, under: decoding)
            isOther = true
        }
        return SamplerCheck(
            agreement: agreement, draws: examiner.placed, requests: examiner.requests,
            decoding: isOther ? decoding?.name : nil)
    }

    /// The questions, one after the other.
    private struct Examiner {
        let server: any CompletionServer
        let facts: ServerFacts
        let patience: Duration
        var requests = 0
        var placed = 0
        /// Of each prompt that was asked, what the server lists.
        var lists: [(prompt: String, listed: [TokenRecord.Alternative])] = []
        /// How many draws one request brought.
        var block: Int?

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
                lists.append((prompt, listed))
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
                        + "\(list) asked for, down to one of \(Figure.number(cut.least))")
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
                self.block = block
            }
            guard let completions else { return .untold("its requests fail") }
            return judge(completions, question)
        }

        /// Whether draws under a decoding follow what it makes of the probabilities told.
        mutating func agreement(_ draws: Int, under decoding: Decoding) async -> Agreement {
            let unknown = Agreement.untold(
                "at temperature 1 without any cut its draws agree with the probabilities that it "
                    + "tells, from which those of \(decoding.name) cannot be computed")
            var question: (prompt: String, list: DecodedList, evidence: SamplerEvidence)?
            for (prompt, listed) in lists {
                guard let list = DecodedList(listed, decoding),
                    let evidence = SamplerEvidence(
                        logProbabilities: Array(list.logProbabilities.values), draws: draws,
                        isPlain: false),
                    evidence.cells.count > question?.evidence.cells.count ?? 0
                else { continue }
                question = (prompt, list, evidence)
            }
            guard let question, let block else { return unknown }
            self.decoding = decoding
            let asked = block > 1 ? draws : draws / 4
            guard let completions = await completions(question.prompt, asked, by: block) else {
                return .untold("requests for draws of \(decoding.name) fail")
            }
            var evidence = question.evidence
            for completion in completions {
                let text = completion.tokens?.first?.text ?? completion.text
                if let known = question.list.logProbabilities[text] {
                    evidence.add(logProbability: known)
                } else if !question.list.isAmongListed {
                    evidence.add(logProbability: -.infinity)
                }
            }
            placed = evidence.draws
            if evidence.isAlarm {
                return .differs(
                    "\(placed) draws of one token at \(decoding.name) do not follow what it makes of "
                        + "the probabilities that the server tells, which its draws at temperature 1 "
                        + "follow: it does not heed these settings")
            }
            return placed * 4 >= asked ? .agrees : unknown
        }

        /// Under which draws are made.
        var decoding = Decoding.pure(temperature: 1, maxTokens: 1)

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
            var one = decoding
            one.maxTokens = 1
            one.stop = []
            return CompletionRequest(
                prompt: prompt, decoding: one, seed: seed, count: count,
                probabilities: probabilities,
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
