import Prompts

/// Which seed belongs to which draw.
///
/// The seed of draw `index` of a prompt is `(offset(prompt) + index) mod 2³¹`; the offset is a hash
/// of the run's seed and the prompt's identifier. Seeds are therefore unique within a prompt up to
/// 2³¹ draws, do not depend on the other prompts of the set, and can be computed again at any time.
/// The hash is part of the run format: it must never change.
///
/// A server gives child `i` of a block the seed `first + i` without any wrap, so a block must not
/// cross 2³¹. ``wholeBlock(of:from:atMost:)`` ends a block at the wrap; the next one begins with
/// seed 0.
///
/// Two prompts may share part of their seeds. Each prompt's own draws stay independent, which is
/// all that a statement about one prompt needs.
public struct SeedAllocation: Sendable, Hashable {
    /// The number of different seeds, 2³¹.
    public static let modulus = 1 << 31

    /// The run's seed.
    public let runSeed: UInt64

    public init(runSeed: UInt64) {
        self.runSeed = runSeed
    }

    /// The seed of a prompt's draw 0, in [0, 2³¹).
    ///
    /// FNV-1a over the identifier's UTF-8 bytes, mixed with the run's seed by the finaliser of
    /// SplitMix64; the upper 31 bits count.
    public func offset(of prompt: PromptID) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in prompt.rawValue.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return Int(mix(hash ^ mix(runSeed)) >> 33)
    }

    /// The seed of one draw, 31 bits.
    public func seed(of prompt: PromptID, index: Int) -> UInt32 {
        UInt32((offset(of: prompt) + index) % Self.modulus)
    }

    /// How many draws from `index` on may share one request, at most `count` and at least 1.
    public func wholeBlock(of prompt: PromptID, from index: Int, atMost count: Int) -> Int {
        min(count, Self.modulus - Int(seed(of: prompt, index: index)))
    }
}

/// The finaliser of SplitMix64: every bit of the argument reaches every bit of the result.
func mix(_ value: UInt64) -> UInt64 {
    var bits = value &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
}
