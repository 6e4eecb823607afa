import Files
import Prompts

/// Texts of messages as the ecosystem's files have them.
enum MessageText {
    /// All of what an answering message says: its thoughts, its text, a refusal, and the tools that
    /// it calls, which are no empty answer.
    ///
    /// - Returns: nil where there is none of these.
    static func answer(_ message: JSONValue?) -> String? {
        guard let message else { return nil }
        if let text = message.string { return text }
        if let content = message["text"]?.string { return content }
        var thoughts = ownThoughts(message)
        var text: String?
        // Gemini's parts, of which some are thoughts.
        if let parts = message["content"]?["parts"]?.list ?? message["parts"]?.list {
            for part in parts {
                guard let words = part["text"]?.string else { continue }
                if part["thought"]?.flag == true {
                    thoughts = (thoughts ?? "") + words
                } else {
                    text = (text ?? "") + words
                }
            }
        } else if let parts = message["content"]?.list {
            for part in parts {
                if let thought = part["reasoning"]?.string ?? part["thinking"]?.string {
                    thoughts = (thoughts.map { $0 + "\n" } ?? "") + thought
                } else if let words = part.string ?? part["text"]?.string
                    ?? part["refusal"]?.string
                {
                    text = text.map { joined($0, words, isOne: part["citations"] != nil) } ?? words
                }
            }
        } else {
            text = message["content"]?.string ?? message["content"]?["answer"]?.string
        }
        if text == nil || text == "" { text = message["refusal"]?.string ?? text }
        for call in message["tool_calls"]?.list ?? [] {
            let line = "<tool_call>\(toolCall(call))</tool_call>"
            text = text.map { $0.isEmpty ? line : $0 + "\n" + line } ?? line
        }
        guard let thoughts else { return text }
        // Without an answer the thought has not ended, for all that one can see.
        guard let text, !text.isEmpty else { return open(thoughts) }
        return "<think>\n\(thoughts)\n</think>\n\n" + text
    }

    /// Thoughts that a record has beside its empty answer, as the beginning of an answer that was cut;
    /// nil where there are none.
    static func thoughts(beside record: JSONValue) -> String? {
        ownThoughts(record).map(open)
    }

    private static func ownThoughts(_ message: JSONValue) -> String? {
        ["reasoning_content", "reasoning"].lazy.compactMap { message[$0]?.string }
            .first { !$0.isEmpty }
    }

    private static func open(_ thoughts: String) -> String { "<think>\n\(thoughts)" }

    /// Two parts of a message, which are lines of their own where no white space is between them.
    ///
    /// - Parameter isOne: whether the parts are one text that was cut where its sources are named.
    private static func joined(_ one: String, _ other: String, isOne: Bool) -> String {
        let isSeen = one.last?.isWhitespace ?? true || other.first?.isWhitespace ?? true
        return one + (isSeen || isOne ? "" : "\n") + other
    }

    /// The answer of a conversation with `turns`, its last one.
    static func lastTurn(_ value: JSONValue) -> String? {
        guard let last = value["turns"]?.list?.last else { return nil }
        return last.string ?? last["content"]?["text"]?.string ?? answer(last)
    }

    /// The name and the arguments of a call, whichever way they are written.
    private static func toolCall(_ call: JSONValue) -> String {
        let function = call["function"] ?? call["name"]
        let name = function?.string ?? function?["name"]?.string ?? ""
        let arguments = call["arguments"] ?? function?["arguments"] ?? .null
        return JSONValue.object([
            JSONValue.Field(name: "name", value: .string(name)),
            JSONValue.Field(name: "arguments", value: arguments),
        ]).text
    }

    /// What was asked: a text, or messages of which the user's last is the prompt.
    ///
    /// - Parameter value: a text, one message, a list of messages, or a conversation with `turns`.
    static func prompt(_ value: JSONValue?) -> (text: String, messages: [Prompt.Message])? {
        guard let value else { return nil }
        if let text = value.string { return chat(text) ?? (text, []) }
        if let raw = value["raw"]?.string ?? value["text"]?.string {
            return chat(raw) ?? (raw, [])
        }
        if let turns = value["turns"] ?? value["messages"] { return prompt(turns) }
        if value["content"] != nil || value["value"] != nil { return prompt(.array([value])) }
        guard let list = value.list, !list.isEmpty else { return nil }
        if list.allSatisfy({ $0.string != nil }) {
            return (list.compactMap(\.string).joined(separator: "\n"), [])
        }
        var messages: [Prompt.Message] = []
        for message in list {
            guard let content = content(message) else { return nil }
            messages.append(
                Prompt.Message(
                    role: role(message["role"]?.string ?? message["from"]?.string ?? "user"),
                    content: content))
        }
        guard let text = messages.last(where: { $0.role == "user" })?.content else { return nil }
        // One message of the user's is a prompt like any other.
        return (text, messages.count == 1 ? [] : messages)
    }

    /// The conversation that a text is in JSON, as lm-eval and promptfoo write chats.
    private static func chat(_ text: String) -> (text: String, messages: [Prompt.Message])? {
        guard text.utf8.first == UInt8(ascii: "["), text.contains("\"role\""),
            let value = JSONValue(whole: text), value.list?.first?["role"]?.string != nil
        else { return nil }
        return prompt(value)
    }

    private static func content(_ message: JSONValue) -> String? {
        let content = message["content"] ?? message["value"] ?? message["parts"]
        return content?.plainText ?? content?["text"]?.string
            ?? (content?.isNull == true || message["tool_calls"] != nil
                ? answer(message) ?? "" : nil)
    }

    private static func role(_ name: String) -> String {
        switch name {
        case "human": "user"
        case "gpt", "model": "assistant"
        default: name
        }
    }
}
