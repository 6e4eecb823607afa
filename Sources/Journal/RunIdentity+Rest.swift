import FoundationEssentials
import Platform

/// Draws without replacement.
extension RunIdentity {
    /// Makes this the identity of a run of draws without replacement, as this program makes them.
    package mutating func setWithoutReplacement() {
        withoutReplacement = true
        probabilitiesAfterSampling = true
    }

    /// How far off the probabilities of whole answers may be that an earlier program recorded, relative
    /// to themselves; 0 where that was measured.
    ///
    /// At temperature 1 it took those from before the samplers. llama.cpp divides them by a sum that it
    /// adds up in single precision, and no question that was asked tells by how much that was too small:
    /// by no more than half a unit in the last place for each token of the vocabulary, and so for each
    /// token of an answer.
    var leastExactError: Double {
        guard withoutReplacement == true, probabilitiesAfterSampling != true else { return 0 }
        guard let settings = try? JSONDecoder().decode(Settings.self, from: Data(decodingJSON.utf8))
        else { return 1 }
        guard settings.isModelsOwn else { return 0 }
        let token = 0x1p-24 * Double(vocabularySize ?? Self.largestVocabulary)
        let error = expm1(token * Double(settings.maxTokens))
        return error < 1 ? error : 1
    }

    /// No model known to us has more tokens.
    private static var largestVocabulary: Int { 1 << 18 }

    /// The number of the model's tokens, as its fingerprint has it.
    private var vocabularySize: Int? {
        modelFingerprint.split(separator: ",").compactMap { part in
            let words = part.split(separator: " ")
            return words.count == 2 && words[1] == "tokens" ? Int(words[0]) : nil
        }.max().flatMap { $0 > 0 ? $0 : nil }
    }

    /// What a decoding's canonical JSON says.
    private struct Settings: Decodable {
        var maxTokens: Int
        /// Whether it changes nothing about the model's own distribution.
        var isModelsOwn: Bool

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            maxTokens = try fields.decode(Int.self, forKey: Key(stringValue: "maxTokens"))
            let temperature = try fields.decode(
                Double.self, forKey: Key(stringValue: "temperature"))
            let neutral: Set = ["kind", "temperature", "maxTokens", "stop"]
            isModelsOwn =
                temperature == 1 && neutral.isSuperset(of: fields.allKeys.map(\.stringValue))
        }
    }
}
