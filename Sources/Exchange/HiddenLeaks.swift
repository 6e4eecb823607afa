import Evidence
import Findings
import Journal
import Statistics

/// The prompts whose draws leak more often than a rate while the greedy answer is clean.
package struct HiddenLeaks: Sendable, Hashable {
    package var rate: Double
    /// Prompts with a clean greedy answer.
    package var clean: Int
    /// How many of them are proven to leak more often, each by its own limits.
    package var proven: Int
    /// How many of them are proven to by limits that all hold together: at least so many do.
    package var least: Int
    /// How many of them are not proven to leak at most so often by those: at most so many do.
    package var most: Int
}

extension RunReport {
    /// How many prompts leak more often than `rate` while the greedy answer is clean.
    ///
    /// - Parameter scorer: a position in the run's scorers.
    /// - Returns: nil for a scorer that is not binary.
    package func hiddenLeaks(scorer: Int, above rate: Double) -> HiddenLeaks? {
        let findings = findings(scorer: scorer)
        guard let binary = findings.first?.scorer.isBinary, binary else { return nil }
        let clean = findings.filter {
            $0.greedyScore.map { !GreedyFinding.isLeak($0, isBinary: true, above: rate) } ?? false
        }
        var result = HiddenLeaks(rate: rate, clean: clean.count, proven: 0, least: 0, most: 0)
        for finding in clean {
            if finding.hidesLeak(above: rate, by: finding.acceptance) { result.proven += 1 }
            let together = finding.simultaneous
            if finding.hidesLeak(above: rate, by: together) { result.least += 1 }
            if (together?.upper ?? 1) > rate { result.most += 1 }
        }
        return result
    }
}
