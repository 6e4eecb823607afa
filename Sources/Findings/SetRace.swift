import Evidence
import Prompts
import Statistics

/// Which prompts of a run are above a rate by one scorer: how many are proven to be, all at once, and a
/// list with few false names.
package struct SetRace: Sendable {
    package let rate: Double
    /// The prompts on the list.
    package let named: [PromptID]
    /// The false discovery rate of the list.
    package let alpha: Double
    /// How many are proven to be above it by limits that all hold together.
    package let proven: Int

    /// What is known of one prompt.
    package struct Prompt: Sendable {
        let id: PromptID
        let scores: ScoreEvidence
        /// The limits that verdicts about all prompts at once are read from.
        let decision: Reading

        package init(_ id: PromptID, _ scores: ScoreEvidence, _ decision: Reading) {
            (self.id, self.scores, self.decision) = (id, scores, decision)
        }
    }

    /// - Parameter statement: what is asked of the scorer's scores.
    package init(_ prompts: [Prompt], above rate: Double, _ statement: Statement) {
        self.rate = rate
        let race = TargetRace(
            prompts.map {
                TargetRace.logEvidence(
                    $0.scores, above: rate, isJudged: statement.judge != nil,
                    isVoid: $0.decision.void != nil)
            }, alpha: statement.alpha)
        named = race.above.map { prompts[$0].id }
        alpha = race.alpha
        proven = prompts.count { prompt in
            prompt.decision.bound.map { TargetVerdict($0, target: rate) } == .above
        }
    }
}
