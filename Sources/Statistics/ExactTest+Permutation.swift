extension ExactTest {
    /// A permutation test of the difference of two mean scores, for graded scores.
    ///
    /// The labels of the pooled scores are shuffled `resamples` times; p = (1 + number of shuffles
    /// at least as extreme)/(1 + resamples), which is a valid p-value for any number of shuffles
    /// (Phipson & Smyth 2010). Exact if the two samples are exchangeable without a difference;
    /// fixed n only. The same seed gives the same value. With `.different` the smaller one-sided
    /// value is doubled, capped at 1. Cost: resamples × draws.
    package static func permutation(
        _ a: [Double], _ b: [Double], alternative: Alternative, resamples: Int = 9999,
        seed: UInt64
    ) throws(StatisticsError) -> Double {
        try Check.scores(a, "a")
        try Check.scores(b, "b")
        try check(resamples: resamples)
        var pool = a + b
        // Shuffle whichever part is shorter; the sum of the other follows.
        let shorter = min(a.count, b.count)
        let total = pool.reduce(0, +)
        let observed = a.reduce(0, +)
        var generator = SplitMix64(seed: seed)
        return fraction(of: resamples, observed: observed, alternative: alternative) {
            var sum = 0.0
            for index in 0..<shorter {
                pool.swapAt(index, Int.random(in: index..<pool.count, using: &generator))
                sum += pool[index]
            }
            return shorter == a.count ? sum : total - sum
        }
    }

    /// The same for pairs: the sign of each difference is flipped at random.
    package static func pairedPermutation(
        _ a: [Double], _ b: [Double], alternative: Alternative, resamples: Int = 9999,
        seed: UInt64
    ) throws(StatisticsError) -> Double {
        try Check.scores(a, "a")
        try Check.scores(b, "b")
        try check(resamples: resamples)
        guard a.count == b.count else {
            throw .differentLengths(first: a.count, second: b.count)
        }
        let differences = zip(a, b).map { $0 - $1 }
        let observed = differences.reduce(0, +)
        var generator = SplitMix64(seed: seed)
        return fraction(of: resamples, observed: observed, alternative: alternative) {
            var sum = 0.0
            for difference in differences {
                sum += generator.next() & 1 == 0 ? difference : -difference
            }
            return sum
        }
    }

    private static func fraction(
        of resamples: Int, observed: Double, alternative: Alternative, draw: () -> Double
    ) -> Double {
        // Sums taken in another order differ in the last digits; a tie counts as extreme.
        let slack = 1e-9 * (1 + abs(observed))
        var (above, below) = (1, 1)
        for _ in 0..<resamples {
            let sum = draw()
            if sum >= observed - slack { above += 1 }
            if sum <= observed + slack { below += 1 }
        }
        let total = Double(resamples + 1)
        switch alternative {
        case .greater: return Double(above) / total
        case .less: return Double(below) / total
        case .different: return min(1, 2 * Double(min(above, below)) / total)
        }
    }

    private static func check(resamples: Int) throws(StatisticsError) {
        guard resamples > 0 else {
            throw .outsideRange(name: "resamples", value: Double(resamples), range: "[1, ∞)")
        }
        try Check.notTooLarge(resamples, "resamples", limit: 100_000_000)
    }
}
