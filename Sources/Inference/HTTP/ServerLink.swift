import Files

/// How one server is reached, and what is common to asking any of them.
struct ServerLink: Sendable {
    let address: ServerAddress
    let apiKey: APIKey?
    let transport: any CompletionTransport
    /// Authorities whose certificates are trusted, in place of the system's.
    var authorities: String?
    /// The model's name, where the server is a router to several models.
    var model: String?

    /// The body of a successful answer to a GET, or to a POST where there is a `body`.
    func ask(
        _ path: String, body: [UInt8]? = nil, seconds: Int = 60
    ) async throws(InferenceError) -> [UInt8] {
        var limits = TimeLimits()
        limits.total = .seconds(seconds)
        // A router learns the model of a GET from the address.
        let query = body == nil ? model.map { "?model=\(ServerAddress.encoded($0))" } ?? "" : ""
        let response: HTTPResponse
        do throws(InferenceError) {
            response = try await transport.fetch(
                HTTPRequest(
                    address, path + query, body: body, apiKey: apiKey, limits: limits,
                    authorities: authorities))
        } catch {
            throw error.hiding(apiKey)
        }
        let body = apiKey?.hidden(in: response.body) ?? response.body
        guard response.head.status == 200, !response.head.isHTML else {
            throw response.head.failure(
                body: body, address: address.description, path: path,
                keyGiven: apiKey != nil)
        }
        return body
    }

    /// Reads a reply that must be a JSON object.
    func read(
        _ reply: [UInt8], _ path: String,
        _ member: (inout JSONReader, JSONText) throws(JSONError) -> Void
    ) throws(InferenceError) {
        do throws(JSONError) {
            let isObject = try reply.readJSON { reader throws(JSONError) in
                try reader.members(member)
            }
            if isObject { return }
        } catch {
            throw .notACompletionServer(
                address: address.description, found: "its answer to \(path) is not JSON (\(error))")
        }
        throw .notACompletionServer(
            address: address.description, found: "its answer to \(path) is not a JSON object")
    }

    /// Posts a request whose reply is a stream; ending the consumer closes the connection.
    func stream(
        body: [UInt8], limits: TimeLimits, reader: any EventReader
    ) -> AsyncThrowingStream<Completion, any Error> {
        let (stream, output) = AsyncThrowingStream.makeStream(of: Completion.self)
        let receiver = CompletionReceiver(
            reader, address: address.description, apiKey: apiKey, output: output)
        // The consumer may be gone before `send` returns.
        let closer = Closer()
        output.onTermination = { if case .cancelled = $0 { closer.close() } }
        closer.set(
            transport.send(
                HTTPRequest(
                    address, reader.path, body: body, apiKey: apiKey,
                    isStream: !reader.takesPlainReply,
                    limits: limits, authorities: authorities),
                to: receiver))
        return stream
    }

    /// The models that `/v1/models` lists.
    func models() async throws(InferenceError) -> [ModelEntry] {
        var models: [ModelEntry]?
        let reply = try await ask("/v1/models")
        try read(reply, "/v1/models") { reader, key throws(JSONError) in
            guard case "data" = key else { return try reader.skip() }
            var entries: [ModelEntry] = []
            try reader.elements(atMost: 8 * ReplyLimits.choices) { reader throws(JSONError) in
                entries.append(try ModelEntry(&reader))
            }
            models = entries
        }
        guard let models else {
            throw .notACompletionServer(
                address: address.description, found: "its /v1/models lists nothing")
        }
        return models
    }
}

/// The part of a `/v1/models` entry that is of use.
struct ModelEntry {
    var id: String?
    var aliases: [String] = []
    var context: Int?
    var vocabularySize: Int?
    var parameterCount: Int?
    var bytes: Int?
    var weightFormat: String?

    init() {}

    /// Whether the server knows the model by this name.
    func isCalled(_ name: String) -> Bool { id == name || aliases.contains(name) }

    init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.members { reader, key throws(JSONError) in
            switch key {
            case "id": id = try reader.stringOrNil()
            case "aliases": aliases = try reader.stringsOrNil() ?? []
            case "max_model_len":
                if let size = try reader.smallIntegerOrNil(), size > 0 { context = size }
            case "meta":
                try reader.members { reader, key throws(JSONError) in
                    switch key {
                    case "n_vocab": vocabularySize = try reader.smallIntegerOrNil()
                    case "n_ctx":
                        if let size = try reader.smallIntegerOrNil(), size > 0 { context = size }
                    case "n_params": parameterCount = try reader.integerOrNil()
                    case "size": bytes = try reader.integerOrNil()
                    case "ftype":
                        // Where the file does not say, llama.cpp marks its guess.
                        let words = try reader.stringOrNil()?.split(separator: " ")
                        weightFormat = words?.filter { $0 != "(guessed)" }.joined(separator: " ")
                    default: try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
    }
}
