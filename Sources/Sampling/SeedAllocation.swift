import Prompts

/// Which seed belongs to which draw.
///
/// The seed of draw `index` of a prompt is `(offset(prompt) + index) mod 2³¹`; the offset is a hash
/// of the run's seed and the prompt's identifier. Seeds are therefore unique within a prompt up to
/// 2³¹ draws and can be computed again at any time. The rule is part of the run format: it must
/// never change.
///
/// No two prompts share a seed, since statements about several of them multiply their evidence: each
/// prompt has a range of its own, whose length depends on the number of prompts alone, and where two
/// ranges would meet, that of the later identifier is moved to where another hash points. What a
/// prompt needs beyond its range is laid out in further ranges, after the first ones of all prompts.
/// So draws keep their seeds when more are added. Runs from before that rule (and allocations made
/// without prompts) have one range a prompt, however long, which may meet others.
///
/// A server gives child `i` of a block the seed `first + i` without any wrap, so a block must not
/// cross 2³¹ or the end of a range. ``wholeBlock(of:from:atMost:)`` ends a block there.
package struct SeedAllocation: Sendable, Hashable {
    /// The number of different seeds, 2³¹.
    package static let modulus = 1 << 31
    /// The rule that runs are begun with.
    package static let currentRule = 1

    /// The run's seed.
    package let runSeed: UInt64
    /// The ranges of prompts, where they are kept apart.
    private let ranges: SeedRanges?

    /// The rule of old runs, by which the ranges of two prompts may meet.
    package init(runSeed: UInt64) {
        self.runSeed = runSeed
        ranges = nil
    }

    /// Keeps prompts apart.
    ///
    /// - Parameter prompts: all prompts of the set, in any order.
    package init(runSeed: UInt64, prompts: [PromptID]) {
        self.runSeed = runSeed
        ranges = SeedRanges(prompts: prompts) { prompt, attempt in
            Self.offset(of: prompt, runSeed: runSeed, attempt: attempt)
        }
    }

    /// The seed of a prompt's draw 0, in [0, 2³¹).
    ///
    /// FNV-1a over the identifier's UTF-8 bytes, mixed with the run's seed by the finaliser of
    /// SplitMix64; the upper 31 bits count.
    package func offset(of prompt: PromptID) -> Int {
        ranges?.start(of: prompt, chunk: 0)
            ?? Self.offset(of: prompt, runSeed: runSeed, attempt: 0)
    }

    private static func offset(of prompt: PromptID, runSeed: UInt64, attempt: UInt64) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in prompt.rawValue.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let first = mix(hash ^ mix(runSeed))
        return Int((attempt == 0 ? first : mix(first &+ attempt)) >> 33)
    }

    /// The seed of one draw, 31 bits.
    package func seed(of prompt: PromptID, index: Int) -> UInt32 {
        guard let ranges, let start = ranges.start(of: prompt, chunk: index / ranges.length) else {
            return UInt32((offset(of: prompt) + index) % Self.modulus)
        }
        return UInt32((start + index % ranges.length) % Self.modulus)
    }

    /// How many draws from `index` on may share one request, at most `count` and at least 1.
    package func wholeBlock(of prompt: PromptID, from index: Int, atMost count: Int) -> Int {
        var whole = min(count, Self.modulus - Int(seed(of: prompt, index: index)))
        if let length = ranges?.length { whole = min(whole, length - index % length) }
        return whole
    }
}

/// The finaliser of SplitMix64: every bit of the argument reaches every bit of the result.
func mix(_ value: UInt64) -> UInt64 {
    var bits = value &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
}
