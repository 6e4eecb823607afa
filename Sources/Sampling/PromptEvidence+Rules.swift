import Evidence
import Statistics

extension PromptEvidence {
    /// The two-sided anytime interval for the first scorer's mean, lost draws read at their worst.
    ///
    /// Nil without draws. It holds at every number of draws at once, so a rule may look at it after
    /// each commit and stop when it pleases.
    func ruleBound(alpha: Double) -> Bound? {
        guard let scores = scores.first, scores.count + scores.lost > 0 else { return nil }
        return try? LostDraws.proportion(
            leaks: scores.sum, completed: scores.count, lost: scores.lost, alpha: alpha,
            side: .two, method: .bets)
    }
}
