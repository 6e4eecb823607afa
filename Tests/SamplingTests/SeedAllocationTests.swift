import Prompts
import Testing

@testable import Sampling

@Suite("Seeds")
struct SeedAllocationTests {
    private let seeds = SeedAllocation(runSeed: 7)

    @Test("Offsets are the same in every version, since run files depend on them")
    func offsetsAreStable() {
        #expect(SeedAllocation(runSeed: 0).offset(of: PromptID("1")) == offsetOfOne)
        #expect(
            SeedAllocation(runSeed: 0).seed(of: PromptID("1"), index: 5)
                == UInt32(offsetOfOne + 5))
    }

    /// Computed once, outside this program, from the definition.
    private let offsetOfOne = 1_989_556_842

    @Test("Every seed fits into 31 bits and follows the one before")
    func seedsAreConsecutive() {
        for id in ["", "1", "prompt-17", "é"] {
            let prompt = PromptID(id)
            for index in [0, 1, 1023, 1 << 30, (1 << 31) - 2] {
                let seed = seeds.seed(of: prompt, index: index)
                #expect(seed < 1 << 31)
                let next = seeds.seed(of: prompt, index: index + 1)
                #expect(next == (seed + 1) % (1 << 31))
            }
        }
    }

    @Test("Another run seed or another prompt gives other seeds")
    func seedsDiffer() {
        let offsets = Set((0..<1000).map { seeds.offset(of: PromptID("\($0)")) })
        #expect(offsets.count > 995)
        #expect(
            SeedAllocation(runSeed: 8).offset(of: PromptID("1"))
                != seeds.offset(of: PromptID("1")))
    }

    @Test("A block ends where the seeds begin again at 0")
    func blocksDoNotCrossTheWrap() {
        let prompt = PromptID("1")
        let wrap = SeedAllocation.modulus - seeds.offset(of: prompt)
        #expect(seeds.wholeBlock(of: prompt, from: wrap - 3, atMost: 16) == 3)
        #expect(seeds.wholeBlock(of: prompt, from: wrap, atMost: 16) == 16)
        #expect(seeds.wholeBlock(of: prompt, from: 0, atMost: 16) == 16)
        #expect(seeds.seed(of: prompt, index: wrap) == 0)
    }
}
