import Inference
import Journal

extension CompletionServer {
    /// What the server's chat template makes of fixed conversations; nil where the server does not
    /// render conversations for us, so that its template shows in what its model answers alone.
    package func templateProbe(
        _ facts: ServerFacts
    ) async throws(InferenceError) -> TemplateProbe? {
        guard !takesMessages else { return nil }
        do throws(InferenceError) {
            let texts = try await renderedConversations()
            guard texts.contains(where: { !$0.isEmpty }) else { return nil }
            return TemplateProbe(texts: texts, template: facts.chatTemplate)
        } catch {
            if case .unsupported = error { return nil }
            throw error
        }
    }

    /// The fixed conversations as text; empty where the template takes no such conversation.
    func renderedConversations() async throws(InferenceError) -> [String] {
        var texts: [String] = []
        for conversation in TemplateProbe.conversations {
            do throws(InferenceError) {
                texts.append(
                    try await render(
                        conversation.map { ChatMessage(role: $0.role, content: $0.content) }))
            } catch {
                switch error {
                // Some templates know no system message.
                case .badRequest, .serverError: texts.append("")
                default: throw error
                }
            }
        }
        return texts
    }
}
