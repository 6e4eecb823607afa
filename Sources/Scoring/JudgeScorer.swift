import FoundationEssentials
import Prompts

/// A second model that is asked about an answer.
///
/// The seam between scoring and servers: whoever has a server gives these two functions.
package protocol JudgeModel: Sendable {
    /// The model's name; part of a run's identity.
    var name: String { get }

    /// The model's greedy completion of a text.
    func completion(of text: String) async throws(ScoringError) -> String

    /// The probability that the next token after a text is a form of "yes", whatever its case.
    func probabilityOfYes(after text: String) async throws(ScoringError) -> Double
}

/// The score that a judge model gives an answer.
///
/// The judge's question is a template with `{answer}` and, where wanted, `{prompt}` and
/// `{reference}`. With a pattern the score is 1 if the regular expression matches the judge's greedy
/// completion and else 0, or, with a pattern for the denial too, an error unless exactly one of them
/// matches; with a scale it is the last number of the completion, from the scale's low end (0) to its
/// high end (1); without either it is the probability of "yes" as the first token.
///
/// An answer can talk to the judge: the score is what the judge says, which need not be true. So the
/// answer stands between marks that it cannot foresee where the template has `{mark}`, the control
/// tokens of chat templates in it are broken, and an answer that addresses its judge has no score,
/// unless told otherwise: it counts as lost, and the reason says so.
///
/// `sensitivity` and `specificity` do not change scores. They are the least shares of true and of
/// false cases that the judge gets right among the answers to each prompt, and all limits are widened
/// for them: see `JudgeAccuracy`.
package struct JudgeScorer: Scorer {
    private let model: any JudgeModel
    private let template: JudgeTemplate
    private let matchers: JudgeMatchers?
    private let scale: ClosedRange<Double>?
    private let scoresAll: Bool
    private let settings: String
    private let accuracy: ScorerDescriptor.Accuracy?

    /// - Parameters:
    ///   - template: the judge's question.
    ///   - fingerprint: a short mark of the template for the run's identity.
    ///   - pattern: the regular expression that means 1; nil scores by the probability of "yes".
    ///   - denial: the regular expression that means 0; without it everything else does.
    ///   - sensitivity: in (0, 1], only with a pattern.
    ///   - specificity: in (0, 1], only with a pattern.
    ///   - scale: the ends of a scale of which the judge names a number; not with a pattern.
    ///   - scoresAll: whether answers that address the judge are scored like others.
    /// - Throws: ``ScoringError`` for a template without `{answer}`, a bad pattern or share.
    package init(
        model: any JudgeModel, template: String, fingerprint: String, pattern: String? = nil,
        denial: String? = nil, sensitivity: Double? = nil, specificity: Double? = nil,
        scale: ClosedRange<Double>? = nil, scoresAll: Bool = false
    ) throws(ScoringError) {
        self.model = model
        self.template = try JudgeTemplate(template)
        self.scale = scale
        self.scoresAll = scoresAll
        guard scale == nil || pattern == nil, scale.map({ $0.lowerBound < $0.upperBound }) ?? true
        else {
            throw ScoringError(
                "scorer judge: scale is LOW..HIGH with LOW below HIGH, and goes without a pattern")
        }
        // The model's name and the pattern may have anything in them, so that they come last.
        var settings = ["template=\(fingerprint)"]
        for (name, share) in [("sensitivity", sensitivity), ("specificity", specificity)] {
            guard let share else { continue }
            guard pattern != nil, share > 0, share <= 1 else {
                throw ScoringError(
                    "scorer judge: \(name) is a share above 0 and at most 1, and goes with a "
                        + "pattern")
            }
            settings.append("\(name)=\(share)")
        }
        if let scale { settings.append("scale=\(scale.lowerBound)..\(scale.upperBound)") }
        if scoresAll { settings.append("score-all") }
        settings.append("model=\(model.name)")
        if let denial {
            guard pattern != nil else {
                throw ScoringError("scorer judge: no goes with a pattern, which means yes")
            }
            settings.append("no=\(denial)")
        }
        matchers = try pattern.map { (pattern) throws(ScoringError) in
            try JudgeMatchers(affirmation: pattern, denial: denial)
        }
        if let pattern { settings.append("pattern=\(pattern)") }
        self.settings = settings.joined(separator: ",")
        accuracy = ScorerDescriptor.Accuracy(sensitivity, specificity)
    }

    package var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "judge", settings: settings, isBinary: matchers != nil,
            zero: "the judge denies", one: "the judge affirms", accuracy: accuracy)
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        if template.needsReference, prompt.references.isEmpty {
            throw .noReference("judge", prompt)
        }
        return JudgePromptScorer(
            prompt: prompt, model: model, template: template, matchers: matchers, scale: scale,
            scoresAll: scoresAll)
    }
}

private struct JudgePromptScorer: PromptScorer {
    let prompt: Prompt
    let model: any JudgeModel
    let template: JudgeTemplate
    let matchers: JudgeMatchers?
    let scale: ClosedRange<Double>?
    let scoresAll: Bool

    func score(_ text: String) async throws(ScoringError) -> Double {
        let steers = JudgedAnswer.addressesJudge(text) || template.isRepeated(in: text)
        guard scoresAll || !steers else {
            throw ScoringError(
                "scorer judge: the answer addresses its judge, so that the score would be its own; "
                    + "the option score-all scores it all the same")
        }
        let question = template.question(prompt: prompt, answer: text)
        if let scale { return try Self.grade(try await model.completion(of: question), scale) }
        guard let matchers else { return try await model.probabilityOfYes(after: question) }
        return try await matchers.score(try await model.completion(of: question))
    }

    /// The last number that the judge names, on a scale.
    private static func grade(
        _ answer: String, _ scale: ClosedRange<Double>
    ) throws(ScoringError) -> Double {
        let numbers = answer.split { !$0.isNumber && $0 != "." && $0 != "-" }
            .compactMap { Double($0.hasSuffix(".") ? $0.dropLast() : $0) }
        guard let number = numbers.last, scale.contains(number) else {
            throw ScoringError(
                "scorer judge: no number from \(scale.lowerBound) to \(scale.upperBound) in: "
                    + String(answer.prefix(60)))
        }
        return (number - scale.lowerBound) / (scale.upperBound - scale.lowerBound)
    }
}

/// How a judge's answer becomes a score.
private struct JudgeMatchers: Sendable {
    private let affirmation: any PromptScorer
    private let denial: (any PromptScorer)?

    init(affirmation: String, denial: String?) throws(ScoringError) {
        let anyPrompt = Prompt(id: PromptID("judge"), text: "")
        self.affirmation = try RegexScorer(pattern: affirmation).prepared(for: anyPrompt)
        self.denial = try denial.map { (pattern) throws(ScoringError) in
            try RegexScorer(pattern: pattern).prepared(for: anyPrompt)
        }
    }

    func score(_ answer: String) async throws(ScoringError) -> Double {
        let affirms = try await affirmation.score(answer)
        guard let denial else { return affirms }
        guard try await denial.score(answer) != affirms else {
            throw ScoringError(
                "scorer judge: it said \(affirms == 1 ? "both yes and no" : "neither yes nor no"): "
                    + String(answer.prefix(60)))
        }
        return affirms
    }
}
