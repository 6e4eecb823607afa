/// One generated token and its probability under the model itself, before temperature,
/// truncation and bias.
package struct TokenRecord: Sendable, Hashable, Codable {
    /// A token that could have stood here.
    package struct Alternative: Sendable, Hashable, Codable {
        /// The token's id; `nil` where the server does not say.
        package var id: Int?
        /// The token's text; bytes that are no UTF-8 appear as U+FFFD.
        package var text: String
        /// The token's bytes where they are not the text's own.
        package var bytes: [UInt8]?
        /// Natural logarithm of its probability.
        package var logProbability: Double

        /// Creates an alternative.
        package init(id: Int?, text: String, bytes: [UInt8]? = nil, logProbability: Double) {
            self.id = id
            self.text = text
            self.bytes = bytes
            self.logProbability = logProbability
        }
    }

    /// The token's id; `nil` where the server does not say.
    package var id: Int?
    /// The token's text; empty for the end of text.
    ///
    /// Bytes that are no UTF-8 appear as U+FFFD. Where a stop string might begin, llama.cpp gives a
    /// token's text with a later one; it is put right if the token is among its alternatives.
    package var text: String
    /// The token's bytes where they are not the text's own; a token may end inside a character.
    package var bytes: [UInt8]?
    /// Natural logarithm of the probability.
    package var logProbability: Double
    /// The most probable tokens at this step, best first.
    package var alternatives: [Alternative]
    /// Whether this stands for several tokens of one multi-byte character: the text is theirs
    /// together, id and probability are the last one's, the others' are lost.
    package var merged: Bool

    /// Creates a record.
    package init(
        id: Int?, text: String, bytes: [UInt8]? = nil, logProbability: Double,
        alternatives: [Alternative] = [], merged: Bool = false
    ) {
        self.id = id
        self.text = text
        self.bytes = bytes
        self.logProbability = logProbability
        self.alternatives = alternatives
        self.merged = merged
    }
}
