import Evidence
import Statistics

/// What is stated of one prompt by one scorer, without the draws that it comes from: what is kept of a
/// ``PromptFinding`` where nothing more is drawn.
package struct StatedLimits: Sendable, Hashable {
    /// What holds for the prompt on its own, or as one of those that the statement is shared among.
    package let reading: Reading
    /// The limits that a verdict is read from, as ``Statement/deciding`` says.
    package let decision: Reading
    /// Both for all prompts at once.
    package let simultaneous: Reading
    package let simultaneousDecision: Reading
    /// Whether the mean of all draws lies outside of its limits, or these exclude each other.
    package let excludesEstimate: Bool

    package init(_ finding: PromptFinding) {
        reading = finding.reading
        decision = finding.decision
        simultaneous = finding.simultaneous
        simultaneousDecision = finding.simultaneousDecision
        excludesEstimate = finding.excludesEstimate
    }

    /// The upper limit by itself at level 1 − α: the upper side of ``decision``.
    ///
    /// - Parameters:
    ///   - statement: the one that the finding was made for.
    ///   - least: the least value that the mean can have.
    package func upper(_ statement: Statement, least: Double = 0) -> Bound? {
        decision.bound.map { limits in
            var limit = limits
            (limit.alpha, limit.side, limit.lower) = (statement.each, .upper, least)
            return limit
        }
    }
}
