import Evidence
import Prompts
import Statistics

/// The greatest upper limit of a run's prompts while its draws come, by the statement by which a gate over
/// the same run passes: extended by the new draws alone.
package struct LimitWatch: Sendable {
    /// Of each prompt, by each scorer.
    private var findings: [[PromptFinding]] = []
    private var bounds = BinaryBounds()

    package init() {}

    /// Brings what is known up to a picture of the run.
    package mutating func greatest(of snapshot: Snapshot) -> GreatestFinding {
        let scorers = snapshot.facts.scorers
        let statements = scorers.map {
            Statement(alpha: snapshot.facts.alpha).passing.about($0)
                .about(snapshot.facts, prompts: snapshot.prompts.count)
        }
        let missing = snapshot.prompts.count - findings.count
        if missing > 0 { findings += Array(repeating: [], count: missing) }
        var greatest = GreatestFinding()
        for (position, evidence) in snapshot.prompts.enumerated() {
            guard evidence.failure == nil else {
                greatest.add(.none, of: evidence.prompt.id)
                continue
            }
            findings[position].bringUp(to: evidence, statements, sharing: &bounds)
            for finding in findings[position] {
                greatest.add(finding.reading, of: evidence.prompt.id)
            }
        }
        return greatest
    }
}
