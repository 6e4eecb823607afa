import Evidence
import Journal
import Prompts
import Scoring
import Synchronization

/// The scorers made ready for each prompt, and the scores that distinct answers have got.
///
/// Equal texts have equal scores, so each distinct text is scored once while it is remembered.
final class ScoreBook: Sendable {
    private let scorers: [[(any PromptScorer)?]]
    /// Why a scorer cannot score a prompt, where it cannot.
    let problems: [[String]]
    /// The same as sentences about all prompts.
    let notices: [String]
    let known: Mutex<Known>
    private let capacity: Int
    /// How often a scorer failed on an answer, and why it did first, by scorer.
    private let faults: Mutex<[Fault?]>

    /// A scorer that could not score answers.
    struct Fault: Sendable, Hashable {
        var count: Int
        var reason: String
    }

    /// What has gone wrong so far, one per scorer that failed.
    var failures: [Fault] { faults.withLock { $0.compactMap { $0 } } }
    private let byteCapacity: Int

    /// What is remembered, by the prompt's position, and how many bytes of text that is.
    struct Known {
        fileprivate var scores: [[ExactText: [Double?]]]
        /// How many bytes of text are remembered.
        fileprivate(set) var bytes = 0

        fileprivate mutating func forget(_ prompt: Int) {
            bytes -= scores[prompt].keys.reduce(0) { $0 + $1.text.utf8.count }
            scores[prompt].removeAll()
        }
    }

    /// Prepares all scorers for all prompts.
    ///
    /// - Parameters:
    ///   - capacity: how many texts per prompt are remembered; where almost every answer is new,
    ///     remembering more would cost memory and save nothing.
    ///   - byteCapacity: how many bytes of text all prompts together may remember.
    init(
        prompts: [Prompt], scorers: [any Scorer], capacity: Int = 512,
        byteCapacity: Int = 32 << 20
    ) {
        var prepared: [[(any PromptScorer)?]] = []
        var problems: [[String]] = []
        var errors: [(prompt: PromptID, error: ScoringError)] = []
        for prompt in prompts {
            var ready: [(any PromptScorer)?] = []
            var reasons: [String] = []
            for scorer in scorers {
                do throws(ScoringError) {
                    ready.append(try scorer.prepared(for: prompt))
                } catch {
                    ready.append(nil)
                    reasons.append(error.description)
                    errors.append((prompt.id, error))
                }
            }
            prepared.append(ready)
            problems.append(reasons)
        }
        self.scorers = prepared
        self.problems = problems
        notices = ScoringError.sentences(errors, of: prompts.count)
        self.capacity = capacity
        faults = Mutex(scorers.map { _ in nil })
        self.byteCapacity = byteCapacity
        known = Mutex(Known(scores: Array(repeating: [:], count: prompts.count)))
    }

    /// Whether no scorer can score a prompt although there are scorers.
    func cannotScore(prompt: Int) -> Bool {
        !scorers[prompt].isEmpty && scorers[prompt].allSatisfy { $0 == nil }
    }

    /// The scores of one answer, one per scorer; nil where the scorer failed.
    func scores(of text: String, prompt: Int) async -> [Double?] {
        let key = ExactText(text)
        if let found = known.withLock({ $0.scores[prompt][key] }) { return found }
        var scores: [Double?] = []
        var isWhole = true
        for (position, scorer) in scorers[prompt].enumerated() {
            do throws(ScoringError) {
                scores.append(try await scorer?.score(text))
            } catch {
                // It counts as lost in the evidence; the worst-case reading covers it.
                scores.append(nil)
                isWhole = false
                faults.withLock { faults in
                    let reason = faults[position]?.reason ?? error.description
                    faults[position] = Fault(
                        count: (faults[position]?.count ?? 0) + 1, reason: reason)
                }
            }
        }
        // A program that died or a judge that was away may do better the next time.
        guard isWhole else { return scores }
        remember(scores, of: key, prompt: prompt)
        return scores
    }

    /// How many tokens of an answer settle all its scores, whatever follows them.
    ///
    /// - Returns: nil where not every scorer can tell, or the tokens are not the answer's text.
    func settling(_ answer: Answer, _ scores: [Double], prompt: Int) -> Int? {
        let scorers = scorers[prompt]
        guard !scorers.isEmpty, scores.count == scorers.count else { return nil }
        func settles(_ text: String) -> Bool {
            zip(scorers, scores).allSatisfy { $0?.decided(text) == $1 }
        }
        guard settles(answer.text) else { return nil }
        // The text ends with what the tokens say; a chat template may have begun it.
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for token in answer.tokens {
            bytes += token.bytes ?? Array(token.text.utf8)
            ends.append(bytes.count)
        }
        let text = Array(answer.text.utf8)
        guard text.count >= bytes.count, text.suffix(bytes.count).elementsEqual(bytes) else {
            return nil
        }
        let before = text.count - bytes.count
        // What settles goes on settling: the first place is found by halves.
        var (low, high) = (1, ends.count)
        while low < high {
            let middle = (low + high) / 2
            let prefix = text[..<(before + ends[middle - 1])]
            if settles(String(decoding: prefix.wholeCharacters, as: UTF8.self)) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }

    private func remember(_ scores: [Double?], of key: ExactText, prompt: Int) {
        let size = key.text.utf8.count
        guard size <= byteCapacity else { return }
        known.withLock { known in
            if known.scores[prompt].count >= capacity { known.forget(prompt) }
            if known.bytes + size > byteCapacity {
                known = Known(scores: Array(repeating: [:], count: known.scores.count))
            }
            // Two tasks may have scored the same text at the same time.
            if known.scores[prompt].updateValue(scores, forKey: key) == nil { known.bytes += size }
        }
    }
}

extension RunEvent.Kind {
    /// A scorer could not score an answer; the text is its reason, kept once a session.
    package static let scorerFailed = RunEvent.Kind(rawValue: "scorer failed")
}
