import Platform

/// Sixteen stakes and their prior weights: a finite mixture of constant bets.
///
/// A bet with stake c multiplies its fortune by 1 + c·g for every gain g ≥ −1. The mixture is the
/// weighted sum of the fortunes. Everything is computed on logarithms, with the derivative in the
/// parameter that the gains depend on.
struct BetMixture: Sendable {
    /// The stakes c in (0, 1], as shares of the fortune.
    let stakes: SIMD16<Double>
    /// The logarithms of the prior weights, which sum to one.
    private let logWeights: SIMD16<Double>
    /// The logarithms of what each bet keeps of its fortune at a gain of −1.
    private let logKept: SIMD16<Double>

    private init(stakes: SIMD16<Double>, weights: SIMD16<Double>) {
        self.stakes = stakes
        var (logWeights, logKept) = (weights, stakes)
        for index in weights.indices {
            logWeights[index] = log(weights[index])
            logKept[index] = log1p(-stakes[index])
        }
        (self.logWeights, self.logKept) = (logWeights, logKept)
    }

    /// Bets that a mean is below the candidate; also both sides of a paired difference.
    static let upper = BetMixture(
        stakes: SIMD16(
            1, 0.95, 0.8, 0.65, 0.5, 0.35, 0.25, 0.17, 0.12, 0.08, 0.05, 0.03, 0.015, 0.007,
            0.003, 0.001),
        weights: SIMD16(
            0.135, 0.17, 0.095, 0.105, 0.12, 0.095, 0.065, 0.055, 0.045, 0.05, 0.022, 0.022,
            0.011, 0.005, 0.003, 0.002))

    /// Bets that a mean is above the candidate; small stakes matter when the mean is small.
    static let lower = BetMixture(
        stakes: SIMD16(
            0.95, 0.6, 0.35, 0.2, 0.12, 0.08, 0.05, 0.03, 0.02, 0.012, 0.007, 0.004, 0.002,
            0.001, 0.0005, 0.00025),
        weights: SIMD16(
            0.12, 0.1, 0.12, 0.115, 0.095, 0.085, 0.105, 0.055, 0.06, 0.05, 0.035, 0.035, 0.01,
            0.006, 0.005, 0.004))

    /// Thirty-two stakes from 1/8,000 down to 6·10⁻¹⁴, halving, of equal weight, in two parts.
    ///
    /// For a rate of p the best stakes are of the size of p, so these go on where the sixteen end.
    static let small = (first: halving(from: 1.25e-4), second: halving(from: 0x1p-16 * 1.25e-4))

    private static func halving(from greatest: Double) -> BetMixture {
        var stakes = SIMD16<Double>(repeating: greatest)
        for lane in 1..<16 { stakes[lane] = stakes[lane - 1] / 2 }
        return BetMixture(stakes: stakes, weights: SIMD16(repeating: 1.0 / 16))
    }

    /// ln E at one parameter, and its derivative there.
    typealias Evidence = (value: Double, slope: Double)

    /// Neighbouring gains that occur equally often.
    struct Run: Sendable {
        var range: Range<Int>
        var count: Double
    }

    /// At most this many factors are multiplied before one logarithm is taken.
    static let runLength = 16

    /// Cuts sorted counts into runs of equal counts.
    static func runs(ofSortedCounts counts: [Int]) -> [Run] {
        var runs: [Run] = []
        var start = 0
        for index in counts.indices.dropFirst()
        where counts[index] != counts[start] || index - start == runLength {
            runs.append(Run(range: start..<index, count: Double(counts[start])))
            start = index
        }
        if start < counts.count {
            runs.append(Run(range: start..<counts.count, count: Double(counts[start])))
        }
        return runs
    }

    /// The runs of `count` gains that occur once each.
    static func singleRuns(count: Int) -> [Run] {
        stride(from: 0, to: count, by: runLength).map { start in
            Run(range: start..<min(count, start + runLength), count: 1)
        }
    }

    /// ln E and its derivative, from each gain and the gain's derivative.
    ///
    /// A stake of 1 against a gain of −1 loses everything: its logarithm is −∞ and it drops out.
    /// `mayMultiply` is false where a product of sixteen factors could overflow.
    ///
    /// - Parameters:
    ///   - lost: how many gains beside those of the runs are −1 whatever the parameter is.
    ///   - others: a gain beside them that occurs `count` times.
    @inline(__always)
    func evidence(
        runs: [Run], lost: Double = 0,
        others: (gain: Double, slope: Double, count: Double) = (0, 0, 0), mayMultiply: Bool,
        gain: (Int) -> (gain: Double, slope: Double)
    ) -> Evidence {
        var logs = logWeights
        var slopes = SIMD16<Double>.zero
        // None of them times a logarithm of −∞ would be no number.
        if lost > 0 { logs += lost * logKept }
        if others.count > 0 {
            addOne((others.gain, others.slope), others.count, &logs, &slopes)
        }
        for run in runs {
            if run.range.count == 1 || !mayMultiply {
                for index in run.range { addOne(gain(index), run.count, &logs, &slopes) }
            } else {
                addProduct(of: run, gain, &logs, &slopes)
            }
        }
        return Self.collapse(logs: logs, slopes: slopes)
    }

    /// One gain with its own logarithm: log1p keeps the last digits at 10⁷ draws.
    @inline(__always)
    private func addOne(
        _ entry: (gain: Double, slope: Double), _ count: Double,
        _ logs: inout SIMD16<Double>, _ slopes: inout SIMD16<Double>
    ) {
        let change = stakes * entry.gain
        var logarithm = SIMD16<Double>.zero
        for lane in 0..<16 { logarithm[lane] = log1p(max(-1, change[lane])) }
        var ratio = stakes * entry.slope / (1 + change)
        ratio.replace(with: 0, where: change .<= -1)
        logs += count * logarithm
        slopes += count * ratio
    }

    /// A product of several factors with its derivative, then one logarithm per stake.
    @inline(__always)
    private func addProduct(
        of run: Run, _ gain: (Int) -> (gain: Double, slope: Double),
        _ logs: inout SIMD16<Double>, _ slopes: inout SIMD16<Double>
    ) {
        // Two halves, so that product and derivative stay in registers.
        for half in 0..<2 {
            let stakes = half == 0 ? stakes.lowHalf : stakes.highHalf
            var product = SIMD8<Double>(repeating: 1)
            var derivative = SIMD8<Double>.zero
            for index in run.range {
                let entry = gain(index)
                let factor = 1 + stakes * entry.gain
                derivative = derivative * factor + product * (stakes * entry.slope)
                product *= factor
            }
            // Rounding may leave a vanishing factor just below zero: that fortune is lost.
            let lost = product .<= 0
            var ratio = derivative / product
            ratio.replace(with: 0, where: lost)
            var logarithm = SIMD8<Double>.zero
            for lane in 0..<8 { logarithm[lane] = lost[lane] ? -.infinity : log(product[lane]) }
            if half == 0 {
                logs.lowHalf += run.count * logarithm
                slopes.lowHalf += run.count * ratio
            } else {
                logs.highHalf += run.count * logarithm
                slopes.highHalf += run.count * ratio
            }
        }
    }

    /// The evidence of a fortune of which .999 went to the first bets and .001 to the small ones.
    static func withSmall(_ main: Evidence, _ first: Evidence, _ second: Evidence) -> Evidence {
        let logs = (
            main.value + log(0.999), first.value + log(0.0005), second.value + log(0.0005)
        )
        let greatest = max(logs.0, logs.1, logs.2)
        guard greatest > -.infinity, greatest < .infinity else { return (greatest, 0) }
        let fortunes = (exp(logs.0 - greatest), exp(logs.1 - greatest), exp(logs.2 - greatest))
        let sum = fortunes.0 + fortunes.1 + fortunes.2
        let slope =
            fortunes.0 * main.slope + fortunes.1 * first.slope + fortunes.2 * second.slope
        return (greatest + log(sum), slope / sum)
    }

    /// The logarithm of the sum of the fortunes, and the mean slope weighted by fortune.
    private static func collapse(logs: SIMD16<Double>, slopes: SIMD16<Double>) -> Evidence {
        let greatest = logs.max()
        guard greatest > -.infinity, greatest < .infinity else { return (greatest, 0) }
        var sum = 0.0
        var slope = 0.0
        for lane in 0..<16 {
            let fortune = exp(logs[lane] - greatest)
            sum += fortune
            slope += fortune * slopes[lane]
        }
        return (greatest + log(sum), slope / sum)
    }
}
