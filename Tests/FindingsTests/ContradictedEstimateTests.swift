import Evidence
import Findings
import Statistics
import TestSupport
import Testing

/// An estimate outside its own limits is never left without a word.
@Suite struct ContradictedEstimateTests {
    private func finding(_ scores: [Double?]) -> (bound: Bound?, mean: Double) {
        let evidence = ScoreEvidence(scores)
        let finding = PromptFinding(evidence, Statement(alpha: 0.05, isBinary: true))
        return (finding.reading.bound, evidence.mean)
    }

    @Test func anEstimateBesideItsLimitsIsSaid() {
        let bound = Bound(
            estimate: 0.5, lower: 0.3079, upper: 0.3241, alpha: 0.05, side: .two,
            method: .clopperPearson, validity: .anytime)
        #expect(bound.isContradicted(by: 0.5) && bound.isContradicted(by: 0.3))
        #expect(!bound.isContradicted(by: 0.31) && !bound.isContradicted(by: nil))
        #expect(!bound.isContradicted(by: .nan) && !bound.isContradicted(by: bound.upper))
    }

    /// Draws that change slowly enough for no two limits to exclude each other: the mean leaves the
    /// limits, and no verdict is that the rate is low.
    @Test func limitsThatTheMeanHasLeftProveNothingGood() throws {
        var found: PromptFinding?
        for later in stride(from: 0.05, through: 0.9, by: 0.05) where found == nil {
            var generator = SeededGenerator(seed: 5)
            let scores = (0..<1200).map { index in
                Double.random(in: 0..<1, using: &generator) < (index < 600 ? 0.02 : later) ? 1.0 : 0
            }
            let finding = PromptFinding(
                ScoreEvidence(scores), Statement(alpha: 0.05, isBinary: true))
            if finding.void == nil, finding.excludesEstimate { found = finding }
        }
        let finding = try #require(found, "no such draws")
        let bound = try #require(finding.decision.bound)
        #expect(bound.excludesEstimate && bound.upper < bound.estimate)
        #expect(TargetVerdict(bound, target: 0.99) == .undecided)
        #expect(finding.verdict(0.99) == .undecided && finding.gateVerdict(0.99) == .undecided)
        #expect(finding.verdict(0) == .above)
    }

    @Test func goodDrawsDoNotSay() throws {
        let scores = (0..<400).map { $0 % 10 == 3 ? 1.0 : 0 }
        let found = finding(scores)
        let bound = try #require(found.bound)
        #expect(!bound.isContradicted(by: found.mean))
    }
}
