/// How often forecasts of about equal probability came true: bins that were fixed beforehand, with
/// limits that hold for all of them at once.
package struct ReliabilityDiagram: Sendable, Hashable {
    package let bins: [Bin]
    /// All forecasts.
    package let count: Int
    /// The forecasts of each group, where that is the same number for all; limits need it.
    package let each: Int?

    /// The forecasts between two probabilities.
    package struct Bin: Sendable, Hashable {
        /// From here on; the last bin ends with 1 itself.
        package var from: Double
        package var to: Double
        package var count: Int
        package var right: Int
        /// The mean probability said; NaN in an empty bin.
        package var confidence: Double
        /// The share that came true; NaN in an empty bin.
        package var accuracy: Double { Double(right) / Double(count) }
    }

    /// The bins where nothing else is asked for.
    package static let usualBins = 10
    package static let mostBins = 100

    /// - Parameters:
    ///   - groups: each counts equally where they have equally many forecasts.
    ///   - bins: how many of equal width there are, chosen without a look at the forecasts.
    /// - Throws: `StatisticsError` without a forecast, and for no or too many bins.
    package init(
        _ groups: [ForecastGroup], bins number: Int = usualBins
    ) throws(StatisticsError) {
        guard !groups.isEmpty else { throw .empty(name: "groups") }
        guard (1...Self.mostBins).contains(number) else {
            throw .outsideRange(
                name: "bins", value: Double(number), range: "1 to \(Self.mostBins)")
        }
        var bins = (0..<number).map {
            Bin(
                from: Double($0) / Double(number), to: Double($0 + 1) / Double(number), count: 0,
                right: 0, confidence: 0)
        }
        for forecast in groups.lazy.flatMap(\.forecasts) {
            let bin = Self.bin(of: forecast.probability, of: number)
            bins[bin].count += 1
            bins[bin].right += forecast.isRight ? 1 : 0
            bins[bin].confidence += forecast.probability
        }
        for bin in bins.indices { bins[bin].confidence /= Double(bins[bin].count) }
        self.bins = bins
        count = bins.reduce(0) { $0 + $1.count }
        let sizes = Set(groups.map(\.forecasts.count))
        each = sizes.count == 1 ? sizes.first : nil
    }

    static func bin(of probability: Double, of number: Int) -> Int {
        min(number - 1, Int(probability * Double(number)))
    }

    // MARK: - Limits

    /// Per bin, limits on the chance of coming true; they hold for all bins at once.
    ///
    /// Nil for an empty bin.
    ///
    /// What is limited is the average of that chance over the forecasts that fell into the bin. Given
    /// into which bins they fell these are independent, with chances that may differ, of which the
    /// sum is at its most spread where all are equal: Clopper & Pearson's limits hold once they are
    /// moved out to (k ± 1)/n (Hoeffding 1956, theorem 4). Every bin, empty or not, gets an equal
    /// share of α, since how many are filled is seen in the draws. Holds for a number of draws that
    /// was fixed in advance.
    ///
    /// - Parameters:
    ///   - missing: draws without a forecast, which may have been of any bin, right or wrong; each
    ///     limit takes all of them at their worst.
    ///   - planned: the number of draws fixed in advance, per group; without it the number that all
    ///     groups have.
    /// - Throws: `StatisticsError` for an α out of range, and where groups have unequally many
    ///   forecasts and none was planned.
    package func limits(
        alpha: Double, missing: Int = 0, each planned: Int? = nil
    ) throws(StatisticsError) -> [Bound?] {
        try Check.alpha(alpha)
        guard let each = planned ?? each else {
            throw .contradiction("the groups have different numbers of forecasts")
        }
        let share = alpha / Double(bins.count)
        var limits: [Bound?] = []
        for bin in bins {
            guard bin.count > 0 else {
                limits.append(nil)
                continue
            }
            var bound = try PromptMean.pooledFixed(
                leaks: bin.right, draws: bin.count, each: each, alpha: share, side: .two)
            if missing > 0 {
                let all = bin.count + missing
                bound.upper = try PromptMean.pooledFixed(
                    leaks: bin.right + missing, draws: all, each: each, alpha: share, side: .two
                ).upper
                bound.lower = try PromptMean.pooledFixed(
                    leaks: bin.right, draws: all, each: each, alpha: share, side: .two
                ).lower
            }
            limits.append(bound)
        }
        return limits
    }

    // MARK: - The calibration error

    /// The expected calibration error of Naeini, Cooper & Hauskrecht (2015): the mean distance of
    /// accuracy from confidence over the bins, weighted by their forecasts.
    ///
    /// It is biased upwards: chance alone keeps the two apart (``calibratedError(_:bins:resamples:)``).
    package var expectedError: Double {
        bins.filter { $0.count > 0 }.reduce(0) {
            $0 + abs($1.accuracy - $1.confidence) * Double($1.count) / Double(count)
        }
    }

    /// Limits on the calibration error at the confidences that were seen, from those of all bins at
    /// once.
    ///
    /// - Parameter limits: what ``limits(alpha:missing:each:)`` gave.
    package func errorBound(_ limits: [Bound?], alpha: Double) -> Bound {
        var (lower, upper) = (0.0, 0.0)
        for (bin, bound) in zip(bins, limits) {
            guard let bound else { continue }
            let weight = Double(bin.count) / Double(count)
            let (below, above) = (bin.confidence - bound.lower, bound.upper - bin.confidence)
            lower += weight * max(0, -below, -above)
            upper += weight * max(below, above)
        }
        let slack = 1e-12
        return Bound(
            estimate: expectedError, lower: max(0, lower - slack), upper: min(1, upper + slack),
            alpha: alpha, side: .two, method: .pooledClopperPearson,
            validity: .fixed(n: each ?? 0))
    }
}
