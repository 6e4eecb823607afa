import Evidence
import Prompts
import Statistics

/// The greatest upper limit of a prompt, by the statement by which a gate over the same run passes.
package struct WorstLimit: Sendable {
    /// Nil until every prompt has a limit, and where none holds for the draws of some.
    package var limit: Double?
    /// The prompt with that limit, or the first for whose draws none holds.
    package var prompt: String
    /// Why no limit holds for that prompt's draws; nil where limits hold for all.
    package var void: VoidReason?
    /// Prompts and scorers for which no limit holds.
    package var voidCount = 0
}

/// What the draws of a run prove while they come: extended by the new ones alone.
package struct RunningFindings: Sendable {
    private var findings: [PromptFinding] = []
    private var bounds = BinaryBounds()

    package init() {}

    /// Brings the findings up to a picture of the run, and finds the worst.
    package mutating func worst(of snapshot: Snapshot) -> WorstLimit {
        let scorers = snapshot.facts.scorers
        let missing = snapshot.prompts.count * scorers.count - findings.count
        if missing > 0 { findings += Array(repeating: PromptFinding(), count: missing) }
        var worst = WorstLimit(limit: -1, prompt: "")
        for (position, evidence) in snapshot.prompts.enumerated() where evidence.failure == nil {
            let places = position * scorers.count..<(position + 1) * scorers.count
            for (scorer, facts) in scorers.enumerated() {
                let place = places.lowerBound + scorer
                let statement = Statement(alpha: snapshot.facts.alpha).passing.about(facts)
                    .about(snapshot.facts, prompts: snapshot.prompts.count)
                let scores = evidence.scores(by: scorer)
                var budget = Int.max
                _ = findings[place].bringUp(
                    to: scores, statement, void: evidence.void, budget: &budget,
                    sharing: &bounds)
            }
            findings[places].shareDrift()
            for place in places {
                if let void = findings[place].void {
                    worst.voidCount += 1
                    if worst.void == nil {
                        worst.prompt = evidence.prompt.id.rawValue
                        worst.void = void
                    }
                }
                guard worst.void == nil else { continue }
                guard let bound = findings[place].reading.bound else {
                    worst.limit = nil
                    continue
                }
                if let greatest = worst.limit, bound.upper > greatest {
                    worst.limit = bound.upper
                    worst.prompt = evidence.prompt.id.rawValue
                }
            }
        }
        if worst.void != nil || worst.limit == -1 { worst.limit = nil }
        return worst
    }
}
