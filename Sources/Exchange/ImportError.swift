import Evidence

/// Why a file with draws cannot be read.
package struct ImportError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String
    /// Whether the whole file cannot be taken, and not only the record that shows it.
    var isFatal = false

    init(_ description: String, isFatal: Bool = false) {
        self.description = description
        self.isFatal = isFatal
    }
}

extension Answer.Stop {
    /// The end of an answer by the word that files have for it.
    init(finish: String?) {
        switch finish {
        case "length", "max_tokens": self = .limit
        case "context", "model_length": self = .contextFull
        case "stop_string": self = .stopString("")
        default: self = .endOfText
        }
    }
}
