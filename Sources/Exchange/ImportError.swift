import Evidence
import Files

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

extension DrawImport.Entry {
    /// Takes the end of an answer by the word that files have for it.
    mutating func end(by word: String?) {
        ending = FinishReason(word)
        switch ending {
        case .limit: stop = .limit
        case .context: stop = .contextFull
        case .finished where word == "stop_string": stop = .stopString("")
        default: stop = .endOfText
        }
    }
}
