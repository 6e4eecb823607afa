import Files

/// One turn of a conversation as data sets write it.
///
/// OpenAI's role and content (a text, or parts of it), Gemini's role and parts, and ShareGPT's from and
/// value.
struct MessageShape {
    enum Content {
        case text(String)
        /// A part of another type than text, such as an image.
        case part(String)
    }

    var role: String
    var content: Content

    init?(_ value: JSONValue) {
        guard case .object(let fields) = value else { return nil }
        func field(_ name: String) -> JSONValue? { fields.first { $0.name == name }?.value }
        if case .string(let role)? = field("role"), let content = field("content") ?? field("parts")
        {
            self.role = Self.roles[role] ?? role
            switch content {
            case .string(let text): self.content = .text(text)
            // An assistant that calls a tool says nothing.
            case .null where role == "assistant": self.content = .text("")
            case .array(let parts):
                guard let content = Self.joined(parts) else { return nil }
                self.content = content
            // Gemini's system instruction.
            case .object(let fields):
                guard case .array(let parts)? = fields.first(where: { $0.name == "parts" })?.value,
                    let content = Self.joined(parts)
                else { return nil }
                self.content = content
            default: return nil
            }
        } else if case .array(let parts)? = field("parts"), let content = Self.joined(parts) {
            role = "user"
            self.content = content
        } else if case .string(let from)? = field("from"), case .string(let text)? = field("value")
        {
            role = Self.roles[from.lowercased()] ?? from
            content = .text(text)
        } else {
            return nil
        }
    }

    private static func joined(_ parts: [JSONValue]) -> Content? {
        var text = ""
        for part in parts {
            switch part {
            case .string(let piece): text += piece
            case .object(let fields):
                if case .string(let piece)? = fields.first(where: { $0.name == "text" })?.value {
                    text += piece
                } else if let type = fields.first(where: { $0.name == "type" })?.value.scalarText {
                    return .part(type)
                } else if let name = fields.first(where: { Self.geminiParts.contains($0.name) })?
                    .name
                {
                    return .part(name)
                } else {
                    return nil
                }
            default: return nil
            }
        }
        return .text(text)
    }

    /// What stands in Gemini's parts beside texts.
    private static let geminiParts: Set<String> = [
        "inlineData", "inline_data", "fileData", "file_data", "functionCall", "function_call",
        "functionResponse", "function_response",
    ]

    /// ShareGPT's names.
    private static let roles = [
        "human": "user", "user": "user", "gpt": "assistant", "chatgpt": "assistant",
        "bard": "assistant", "bing": "assistant", "assistant": "assistant", "model": "assistant",
        "system": "system",
    ]
}
