import Files

extension LlamaServer {
    /// What `/props` and `/v1/models` say.
    public func facts() async throws(InferenceError) -> ServerFacts {
        var props = Props()
        let reply = try await link.ask("/props")
        try link.read(reply, "/props") { reader, key throws(JSONError) in
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
        try await wait(for: address, timeout: timeout, progress: progress) {
            () async throws(InferenceError) in
            _ = try await link.ask("/health")
            _ = try await facts()
        }
    }

    /// The first model that `/v1/models` lists; empty where the server has no such endpoint.
    private func model() async throws(InferenceError) -> ModelEntry {
        do throws(InferenceError) {
            return try await link.models().first ?? ModelEntry()
        } catch .notACompletionServer {
            return ModelEntry()
        }
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
