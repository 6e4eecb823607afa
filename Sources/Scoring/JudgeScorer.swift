import FoundationEssentials
import Prompts

/// A second model that is asked about an answer.
///
/// The seam between scoring and servers: whoever has a server gives these two functions.
public protocol JudgeModel: Sendable {
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
/// matches; without a pattern it is the probability of "yes" as the first token. An answer can talk to
/// the judge: the score is what the judge says, which need not be true.
///
/// `sensitivity` and `specificity` do not change scores. They are the least shares of true and of
/// false cases that the judge gets right among the answers to each prompt, and all limits are widened
/// for them: see `JudgeAccuracy`.
public struct JudgeScorer: Scorer {
    private let model: any JudgeModel
    private let template: JudgeTemplate
    private let matchers: JudgeMatchers?
    private let settings: String

    /// - Parameters:
    ///   - template: the judge's question.
    ///   - fingerprint: a short mark of the template for the run's identity.
    ///   - pattern: the regular expression that means 1; nil scores by the probability of "yes".
    ///   - denial: the regular expression that means 0; without it everything else does.
    ///   - sensitivity: in (0, 1], only with a pattern.
    ///   - specificity: in (0, 1], only with a pattern.
    /// - Throws: ``ScoringError`` for a template without `{answer}`, a bad pattern or share.
    public init(
        model: any JudgeModel, template: String, fingerprint: String, pattern: String? = nil,
        denial: String? = nil, sensitivity: Double? = nil, specificity: Double? = nil
    ) throws(ScoringError) {
        self.model = model
        self.template = try JudgeTemplate(template)
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
    }

    public var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "judge", settings: settings, isBinary: matchers != nil,
            zero: "the judge denies", one: "the judge affirms")
    }

    public func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        if template.needsReference, prompt.references.isEmpty {
            throw .noReference("judge", prompt)
        }
        return JudgePromptScorer(
            prompt: prompt, model: model, template: template, matchers: matchers)
    }
}

private struct JudgePromptScorer: PromptScorer {
    let prompt: Prompt
    let model: any JudgeModel
    let template: JudgeTemplate
    let matchers: JudgeMatchers?

    func score(_ text: String) async throws(ScoringError) -> Double {
        let question = template.question(prompt: prompt, answer: text)
        guard let matchers else { return try await model.probabilityOfYes(after: question) }
        return try await matchers.score(try await model.completion(of: question))
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

/// The question put to a judge.
struct JudgeTemplate: Sendable {
    private enum Part: Sendable {
        case text(Substring)
        case prompt, answer, reference
    }

    private var parts: [Part] = []
    private(set) var needsReference = false

    init(_ template: String) throws(ScoringError) {
        var rest = template[...]
        var hasAnswer = false
        // Read once, so that a placeholder within an answer stays as it is.
        while let brace = rest.firstIndex(of: "{") {
            let names: [(String, Part)] = [
                ("{prompt}", .prompt), ("{answer}", .answer), ("{reference}", .reference),
            ]
            guard let (name, part) = names.first(where: { rest[brace...].hasPrefix($0.0) }) else {
                let next = rest.index(after: brace)
                parts.append(.text(rest[..<next]))
                rest = rest[next...]
                continue
            }
            parts.append(.text(rest[..<brace]))
            parts.append(part)
            hasAnswer = hasAnswer || name == "{answer}"
            needsReference = needsReference || name == "{reference}"
            rest = rest[brace...].dropFirst(name.count)
        }
        parts.append(.text(rest))
        guard hasAnswer else {
            throw ScoringError("scorer judge: the template has no {answer}")
        }
    }

    func question(prompt: Prompt, answer: String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): String(text)
            case .prompt: prompt.text
            case .answer: answer
            case .reference: prompt.references.first ?? ""
            }
        }.joined()
    }
}
