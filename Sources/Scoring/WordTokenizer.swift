import Text

/// How a text becomes words for the ROUGE scorers.
struct WordTokenizer: Sendable, Hashable {
    /// Whether words of more than three letters are reduced to their Porter stems.
    var stems = true
    /// Letters, marks and digits of every script instead of a–z and 0–9 only; see ``words(_:)``.
    var isUnicode = false

    /// The words of a text in order.
    ///
    /// By default the rules of the `rouge-score` package, bit by bit: lower case, every character
    /// outside a–z and 0–9 separates words, stemming where it is on. Accented letters and other
    /// scripts vanish by these rules; with `isUnicode` they stay, a word is a run of letters, marks
    /// and digits of any script, and each ideograph is a word of its own.
    func words(_ text: String) -> [String] {
        var words: [String] = []
        forEachWord(text) { words.append($0) }
        return words
    }

    func forEachWord(_ text: String, _ body: (String) -> Void) {
        if isUnicode {
            forEachUnicodeWord(text, body)
        } else {
            forEachASCIIWord(text, body)
        }
    }

    private func forEachASCIIWord(_ text: String, _ body: (String) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            // Inside of the closure, where no access to it needs a check at run time.
            var word: [UInt8] = []
            word.reserveCapacity(32)
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    word.append(byte)
                case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    word.append(byte | 0x20)
                case 0xC4 where index + 1 < bytes.count && bytes[index + 1] == 0xB0:
                    // İ becomes i and a combining dot, which ends the word.
                    word.append(UInt8(ascii: "i"))
                    emit(&word, body)
                    index += 1
                case 0xE2
                where index + 2 < bytes.count && bytes[index + 1] == 0x84
                    && bytes[index + 2] == 0xAA:
                    // The Kelvin sign is the only other letter with a lower case in ASCII.
                    word.append(UInt8(ascii: "k"))
                    index += 2
                default:
                    if !word.isEmpty { emit(&word, body) }
                }
                index += 1
            }
            if !word.isEmpty { emit(&word, body) }
        }
    }

    private func forEachUnicodeWord(_ text: String, _ body: (String) -> Void) {
        var word: [UInt8] = []
        for character in TextFolding.fold(text) {
            if TextFolding.isWord(character) {
                if TextFolding.standsAlone(character), !word.isEmpty { emit(&word, body) }
                word.append(contentsOf: character.utf8)
                if TextFolding.standsAlone(character) { emit(&word, body) }
            } else if !word.isEmpty {
                emit(&word, body)
            }
        }
        if !word.isEmpty { emit(&word, body) }
    }

    private func emit(_ word: inout [UInt8], _ body: (String) -> Void) {
        if stems, word.count > 3, !isUnicode || word.allSatisfy({ $0 < 0x80 }) {
            PorterStemmer.stem(&word)
        }
        body(String(decoding: word, as: UTF8.self))
        word.removeAll(keepingCapacity: true)
    }
}
