/// The parts of a mean Brier score over bins: estimates.
///
/// Murphy (1973), with what Stephenson, Coelho & Jolliffe (2008) add for forecasts that differ within
/// a bin, so that brier = reliability − resolution + uncertainty + within holds exactly.
package struct BrierParts: Sendable, Hashable {
    /// The mean squared error.
    package var brier: Double
    /// How far accuracy is from confidence, squared: 0 where calibrated.
    package var reliability: Double
    /// How much the bins' accuracies differ: the more, the more the forecasts tell.
    package var resolution: Double
    /// That of the outcome itself: ō(1 − ō).
    package var uncertainty: Double
    /// What differences within bins add: the forecasts' variance minus twice their covariance with
    /// the outcomes.
    package var within: Double

    /// - Parameters:
    ///   - groups: each counts equally, however many forecasts it has, as in the score that is shown.
    ///   - number: how many bins of equal width there are.
    package init(_ groups: [ForecastGroup], bins number: Int) {
        let forecasts = groups.flatMap { group in
            group.forecasts.map {
                (forecast: $0, weight: 1 / Double(groups.count * group.forecasts.count))
            }
        }
        var bins = [(weight: Double, confidence: Double, accuracy: Double)](
            repeating: (0, 0, 0), count: number)
        for (forecast, weight) in forecasts {
            let bin = ReliabilityDiagram.bin(of: forecast.probability, of: number)
            bins[bin].weight += weight
            bins[bin].confidence += weight * forecast.probability
            bins[bin].accuracy += weight * forecast.outcome
        }
        for bin in bins.indices where bins[bin].weight > 0 {
            bins[bin].confidence /= bins[bin].weight
            bins[bin].accuracy /= bins[bin].weight
        }
        let rate = groups.meanOfMeans(\.outcome)
        brier = groups.meanOfMeans(\.squaredError)
        reliability = bins.reduce(0) {
            let gap = $1.confidence - $1.accuracy
            return $0 + gap * gap * $1.weight
        }
        resolution = bins.reduce(0) {
            let gap = $1.accuracy - rate
            return $0 + gap * gap * $1.weight
        }
        uncertainty = rate * (1 - rate)
        within = forecasts.reduce(0) {
            let (forecast, weight) = $1
            let bin = bins[ReliabilityDiagram.bin(of: forecast.probability, of: number)]
            let gap = forecast.probability - bin.confidence
            return $0 + gap * (gap - 2 * (forecast.outcome - bin.accuracy)) * weight
        }
    }
}
