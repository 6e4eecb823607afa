import Synchronization

/// Any server that speaks OpenAI's interface: vLLM, SGLang, a router in front of many, llama.cpp.
///
/// Such servers do not say which settings and seeds they used, so a run made with one is
/// unverified, and they tell nothing of their slots: the concurrency is the user's to choose. All
/// settings are sent explicitly here too, those beyond OpenAI's under the names that vLLM, SGLang
/// and llama.cpp share; ``Decoding/openAIProblem`` tells what cannot be said to them at all.
package struct OpenAIServer: CompletionServer {
    /// Which of the two endpoints completes.
    package enum Endpoint: String, Sendable, Hashable, Codable {
        /// `/v1/completions`: the prompt as it is.
        case completions
        /// `/v1/chat/completions`: the request's messages, or the prompt as a user's only one.
        case chat
    }

    let link: ServerLink
    /// The model's name in requests.
    package let model: String
    /// The endpoint that completes.
    package private(set) var endpoint: Endpoint
    /// How many completions may be asked for at once.
    package let concurrency: Int
    private var templateOptions = TemplateOptions.none
    private let memory = Memory()

    /// What was learned of the server on the way.
    private final class Memory: Sendable {
        /// Tokens that fit into one answer's context, and the model's name in its answers.
        let known = Mutex<(context: Int?, model: String?)>((nil, nil))
        /// Whether it told probabilities with its last answer to the fixed question.
        let tellsTokens = Mutex(false)
        /// Fields that it refuses and that say nothing at their neutral values, or have another name.
        let refused = Mutex<Set<String>>([])
        /// Whether it lists no models and is known to complete all the same.
        let isListless = Mutex(false)
    }

    /// Where the server is.
    package var address: String { link.address.description }

    /// A server whose model is known; nothing is sent yet.
    ///
    /// - Parameter address: without the `/v1`, which may be given all the same.
    package init(
        _ address: ServerAddress, apiKey: APIKey? = nil, model: String,
        endpoint: Endpoint = .completions, concurrency: Int = 8, authorities: String? = nil
    ) {
        self.init(
            ServerLink(
                address: address.withoutVersion, apiKey: apiKey,
                transport: TracedTransport.standard,
                authorities: authorities),
            model: model, endpoint: endpoint, concurrency: concurrency)
    }

    init(_ link: ServerLink, model: String, endpoint: Endpoint, concurrency: Int) {
        self.link = link
        self.model = model
        self.endpoint = endpoint
        self.concurrency = concurrency
    }

    /// A server with the only model that it has.
    ///
    /// - Throws: ``InferenceError/badRequest(_:)`` naming them, where it has several.
    package static func connect(
        _ address: ServerAddress, apiKey: APIKey? = nil, endpoint: Endpoint = .completions,
        concurrency: Int = 8, authorities: String? = nil
    ) async throws(InferenceError) -> OpenAIServer {
        let link = ServerLink(
            address: address.withoutVersion, apiKey: apiKey, transport: TracedTransport.standard,
            authorities: authorities)
        let names = try await link.models().compactMap(\.id)
        guard let name = names.first, names.count == 1 else {
            let list = names.isEmpty ? "none" : names.joined(separator: ", ")
            throw .badRequest("name the model by --server-model; the server has: \(list)")
        }
        return OpenAIServer(link, model: name, endpoint: endpoint, concurrency: concurrency)
    }

    /// What `/v1/models` says of the model.
    package func facts() async throws(InferenceError) -> ServerFacts {
        let entry =
            memory.isListless.withLock { $0 }
            ? ModelEntry() : try await link.models().first { $0.isCalled(model) } ?? ModelEntry()
        let answering = memory.known.withLock { known in
            known.context = entry.context
            return known.model
        }
        // Routers that know no better call every model "unknown"; its answers tell more.
        let name = model == "unknown" ? answering ?? model : model
        return ServerFacts(
            modelName: ModelName.shown(name),
            totalSlots: concurrency, largestBlock: concurrency, contextPerSlot: entry.context,
            vocabularySize: entry.vocabularySize, parameterCount: entry.parameterCount,
            modelBytes: entry.bytes, weightFormat: entry.weightFormat, echoesSettings: false)
    }

    /// Waits while the server says that it is loading or overloaded.
    package func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {
        try await wait(for: address, timeout: timeout, progress: progress) {
            () async throws(InferenceError) in _ = try await facts()
        }
    }

    /// Completions of one prompt, each when it is finished.
    ///
    /// The token count is exact where probabilities are asked for or `count` is 1 and the server
    /// reports usage; otherwise it counts the stream's events, of which a busy server may merge
    /// some.
    package func complete(
        _ request: CompletionRequest
    ) -> AsyncThrowingStream<Completion, any Error> {
        if let problem = request.problem ?? request.decoding.openAIProblem
            ?? (request.promptTokens.map { _ in .unsupported("it takes no tokens for a prompt") })
        {
            return AsyncThrowingStream(failingWith: problem)
        }
        return link.stream(
            body: request.openAIBody(
                model: model, endpoint: endpoint, templateOptions: templateOptions,
                without: memory.refused.withLock { $0 }),
            limits: request.limits,
            reader: OpenAIEventReader(
                request, endpoint: endpoint, address: address,
                context: memory.known.withLock(\.context)))
    }

    /// The same model through the chat endpoint.
    package func forChats(_ options: TemplateOptions) -> any CompletionServer {
        var server = self
        server.endpoint = .chat
        server.templateOptions = options
        return server
    }

    /// What it answers to the fixed question.
    package func modelAnswer(patience: Duration) async throws(InferenceError) -> ModelAnswer? {
        let kind = endpoint == .chat ? "chat" : "completion"
        var answer: ModelAnswer
        do throws(InferenceError) {
            answer = try await askWithoutRefused(kind, patience)
        } catch .badRequest, .serverError {
            // It may give no probabilities.
            answer = try await askWithoutRefused(kind, patience, probabilities: 0)
        }
        memory.known.withLock { $0.model = answer.model ?? $0.model }
        memory.tellsTokens.withLock { $0 = !answer.tokens.isEmpty }
        return answer
    }

    /// The seed of the fixed question.
    ///
    /// Probabilities are the model's whatever the seed. A text alone may depend on it, where a server does
    /// not heed temperature 0.
    private var seedOfTheQuestion: UInt32 {
        memory.tellsTokens.withLock { $0 } ? CompletionRequest.seedOfAQuestion : 1
    }

    /// Asks, and asks again without each field that the server names as one that it does not know, as
    /// long as leaving it away means the same.
    private func askWithoutRefused(
        _ kind: String, _ patience: Duration, probabilities: Int = ModelAnswer.alternatives
    ) async throws(InferenceError) -> ModelAnswer {
        while true {
            do throws(InferenceError) {
                return try await ask(
                    kind: kind, patience: patience, probabilities: probabilities,
                    seed: seedOfTheQuestion)
            } catch {
                guard case .badRequest(let message) = error else { throw error }
                let named = CompletionRequest.fieldsOfItsOwn(namedIn: message)
                let isNew = memory.refused.withLock { refused in
                    defer { refused.formUnion(named) }
                    return !named.isSubset(of: refused)
                }
                guard isNew else { throw error }
            }
        }
    }

    /// Whether a server that lists no models completes; it is then used without their list.
    ///
    /// - Throws: what it answers, where it does not.
    func useWithoutList() async throws(InferenceError) {
        do throws(InferenceError) {
            _ = try await modelAnswer(patience: .seconds(30))
        } catch .badRequest, .notACompletionServer {
            _ = try await forChats.modelAnswer(patience: .seconds(30))
        }
        memory.isListless.withLock { $0 = true }
    }

    /// The names of the models that it lists.
    func modelNames() async throws(InferenceError) -> [String] {
        try await link.models().flatMap { ($0.id.map { [$0] } ?? []) + $0.aliases }
    }

    /// Whether requests carry messages: at the chat endpoint.
    package var takesMessages: Bool { endpoint == .chat }

    /// Not offered by this interface; complete through ``Endpoint/chat`` instead.
    package func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String {
        throw .unsupported("it has no chat templates to give; use its chat endpoint instead")
    }

    /// Not offered by this interface.
    package func tokenize(_ text: String) async throws(InferenceError) -> [Int] {
        throw .unsupported("it does not tokenize")
    }
}

extension ServerAddress {
    /// The address without the `/v1` that other programs want to be given.
    fileprivate var withoutVersion: ServerAddress {
        guard description.hasSuffix("/v1") else { return self }
        return (try? ServerAddress(String(description.dropLast(3)))) ?? self
    }
}
