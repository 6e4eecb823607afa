import Journal
import Prompts
import Text

extension DrawImport {
    /// What a reader must know of thoughts, where answers hold any.
    var thinkingWarning: String? {
        ThinkingNotice.sentence(with: thinking.with, cut: thinking.cut, part: answerPart)
    }

    /// What a reader must know of marks that close thoughts which nobody opened, in a file where most
    /// answers have none.
    var strayWarning: String? {
        guard strayMarks > 0 else { return nil }
        return Figure.count(strayMarks, "answer closes", "answers close")
            + " a thought that none has opened, while most answers have no thoughts: which words are "
            + "the answer cannot be told, and \(strayMarks == 1 ? "it counts" : "they count") as lost. "
            + "If each answer begins within a thought, import with --answer after-thinking, which counts "
            + "those that do not close it as lost; --answer whole takes all words"
    }
}

/// What is said where answers hold thoughts.
package enum ThinkingNotice {
    /// One sentence without its full stop; nil where no answer holds thoughts.
    ///
    /// - Parameters:
    ///   - with: how many answers hold thoughts.
    ///   - cut: how many of them end inside.
    package static func sentence(with: Int, cut: Int, part: AnswerPart) -> String? {
        guard with > 0 else { return nil }
        let holds = Figure.count(with, "answer holds", "answers hold") + " thoughts"
        guard part.rule != .whole else {
            return holds + ", which are scored with the answers (--answer whole)"
        }
        let scored = part == .standard ? "the part after them is scored" : "\(part) is scored"
        let lost =
            cut == 0
            ? ""
            : "; \(Figure.count(cut, "answer ends inside its", "answers end inside their")) thoughts "
                + "and count\(cut == 1 ? "s" : "") as lost"
        return "\(holds); \(scored)" + lost
    }
}
