import Files

/// What a cell of promptfoo's columns `__expected` says about an answer.
enum PromptfooAssertion: Hashable {
    /// The answer itself.
    case reference(String)
    /// Texts of which one has to occur.
    case keywords([String])
    /// What neither a reference nor a keyword can say, such as `not-contains:` or `llm-rubric:`.
    ///
    /// To take it for a reference would score every answer against a text that none is meant to be.
    case other

    /// Plain text and `equals:` are a reference, `contains:` and `contains-any:` keywords.
    init(_ cell: String) {
        let name = String(cell.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
        var rest = cell.dropFirst(name.count)
        // Some have a threshold: similar(0.8): text.
        if rest.hasPrefix("("), let end = rest.firstIndex(of: ")") {
            rest = rest[end...].dropFirst()
        }
        let text = String(rest.dropFirst().trimmed)
        switch (name, rest.first) {
        case ("equals", ":"): self = .reference(text)
        case ("contains", ":"), ("icontains", ":"): self = .keywords([text])
        case ("contains-any", ":"), ("icontains-any", ":"):
            self = .keywords(
                text.split(separator: ",").map { String($0.trimmed) }.filter { !$0.isEmpty })
        case (_, ":"), (_, nil):
            let positive = name.hasPrefix("not-") ? String(name.dropFirst(4)) : name
            let isKnown =
                Self.withoutText.contains(positive)
                || rest.first == ":"
                    && (Self.others.contains(positive)
                        || name != positive && Self.understood.contains(positive))
            self = isKnown ? .other : .reference(cell)
        default: self = .reference(cell)
        }
    }

    private static let understood: Set<String> = [
        "equals", "contains", "icontains", "contains-any", "icontains-any",
    ]

    private static let withoutText: Set<String> = [
        "is-json", "is-refusal", "is-sql", "is-xml", "contains-json", "contains-sql",
        "contains-xml",
        "guardrails", "moderation",
    ]

    private static let others: Set<String> = [
        "answer-relevance", "bleu", "classifier", "contains-all", "context-faithfulness",
        "context-recall", "context-relevance", "cost", "eval", "factuality", "file", "fn", "g-eval",
        "gleu", "grade", "icontains-all", "javascript", "latency", "levenshtein", "llm-rubric",
        "meteor", "model-graded-closedqa", "model-graded-factuality", "perplexity",
        "perplexity-score", "python", "regex", "rouge-n", "ruby", "similar", "starts-with",
        "webhook",
    ]

}
