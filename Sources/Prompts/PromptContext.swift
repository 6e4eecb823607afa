import Files

/// What stands in a field of its own and belongs to the prompt, in files of prompts and of draws alike.
package enum PromptContext {
    /// Names of texts that a question is about, and without which it asks something else.
    private static let passages = [
        "passage", "context", "article", "story", "paragraph", "background", "excerpt", "document",
        "transcript", "fulltext", "sourcetext", "passagetext", "contexttext", "articletext",
        "storytext", "readingpassage", "supportingtext",
    ]

    /// Names of the field whose text belongs to a prompt's field of this name, the likeliest first.
    package static func names(beside prompt: String) -> [String] {
        switch FieldName.plain(prompt) {
        case "behavior": ["contextstring"]
        case "instruction": ["input"] + passages
        case "question", "query", "prompt", "problem", "questiontext": passages
        default: []
        }
    }

    /// Whether a field has the text that a question is about, which need not be a text everywhere.
    static func isPassage(_ name: String) -> Bool { passages.contains(FieldName.plain(name)) }

    /// The whole prompt.
    ///
    /// - Parameters:
    ///   - text: what the prompt's field has.
    ///   - field: its name.
    ///   - more: what the other field has; white space alone is nothing.
    ///   - name: the name of that field.
    package static func join(
        _ text: String, of field: String, with more: String, of name: String
    ) -> String {
        if more.allSatisfy(\.isWhitespace) { return text }
        if isPassage(name) { return "\(more)\n\n\(text)" }
        // HarmBench puts the context before the behaviour, Alpaca the input behind.
        return FieldName.plain(field) == "behavior"
            ? "\(more)\n\n---\n\n\(text)" : "\(text)\n\n\(more)"
    }
}
