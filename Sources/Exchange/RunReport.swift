import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

/// A run in findings: what its draws prove about each prompt and about the whole set.
///
/// Lost draws are read at their worst for each limit.
package struct RunReport: Sendable {
    package var identity: RunIdentity
    package var plan: RunPlan
    /// Which versions of the program wrote the run; none where its file does not say.
    package var writers: [String]
    /// What is stated of each finding.
    package var statement: Statement
    /// What a score of 1 is called in sentences.
    package let event: Event
    /// The rate that verdicts and hidden leaks are about; nil where nobody named one.
    package let target: Double?
    /// One per prompt and scorer, in the order of the prompt set.
    package let findings: [ReportRow]
    /// One per scorer.
    package let sets: [ReportSet]
    /// How often one prompt was drawn, over all prompts.
    package var draws: Int
    package var lost: Int
    /// Answers that were looked for beside them, and are no draws.
    let directed: Int
    /// Plain draws before those without replacement.
    let plain: Int
    /// How many draws were asked for more than once.
    package var retried: Int
    package var promptCount: Int
    /// Why sampling ended; nil where it is going on or was cut short.
    package var ending: String?
    /// How varied the answers are, whatever the scorers say; nil without a complete answer.
    package var diversity: DiversityFinding?
    /// Which answers count as one in figures and lists of answers alike.
    var grouping = AnswerGrouping.exact
    /// One per scorer that could not score some answer, in the order of the scorers.
    package var unscored: [Unscored]

    /// Answers that a scorer could not score; limits count each at its worst, like a lost draw.
    package struct Unscored: Sendable, Hashable {
        package var scorer: String
        package var count: Int
        /// Whether it could not score a single one.
        package var isAll: Bool
    }

    /// - Parameters:
    ///   - alpha: the error probability; without it that of the run's plan.
    ///   - isSimultaneous: whether all findings hold together at level 1 − α, each at α divided by
    ///     their number, instead of each on its own.
    ///   - event: what a score of 1 is called in sentences.
    ///   - target: the rate that hidden leaks are about, for a scorer with grades.
    ///   - progress: told for how many prompts of how many the limits are known.
    package init(
        _ run: RestoredRun, alpha: Double? = nil, validity: Validity = .anytime,
        isSimultaneous: Bool = false, event: Event = Event(), target: Double? = nil,
        progress: (Int, Int) -> Void = { _, _ in }
    ) {
        let alpha = alpha ?? run.plan.alpha
        let count = run.evidence.count * run.identity.scorers.count
        let asked = Statement(
            alpha: alpha, validity: validity, together: isSimultaneous ? count : 1
        ).about(
            prompts: run.evidence.count, scorers: run.identity.scorers.count,
            planned: run.plan.draws, change: run.plan.change
        ).possible(withoutReplacement: run.identity.withoutReplacement == true)
        var bounds = BinaryBounds()
        identity = run.identity
        plan = run.plan
        writers = run.writers
        ending = run.ending
        self.statement = asked
        self.event = event
        self.target = target
        findings = run.evidence.enumerated().flatMap { position, evidence in
            progress(position, run.evidence.count)
            var proofs: [PromptFinding] = []
            proofs.bringUp(
                to: evidence, run.identity.scorers.map { asked.about($0).byItself },
                among: run.evidence.count, sharing: &bounds)
            return proofs.indices.map {
                ReportRow(
                    evidence, position: position, scorer: $0, run: run, event: event,
                    statement: asked, target: target, finding: proofs[$0], sharing: &bounds)
            }
        }
        let all = findings
        sets = run.identity.namedScorers.enumerated().map { position, scorer in
            ReportSet(
                scorer,
                stride(from: position, to: all.count, by: run.identity.scorers.count)
                    .map { all[$0] },
                statement: asked, target: target, event: event)
        }
        draws = run.evidence.reduce(0) { $0 + $1.statedDraws }
        lost = run.evidence.reduce(0) { $0 + $1.statedLost }
        directed = run.evidence.reduce(0) { $0 + $1.directed }
        plain = run.evidence.reduce(0) { $0 + $1.plain }
        retried = run.evidence.reduce(0) { $0 + $1.retried }
        promptCount = run.evidence.count
        // Texts whose thoughts alone differ are one answer, as on the screen.
        let finder = AnswerFinder(run.identity.answerPart)
        let hasThoughts = run.evidence.contains { evidence in
            evidence.outputs.contains { finder.said(in: $0.text) != nil }
        }
        if hasThoughts { grouping = .folded }
        diversity = DiversityFinding(
            run.evidence, isVoid: all.contains { $0.void != nil }, asked, by: grouping,
            run.identity.answerPart)
        unscored = run.identity.namedScorers.enumerated().compactMap { position, scorer in
            // Of the draws that the figures are of.
            let count = run.evidence.reduce(0) {
                $0 + $1.allowed(by: asked).unscored(by: position)
            }
            guard count > 0 else { return nil }
            return Unscored(
                scorer: scorer.name, count: count,
                isAll: run.evidence.allSatisfy { $0.scores[position].count == 0 })
        }
    }

    /// Why there is nothing to report; nil where there is something.
    package var emptiness: String? {
        findings.isEmpty ? "the run has no scores; probscope score makes them" : nil
    }

    /// What a reader must know of the run before anything else.
    package var warnings: [String] { (emptiness.map { ["\($0)."] } ?? []) + plan.warnings }

    /// Whose limits hold although the draws contradict them, in words; nil where all agree.
    package var doubtWords: String? {
        Doubt(findings.filter { $0.void == nil && $0.excludesEstimate }.map(\.prompt.id))
            .words("row", "rows")
    }

    /// The part of an answer that counts, for figures by it.
    var answerPart: AnswerPart { identity.answerPart }

    /// What the figures of answers count, as a sentence.
    var groupingWords: String {
        grouping == .exact
            ? "Figures of answers count exact texts."
            : "Figures of answers count those as one that the lists of answers show as one."
    }

    /// How many draws needed a second attempt, a sentence; nil where none did.
    package var retriedWords: String? {
        guard retried > 0 else { return nil }
        return "\(Figure.count(retried, "draw", "draws")) needed more than one attempt"
            + (plan.warnings.contains(RunPlan.unrepeatableWarning)
                ? "." : ", each with the seed of the first.")
    }

    /// The scorers that are judges with known errors, for which all their limits are widened.
    package var judges: [(scorer: String, judge: JudgeAccuracy)] {
        identity.namedScorers.compactMap { scorer in scorer.judge.map { (scorer.name, $0) } }
    }
}
