import Evidence
import Findings
import Prompts
import Statistics

/// What the draws of a whole run prove, by one scorer: all prompts at once, with nobody waiting.
///
/// The explorer computes the same step by step while draws come (``RunFindings``); reports without
/// a picture read this.
struct RunFinding: Sendable {
    /// The run as the question sees it: for a fixed number the planned draws alone.
    let run: Snapshot
    let question: Statement
    let target: Double
    /// What a score of 1 says.
    let event: Event
    /// The position of the scorer among the run's scorers.
    let scorer: Int
    /// One per prompt, in the order of the run.
    let rows: [PromptRow]
    let summary: SetSummary
    /// The mean over the prompts; nil without a draw.
    let mean: MeanFinding?

    init(_ received: Snapshot, _ options: ExplorerModel.Options, scorer: Int = 0) {
        var question = Statement(
            alpha: options.alpha ?? received.facts.alpha, side: options.side,
            validity: options.validity)
        question.planned = received.facts.plannedDraws
        question.planChange = received.facts.planChange
        question.family = received.prompts.count
        let isCut = question.validity == .fixed && FirstDraws.isNeeded(received)
        let run = isCut ? FirstDraws.cut(received) : received
        let facts = scorer < run.facts.scorers.count ? run.facts.scorers[scorer] : nil
        let statement = question.about(facts)
        var bounds = BinaryBounds()
        var rows: [PromptRow] = []
        var simultaneous: [Reading] = []
        for (position, evidence) in run.prompts.enumerated() {
            let scores = evidence.scores(by: scorer)
            var finding = PromptFinding()
            var budget = Int.max
            finding.extend(
                to: scores, all: received.prompts[position].scores(by: scorer), statement,
                among: run.prompts.count, void: evidence.void, budget: &budget, sharing: &bounds)
            rows.append(
                PromptRow(
                    evidence: evidence, scores: scores, isBinary: facts?.isBinary ?? false,
                    isJudged: facts?.judge != nil,
                    greedyScore: run.greedyScore(at: position, by: scorer), finding: finding,
                    target: options.target))
            simultaneous.append(finding.simultaneousDecision)
        }
        (self.run, self.question, self.scorer) = (run, question, scorer)
        target = options.target
        event = Event(options.event)
        self.rows = rows
        summary = SetSummary(
            rows: rows, simultaneous: simultaneous, isBinary: facts?.isBinary ?? false,
            target: options.target, alpha: question.alpha)
        mean =
            summary.draws > 0
            ? MeanFinding(
                run.prompts.map { $0.scores(by: scorer) },
                voids: rows.map { $0.reading.void != nil },
                statement) : nil
    }

    /// The scorer's name and meaning.
    var facts: RunFacts.Scorer? {
        scorer < run.facts.scorers.count ? run.facts.scorers[scorer] : nil
    }

    /// What is asked of each prompt.
    var statement: Statement { question.about(facts) }
}

extension PromptEvidence {
    /// The scores by the scorer at a position; none where there is no such scorer.
    func scores(by scorer: Int) -> ScoreEvidence {
        scorer < scores.count ? scores[scorer] : ScoreEvidence()
    }
}

extension Snapshot {
    /// The greedy score of the prompt at a position, by the scorer at another.
    func greedyScore(at position: Int, by scorer: Int) -> Double? {
        guard position < greedyScores.count, scorer < greedyScores[position].count else {
            return nil
        }
        return greedyScores[position][scorer]
    }
}
