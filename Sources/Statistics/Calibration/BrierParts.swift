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

    package init(_ groups: [ForecastGroup], _ diagram: ReliabilityDiagram) {
        let forecasts = groups.flatMap(\.forecasts)
        let count = Double(diagram.count)
        let rate = forecasts.reduce(0) { $0 + $1.outcome } / count
        brier = forecasts.reduce(0) { $0 + $1.squaredError } / count
        let filled = diagram.bins.filter { $0.count > 0 }
        reliability = filled.reduce(0) {
            let gap = $1.confidence - $1.accuracy
            return $0 + gap * gap * Double($1.count) / count
        }
        resolution = filled.reduce(0) {
            let gap = $1.accuracy - rate
            return $0 + gap * gap * Double($1.count) / count
        }
        uncertainty = rate * (1 - rate)
        within = forecasts.reduce(0) {
            let bin = diagram.bins[
                ReliabilityDiagram.bin(of: $1.probability, of: diagram.bins.count)]
            let gap = $1.probability - bin.confidence
            return $0 + gap * (gap - 2 * ($1.outcome - bin.accuracy)) / count
        }
    }
}
