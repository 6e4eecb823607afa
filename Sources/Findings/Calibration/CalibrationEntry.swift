import Evidence
import Statistics

/// One line of what is said of a run's calibration as a whole.
package struct CalibrationEntry: Sendable {
    /// The key in JSON and the name in CSV.
    package let key: String
    package let name: String
    package let meaning: String
    /// NaN where it cannot be told.
    package let estimate: Double
    /// Limits; `.none` for an estimate, and for a p-value.
    package let reading: Reading
    package let kind: Kind

    /// What kind of number it is.
    package enum Kind: String, Sendable, Hashable {
        /// With limits about these prompts, where there are any.
        case limits
        /// With limits for prompts that are an independent sample.
        case sample = "for prompts like these"
        /// Without limits, whatever is drawn.
        case estimate
        /// The chance of so much or more against a calibrated model, for prompts that are a sample.
        case pValue = "p-value"
    }

    /// How many units it is from, where prompts are a sample: questions, whose wordings are one.
    package let units: Int?

    /// Whether it may be below 0, so that it is shown with its sign.
    package let isSigned: Bool

    init(
        _ key: String, _ name: String, _ meaning: String, _ estimate: Double,
        _ kind: Kind = .estimate, reading: Reading = .none, isSigned: Bool = false,
        units: Int? = nil
    ) {
        self.units = units
        self.isSigned = isSigned
        self.key = key
        self.name = name
        self.meaning = meaning
        self.estimate = estimate
        self.kind = kind
        self.reading = reading
    }

    /// The mean of a figure over the prompts.
    init(
        _ figure: CalibrationFigure, _ prompts: [PromptForecasts], voids: [Bool],
        _ statement: Statement, isJudged: Bool
    ) {
        let groups = prompts.compactMap(\.group)
        let estimate = groups.meanOfMeans(figure.value)
        var reading = Reading.none
        if !isJudged, !groups.isEmpty {
            let mean = MeanFinding(
                prompts.map { $0.evidence(figure) }, voids: voids,
                figure.isBinary ? statement.about(isBinary: true, judge: nil) : statement)
            reading = figure.reading(mean.reading)
            if case .bound(var bound) = reading {
                bound.estimate = estimate
                reading = .bound(bound)
            }
        }
        // Why the limits are wider than those of the list of prompts, which needs no probability.
        let unsaid = figure.isBinary ? prompts.reduce(0) { $0 + $1.unsaid } : 0
        let worst = unsaid > 0 ? "; limits take \(unsaid) without probability at their worst" : ""
        self.init(
            figure.key, figure.name, figure.meaning + worst, estimate, .limits, reading: reading,
            isSigned: figure.isSigned)
    }
}
