extension ReliabilityDiagram {
    /// The expected calibration error that a calibrated model would show, on average, with these
    /// draws: how much of the one seen is chance.
    ///
    /// In each resample one answer of each prompt is right, or none that was drawn, with the
    /// probabilities that the model gave (the consistency resampling of Bröcker & Smith 2007, with
    /// prompts as units). An estimate; it supposes that equal answers alone are right together.
    ///
    /// - Parameter resamples: how many are averaged, from a fixed seed.
    /// - Returns: nil where what was said of the distinct answers to some prompt adds up to more than 1:
    ///   there is no one table of probabilities to draw from, as where each answer was given after other
    ///   thoughts.
    package static func calibratedError(
        _ groups: [ForecastGroup], bins: Int = usualBins, resamples: Int = 200
    ) throws(StatisticsError) -> Double? {
        let prompts = groups.compactMap(AnswerTable.init)
        guard prompts.count == groups.count else { return nil }
        let diagram = try ReliabilityDiagram(groups, bins: bins)
        var generator = SplitMix64(seed: 0x5EED)
        var sum = 0.0
        for _ in 0..<resamples {
            var right = [Int](repeating: 0, count: bins)
            for prompt in prompts {
                for probability in prompt.right(using: &generator) {
                    right[ReliabilityDiagram.bin(of: probability, of: bins)] += 1
                }
            }
            sum +=
                zip(diagram.bins, right).reduce(0.0) { error, pair in
                    let (bin, right) = pair
                    return bin.count == 0
                        ? error
                        : error + abs(Double(right) - bin.confidence * Double(bin.count))
                } / Double(diagram.count)
        }
        return sum / Double(resamples)
    }
}

/// The distinct answers to a prompt with their probabilities.
private struct AnswerTable {
    /// One answer: it may have come by different tokens, with probabilities of their own.
    private struct Entry {
        var probabilities: [Double]
        /// The greatest of them: each is that of a part of it.
        var mass: Double
    }

    /// How far servers' rounding may carry a sum of probabilities beyond 1.
    private static let slack = 0.01

    private var entries: [Entry] = []
    private let total: Double

    /// Nil where the probabilities are no table.
    init?(_ group: ForecastGroup) {
        var positions: [Int: Int] = [:]
        var entries: [Entry] = []
        for (forecast, answer) in zip(group.forecasts, group.answers) {
            if let position = positions[answer] {
                entries[position].probabilities.append(forecast.probability)
                entries[position].mass = max(entries[position].mass, forecast.probability)
            } else {
                positions[answer] = entries.count
                entries.append(
                    Entry(probabilities: [forecast.probability], mass: forecast.probability))
            }
        }
        total = entries.reduce(0) { $0 + $1.mass }
        guard total <= 1 + Self.slack else { return nil }
        self.entries = entries
    }

    /// What was said of the draws that are right, each with the probability that was said; at most one
    /// answer is.
    func right(using generator: inout SplitMix64) -> [Double] {
        var place = Double.random(in: 0..<1, using: &generator) * max(1, total)
        for entry in entries {
            if place < entry.mass { return entry.probabilities.filter { place < $0 } }
            place -= entry.mass
        }
        return []
    }
}
