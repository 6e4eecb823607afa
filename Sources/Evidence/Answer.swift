/// One complete answer of the model: its text and how it ended.
package struct Answer: Sendable, Hashable {
    /// The text as the server sent it, unsanitised.
    package var text: String
    package var stop: Stop
    /// The number of generated tokens, the end-of-text token included; 0 where it is not known.
    package var tokenCount: Int
    /// Token by token, where probabilities were asked for; else empty.
    package var tokens: [Token]

    package init(text: String, stop: Stop, tokenCount: Int, tokens: [Token] = []) {
        self.text = text
        self.stop = stop
        self.tokenCount = tokenCount
        self.tokens = tokens
    }

    /// How generation ended.
    package enum Stop: Sendable, Hashable {
        case endOfText
        /// The planned maximum of tokens was reached: complete, but marked as truncated.
        case limit
        case stopString(String)
        /// The model's context was full: complete, but marked as truncated.
        case contextFull
    }

    /// Whether the model was cut off before it ended the answer itself.
    package var isTruncated: Bool {
        switch stop {
        case .limit, .contextFull: true
        case .endOfText, .stopString: false
        }
    }

    /// One generated token with its probability.
    package struct Token: Sendable, Hashable, Codable {
        package var text: String
        /// The token's number in the model's vocabulary, where it is known.
        package var id: Int?
        /// The token's bytes, where they are known and not the text's own: a token may end inside a
        /// character.
        package var bytes: [UInt8]?
        /// Natural logarithm of the probability that the model gave it, before temperature and
        /// truncation.
        package var logProbability: Double
        /// The most probable tokens at this position, best first.
        package var alternatives: [Alternative]
        /// Whether more could have stood here than are listed, under a decoding that cuts tokens off;
        /// nil where that is not told.
        package var isListShort: Bool?

        package init(
            text: String, id: Int? = nil, bytes: [UInt8]? = nil, logProbability: Double,
            alternatives: [Alternative] = []
        ) {
            self.text = text
            self.id = id
            self.bytes = bytes
            self.logProbability = logProbability
            self.alternatives = alternatives
        }

        /// Whether an alternative is this very token: by its number, and where that is
        /// not known by its bytes; parts of characters share their text.
        package func isSame(as other: Alternative) -> Bool {
            if let id, let otherID = other.id { return id == otherID }
            return (bytes ?? Array(text.utf8)) == (other.bytes ?? Array(other.text.utf8))
        }

        /// The token without its alternatives, as one of them.
        package var asAlternative: Alternative {
            Alternative(text: text, id: id, bytes: bytes, logProbability: logProbability)
        }
    }

    /// A token that could have been generated instead.
    package struct Alternative: Sendable, Hashable, Codable {
        package var text: String
        /// The token's number in the model's vocabulary, where it is known.
        package var id: Int?
        /// The token's bytes, where they are known and not the text's own.
        package var bytes: [UInt8]?
        package var logProbability: Double

        package init(
            text: String, id: Int? = nil, bytes: [UInt8]? = nil, logProbability: Double
        ) {
            self.text = text
            self.id = id
            self.bytes = bytes
            self.logProbability = logProbability
        }
    }
}
