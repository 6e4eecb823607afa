extension ReliabilityDiagram {
    /// The expected calibration error that a calibrated model would show, on average, with these
    /// draws: how much of the one seen is chance.
    ///
    /// In each resample one answer of each prompt is right, or none that was drawn, with the
    /// probabilities that the model gave (the consistency resampling of Bröcker & Smith 2007, with
    /// prompts as units). An estimate; it supposes that equal answers alone are right together.
    ///
    /// - Parameter resamples: how many are averaged, from a fixed seed.
    package static func calibratedError(
        _ groups: [ForecastGroup], bins: Int = usualBins, resamples: Int = 200
    ) throws(StatisticsError) -> Double {
        let prompts = groups.map(AnswerTable.init)
        let diagram = try ReliabilityDiagram(groups, bins: bins)
        var generator = SplitMix64(seed: 0x5EED)
        var sum = 0.0
        for _ in 0..<resamples {
            var right = [Int](repeating: 0, count: bins)
            for prompt in prompts {
                guard let answer = prompt.draw(using: &generator) else { continue }
                for (bin, count) in answer.bins(of: bins) { right[bin] += count }
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
    /// One answer: equal texts may have come by different tokens, with probabilities of their own.
    struct Entry {
        var mass: Double
        var probabilities: [Double]

        func bins(of number: Int) -> [(bin: Int, count: Int)] {
            var counts: [Int: Int] = [:]
            for probability in probabilities {
                counts[ReliabilityDiagram.bin(of: probability, of: number), default: 0] += 1
            }
            return counts.map { ($0.key, $0.value) }
        }
    }

    private var entries: [Entry] = []

    init(_ group: ForecastGroup) {
        var positions: [Int: Int] = [:]
        for (forecast, answer) in zip(group.forecasts, group.answers) {
            if let position = positions[answer] {
                entries[position].probabilities.append(forecast.probability)
            } else {
                positions[answer] = entries.count
                entries.append(
                    Entry(mass: forecast.probability, probabilities: [forecast.probability]))
            }
        }
    }

    /// The answer that is right; nil where none of them is.
    func draw(using generator: inout SplitMix64) -> Entry? {
        let total = entries.reduce(0) { $0 + $1.mass }
        var place = Double.random(in: 0..<1, using: &generator) * max(1, total)
        for entry in entries {
            place -= entry.mass
            if place < 0 { return entry }
        }
        return nil
    }
}
