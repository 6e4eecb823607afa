import Evidence
import Findings
import Statistics

extension PromptEvidence {
    /// The two-sided anytime interval for the first scorer's mean, lost draws read at their worst.
    ///
    /// Nil without scored draws, and where they contradict each other. It holds at every number of
    /// draws at once, so a rule may look at it after each commit and stop when it pleases.
    ///
    /// - Parameter prompts: how many the run has; their alarms share α.
    func ruleBound(
        alpha: Double, isBinary: Bool, judge: JudgeAccuracy? = nil, among prompts: Int = 1
    ) -> Bound? {
        guard let scores = scores.first else { return nil }
        var statement = Statement(alpha: alpha, isBinary: isBinary, judge: judge)
        statement.family = prompts
        return PromptFinding(scores, statement, void: void).reading.bound
    }
}
