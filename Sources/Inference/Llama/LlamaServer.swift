import Files

/// A llama.cpp server, through its own `/completion` endpoint.
///
/// Every request is a stream: closing the connection is the only way to make the server stop, and
/// it notices that on streams only. Samplers, settings and seed are always explicit.
package struct LlamaServer: CompletionServer {
    let link: ServerLink
    /// Requests at once, where the user knows better than the server, such as behind a router.
    let slots: Int?
    private var templateOptions = TemplateOptions.none
    private let memory = EchoMemory()

    /// Where the server is.
    package var address: String { link.address.description }

    /// A server at an address; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - model: the model's name, where the server is a router to several.
    ///   - slots: requests at once, in place of what the server says.
    ///   - authorities: a file of certificates to be trusted in place of the system's.
    package init(
        _ address: ServerAddress, apiKey: APIKey? = nil, model: String? = nil, slots: Int? = nil,
        authorities: String? = nil
    ) {
        self.init(
            ServerLink(
                address: address, apiKey: apiKey, transport: TracedTransport.standard,
                authorities: authorities, model: model), slots: slots)
    }

    init(_ link: ServerLink, slots: Int? = nil) {
        self.link = link
        self.slots = slots
    }

    init(_ address: ServerAddress, apiKey: APIKey? = nil, transport: any CompletionTransport) {
        self.init(ServerLink(address: address, apiKey: apiKey, transport: transport))
    }

    /// The same server, its chat template being told more than the messages.
    package func forChats(_ options: TemplateOptions) -> any CompletionServer {
        var server = self
        server.templateOptions = options
        return server
    }

    /// What it answers to the fixed question.
    package func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer? {
        var answer = try await ask(kind: "completion", patience: patience)
        answer.isFresh = true
        return answer
    }

    /// The beginning of a body: the model, where the server has several.
    private func body() -> JSONWriter {
        var body = JSONWriter()
        if let model = link.model { body.member("model", model) }
        return body
    }

    /// Completions of one prompt, each when it is finished.
    package func complete(
        _ request: CompletionRequest
    ) -> AsyncThrowingStream<Completion, any Error> {
        if let problem = request.problem { return AsyncThrowingStream(failingWith: problem) }
        let stream = link.stream(
            body: request.llamaBody(model: link.model), limits: request.limits,
            reader: LlamaEventReader(request, address: address, memory: memory))
        let stopStrings = request.decoding.stop
        if stopStrings.isEmpty { return stream }
        return restoringHeldBackText(in: stream, stopStrings: stopStrings)
    }

    /// Messages as one prompt, through the model's chat template.
    package func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String {
        var body = body()
        body.member("messages", messages)
        body.member(templateOptions)
        let reply = try await link.ask("/apply-template", body: body.finished())
        var prompt: String?
        try link.read(reply, "/apply-template") { reader, key throws(JSONError) in
            if case "prompt" = key {
                prompt = try reader.stringOrNil()
            } else {
                try reader.skip()
            }
        }
        guard let prompt else { throw .malformed("/apply-template gives no prompt") }
        return prompt
    }

    /// The token ids of a text.
    package func tokenize(_ text: String) async throws(InferenceError) -> [Int] {
        try await tokens(of: text, asPrompt: false)
    }

    /// The token ids that `/completion` makes of a prompt: special tokens in it are recognised, and
    /// those that the model wants at the beginning are added.
    package func promptTokens(of prompt: String) async throws(InferenceError) -> [Int] {
        try await tokens(of: prompt, asPrompt: true)
    }

    private func tokens(
        of text: String, asPrompt: Bool
    ) async throws(InferenceError) -> [Int] {
        var body = body()
        body.member("content", text)
        body.member("add_special", asPrompt)
        body.member("parse_special", asPrompt)
        let reply = try await link.ask("/tokenize", body: body.finished())
        var tokens: [Int]?
        try link.read(reply, "/tokenize") { reader, key throws(JSONError) in
            guard case "tokens" = key else { return try reader.skip() }
            var ids: [Int] = []
            try reader.elements { reader throws(JSONError) in
                if let id = try reader.smallIntegerOrNil() { ids.append(id) }
            }
            tokens = ids
        }
        guard let tokens else { throw .malformed("/tokenize gives no tokens") }
        return tokens
    }
}
