import Evidence
import Prompts
import Statistics

/// The draws of one prompt as forecasts: what the model said of each, and whether it was right.
struct PromptForecasts {
    /// By launch number; nil where anything is missing.
    let forecasts: [Forecast?]
    /// The distinct answer of each: of parts that count, equal ones are one answer.
    private let answers: [Int]
    /// The logarithms of the chosen confidence and of that per token, beside the scores.
    let ranked: [(chosen: Double, perToken: Double, score: Double)]
    let known: Int

    var missing: Int { forecasts.count - known }
    /// Those of the missing draws that have a score: what is not known of them is a probability.
    let unsaid: Int

    init(
        _ evidence: PromptEvidence, at position: Int, scores: ScoreEvidence,
        _ own: OwnProbabilities, _ confidence: Confidence, part: AnswerFinder
    ) {
        let said = own.draws.indices.contains(position) ? own.draws[position] : []
        var forecasts: [Forecast?] = []
        var ranked: [(chosen: Double, perToken: Double, score: Double)] = []
        for (draw, score) in scores.scores.enumerated() {
            let asked = own.asked?.word(prompt: position, draw: draw)
            let said = draw < said.count ? said[draw] : nil
            guard let score, let value = confidence.value(said, asked) else {
                forecasts.append(nil)
                continue
            }
            if let chosen = confidence.logarithm(said, asked) {
                ranked.append((chosen, Confidence.token.logarithm(said) ?? chosen, score))
            }
            forecasts.append(try? Forecast(value, isRight: score > 0.5))
        }
        // Draws without replacement are not alike: what they say is no sample.
        if scores.isWithoutReplacement {
            forecasts = forecasts.map { _ in nil }
            ranked = []
        }
        self.forecasts = forecasts
        self.ranked = ranked
        answers = Self.answers(evidence, confidence, part)
        known = forecasts.count { $0 != nil }
        unsaid = zip(forecasts, scores.scores).count { $0 == nil && $1 != nil }
    }

    private static func answers(
        _ evidence: PromptEvidence, _ confidence: Confidence, _ part: AnswerFinder
    ) -> [Int] {
        guard confidence == .part else { return evidence.sequence.map(Int.init) }
        var numbers: [ExactText: Int] = [:]
        let ofOutputs = evidence.outputs.map { output -> Int in
            let text = ExactText(part.find(in: output.text).text ?? output.text)
            let number = numbers[text] ?? numbers.count
            numbers[text] = number
            return number
        }
        return evidence.sequence.map { $0 < 0 ? Int($0) : ofOutputs[Int($0)] }
    }

    /// The known forecasts in the order of their draws.
    var inOrder: [Forecast] { forecasts.compactMap { $0 } }

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

    /// Whether the more probable draws are the better ones; nil for fewer than two.
    var ranks: RankQuality? {
        try? RankQuality(ranked.map { .init(confidence: $0.chosen, score: $0.score) })
    }

    /// A figure's scores of the draws, in which missing ones are lost.
    func evidence(_ figure: CalibrationFigure) -> ScoreEvidence {
        ScoreEvidence(forecasts.map { $0.map(figure.score) })
    }
}
