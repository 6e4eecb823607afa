import Files

/// What stands in a field of its own and belongs to the prompt, in files of prompts and of draws alike.
package enum PromptContext {
    /// Names of texts that a question is about, and without which it asks something else.
    private static let passages = [
        "passage", "context", "article", "story", "paragraph", "background", "excerpt", "document",
        "transcript", "fulltext", "sourcetext", "passagetext", "contexttext", "articletext",
        "storytext", "readingpassage", "supportingtext", "premise", "narrative",
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
    static func isPassage(_ name: String) -> Bool {
        passages.contains(FieldName.plain(name)) || isPassages(name)
    }

    /// Whether a field has the parts of a passage as a list (PubMedQA's first form).
    private static func isPassages(_ name: String) -> Bool { FieldName.plain(name) == "contexts" }

    /// Names of the field with the message that stands before a conversation, the likeliest first.
    package static let systemNames = [
        "system", "systemprompt", "systemmessage", "systeminstruction", "systeminstructions",
        "body.system", "body.instructions", "params.system", "request.systeminstruction",
        "request.system",
    ]

    /// The text of a passage's field: a text, or PubMedQA's parts of it.
    package static func passage(_ value: JSONValue, named name: String) -> String? {
        switch value {
        case .string(let text): return text
        case .array(let parts) where isPassages(name):
            let texts = parts.compactMap(\.scalarText)
            return texts.count == parts.count && !texts.isEmpty
                ? texts.joined(separator: "\n") : nil
        case .object(let fields):
            return fields.first { isPassages($0.name) }.flatMap {
                passage($0.value, named: $0.name)
            }
        default: return nil
        }
    }

    /// A conversation behind its system message, where it has none of its own.
    ///
    /// - Parameters:
    ///   - system: nil or white space alone where there is none.
    ///   - messages: empty where one text is asked.
    package static func with(
        system: String?, _ messages: [Prompt.Message], asked text: String
    ) -> [Prompt.Message] {
        guard let system, !system.allSatisfy(\.isWhitespace),
            messages.first.map({ $0.role != "system" && $0.role != "developer" }) ?? true
        else { return messages }
        let rest = messages.isEmpty ? [Prompt.Message(role: "user", content: text)] : messages
        return [Prompt.Message(role: "system", content: system)] + rest
    }

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
