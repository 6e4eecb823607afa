import Files
import Prompts

/// The answer to one line of `probscope bound --jsonl`, as a line of JSON.
package enum BoundAnswer {
    /// Answers a line; whatever is wrong with it becomes the answer's `error`.
    package static func line(for query: String) -> String {
        do {
            return try AnyQuestion(questionLine: query).question.fields().line
        } catch {
            // The line's own names may hold what a terminal would obey.
            return AnswerFields(["error": .text(PromptError.printable("\(error)", limit: 1000))])
                .line
        }
    }
}
