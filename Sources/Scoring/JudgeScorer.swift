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
/// completion; without one it is the probability of "yes" as its first token. An answer can talk to
/// the judge: the score is what the judge says, which need not be true.
///
/// `sensitivity` and `specificity` do not change scores. They are the least shares of true and of
/// false cases that the judge gets right, and reports widen limits by them: with a rate q of
/// positive verdicts, p ≤ q/sensitivity and p ≥ (q − (1 − specificity))/specificity.
public struct JudgeScorer: Scorer {
    private let model: any JudgeModel
    private let template: JudgeTemplate
    private let matcher: (any PromptScorer)?
    private let settings: String

    /// - Parameters:
    ///   - template: the judge's question.
    ///   - fingerprint: a short mark of the template for the run's identity.
    ///   - pattern: the regular expression that means 1; nil scores by the probability of "yes".
    ///   - sensitivity: in (0, 1], only with a pattern.
    ///   - specificity: in (0, 1], only with a pattern.
    /// - Throws: ``ScoringError`` for a template without `{answer}`, a bad pattern or share.
    public init(
        model: any JudgeModel, template: String, fingerprint: String, pattern: String? = nil,
        sensitivity: Double? = nil, specificity: Double? = nil
    ) throws(ScoringError) {
        self.model = model
        self.template = try JudgeTemplate(template)
        var settings = ["template=\(fingerprint)", "model=\(model.name)"]
        for (name, share) in [("sensitivity", sensitivity), ("specificity", specificity)] {
            guard let share else { continue }
            guard pattern != nil, share > 0, share <= 1 else {
                throw ScoringError(
                    "scorer judge: \(name) is a share above 0 and at most 1, and goes with a "
                        + "pattern")
            }
            settings.append("\(name)=\(share)")
        }
        if let pattern {
            matcher = try RegexScorer(pattern: pattern).prepared(
                for: Prompt(id: PromptID("judge"), text: ""))
            settings.append("pattern=\(pattern)")
        } else {
            matcher = nil
        }
        self.settings = settings.joined(separator: ",")
    }

    public var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "judge", settings: settings, isBinary: matcher != nil,
            zero: "the judge denies", one: "the judge affirms")
    }

    public func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        if template.needsReference, prompt.references.isEmpty {
            throw .noReference("judge", prompt)
        }
        return JudgePromptScorer(
            prompt: prompt, model: model, template: template, matcher: matcher)
    }
}

private struct JudgePromptScorer: PromptScorer {
    let prompt: Prompt
    let model: any JudgeModel
    let template: JudgeTemplate
    let matcher: (any PromptScorer)?

    func score(_ text: String) async throws(ScoringError) -> Double {
        let question = template.question(prompt: prompt, answer: text)
        guard let matcher else { return try await model.probabilityOfYes(after: question) }
        return try await matcher.score(try await model.completion(of: question))
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
