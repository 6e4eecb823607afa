/// The answer to one line of `probscope bound --jsonl`, as a line of JSON.
public enum BoundAnswer {
    /// Answers a line; whatever is wrong with it becomes the answer's `error`.
    public static func line(for query: String) -> String {
        do {
            return try AnyQuestion(questionLine: query).question.fields().line
        } catch {
            return AnswerFields(["error": .text("\(error)")]).line
        }
    }
}
