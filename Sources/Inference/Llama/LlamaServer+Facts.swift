extension LlamaServer {
    /// What `/props` and `/v1/models` say.
    public func facts() async throws(InferenceError) -> ServerFacts {
        var props = Props()
        let reply = try await ask("/props")
        try read(reply, "/props") { reader, key throws(JSONError) in
            try props.take(key, &reader)
        }
        guard let defaults = props.defaultSettings else {
            throw .notACompletionServer(
                address: address, found: "its /props names no default_generation_settings")
        }
        let model = try await model()
        let slots = max(1, props.totalSlots ?? 1)
        return ServerFacts(
            modelName: lastPathComponent(
                props.modelAlias ?? props.modelPath ?? model.id ?? "unnamed"),
            totalSlots: slots, largestBlock: slots, contextPerSlot: props.contextPerSlot,
            defaultSettings: defaults,
            chatTemplate: props.chatTemplate.flatMap { $0.isEmpty ? nil : $0 },
            build: props.build ?? "", vocabularySize: model.vocabularySize,
            parameterCount: model.parameterCount, modelBytes: model.bytes,
            weightFormat: model.weightFormat, echoesSettings: true)
    }

    /// Waits while `/health` says that the model is being loaded, then asks for the facts, which
    /// shows whether this is the right kind of server and the key is right.
    public func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {
        let deadline = ContinuousClock.now + timeout
        var hasReported = false
        while true {
            do throws(InferenceError) {
                _ = try await ask("/health")
                _ = try await facts()
                return
            } catch {
                switch error {
                case .loading, .overloaded: break
                default: throw error
                }
            }
            guard ContinuousClock.now < deadline else { throw .timedOut(.ready, after: timeout) }
            if !hasReported { progress("waiting for \(address) to load its model") }
            hasReported = true
            do { try await Task.sleep(for: .milliseconds(100)) } catch { throw .cancelled }
        }
    }

    /// The first model that `/v1/models` lists; empty where the server has no such endpoint.
    private func model() async throws(InferenceError) -> Model {
        var model = Model()
        do throws(InferenceError) {
            let reply = try await ask("/v1/models")
            var isFirst = true
            try read(reply, "/v1/models") { reader, key throws(JSONError) in
                guard case "data" = key else { return try reader.skip() }
                try reader.elements { reader throws(JSONError) in
                    guard isFirst else { return try reader.skip() }
                    isFirst = false
                    model = try Model(&reader)
                }
            }
        } catch .notACompletionServer {
            return model
        }
        return model
    }

    private func lastPathComponent(_ path: String) -> String {
        path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? path
    }
}

/// The part of `/props` that is of use.
private struct Props {
    var totalSlots: Int?
    var modelAlias: String?
    var modelPath: String?
    var chatTemplate: String?
    var build: String?
    var contextPerSlot: Int?
    var defaultSettings: EchoedSettings?

    mutating func take(_ key: JSONText, _ reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "total_slots": totalSlots = try reader.integerOrNil()
        case "model_alias": modelAlias = try reader.stringOrNil()
        case "model_path": modelPath = try reader.stringOrNil()
        case "chat_template": chatTemplate = try reader.stringOrNil()
        case "build_info": build = try reader.stringOrNil()
        case "default_generation_settings":
            try reader.members { reader, key throws(JSONError) in
                switch key {
                case "n_ctx": contextPerSlot = try reader.integerOrNil()
                case "params": defaultSettings = try EchoedSettings(&reader)
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }
}

/// The part of a `/v1/models` entry that is of use.
private struct Model {
    var id: String?
    var vocabularySize: Int?
    var parameterCount: Int?
    var bytes: Int?
    var weightFormat: String?

    init() {}

    init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.members { reader, key throws(JSONError) in
            switch key {
            case "id": id = try reader.stringOrNil()
            case "meta":
                try reader.members { reader, key throws(JSONError) in
                    switch key {
                    case "n_vocab": vocabularySize = try reader.integerOrNil()
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
