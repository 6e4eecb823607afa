import Evidence
import Prompts
import Statistics

/// The rule by which answers count as one.
///
/// The first three are functions of the text alone, fixed before any draw, so that the groups are
/// categories of independent draws like the texts themselves. Topics and meanings are found by asking
/// a server about the answers that are there: see ``AnswerPartition``.
package enum AnswerGrouping: String, Sendable, Hashable, CaseIterable {
    /// Only equal texts.
    case exact
    /// Texts that differ in case, blanks, Markdown emphasis or closing punctuation only; thoughts before an
    /// answer are no part of it, unless `--answer whole` makes them one.
    case folded
    /// Answers whose part that counts (`--answer`) is the same, folded.
    case answer
    /// Answers about one subject, by the embeddings that a server gives; says nothing of their truth.
    case topic
    /// Answers that entail each other, as a judge says.
    case meaning

    /// Whether a server has to be asked about the answers.
    package var asksServer: Bool { self == .topic || self == .meaning }

    /// The nearest rule that looks at the text alone.
    package var ofText: AnswerGrouping { asksServer ? .folded : self }

    /// What answers of one group have in common, by the nearest rule that looks at the text alone.
    ///
    /// - Parameter finder: finds the part that counts.
    package func key(of text: String, finder: AnswerFinder) -> String {
        switch self {
        case .exact: text
        case .folded, .topic, .meaning: Self.folded(finder.said(in: text) ?? text)
        case .answer:
            switch finder.find(in: text) {
            case .text(let part): Self.folded(part)
            // Neither is the text of any part.
            case .cutInThought: "\u{0}cut"
            case .missing: "\u{0}missing"
            }
        }
    }

    /// The text in lower case with single blanks, without blanks around it, emphasis of Markdown and
    /// punctuation at its end; a text of nothing but punctuation keeps it.
    package static func folded(_ text: String) -> String { AnswerFolding.folded(text) }
}

extension PromptEvidence {
    /// How varied the answers are where those that a rule puts together count as one.
    ///
    /// - Parameters:
    ///   - grouping: a rule that looks at the text alone.
    ///   - part: the part of an answer that counts.
    /// - Returns: nil where ``diversity`` is.
    package func diversity(by grouping: AnswerGrouping, _ part: AnswerPart) -> OutputDiversity? {
        guard grouping != .exact, exact == nil else { return diversity }
        let finder = AnswerFinder(part)
        var counts: [String: Int] = [:]
        for output in outputs {
            counts[grouping.key(of: output.text, finder: finder), default: 0] += output.count
        }
        return try? OutputDiversity(counts: counts.values)
    }
}
