import Evidence
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
    private let known: Mutex<[[ExactText: [Double?]]]>
    private let capacity: Int

    /// Prepares all scorers for all prompts.
    ///
    /// - Parameter capacity: how many texts per prompt are remembered; where almost every answer is
    ///   new, remembering more would cost memory and save nothing.
    init(prompts: [Prompt], scorers: [any Scorer], capacity: Int = 512) {
        var prepared: [[(any PromptScorer)?]] = []
        var problems: [[String]] = []
        for prompt in prompts {
            var ready: [(any PromptScorer)?] = []
            var reasons: [String] = []
            for scorer in scorers {
                do {
                    ready.append(try scorer.prepared(for: prompt))
                } catch {
                    ready.append(nil)
                    reasons.append(error.description)
                }
            }
            prepared.append(ready)
            problems.append(reasons)
        }
        self.scorers = prepared
        self.problems = problems
        self.capacity = capacity
        known = Mutex(Array(repeating: [:], count: prompts.count))
    }

    /// Whether no scorer can score a prompt although there are scorers.
    func cannotScore(prompt: Int) -> Bool {
        !scorers[prompt].isEmpty && scorers[prompt].allSatisfy { $0 == nil }
    }

    /// The scores of one answer, one per scorer; nil where the scorer failed.
    func scores(of text: String, prompt: Int) async -> [Double?] {
        let key = ExactText(text)
        if let found = known.withLock({ $0[prompt][key] }) { return found }
        var scores: [Double?] = []
        for scorer in scorers[prompt] {
            // A failed score counts as lost in the evidence; the worst-case reading covers it.
            scores.append(try? await scorer?.score(text))
        }
        known.withLock { known in
            if known[prompt].count >= capacity { known[prompt].removeAll(keepingCapacity: true) }
            known[prompt][key] = scores
        }
        return scores
    }
}
