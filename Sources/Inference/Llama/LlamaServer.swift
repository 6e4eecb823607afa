/// A llama.cpp server, through its own `/completion` endpoint.
///
/// Every request is a stream: closing the connection is the only way to make the server stop, and
/// it notices that on streams only. Samplers, settings and seed are always explicit.
public struct LlamaServer: CompletionServer {
    let location: ServerAddress
    let apiKey: APIKey?
    let transport: any CompletionTransport

    /// Where the server is.
    public var address: String { location.description }

    /// A server at an address; nothing is sent yet.
    public init(_ address: ServerAddress, apiKey: APIKey? = nil) {
        self.init(address, apiKey: apiKey, transport: CurlTransport.shared)
    }

    init(_ address: ServerAddress, apiKey: APIKey? = nil, transport: any CompletionTransport) {
        location = address
        self.apiKey = apiKey
        self.transport = transport
    }

    /// Completions of one prompt, each when it is finished.
    public func complete(
        _ request: CompletionRequest
    ) -> AsyncThrowingStream<Completion, any Error> {
        let (stream, output) = AsyncThrowingStream.makeStream(of: Completion.self)
        if let problem = request.problem {
            output.finish(throwing: problem)
            return stream
        }
        let receiver = LlamaStream(
            request, address: address, keyGiven: apiKey != nil, output: output)
        let close = transport.send(
            HTTPRequest(
                location, "/completion", body: request.llamaBody, apiKey: apiKey, isStream: true,
                limits: request.limits),
            to: receiver)
        output.onTermination = { if case .cancelled = $0 { close() } }
        return stream
    }

    /// Messages as one prompt, through the model's chat template.
    public func render(_ messages: [ChatMessage]) async throws(InferenceError) -> String {
        var body = JSONWriter()
        body.member("messages", messages)
        let reply = try await ask("/apply-template", body: body.finished())
        var prompt: String?
        try read(reply, "/apply-template") { reader, key throws(JSONError) in
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
    public func tokenize(_ text: String) async throws(InferenceError) -> [Int] {
        var body = JSONWriter()
        body.member("content", text)
        body.member("add_special", false)
        body.member("parse_special", false)
        let reply = try await ask("/tokenize", body: body.finished())
        var tokens: [Int]?
        try read(reply, "/tokenize") { reader, key throws(JSONError) in
            guard case "tokens" = key else { return try reader.skip() }
            var ids: [Int] = []
            try reader.elements { reader throws(JSONError) in
                if let id = try reader.integerOrNil() { ids.append(id) }
            }
            tokens = ids
        }
        guard let tokens else { throw .malformed("/tokenize gives no tokens") }
        return tokens
    }
}

// MARK: - Questions

extension LlamaServer {
    /// The body of a successful answer to a GET, or to a POST where there is a `body`.
    func ask(_ path: String, body: [UInt8]? = nil) async throws(InferenceError) -> [UInt8] {
        var limits = TimeLimits()
        limits.total = .seconds(60)
        let response = try await transport.fetch(
            HTTPRequest(location, path, body: body, apiKey: apiKey, limits: limits))
        guard response.head.status == 200, !response.head.isHTML else {
            throw response.head.failure(
                body: response.body, address: address, path: path, keyGiven: apiKey != nil)
        }
        return response.body
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
                address: address, found: "its answer to \(path) is not JSON (\(error))")
        }
        throw .notACompletionServer(
            address: address, found: "its answer to \(path) is not a JSON object")
    }
}
