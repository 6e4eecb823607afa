import Files

extension LlamaServer {
    /// What `/props` and `/v1/models` say.
    package func facts() async throws(InferenceError) -> ServerFacts {
        var props = Props()
        let reply = try await link.ask("/props")
        try link.read(reply, "/props") { reader, key throws(JSONError) in
            try props.take(key, &reader)
        }
        if props.isRouter, link.model == nil {
            let names = try await link.models().compactMap(\.id)
            throw .badRequest(
                "name the model by --server-model; the server has: "
                    + (names.isEmpty ? "none" : names.joined(separator: ", ")))
        }
        guard let defaults = props.defaultSettings else {
            throw .notACompletionServer(
                address: address, found: "its /props names no default_generation_settings")
        }
        let model = try await model()
        let own = min(max(1, props.totalSlots ?? 1), Self.mostSlots)
        var facts = ServerFacts(
            modelName: props.name(model),
            totalSlots: slots ?? own, largestBlock: own, contextPerSlot: props.contextPerSlot,
            defaultSettings: defaults,
            chatTemplate: props.chatTemplate.flatMap { $0.isEmpty ? nil : $0 },
            build: props.build ?? "", vocabularySize: model.vocabularySize,
            parameterCount: model.parameterCount, modelBytes: model.bytes,
            weightFormat: model.weightFormat, echoesSettings: true)
        facts.modelPath = props.modelPath
        facts.adapters = try await adapters()
        return facts
    }

    /// More requests at once than any server works on.
    private static let mostSlots = 4096

    /// The adapters that are applied, by their files' names and scales.
    ///
    /// The settings echoed with a completion do not tell those that were switched on later.
    private func adapters() async throws(InferenceError) -> [String] {
        let reply: [UInt8]
        do throws(InferenceError) {
            reply = try await link.ask("/lora-adapters")
        } catch {
            switch error {
            // Older servers, and gateways that know nothing of it.
            case .notACompletionServer, .badRequest, .unauthorized: return []
            case .serverError: return []
            default: throw error
            }
        }
        var adapters: [String] = []
        do throws(JSONError) {
            _ = try reply.readJSON { reader throws(JSONError) in
                try reader.elements { reader throws(JSONError) in
                    var path = "unnamed"
                    var scale = 1.0
                    try reader.members { reader, key throws(JSONError) in
                        switch key {
                        case "path": path = try reader.stringOrNil() ?? path
                        case "scale": scale = try reader.doubleOrNil() ?? scale
                        default: try reader.skip()
                        }
                    }
                    if scale != 0 {
                        adapters.append("\(ModelName.file(path)) × \(Float(scale))")
                    }
                }
            }
        } catch {
            return []
        }
        return adapters
    }

    /// Waits while `/health` says that the model is being loaded, then asks for the facts, which
    /// shows whether this is the right kind of server and the key is right.
    package func waitUntilReady(
        timeout: Duration, progress: @escaping @Sendable (String) -> Void
    ) async throws(InferenceError) {
        try await wait(for: address, timeout: timeout, progress: progress) {
            () async throws(InferenceError) in try await examine()
        }
    }

    /// The first model that `/v1/models` lists; empty where the server has no such endpoint.
    private func model() async throws(InferenceError) -> ModelEntry {
        do throws(InferenceError) {
            let models = try await link.models()
            if let name = link.model, let named = models.first(where: { $0.isCalled(name) }) {
                return named
            }
            return models.first ?? ModelEntry()
        } catch {
            switch error {
            case .notACompletionServer, .badRequest: return ModelEntry()
            default: throw error
            }
        }
    }
}

/// The part of `/props` that is of use.
private struct Props {
    var totalSlots: Int?
    /// Whether it serves several models, each in a server of its own.
    var isRouter = false
    var modelAlias: String?
    var modelPath: String?
    var chatTemplate: String?
    var build: String?
    var contextPerSlot: Int?
    var defaultSettings: EchoedSettings?

    /// What the model is called; without an alias of its own by its file.
    func name(_ listed: ModelEntry) -> String {
        if let modelAlias, modelAlias != modelPath { return ModelName.shown(modelAlias) }
        return ModelName.file(modelPath ?? listed.id ?? "unnamed")
    }

    mutating func take(_ key: JSONText, _ reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "total_slots": totalSlots = try reader.smallIntegerOrNil()
        case "role": isRouter = try reader.stringOrNil() == "router"
        case "model_alias": modelAlias = try reader.stringOrNil()
        case "model_path": modelPath = try reader.stringOrNil()
        case "chat_template": chatTemplate = try reader.stringOrNil()
        case "build_info": build = try reader.stringOrNil()
        case "default_generation_settings":
            try reader.members { reader, key throws(JSONError) in
                switch key {
                // 0 says that it is not known.
                case "n_ctx":
                    contextPerSlot = try reader.smallIntegerOrNil().flatMap { $0 > 0 ? $0 : nil }
                case "params": defaultSettings = try EchoedSettings(&reader)
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }
}
