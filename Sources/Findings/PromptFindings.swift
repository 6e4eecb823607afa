import Evidence
import Prompts
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
        let alarms = question.alarms(of: run.facts.scorers, prompts: run.prompts.count)
        let keepsRows = self.target == target
        self.target = target
        var budget = budget
        var unfinished = false
        rows.removeLast(max(0, rows.count - run.prompts.count))
        rows.reserveCapacity(run.prompts.count)
        for position in run.prompts.indices {
            let prompt = run.prompts[position]
            let scores = prompt.scores(by: scorer)
            let facts = PromptRow.Facts(
                prompt, by: scorer, greedyScore: run.greedyScore(at: position, by: scorer))
            let isCut = received.prompts[position].statedDraws > facts.draws
            if position == limits.count { limits.append(PromptFinding()) }
            let isRowKept =
                keepsRows && position < rows.count && rows[position].isCurrent(facts)
            func row(_ finding: inout PromptFinding) -> PromptRow? {
                let isNew = finding.bringUp(
                    to: prompt, of: isCut ? received.prompts[position] : nil, by: scorer,
                    statement, among: run.prompts.count, alarms: alarms, budget: &budget,
                    sharing: &bounds)
                unfinished = unfinished || finding.isUnfinished
                guard isNew || !isRowKept else { return nil }
                return PromptRow(
                    facts, scores: scores, isBinary: statement.isBinary,
                    isJudged: statement.judge != nil, finding: finding, target: target,
                    sharing: &bounds, known: isRowKept ? rows[position] : nil)
            }
            guard let new = row(&limits[position]) else { continue }
            if position == rows.count { rows.append(new) } else { rows[position] = new }
        }
        isUnfinished = unfinished
        summary = SetSummary(
            rows: rows, isBinary: statement.isBinary, target: target, alpha: question.alpha)
    }
}
