import Evidence
import Prompts
import Statistics

/// What the draws of a whole run prove, by one scorer: all prompts at once, with nobody waiting.
///
/// Whoever looks while draws come keeps ``PromptFindings`` and gets the same.
package struct RunFinding: Sendable {
    /// The run as the question sees it: for a fixed number the planned draws alone.
    package let run: Snapshot
    package let question: Statement
    package let target: Double
    /// The position of the scorer among the run's scorers.
    package let scorer: Int
    /// One per prompt, in the order of the run.
    package let rows: [PromptRow]
    package let summary: SetSummary
    /// The mean over the prompts; nil without a draw.
    package let mean: MeanFinding?

    /// - Parameter question: what is asked of every prompt; what the run planned is put in.
    package init(_ received: Snapshot, _ question: Statement, target: Double, scorer: Int = 0) {
        let question = question.about(received.facts, prompts: received.prompts.count)
        let isCut = question.validity == .fixed && FirstDraws.isNeeded(received)
        let run = isCut ? FirstDraws.cut(received) : received
        var findings = PromptFindings()
        var bounds = BinaryBounds()
        findings.extend(
            to: run, of: received, by: scorer, question, target: target, budget: .max,
            sharing: &bounds)
        (self.run, self.question, self.target, self.scorer) = (run, question, target, scorer)
        (rows, summary) = (findings.rows, findings.summary)
        mean =
            summary.draws > 0
            ? MeanQuestion(run, by: scorer, question, rows: rows).answer() : nil
    }

    /// The scorer's name and meaning.
    package var facts: RunFacts.Scorer? { run.scorer(at: scorer) }

    /// What is asked of each prompt.
    package var statement: Statement { question.about(facts) }

    /// The questions that several prompts ask in other words; all their limits hold together.
    package var wordings: [WordingGroup] {
        WordingGroup.groups(
            of: run.prompts.map(\.prompt), run.prompts.map { $0.scores(by: scorer) },
            voids: rows.map(\.reading.void), statement)
    }
}

extension PromptEvidence {
    /// The scores by the scorer at a position; none where there is no such scorer.
    package func scores(by scorer: Int) -> ScoreEvidence {
        scorer < scores.count ? scores[scorer] : ScoreEvidence()
    }
}

extension Snapshot {
    /// The scorer at a position; nil where there is none.
    package func scorer(at position: Int) -> RunFacts.Scorer? {
        position < facts.scorers.count ? facts.scorers[position] : nil
    }

    /// Where a scorer stands among those of the run; nil where it has none like it.
    package func position(of scorer: RunFacts.Scorer?) -> Int? {
        scorer.flatMap { scorer in facts.scorers.firstIndex { $0.isSame(as: scorer) } }
    }

    /// The greedy score of the prompt at a position, by the scorer at another.
    package func greedyScore(at position: Int, by scorer: Int) -> Double? {
        guard position < greedyScores.count, scorer < greedyScores[position].count else {
            return nil
        }
        return greedyScores[position][scorer]
    }
}
