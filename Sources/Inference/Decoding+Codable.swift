import FoundationEssentials

/// Neutral settings are left out, so that a setting added by a later version does not change the
/// stored identity of the decodings that do not use it.
extension Decoding: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, temperature, topK, topP, minP, typicalP, repeatPenalty, presencePenalty
        case frequencyPenalty, maxTokens, stop, grammar, logitBias, forbiddenTokens
        case ignoresEndOfText, extras, samplerOrder
    }

    /// Reads a decoding; absent settings are neutral.
    package init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            kind: try box.decode(Kind.self, forKey: .kind),
            temperature: try box.decode(Double.self, forKey: .temperature),
            topK: try box.decodeIfPresent(Int.self, forKey: .topK) ?? 0,
            topP: try box.decodeIfPresent(Double.self, forKey: .topP) ?? 1,
            minP: try box.decodeIfPresent(Double.self, forKey: .minP) ?? 0,
            typicalP: try box.decodeIfPresent(Double.self, forKey: .typicalP) ?? 1,
            repeatPenalty: try box.decodeIfPresent(Double.self, forKey: .repeatPenalty) ?? 1,
            presencePenalty: try box.decodeIfPresent(Double.self, forKey: .presencePenalty) ?? 0,
            frequencyPenalty: try box.decodeIfPresent(Double.self, forKey: .frequencyPenalty) ?? 0,
            maxTokens: try box.decode(Int.self, forKey: .maxTokens),
            stop: try box.decodeIfPresent([String].self, forKey: .stop) ?? [],
            grammar: try box.decodeIfPresent(String.self, forKey: .grammar),
            logitBias: try box.decodeIfPresent([Int: Double].self, forKey: .logitBias) ?? [:],
            forbiddenTokens: try box.decodeIfPresent(Set<Int>.self, forKey: .forbiddenTokens) ?? [],
            ignoresEndOfText: try box.decodeIfPresent(Bool.self, forKey: .ignoresEndOfText)
                ?? false,
            extras: try box.decodeIfPresent([String: Double].self, forKey: .extras) ?? [:],
            samplerOrder: try box.decodeIfPresent([String].self, forKey: .samplerOrder))
    }

    /// Writes what is not neutral.
    package func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: CodingKeys.self)
        try box.encode(kind, forKey: .kind)
        try box.encode(temperature, forKey: .temperature)
        try box.encode(maxTokens, forKey: .maxTokens)
        func write(_ value: some Encodable, unless isNeutral: Bool, _ key: CodingKeys) throws {
            if !isNeutral { try box.encode(value, forKey: key) }
        }
        try write(topK, unless: topK == 0, .topK)
        try write(topP, unless: topP == 1, .topP)
        try write(minP, unless: minP == 0, .minP)
        try write(typicalP, unless: typicalP == 1, .typicalP)
        try write(repeatPenalty, unless: repeatPenalty == 1, .repeatPenalty)
        try write(presencePenalty, unless: presencePenalty == 0, .presencePenalty)
        try write(frequencyPenalty, unless: frequencyPenalty == 0, .frequencyPenalty)
        try write(stop, unless: stop.isEmpty, .stop)
        try write(grammar, unless: grammar == nil, .grammar)
        try write(logitBias, unless: logitBias.isEmpty, .logitBias)
        try write(forbiddenTokens.sorted(), unless: forbiddenTokens.isEmpty, .forbiddenTokens)
        try write(ignoresEndOfText, unless: !ignoresEndOfText, .ignoresEndOfText)
        try write(extras, unless: extras.isEmpty, .extras)
        try write(samplerOrder, unless: samplerOrder == nil, .samplerOrder)
    }

    /// The decoding as JSON with sorted keys: the same bytes for equal decodings, always.
    ///
    /// This is the identity that a run file stores.
    package var canonicalJSON: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("a decoding holds numbers and strings only, which always encode")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Reads back what ``canonicalJSON`` wrote.
    ///
    /// - Throws: `DecodingError` where the text is not such JSON.
    package init(canonicalJSON: String) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        self = try decoder.decode(Decoding.self, from: Data(canonicalJSON.utf8))
    }
}
