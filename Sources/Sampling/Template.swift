import Inference
import Prompts

/// How a prompt's text becomes what the server is sent.
package enum Template: Sendable, Hashable {
    /// The text exactly as the file has it.
    case none
    /// The text put into a frame, in place of every `{prompt}`.
    case text(String)
    /// The server's chat template, applied to the messages (or to the text as one user message).
    case chat

    /// The place of the prompt in a template's text.
    package static let placeholder = "{prompt}"

    /// A template from what a user wrote.
    ///
    /// - Throws: ``TemplateError`` where the text has no place for the prompt.
    package init(text: String) throws(TemplateError) {
        guard text.contains(Self.placeholder) else { throw TemplateError(text: text) }
        self = .text(text)
    }

    /// One line that tells templates apart; part of a run's identity.
    package var canonicalText: String {
        switch self {
        case .none: "none"
        case .text(let text): "text:\(text)"
        case .chat: "chat"
        }
    }

    /// The text to be sent, or nil where the server must render the messages first.
    package func apply(to prompt: Prompt) -> String? {
        switch self {
        case .none: prompt.text
        case .text(let frame):
            frame.split(separator: Self.placeholder, omittingEmptySubsequences: false)
                .joined(separator: prompt.text)
        case .chat: nil
        }
    }

    /// The text to be sent, rendered by the server where only its chat template can do so.
    package func text(
        of prompt: Prompt, on server: any CompletionServer
    ) async throws(InferenceError) -> String {
        if let text = apply(to: prompt) { return text }
        return try await server.render(
            Self.messages(of: prompt).map { ChatMessage(role: $0.role, content: $0.content) })
    }

    /// The conversation that a chat template is applied to.
    package static func messages(of prompt: Prompt) -> [Prompt.Message] {
        prompt.messages.isEmpty
            ? [Prompt.Message(role: "user", content: prompt.text)] : prompt.messages
    }
}

/// A template without a place for the prompt.
package struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    package var text: String

    package var description: String {
        "The template \"\(text)\" has no \(Template.placeholder): write where the prompt goes, "
            + "such as \"Question: \(Template.placeholder)\"."
    }
}
