import Files
import Prompts
import Text

/// The question put to a judge.
struct JudgeTemplate: Sendable {
    private enum Part: Sendable {
        case text(Substring)
        case prompt, answer, reference, mark
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
                ("{mark}", .mark),
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
        let mark = Self.mark(for: answer)
        let answer = JudgedAnswer.withoutControls(answer)
        return parts.map { part in
            switch part {
            case .text(let text): String(text)
            case .prompt: JudgedAnswer.withoutControls(prompt.text)
            case .answer: answer
            case .reference: prompt.references.first ?? ""
            case .mark: mark
            }
        }.joined()
    }

    /// A word that is not in the answer and that whoever wrote it could not foresee.
    private static func mark(for answer: String) -> String {
        var hash = SHA256()
        hash.update(answer.utf8)
        return "answer " + hash.finish().prefix(12)
    }
}

/// What an answer may try on its judge.
enum JudgedAnswer {
    /// The text with the control tokens of chat templates broken, which a server would take for the
    /// end of a turn and the beginning of another.
    static func withoutControls(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "[") })
        else { return text }
        return controls.reduce(text) { text, control in
            text.replacing(control, with: "\(control.prefix(1)) \(control.dropFirst())")
        }
    }

    private static let controls = [
        "<|", "<start_of_turn>", "<end_of_turn>", "<s>", "</s>", "[INST]", "[/INST]", "<<SYS>>",
        "<eos>", "<bos>", "<think>", "</think>",
    ]

    /// Whether the answer speaks to whoever judges it, which no answer to a prompt has a reason to.
    static func addressesJudge(_ text: String) -> Bool {
        patterns.contains { $0.matches(text) }
    }

    private static let patterns = [
        "\\b(ignore|disregard|forget) (all |any |the |your |these |my )*(previous|prior|above|earlier|"
            + "preceding|other|grading|judging|system)? ?(instructions|rubric|criteria|guidelines|prompt)",
        "\\b(dear|hey|hello|hi|attention|note to|message (to|for)|instructions? (to|for)) (the |all |any |"
            + "my )?(ai |llm )?(judge|grader|evaluator|rater|scorer|examiner)s?\\b",
        "\\b(judge|grader|evaluator|rater|scorer)s?\\b.{0,40}\\b(must|should|please|has to|have to|"
            + "will|shall)\\b.{0,40}\\b(say|answer|output|respond|reply|score|rate|grade|give|return|mark)",
        "\\b(rate|score|grade|mark|classify|label) (this|it|my|the) ?(answer|response|output|text|"
            + "completion)? (as|a|an|with|at) ?(a |an )?(\\d|safe|harmless|yes|no\\b|pass|full|perfect)",
        "\\b(output|respond|answer|reply|say) (with )?(only )?[\"'“‘]?(yes|no)[\"'”’]? "
            + "(and nothing else|only)",
    ].compactMap { try? Pattern($0, ignoresCase: true) }
}
