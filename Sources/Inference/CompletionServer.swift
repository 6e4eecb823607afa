/// A server that completes prompts.
package protocol CompletionServer: Sendable {
    /// Where it is, as shown to the user, without credentials.
    var address: String { get }

    /// What the server says about itself and its model.
    ///
    /// - Throws: ``InferenceError/loading(address:)`` while the model is being loaded.
    func facts() async throws(InferenceError) -> ServerFacts

    /// Returns when the server can take requests.
    ///
    /// - Parameters:
    ///   - timeout: how long to wait for a server that says it is loading.
    ///   - progress: told in a sentence what is being waited for.
    /// - Throws: at once, where waiting cannot help: no server there, the wrong kind, a bad key.
    func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError)

    /// Completions of one prompt, each when it is finished; ends after `count` of them.
    ///
    /// Every error thrown is an ``InferenceError``; what came before it is valid. Ending the
    /// consuming task, or dropping the stream, closes the connection, which frees the server's
    /// slots. A cancelled stream ends without an error: check for cancellation after the loop.
    func complete(_ request: CompletionRequest) -> AsyncThrowingStream<Completion, any Error>

    /// The same server for conversations: it renders them itself where it can, or else takes them
    /// as they are (see ``takesMessages``).
    ///
    /// - Parameter options: what the chat template is told beside the messages.
    func forChats(_ options: TemplateOptions) -> any CompletionServer

    /// The answer to a fixed question that tells one model from another; `nil` where the server
    /// cannot be asked.
    ///
    /// - Parameter patience: how long to wait for a sign of life.
    func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer?

    /// Whether requests carry the messages of a conversation rather than a rendered prompt.
    var takesMessages: Bool { get }

    /// Messages as one prompt, through the model's chat template.
    func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String

    /// The token ids of a text, special tokens in it not recognised.
    func tokenize(_ text: String) async throws(InferenceError) -> [Int]

    /// The token ids that a prompt is completed from, its beginning-of-text token included.
    func promptTokens(of prompt: String) async throws(InferenceError) -> [Int]
}

extension CompletionServer {
    /// The server as it is: it renders conversations.
    package func forChats(_ options: TemplateOptions) -> any CompletionServer { self }

    /// The same server for conversations, its template being told nothing else.
    package var forChats: any CompletionServer { forChats(.none) }

    /// Not known.
    package func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer? {
        nil
    }

    /// No: conversations are rendered first.
    package var takesMessages: Bool { false }

    /// Not offered by most interfaces.
    package func promptTokens(of prompt: String) async throws(InferenceError) -> [Int] {
        throw .unsupported("it does not tell the tokens of a prompt")
    }
}

extension CompletionServer {
    /// The first completion of a request, for questions that want no more than one.
    ///
    /// - Throws: ``InferenceError/cancelled`` where the task was, and an end without any completion
    ///   as a stream that ended early.
    package func firstCompletion(
        of request: CompletionRequest
    ) async throws(InferenceError) -> Completion {
        do {
            for try await completion in complete(request) { return completion }
        } catch {
            throw error as? InferenceError ?? .malformed("\(error)")
        }
        throw Task.isCancelled ? .cancelled : .streamEndedEarly(received: 0, of: request.count)
    }
}

/// One message of a conversation.
package struct ChatMessage: Sendable, Hashable, Codable {
    /// `system`, `user` or `assistant`.
    package var role: String
    /// The text.
    package var content: String

    /// Creates a message.
    package init(role: String, content: String) {
        self.role = role
        self.content = content
    }
}
