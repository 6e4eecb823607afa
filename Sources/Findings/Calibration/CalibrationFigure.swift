import Statistics

/// A figure of how well a run's own probabilities agree with what was right, that has a value for
/// every draw: its mean over draws is what limits are about.
///
/// ``table`` is the one list: reports, JSON, CSV and the Calibration view go through it.
package struct CalibrationFigure: Sendable {
    /// The key in JSON and the column in CSV.
    package let key: String
    /// What people read.
    package let name: String
    package let meaning: String
    /// Whether it is 0 or 1 of every draw: then it has the limits of a rate, as it has in the list of
    /// prompts.
    var isBinary = false
    /// The value for one draw.
    package let value: @Sendable (Forecast) -> Double
    /// The least and the greatest value that a draw can have.
    let range: (least: Double, most: Double)

    /// The value as a score in [0, 1], which limits on means need.
    func score(_ forecast: Forecast) -> Double {
        min(1, max(0, (value(forecast) - range.least) / (range.most - range.least)))
    }

    /// What is known of the mean score, as what is known of the mean value.
    func reading(_ reading: Reading) -> Reading {
        guard case .bound(var bound) = reading else { return reading }
        let width = range.most - range.least
        bound.estimate = range.least + bound.estimate * width
        guard range != (0, 1) else { return .bound(bound) }
        bound.lower = max(range.least, (range.least + bound.lower * width).nextDown)
        bound.upper = min(range.most, (range.least + bound.upper * width).nextUp)
        return .bound(bound)
    }

    /// Whether it may be below 0, so that it is shown with its sign.
    package var isSigned: Bool { range.least < 0 }

    package static let table = [excess, confidence, accuracy, brier, balance]

    /// How much more sure than right: above 0 over-confident, below 0 under-confident.
    package static let excess = CalibrationFigure(
        key: "overconfidence", name: "over-confidence",
        meaning: "mean confidence minus share right; below 0 under-confident",
        value: { $0.excess }, range: (-1, 1))

    static let confidence = CalibrationFigure(
        key: "confidence", name: "mean confidence",
        meaning: "what the model says of its answers", value: { $0.probability }, range: (0, 1))

    static let accuracy = CalibrationFigure(
        key: "accuracy", name: "share right", meaning: "what the scorer says of them",
        isBinary: true, value: { $0.outcome }, range: (0, 1))

    static let brier = CalibrationFigure(
        key: "brier", name: "Brier score", meaning: "mean squared error of the confidence",
        value: { $0.squaredError }, range: (0, 1))

    static let balance = CalibrationFigure(
        key: "balance", name: "balance score",
        meaning: "1 - c gained where right, c lost where wrong, c = max(p, 1 - p); 0 if calibrated",
        value: { $0.balance }, range: (-1, 0.5))
}
