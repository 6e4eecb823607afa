import Evidence
import Statistics

/// The draws of one prompt as forecasts: what the model said of each, and whether it was right.
struct PromptForecasts {
    /// By launch number; nil where anything is missing.
    let forecasts: [Forecast?]
    /// The distinct answer of each.
    private let answers: [Int]
    /// The logarithms of confidence, whole and per token, beside the scores.
    let ranked: [(whole: Double, perToken: Double, score: Double)]
    let known: Int

    var missing: Int { forecasts.count - known }

    init(
        _ evidence: PromptEvidence, scores: ScoreEvidence, said: [OwnProbabilities.Said?],
        _ confidence: Confidence
    ) {
        var forecasts: [Forecast?] = []
        var ranked: [(whole: Double, perToken: Double, score: Double)] = []
        for (draw, score) in scores.scores.enumerated() {
            guard let score, draw < said.count, let said = said[draw] else {
                forecasts.append(nil)
                continue
            }
            if let perToken = Confidence.token.logarithm(said) {
                ranked.append((said.whole, perToken, score))
            }
            forecasts.append(
                confidence.value(said).flatMap { try? Forecast($0, isRight: score > 0.5) })
        }
        // Draws without replacement are not alike: what they say is no sample.
        if scores.isWithoutReplacement {
            forecasts = forecasts.map { _ in nil }
            ranked = []
        }
        self.forecasts = forecasts
        self.ranked = ranked
        answers = evidence.sequence.map(Int.init)
        known = forecasts.count { $0 != nil }
    }

    /// The forecasts as a group; nil without any.
    var group: ForecastGroup? {
        var (kept, positions): ([Forecast], [Int]) = ([], [])
        for (draw, forecast) in forecasts.enumerated() {
            guard let forecast else { continue }
            kept.append(forecast)
            positions.append(draw < answers.count ? answers[draw] : -1 - draw)
        }
        return try? ForecastGroup(kept, answers: positions)
    }

    /// A figure's scores of the draws, in which missing ones are lost.
    func evidence(_ figure: CalibrationFigure) -> ScoreEvidence {
        ScoreEvidence(forecasts.map { $0.map(figure.score) })
    }
}
