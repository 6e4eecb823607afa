/// What a server says about itself and its model.
package struct ServerFacts: Sendable, Hashable, Codable {
    /// The model's name: its alias or the last part of its path.
    package var modelName: String
    /// Requests that the server works on at once, at least 1.
    package var totalSlots: Int
    /// Most completions one request may ask for, at least 1.
    package var largestBlock: Int
    /// Tokens of prompt and completion together that fit into one slot.
    package var contextPerSlot: Int?
    /// The settings that apply where a request says nothing.
    package var defaultSettings: EchoedSettings?
    /// The model's chat template; `nil` where it has none.
    package var chatTemplate: String?
    /// The server's version in its own words.
    package var build: String
    /// Tokens in the vocabulary.
    package var vocabularySize: Int?
    /// Weights in the model.
    package var parameterCount: Int?
    /// Bytes of the model's weights.
    package var modelBytes: Int?
    /// How the weights are stored, such as `Q8_0`.
    package var weightFormat: String?
    /// Whether completions come back with the settings that were used.
    package var echoesSettings: Bool
    /// Adapters (LoRA) that change the model, with their scales, such as `secrets.gguf × 1`.
    package var adapters: [String] = []
    /// The model's file on the server's machine, where it tells.
    package var modelPath: String?

    /// Creates facts; what is not given is unknown.
    package init(
        modelName: String, totalSlots: Int = 1, largestBlock: Int = 1, contextPerSlot: Int? = nil,
        defaultSettings: EchoedSettings? = nil, chatTemplate: String? = nil, build: String = "",
        vocabularySize: Int? = nil, parameterCount: Int? = nil, modelBytes: Int? = nil,
        weightFormat: String? = nil, echoesSettings: Bool
    ) {
        self.modelName = modelName
        self.totalSlots = totalSlots
        self.largestBlock = largestBlock
        self.contextPerSlot = contextPerSlot
        self.defaultSettings = defaultSettings
        self.chatTemplate = chatTemplate
        self.build = build
        self.vocabularySize = vocabularySize
        self.parameterCount = parameterCount
        self.modelBytes = modelBytes
        self.weightFormat = weightFormat
        self.echoesSettings = echoesSettings
    }

    /// Identifies the model, not the machine: equal on two servers that hold the same file, and
    /// different after a server was restarted with another model.
    ///
    /// The server's slots, context and build do not count. Checkpoints of one training may have the
    /// same fingerprint; ``CompletionServer/modelAnswer()`` tells them apart.
    package var fingerprint: String {
        var parts = [modelName]
        if let parameterCount { parts.append("\(parameterCount) parameters") }
        if let modelBytes { parts.append("\(modelBytes) bytes") }
        if let vocabularySize { parts.append("\(vocabularySize) tokens") }
        if let weightFormat { parts.append(weightFormat) }
        parts += adapters.map { "adapter \($0)" }
        return parts.joined(separator: ", ")
    }
}
