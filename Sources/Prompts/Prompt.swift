/// One input to the model, with what its answers are scored against.
package struct Prompt: Sendable, Hashable, Codable, Identifiable {
    package let id: PromptID
    /// The text as the file has it; templates are applied when it is sent, never here.
    package var text: String
    /// The conversation, where the file gives messages instead of one text.
    package var messages: [Message]
    /// Reference answers; a scorer takes the best match over all of them.
    package var references: [String]
    /// Words or phrases of which any one in an answer is a leak.
    package var keywords: [String]
    /// Every other field of the record, as text.
    package var metadata: [String: String]

    /// The name of the field that says which question a prompt asks, where several ask one in other words.
    package static let groupField = "group"

    package init(
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
    package struct Message: Sendable, Hashable, Codable {
        package var role: String
        package var content: String

        package init(role: String, content: String) {
            self.role = role
            self.content = content
        }
    }
}
