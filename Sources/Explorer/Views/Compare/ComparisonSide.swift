import Evidence
import Findings
import Statistics

/// What the Compare view says about one prompt in one of the runs.
struct ComparisonSide: Sendable {
    /// Draws in the evidence, and how many of them were lost.
    var draws = 0
    var lost = 0
    /// The mean score of the completed draws; NaN without any.
    var mean = Double.nan
    /// The limits of the mean that hold at any number of draws, those of earlier numbers included.
    var bound: Bound?
    /// Why no limit holds for the draws; nil while all is well.
    var void: VoidReason?
    var greedyScore: Double?
    var greedyAnswer: String?
    /// The scores in equal bins from 0 to 1.
    var histogram: [Int] = []
    /// What the draws prove, where the list of prompts has not got it.
    private var finding = PromptFinding()
    private var alarms = DriftAlarms()
    /// Whether limits could still be narrowed.
    var isUnfinished: Bool { finding.isUnfinished || alarms.isUnfinished }

    /// Brings everything up to the evidence's last draw.
    ///
    /// - Parameters:
    ///   - scores: by the scorer that is shown; nil where the run has no such scorer.
    ///   - position: where that scorer stands among those of the run.
    ///   - run: the facts of the evidence's run, and how many prompts it has.
    ///   - listed: what the list of prompts shows of the same draws; nil for a run that the list
    ///     does not show.
    mutating func update(
        _ evidence: PromptEvidence, _ scores: ScoreEvidence?, at position: Int?,
        greedyScore: Double?, question: Statement, scorer: RunFacts.Scorer?,
        of run: (facts: RunFacts, prompts: Int), listed: PromptRow?, budget: inout Int,
        bounds: inout BinaryBounds
    ) {
        self.greedyScore = greedyScore
        greedyAnswer = evidence.greedy?.answer.text
        guard let scores else { return }
        if draws != evidence.drawCount {
            draws = evidence.drawCount
            lost = scores.lost
            mean = scores.mean
            histogram = PromptRow.counts(scores.distribution)
        }
        if let listed, question.validity == .anytime {
            bound = listed.reading.bound
            void = listed.void
            return
        }
        let statement = question.valid(.anytime).about(scorer)
            .alarming(prompts: run.prompts, scorers: run.facts.scorers.count)
        _ = finding.bringUp(
            to: scores, statement, void: evidence.void, budget: &budget, sharing: &bounds)
        if run.facts.scorers.count > 1 {
            alarms.extend(
                to: evidence.scores, except: position,
                question.alarms(of: run.facts.scorers, prompts: run.prompts), budget: &budget,
                sharing: &bounds)
            _ = finding.share(drift: alarms.driftedAt)
        }
        bound = finding.reading.bound
        void = finding.void
    }
}
