import Statistics
import Testing

@testable import Findings

/// What the list of prompts shows of one.
@Suite struct PromptRowTests {
    @Test func everyEdgeOfTheListsHistogramIsInTheBinAboveIt() throws {
        for bin in 0..<PromptRow.binCount {
            let score = Double(bin) / Double(PromptRow.binCount)
            let counts = PromptRow.counts(try ScoreDistribution([score]))
            #expect(counts.firstIndex(of: 1) == bin, "\(score)")
        }
        #expect(PromptRow.counts(try ScoreDistribution([1])).last == 1)
    }
}
