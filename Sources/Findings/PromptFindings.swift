import Evidence
import Statistics

/// What the draws prove about each prompt of a run, by one scorer.
///
/// Keep the value and extend it while draws come: what is known is not computed again. It is about
/// one run, scorer and question; another target changes the verdicts and not the limits.
package struct PromptFindings: Sendable {
    /// One per prompt, in the order of the run.
    package private(set) var rows: [PromptRow] = []
    /// For each of them the limits as they grew with the draws.
    package private(set) var limits: [PromptFinding] = []
    package private(set) var summary = SetSummary()
    /// Whether some limits could still be narrowed.
    package private(set) var isUnfinished = false
    private var target: Double?

    package init() {}

    /// Brings everything up to the last draws.
    ///
    /// - Parameters:
    ///   - run: as the question sees it: for a fixed number the planned draws alone.
    ///   - received: with all draws, which may contradict each other after those.
    ///   - budget: how much work may be done now, as ``PromptFinding`` counts it.
    package mutating func extend(
        to run: Snapshot, of received: Snapshot, by scorer: Int, _ question: Statement,
        target: Double, budget: Int, sharing bounds: inout BinaryBounds
    ) {
        let facts = run.scorer(at: scorer)
        let statement = question.about(facts).about(run.facts, prompts: run.prompts.count)
        let keepsRows = self.target == target
        self.target = target
        var budget = budget
        var rows: [PromptRow] = []
        rows.reserveCapacity(run.prompts.count)
        for (position, evidence) in run.prompts.enumerated() {
            let greedy = run.greedyScore(at: position, by: scorer)
            let scores = evidence.scores(by: scorer)
            let all = received.prompts[position].scores(by: scorer)
            if position == limits.count { limits.append(PromptFinding()) }
            if !limits[position].isCurrent(scores, all: all, void: evidence.void) {
                limits[position].extend(
                    to: scores, all: all, statement, among: run.prompts.count,
                    void: evidence.void, budget: &budget, sharing: &bounds)
            } else if keepsRows, position < self.rows.count,
                self.rows[position].isCurrent(evidence, greedyScore: greedy)
            {
                rows.append(self.rows[position])
                continue
            }
            rows.append(
                PromptRow(
                    evidence: evidence, scores: scores, isBinary: statement.isBinary,
                    isJudged: statement.judge != nil, greedyScore: greedy,
                    finding: limits[position], target: target))
        }
        self.rows = rows
        // Not by key paths, which copy each of the values.
        isUnfinished = limits.contains { $0.isUnfinished }
        summary = SetSummary(
            rows: rows, simultaneous: limits.map { $0.simultaneousDecision },
            isBinary: statement.isBinary, target: target, alpha: question.alpha)
    }
}
