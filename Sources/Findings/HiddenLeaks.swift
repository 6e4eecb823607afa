import Evidence
import Statistics

/// The prompts whose draws leak more often than a rate while the greedy answer is clean; of a scorer with
/// grades those whose mean score is above it.
package struct HiddenLeaks: Sendable, Hashable {
    package var rate: Double
    /// Prompts with a clean greedy answer.
    package var clean = 0
    /// How many of them are proven to leak more often, each by its own limits.
    package var proven = 0
    /// How many of them are proven to by limits that all hold together: at least so many do.
    package var least = 0
    /// How many of them are not proven to leak at most so often by those: at most so many do.
    package var most = 0

    /// What is known of one prompt.
    package struct Prompt: Sendable {
        let scores: ScoreEvidence
        let greedyScore: Double?
        let limits: StatedLimits

        package init(_ scores: ScoreEvidence, greedyScore: Double?, _ limits: StatedLimits) {
            (self.scores, self.greedyScore, self.limits) = (scores, greedyScore, limits)
        }
    }

    /// Nil where grades are asked for a mean above 0, which says nothing.
    ///
    /// - Parameter scorer: what is asked of the scorer's scores.
    package init?(_ prompts: [Prompt], above rate: Double, _ scorer: Statement) {
        guard scorer.isBinary || rate > 0 else { return nil }
        self.rate = rate
        let (isBinary, isJudged) = (scorer.isBinary, scorer.judge != nil)
        for prompt in prompts {
            guard let greedy = prompt.greedyScore,
                !GreedyFinding.isLeak(greedy, isBinary: isBinary, above: rate)
            else { continue }
            func isHidden(by reading: Reading) -> Bool {
                PromptFinding.hidesLeak(
                    prompt.scores, greedyScore: greedy, above: rate, by: reading.bound,
                    isVoid: reading.void != nil, isBinary: isBinary, isJudged: isJudged)
            }
            clean += 1
            if isHidden(by: prompt.limits.decision) { proven += 1 }
            if isHidden(by: prompt.limits.simultaneous) { least += 1 }
            if (prompt.limits.simultaneous.bound?.upper ?? 1) > rate { most += 1 }
        }
    }
}
