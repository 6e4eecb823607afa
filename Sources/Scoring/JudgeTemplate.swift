import Files
import Prompts
import Text

/// The question put to a judge.
package struct JudgeTemplate: Sendable {
    private enum Part: Sendable {
        case text(Substring)
        case prompt, answer, reference, mark
    }

    private var parts: [Part] = []
    private(set) var needsReference = false
    /// Its lines that no answer has by chance, as ``TextFolding/normalize(_:)`` gives them.
    private var lines: [String] = []

    package init(_ template: String) throws(ScoringError) {
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
        lines = template.split(whereSeparator: \.isNewline).filter { !$0.contains("{") }
            .map { TextFolding.normalize(String($0)) }
            .filter { $0.split(separator: " ").count >= Self.fewestWords }
    }

    /// So many words in a row are not met by chance.
    private static let fewestWords = 6

    package func question(prompt: Prompt, answer: String) -> String {
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

    /// Whether an answer repeats a line of the question, as if the question stood in it again.
    func isRepeated(in answer: String) -> Bool {
        let answer = TextFolding.normalize(answer)
        return lines.contains { answer.contains($0) }
    }

    /// A word that is not in the answer and that whoever wrote it could not foresee.
    private static func mark(for answer: String) -> String {
        var hash = SHA256()
        hash.update(answer.utf8)
        return "answer " + hash.finish().prefix(12)
    }
}
