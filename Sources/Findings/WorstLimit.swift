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
    /// Of each prompt, by each scorer.
    private var findings: [[PromptFinding]] = []
    private var bounds = BinaryBounds()

    package init() {}

    /// Brings the findings up to a picture of the run, and finds the worst.
    package mutating func worst(of snapshot: Snapshot) -> WorstLimit {
        let scorers = snapshot.facts.scorers
        let statements = scorers.map {
            Statement(alpha: snapshot.facts.alpha).passing.about($0)
                .about(snapshot.facts, prompts: snapshot.prompts.count)
        }
        let missing = snapshot.prompts.count - findings.count
        if missing > 0 { findings += Array(repeating: [], count: missing) }
        var worst = WorstLimit(limit: -1, prompt: "")
        for (position, evidence) in snapshot.prompts.enumerated() where evidence.failure == nil {
            findings[position].bringUp(to: evidence, statements, sharing: &bounds)
            for finding in findings[position] {
                if let void = finding.void {
                    worst.voidCount += 1
                    if worst.void == nil {
                        worst.prompt = evidence.prompt.id.rawValue
                        worst.void = void
                    }
                }
                guard worst.void == nil else { continue }
                guard let bound = finding.reading.bound else {
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
