/// Text in which everything is told apart, for answers that would look the same otherwise.
///
/// `SafeText(sanitizing:)` is made to be read: it drops a skin tone, shows a flag as two letters, and
/// a blank at an end cannot be seen. Here every scalar that is not a plain visible character stands
/// as its tag (`yes<U+0020>`), letters that look like those of ASCII too, and so does a `<` where
/// a tag could be meant: no two texts have the same form.
extension SafeText {
    package init(exactly text: String) {
        let scalars = Array(text.unicodeScalars)
        let first = scalars.firstIndex { $0 != " " } ?? scalars.count
        let last = scalars.lastIndex { $0 != " " } ?? -1
        var form = Sanitizer()
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\n" {
                form.keep("\u{23CE}")
            } else if index < first || index > last
                || ExactForm.needsTag(scalar, in: scalars, index)
            {
                form.tag(scalar)
            } else {
                form.keep(scalar)
            }
        }
        form.flush()
        self.init(safe: String(form.output), width: form.width)
    }

    /// The forms of different texts that are listed together: as they are read, and exactly for those
    /// that would look the same as another one.
    package static func distinct(_ texts: [String]) -> [SafeText] {
        zip(texts, twins(in: texts)).map { $1 ?? SafeText(sanitizing: $0) }
    }

    /// The exact forms of those texts that would look the same as another one of them; nil for the
    /// others.
    package static func twins(in texts: [String]) -> [SafeText?] {
        let keys = texts.map { ExactForm.look(of: SafeText(sanitizing: $0)) }
        var first: [String: String] = [:]
        var shared: Set<String> = []
        for (text, key) in zip(texts, keys) {
            // A text that is listed twice is no twin of its own.
            let other = first[key] ?? text
            first[key] = other
            if !other.utf8.elementsEqual(text.utf8) { shared.insert(key) }
        }
        return zip(texts, keys).map { shared.contains($1) ? SafeText(exactly: $0) : nil }
    }
}

private enum ExactForm {
    /// What a reader sees of a text: equal for texts that look the same.
    ///
    /// Strings are equal where they are canonically equivalent, so that an accent in one scalar or
    /// two is one look; what stands at an end without being seen does not count.
    static func look(of text: SafeText) -> String {
        if text.isASCII { return trimmed(text.string) }
        var look = String.UnicodeScalarView()
        for scalar in text.string.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .spaceSeparator: look.append(" ")
            case .dashPunctuation: look.append("-")
            default: look.append(latin[scalar] ?? scalar)
            }
        }
        return trimmed(String(look))
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        func isSeen(_ scalar: Unicode.Scalar) -> Bool { scalar != " " && scalar != "\u{23CE}" }
        guard let first = scalars.firstIndex(where: isSeen),
            let last = scalars.lastIndex(where: isSeen)
        else { return "" }
        return String(scalars[first...last])
    }

    /// Whether a scalar stands as its tag wherever it is.
    static func needsTag(
        _ scalar: Unicode.Scalar, in scalars: [Unicode.Scalar], _ index: Int
    ) -> Bool {
        if scalar.value >= 0x20, scalar.value < 0x7F {
            return scalar == "<" && index + 1 < scalars.count && scalars[index + 1] == "U"
        }
        // It stands for a line break.
        if scalar == "\u{23CE}" || scalar.columns == 0 || latin[scalar] != nil { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator,
            .paragraphSeparator, .spaceSeparator, .dashPunctuation, .modifierSymbol,
            .nonspacingMark,
            .enclosingMark, .spacingMark:
            return true
        default:
            let isFlag = (0x1F1E6...0x1F1FF).contains(scalar.value)
            // The last are other scalars for a character that there is already, such as the Kelvin
            // sign.
            return isFlag || scalar.properties.isDefaultIgnorableCodePoint
                || scalar.properties.isFullCompositionExclusion
        }
    }

    /// Letters of Greek and Cyrillic that look like Latin ones, and the minus sign.
    private static let latin: [Unicode.Scalar: Unicode.Scalar] = {
        let pairs: [(String, String)] = [
            ("АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝ", "ABESIJKMHOPCTYXaesijopcyxdqw"),
            ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"), ("\u{2212}", "-"),
        ]
        var letters: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (others, latin) in pairs {
            for (other, letter) in zip(others.unicodeScalars, latin.unicodeScalars) {
                letters[other] = letter
            }
        }
        return letters
    }()
}
