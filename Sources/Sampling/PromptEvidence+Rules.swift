import Evidence
import Findings
import Statistics

extension PromptEvidence {
    /// The two-sided anytime interval for the first scorer's mean, lost draws read at their worst.
    ///
    /// Nil without scored draws, and where they contradict each other. It holds at every number of
    /// draws at once, so a rule may look at it after each commit and stop when it pleases.
    func ruleBound(alpha: Double, isBinary: Bool, judge: JudgeAccuracy? = nil) -> Bound? {
        guard let scores = scores.first else { return nil }
        let statement = Statement(alpha: alpha, isBinary: isBinary, judge: judge)
        return PromptFinding(scores, statement, void: void).reading.bound
    }
}
