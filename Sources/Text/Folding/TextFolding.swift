/// What counts as equal, as a word and as punctuation when texts are compared.
package enum TextFolding {
    /// What counts as equal when words are looked for.
    package struct Equality: Sendable, Hashable {
        /// Whether upper and lower case are different.
        package var matchesCase = false
        /// Whether a letter with an accent is the letter without it.
        package var ignoresDiacritics = false

        package init(matchesCase: Bool = false, ignoresDiacritics: Bool = false) {
            self.matchesCase = matchesCase
            self.ignoresDiacritics = ignoresDiacritics
        }
    }

    /// The text without the differences that do not count.
    package static func fold(_ text: String, _ equality: Equality) -> String {
        let typed = Typography.plain(text)
        let plain = equality.ignoresDiacritics ? Diacritics.removed(from: typed) : typed
        return withoutIgnorables(equality.matchesCase ? plain : caseless(plain))
    }

    /// The text without differences of case and typography (``Typography``) and without characters
    /// that are not meant to be seen (zero-width spaces and joiners, soft hyphens).
    ///
    /// Case is folded by way of upper case, so that ß equals ss and the forms of σ are one.
    /// Characters of the result compare by canonical equivalence, as those of every `String`.
    package static func fold(_ text: String) -> String { fold(text, Equality()) }

    private static func caseless(_ text: String) -> String {
        // The capital ẞ becomes ß first.
        text.lowercased().uppercased().lowercased()
    }

    private static func withoutIgnorables(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isIgnorable) else { return text }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text.unicodeScalars.lazy.filter { !isIgnorable($0) })
        return String(result)
    }

    /// Whether a character can be part of a word: a letter, mark or digit of any script.
    package static func isWord(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        if scalar.isASCII { return isASCIIWord(UInt8(truncatingIfNeeded: scalar.value)) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber:
            return true
        default:
            return false
        }
    }

    package static func isASCIIWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// Whether a character is of a script that writes no spaces between words, so that a word may
    /// begin or end beside it: Han, Hiragana, Katakana, Thai, Lao, Myanmar, Khmer.
    package static func standsAlone(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first, scalar.value >= 0x0E00 else {
            return false
        }
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF: return true
        default: return scalar.properties.isIdeographic
        }
    }

    /// The form in which whole answers and phrases are compared.
    ///
    /// Case folded; every punctuation character becomes a space, but for those between two digits
    /// (3.14), a minus or point that begins a number (-3, .5) and # % & @ * / \ _, which belong to
    /// names; runs of white space become one space; none at either end.
    package static func normalize(_ text: String) -> String {
        normalizeASCII(text) ?? normalizeAny(text)
    }

    /// The same for texts that are ASCII, about ten times faster; nil for others.
    private static func normalizeASCII(_ text: String) -> String? {
        func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count)
            var spaceIsDue = false
            for (index, byte) in bytes.enumerated() {
                let isBetweenDigits =
                    index > 0 && index + 1 < bytes.count && isDigit(bytes[index - 1])
                    && isDigit(bytes[index + 1])
                if isASCIISpace(byte)
                    || isASCIISeparating(byte) && !isBetweenDigits && !beginsNumber(bytes, index)
                {
                    spaceIsDue = !result.isEmpty
                } else {
                    if spaceIsDue { result.append(0x20) }
                    spaceIsDue = false
                    result.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
                }
            }
            return String(decoding: result, as: UTF8.self)
        }
    }

    /// Whether a minus or a point is the first character of a number: -3, .5, -.5, (-3), but not
    /// 3-4, x-3 or the second of two marks.
    private static func beginsNumber(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        let (minus, point) = (UInt8(ascii: "-"), UInt8(ascii: "."))
        guard bytes[index] == minus || bytes[index] == point else { return false }
        let isSigned = bytes[index] == minus && index + 2 < bytes.count && bytes[index + 1] == point
        let first = index + (isSigned ? 2 : 1)
        guard first < bytes.count, bytes[first] >= 0x30, bytes[first] <= 0x39 else { return false }
        guard index > 0 else { return true }
        let before = bytes[index - 1]
        if bytes[index] == point, before == minus { return beginsNumber(bytes, index - 1) }
        return !isASCIIWord(before) && !".-)]}".utf8.contains(before)
    }

    private static func isASCIISpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte >= 0x09 && byte <= 0x0D
    }

    /// Control characters and the punctuation of ``isSeparating(_:)``.
    private static func isASCIISeparating(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, 0x7F: return true
        case UInt8(ascii: "!"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "?"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            return true
        default: return false
        }
    }

    package static func normalizeAny(_ text: String) -> String {
        let characters = Array(fold(text))
        return normalize(characters, upTo: characters.count).result
    }

    /// What ``normalize(_:)`` makes of every text that begins so, as far as that is settled; with a
    /// space at its end where one comes before all that follows.
    ///
    /// Whether a mark becomes a space hangs on up to two characters behind it, and the last character
    /// of all may still get marks.
    package static func normalizedBeginning(_ text: String) -> String {
        let characters = Array(fold(text))
        let (result, spaceIsDue) = normalize(characters, upTo: characters.count - 3)
        return spaceIsDue ? result + " " : result
    }

    /// - Parameter end: characters from there on are looked at alone.
    private static func normalize(
        _ characters: [Character], upTo end: Int
    ) -> (result: String, spaceIsDue: Bool) {
        var result = ""
        var spaceIsDue = false
        for (index, character) in characters.prefix(max(0, end)).enumerated() {
            let separates =
                character.isWhitespace
                || isSeparating(character)
                    && !(isDigit(characters, index - 1) && isDigit(characters, index + 1))
                    && !beginsNumber(characters, index)
            if separates {
                spaceIsDue = !result.isEmpty
            } else {
                if spaceIsDue { result.append(" ") }
                spaceIsDue = false
                result.append(character)
            }
        }
        return (result, spaceIsDue)
    }

    private static func isIgnorable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0xAD && scalar.properties.isDefaultIgnorableCodePoint
    }

    private static func beginsNumber(_ characters: [Character], _ index: Int) -> Bool {
        let character = characters[index]
        guard character == "-" || character == "." else { return false }
        let isSigned =
            character == "-" && index + 1 < characters.count && characters[index + 1] == "."
        guard isDigit(characters, index + (isSigned ? 2 : 1)) else { return false }
        guard index > 0 else { return true }
        let before = characters[index - 1]
        if character == ".", before == "-" { return beginsNumber(characters, index - 1) }
        return !isWord(before) && !".-)]}".contains(before)
    }

    private static func isDigit(_ characters: [Character], _ index: Int) -> Bool {
        characters.indices.contains(index) && characters[index].isWholeNumber
    }

    private static func isSeparating(_ character: Character) -> Bool {
        switch character {
        case "#", "%", "&", "@", "*", "/", "\\", "_": return false
        default: break
        }
        switch character.unicodeScalars.first?.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation, .control:
            return true
        default:
            return false
        }
    }
}
