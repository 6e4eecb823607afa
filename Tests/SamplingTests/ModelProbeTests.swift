import Inference
import Journal
import Prompts
import TestSupport
import Testing

@testable import Sampling

/// Which model a server holds is told by what it answers, not by what it is called.
@Suite struct ModelProbeTests {
    private func probe(_ values: [[String: Double]]) -> ModelProbe {
        let tokens = values.map { values in
            let sorted = values.sorted { $0.value > $1.value }
            return TokenRecord(
                id: nil, text: sorted[0].key, logProbability: sorted[0].value,
                alternatives: sorted.map {
                    TokenRecord.Alternative(id: nil, text: $0.key, logProbability: $0.value)
                })
        }
        return ModelProbe(
            ModelAnswer(kind: "completion", text: tokens.map(\.text).joined(), tokens: tokens))
    }

    @Test func roundingIsNoDifferenceAndOtherProbabilitiesAre() {
        let one = probe([["a": -0.5, "b": -1.5], ["c": -0.1, "d": -3]])
        #expect(one.difference(to: one) == nil)
        #expect(
            one.difference(to: probe([["a": -0.52, "b": -1.49], ["c": -0.1, "d": -3]])) == nil)
        #expect(one.difference(to: probe([["a": -0.7, "b": -1.5], ["c": -0.1, "d": -3]])) != nil)
        #expect(one.difference(to: probe([["a": -0.5, "x": -1.5], ["c": -0.1, "d": -3]])) == nil)
        // A token that the other does not name is at most as probable as the last that it names.
        #expect(one.difference(to: probe([["a": -0.5, "x": -4], ["c": -0.1, "d": -3]])) != nil)
    }

    @Test func afterATieNothingMoreIsCompared() {
        let one = probe([["a": -0.69, "b": -0.70], ["c": -0.1, "d": -3]])
        let two = probe([["a": -0.70, "b": -0.69], ["x": -2, "y": -0.2]])
        #expect(one.difference(to: two) == nil)
    }

    @Test func withoutProbabilitiesTheTextsAreCompared() {
        let one = ModelProbe(kind: "chat", text: "Paris", steps: [])
        #expect(one.difference(to: ModelProbe(kind: "chat", text: "Paris", steps: [])) == nil)
        #expect(one.difference(to: ModelProbe(kind: "chat", text: "London", steps: [])) != nil)
        #expect(one.difference(to: ModelProbe(kind: "completion", text: "x", steps: [])) == nil)
    }
}

/// Seeds of two prompts never meet.
@Suite struct SeedRangesTests {
    @Test(arguments: [(200, 256), (32, 300_000), (2, 300_000)])
    func noTwoPromptsShareASeed(prompts: Int, draws: Int) {
        let ids = (0..<prompts).map { PromptID("q\($0)") }
        for runSeed: UInt64 in [1, 7] {
            let seeds = SeedAllocation(runSeed: runSeed, prompts: ids)
            var taken = Set<UInt32>()
            for id in ids {
                for index in stride(from: 0, to: draws, by: max(1, draws / 1024)) {
                    #expect(taken.insert(seeds.seed(of: id, index: index)).inserted)
                }
            }
        }
    }

    @Test func rangesOfPromptsAreApartAsAWhole() {
        let ids = (0..<5_000).map { PromptID("q\($0)") }
        let seeds = SeedAllocation(runSeed: 1, prompts: ids)
        let starts = ids.map { seeds.offset(of: $0) }.sorted()
        let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }
        #expect(gaps.min() ?? 0 >= 65_536)
    }

    @Test func blocksEndWhereARangeEndsAndMostPromptsStayWhereTheyWere() {
        let ids = (0..<32).map { PromptID("q\($0)") }
        let seeds = SeedAllocation(runSeed: 3, prompts: ids)
        let old = SeedAllocation(runSeed: 3)
        #expect(ids.count { seeds.offset(of: $0) == old.offset(of: $0) } >= 28)
        for id in ids {
            var index = 131_000
            while index < 131_200 {
                let count = seeds.wholeBlock(of: id, from: index, atMost: 64)
                let first = seeds.seed(of: id, index: index)
                for step in 0..<count {
                    #expect(seeds.seed(of: id, index: index + step) == first + UInt32(step))
                }
                index += count
            }
        }
        // The same whatever the order of the prompts.
        #expect(
            SeedAllocation(runSeed: 3, prompts: ids.reversed()).offset(of: ids[5])
                == seeds.offset(of: ids[5]))
    }
}
