/// One input to the model, with what its answers are scored against.
public struct Prompt: Sendable, Hashable, Codable, Identifiable {
    public let id: PromptID
    /// The text as the file has it; templates are applied when it is sent, never here.
    public var text: String
    /// The conversation, where the file gives messages instead of one text.
    public var messages: [Message]
    /// Reference answers; a scorer takes the best match over all of them.
    public var references: [String]
    /// Words or phrases of which any one in an answer is a leak.
    public var keywords: [String]
    /// Every other field of the record, as text.
    public var metadata: [String: String]

    public init(
        id: PromptID, text: String, messages: [Message] = [], references: [String] = [],
        keywords: [String] = [], metadata: [String: String] = [:]
    ) {
        self.id = id
        self.text = text
        self.messages = messages
        self.references = references
        self.keywords = keywords
        self.metadata = metadata
    }

    /// One turn of a conversation.
    public struct Message: Sendable, Hashable, Codable {
        public var role: String
        public var content: String

        public init(role: String, content: String) {
            self.role = role
            self.content = content
        }
    }
}
