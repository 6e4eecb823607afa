/// Letters without the marks that are put on them.
enum Diacritics {
    /// The text with é as e, Å as A, ł as l, ή as η, й as и, without combining accents and the vowel
    /// points of Hebrew and Arabic.
    ///
    /// Letters of their own stay, such as ß and æ, and so do the marks of scripts in which they are
    /// vowels (Devanagari, Thai, …).
    static func removed(from text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isMark(scalar) {
            result.append(scalar.isASCII ? scalar : base(of: scalar))
        }
        return String(result)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F:
            true
        case 0x0591...0x05BD, 0x05BF, 0x05C1...0x05C2, 0x05C4...0x05C5, 0x05C7: true
        case 0x064B...0x065F, 0x0670: true
        default: false
        }
    }

    /// The letter that Unicode's name of this one begins with, as in "LATIN SMALL LETTER E WITH
    /// ACUTE"; public Swift has no other way to a letter's decomposition without Foundation.
    private static func base(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x00C0...0x052F, 0x1E00...0x1FFF:
            if let base = unnamed[scalar] { return base }
            guard let name = scalar.properties.name, let end = name.firstRange(of: " WITH ")
            else { return scalar }
            return letters[String(name[..<end.lowerBound])] ?? scalar
        default: return scalar
        }
    }

    /// Letters that are a letter with a mark by their decomposition, though not by name.
    private static let unnamed: [Unicode.Scalar: Unicode.Scalar] = [
        "й": "и", "Й": "И", "ё": "е", "Ё": "Е", "ў": "у", "Ў": "У", "ї": "і", "Ї": "І", "ѓ": "г",
        "Ѓ": "Г", "ќ": "к", "Ќ": "К", "ϓ": "ϒ", "ϔ": "ϒ",
    ]

    /// The letters without marks by their names.
    private static let letters: [String: Unicode.Scalar] = {
        var letters: [String: Unicode.Scalar] = [:]
        for value in Array(0x41...0x7A) + Array(0xC0...0x52F) {
            guard let scalar = Unicode.Scalar(UInt32(value)), let name = scalar.properties.name,
                !name.contains(" WITH ")
            else { continue }
            letters[name] = scalar
        }
        return letters
    }()
}
