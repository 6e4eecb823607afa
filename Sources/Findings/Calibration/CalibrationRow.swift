import Evidence
import Prompts
import Statistics

/// How well the model's own probabilities agree with what was right, for one prompt.
package struct CalibrationRow: Sendable {
    package let prompt: Prompt
    /// Draws of which the confidence and the outcome are known.
    package let known: Int
    /// Draws without one of them.
    package let missing: Int
    /// The mean confidence; NaN without a draw.
    package let confidence: Double
    /// The share right; NaN without a draw.
    package let accuracy: Double
    /// Limits on the over-confidence of this prompt on its own.
    package let excess: Reading
    /// The same for all prompts at once, from which verdicts are read.
    package let simultaneous: Reading
    /// Of pairs of draws with unlike scores, the share in which the more probable one has the better;
    /// NaN without such a pair.
    ///
    /// An estimate.
    package let ranked: Double
    /// How uncertain the draws show the model to be, by estimates; nil where it is not known.
    package let entropy: AnswerEntropy?
    /// The answers by their shares, and by their explanations' weights where these were asked about.
    package let posterior: AnswerPosterior?

    /// What is proven of a prompt, for all prompts at once.
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case over, under, undecided, void

        package var words: String {
            switch self {
            case .over: "over-confident"
            case .under: "under-confident"
            case .undecided: "undecided"
            case .void: "void"
            }
        }
    }

    init(
        _ prompt: Prompt, _ forecasts: PromptForecasts, entropy: AnswerEntropy?,
        posterior: AnswerPosterior?, void: VoidReason?, _ statement: Statement?, among count: Int
    ) {
        self.prompt = prompt
        self.entropy = entropy
        self.posterior = posterior
        ranked = forecasts.ranks.map { $0.agreeing / $0.differing } ?? .nan
        (known, missing) = (forecasts.known, forecasts.missing)
        let group = forecasts.group
        confidence = group?.mean(\.probability) ?? .nan
        accuracy = group?.mean(\.outcome) ?? .nan
        guard void == nil, let statement, known > 0 else {
            excess = void.map(Reading.void) ?? .none
            simultaneous = excess
            return
        }
        let figure = CalibrationFigure.excess
        let evidence = forecasts.evidence(figure)
        excess = figure.reading(Reading(evidence, statement))
        simultaneous = figure.reading(Reading(evidence, statement.shared(among: count)))
    }

    /// Mean confidence minus the share right.
    package var estimate: Double { confidence - accuracy }

    package var verdict: Verdict {
        if simultaneous.void != nil { return .void }
        guard let bound = simultaneous.bound else { return .undecided }
        if bound.lower > 0 { return .over }
        return bound.upper < 0 ? .under : .undecided
    }
}
