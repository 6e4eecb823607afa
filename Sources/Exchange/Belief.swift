import Findings
import Statistics
import Text

extension CredibleComparison {
    /// What is believed of the set, in words; always with its prior.
    var sentence: String {
        let rates = zip(["A", "B"], ranks.rates).map { name, rate in
            "\(name) \(Figure.number(rate.mean)) [\(Figure.number(rate.lower, .down)), "
                + "\(Figure.number(rate.upper, .up))]"
        }
        return
            "Credible, no guarantee: P(A > B) is the probability that A has the higher rate of "
            + "scores above 0.5, given the draws and the \(counts.words). For the mean rate it is "
            + "\(chance(firstHigherOnAverage)) (by \(Figure.count(ranks.samples)) samples, known "
            + "to ± \(Figure.number(ranks.samplingError(of: firstHigherOnAverage), .up))), and the "
            + "rates are \(rates.joined(separator: ", ")) (\(Figure.percent(ranks.rates[0].mass)) of "
            + "belief each; the prior draws every prompt's rate towards 0.5, so that they are not the "
            + "means of the table)."
    }
}

extension CredibleCounts {
    /// The prior and what the counts leave out, in words.
    var words: String {
        "\(CredibleInterval.Prior.jeffreys) of every prompt's rate in each run, independent"
            + (lost > 0 ? "; \(Figure.count(lost, "draw", "draws")) without a score left out" : "")
            + (leftOut > 0
                ? "; \(Figure.count(leftOut, "prompt", "prompts")) without a score in some run left out"
                : "")
    }
}

extension CredibleRanks {
    var words: String {
        "\(Figure.count(samples)) samples, so that every chance is known to ± "
            + Figure.number(samplingError, .up) + " at least"
    }
}

/// A chance for a table; those that samples or rounding cannot tell from 0 or 1 say so.
func chance(_ value: Double?) -> String {
    guard let value else { return "–" }
    if value < 0.001 { return "< 0.001" }
    if value > 0.999 { return "> 0.999" }
    return Figure.fixed(value, places: 3).string
}

/// A chance that is believed, labelled as such.
struct JSONChance: Encodable {
    var kind = "credible"
    var firstHigher: Double
    var prior = "\(CredibleInterval.Prior.jeffreys)"

    private enum CodingKeys: String, CodingKey {
        case kind, prior
        case firstHigher = "a_higher"
    }

    init(firstHigher: Double) { self.firstHigher = firstHigher }
}

/// An interval of belief, labelled as such.
struct JSONCredible: Encodable {
    var kind = "credible"
    var mean: Double
    var lower: Double
    var upper: Double
    var mass: Double
    var prior: String

    init(_ interval: CredibleInterval) {
        (mean, mass) = (interval.mean, interval.mass)
        (lower, upper) = (interval.lower, interval.upper)
        prior = "\(interval.prior)"
    }
}

/// What is believed of two runs over all prompts.
struct JSONBelief: Encodable {
    var kind = "credible"
    var what = "mean over prompts of the rate of scores above 0.5"
    var firstHigher: Double
    var samplingError: Double
    var samples: Int
    var a: JSONCredible
    var b: JSONCredible
    var prompts: Int
    var leftOut: Int
    var lost: Int

    private enum CodingKeys: String, CodingKey {
        case kind, what, samples, a, b, prompts, lost
        case firstHigher = "a_higher"
        case samplingError = "sampling_error"
        case leftOut = "left_out"
    }

    init(_ belief: CredibleComparison) {
        firstHigher = belief.firstHigherOnAverage
        samples = belief.ranks.samples
        samplingError = belief.ranks.samplingError(of: belief.firstHigherOnAverage)
        (a, b) = (JSONCredible(belief.ranks.rates[0]), JSONCredible(belief.ranks.rates[1]))
        prompts = belief.counts.prompts
        (leftOut, lost) = (belief.counts.leftOut, belief.counts.lost)
    }
}
