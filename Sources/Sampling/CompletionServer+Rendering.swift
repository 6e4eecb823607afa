import Files
import Inference

extension CompletionServer {
    /// A mark of what the server's chat template makes of a fixed message; nil where the server applies
    /// it out of sight, or has none.
    ///
    /// The word "chat" is the same for all templates, and the prompts that they make are not.
    package func renderingMark() async -> String? {
        let message = ChatMessage(role: "user", content: "The capital of France is")
        guard !takesMessages, let text = try? await render([message]) else { return nil }
        var hash = SHA256()
        hash.update(field: text)
        return hash.finish()
    }
}
