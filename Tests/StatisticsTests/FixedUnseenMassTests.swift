import Statistics
import TestSupport
import Testing

/// The chance of a new answer from a number of draws that was fixed in advance.
@Suite struct FixedUnseenMassTests {
    /// Distributions over answers: even, falling, and one usual answer with many rare ones.
    private static let shapes: [[Double]] = [
        [Double](repeating: 1.0 / 300, count: 300),
        (1...200).map { 1 / Double($0) },
        [40] + [Double](repeating: 0.1, count: 400),
    ]

    /// Good–Turing's limit, and the one that is stated, which shares α with new outputs: the mass of what
    /// was not seen is above it in at most a share α of the samples.
    @Test(arguments: [0.05, 0.01], 0..<3)
    func theLimitIsWrongWithAtMostTheChanceAlpha(alpha: Double, shape: Int) throws {
        let weights = Self.shapes[shape]
        let total = weights.reduce(0, +)
        var sums: [Double] = []
        for weight in weights { sums.append((sums.last ?? 0) + weight / total) }
        var generator = SeededGenerator(seed: 41)
        let (samples, draws) = (300, 250)
        var wrong = (turing: 0, stated: 0)
        for _ in 0..<samples {
            var counts = [Int](repeating: 0, count: weights.count)
            for _ in 0..<draws {
                let luck = generator.uniform()
                var (low, high) = (0, sums.count - 1)
                while low < high {
                    let middle = (low + high) / 2
                    if sums[middle] > luck { high = middle } else { low = middle + 1 }
                }
                counts[low] += 1
            }
            let unseen = zip(counts, weights).reduce(0) { $0 + ($1.0 == 0 ? $1.1 / total : 0) }
            let diversity = try OutputDiversity(counts: counts.filter { $0 > 0 })
            let turing = try diversity.goodTuringBound(alpha: alpha, anytime: false)
            let stated = try diversity.unseenMassBound(alpha: alpha, anytime: false)
            #expect(turing.validity == .fixed(n: draws) && stated.upper <= 1)
            wrong.turing += unseen > turing.upper ? 1 : 0
            wrong.stated += unseen > stated.upper ? 1 : 0
        }
        let allowed =
            alpha + 4 * (alpha * (1 - alpha) / Double(samples)).squareRoot()
        #expect(Double(wrong.turing) / Double(samples) <= allowed, "\(wrong)")
        #expect(Double(wrong.stated) / Double(samples) <= allowed, "\(wrong)")
    }

    /// The Good–Turing estimate has the right mean, so that its limit is above the mean of what is
    /// unseen by more than the estimate is off on average.
    @Test func theEstimateIsRightOnAverage() throws {
        var generator = SeededGenerator(seed: 42)
        var (estimates, truths) = (0.0, 0.0)
        for _ in 0..<400 {
            var counts = [Int](repeating: 0, count: 60)
            for _ in 0..<80 { counts[Int(generator.uniform() * 60)] += 1 }
            truths += Double(counts.count { $0 == 0 }) / 60
            estimates += try OutputDiversity(counts: counts.filter { $0 > 0 }).unseenMass
        }
        #expect(abs(estimates - truths) / 400 < 0.01, "\(estimates / 400) \(truths / 400)")
    }
}
