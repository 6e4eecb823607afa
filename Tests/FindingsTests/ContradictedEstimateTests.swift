import Evidence
import Findings
import Statistics
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

    @Test func goodDrawsDoNotSay() throws {
        let scores = (0..<400).map { $0 % 10 == 3 ? 1.0 : 0 }
        let found = finding(scores)
        let bound = try #require(found.bound)
        #expect(!bound.isContradicted(by: found.mean))
    }
}
