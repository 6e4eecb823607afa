/// The Porter stemmer with the extensions of NLTK, which published ROUGE numbers rest on.
///
/// M. F. Porter, An algorithm for suffix stripping, 1980, with the departures that Porter published
/// later and those of NLTK's default mode: a list of irregular forms, "ies" and "ied" in words of
/// four letters, y → i after any consonant, "alli" before the other suffixes of step 2, "fulli" and
/// "logi". Works in place on lower-case ASCII; digits count as consonants.
struct PorterStemmer {
    private var word: [UInt8]

    /// Replaces the word by its stem.
    ///
    /// Words of one or two letters are their own stems.
    static func stem(_ word: inout [UInt8]) {
        if let irregular = irregularForms[word] {
            word = irregular
            return
        }
        guard word.count > 2 else { return }
        var stemmer = PorterStemmer(word: [])
        swap(&stemmer.word, &word)
        stemmer.removePlural()
        stemmer.removePastAndProgressive()
        stemmer.turnFinalY()
        stemmer.shortenDoubleSuffix()
        stemmer.apply(Self.step3, measureAbove: 0)
        stemmer.removeSuffix()
        stemmer.tidyUp()
        swap(&stemmer.word, &word)
    }

    // MARK: - Steps

    /// Step 1a: sses → ss, ies → i, s → nothing.
    private mutating func removePlural() {
        if ends(with: Self.ies) {
            word.removeLast(word.count == 4 ? 1 : 2)
        } else if ends(with: Self.sses) {
            word.removeLast(2)
        } else if word.last == UInt8(ascii: "s"), !ends(with: Self.ss) {
            word.removeLast()
        }
    }

    /// Step 1b: eed → ee, and ed or ing after a vowel → nothing, with repairs of what is left.
    private mutating func removePastAndProgressive() {
        if ends(with: Self.ied) {
            word.removeLast(word.count == 4 ? 1 : 2)
            return
        }
        if ends(with: Self.eed) {
            if measure(word.count - 3) > 0 { word.removeLast() }
            return
        }
        if ends(with: Self.ed), hasVowel(word.count - 2) {
            word.removeLast(2)
        } else if ends(with: Self.ing), hasVowel(word.count - 3) {
            word.removeLast(3)
        } else {
            return
        }
        if ends(with: Self.at) || ends(with: Self.bl) || ends(with: Self.iz) {
            word.append(UInt8(ascii: "e"))
        } else if endsInDoubleConsonant {
            switch word.last {
            case UInt8(ascii: "l"), UInt8(ascii: "s"), UInt8(ascii: "z"): break
            default: word.removeLast()
            }
        } else if measure(word.count) == 1, endsShort(word.count) {
            word.append(UInt8(ascii: "e"))
        }
    }

    /// Step 1c: y → i after a consonant that is not the whole rest.
    private mutating func turnFinalY() {
        guard word.last == UInt8(ascii: "y"), word.count > 2 else { return }
        if isConsonant(word.count - 2) { word[word.count - 1] = UInt8(ascii: "i") }
    }

    /// Step 2: ational → ate and the like.
    private mutating func shortenDoubleSuffix() {
        while ends(with: Self.alli), measure(word.count - 4) > 0 { word.removeLast(2) }
        if ends(with: Self.logi) {
            // The l counts to the stem, so that "geologi" behaves as "archaeologi".
            if measure(word.count - 3) > 0 { word.removeLast() }
            return
        }
        apply(Self.step2, measureAbove: 0)
    }

    /// Step 4: al, ance, … → nothing after two syllables.
    private mutating func removeSuffix() {
        if ends(with: Self.ion) {
            let rest = word.count - 3
            guard measure(rest) > 1 else { return }
            if word[rest - 1] == UInt8(ascii: "s") || word[rest - 1] == UInt8(ascii: "t") {
                word.removeLast(3)
            }
            return
        }
        apply(Self.step4, measureAbove: 1)
    }

    /// Step 5: a final e, and one of two final l.
    private mutating func tidyUp() {
        if word.last == UInt8(ascii: "e") {
            let rest = word.count - 1
            let measure = measure(rest)
            if measure > 1 || measure == 1 && !endsShort(rest) { word.removeLast() }
        }
        if ends(with: Self.ll), measure(word.count - 1) > 1 { word.removeLast() }
    }

    // MARK: - Conditions

    private typealias Rule = (suffix: [UInt8], replacement: [UInt8])

    /// The first rule whose suffix the word has decides, whether its condition holds or not.
    private mutating func apply(_ rules: [Rule], measureAbove limit: Int) {
        for rule in rules where ends(with: rule.suffix) {
            let rest = word.count - rule.suffix.count
            if measure(rest) > limit {
                word.replaceSubrange(rest..., with: rule.replacement)
            }
            return
        }
    }

    private func ends(with suffix: [UInt8]) -> Bool {
        guard word.count >= suffix.count, word.last == suffix.last else { return false }
        let start = word.count - suffix.count
        for index in suffix.indices where word[start + index] != suffix[index] { return false }
        return true
    }

    /// Whether the letter is a consonant; y is one at the beginning and after a vowel.
    private func isConsonant(_ index: Int) -> Bool {
        var position = index
        while position > 0, word[position] == UInt8(ascii: "y") { position -= 1 }
        let first = !Self.isVowel(word[position])
        return (index - position).isMultiple(of: 2) ? first : !first
    }

    /// Porter's m: how often a consonant follows a vowel within the first letters.
    private func measure(_ count: Int) -> Int {
        var result = 0
        var previousIsConsonant = true
        for index in 0..<count {
            let letter = word[index]
            let isConsonant =
                letter == UInt8(ascii: "y")
                ? index == 0 || !previousIsConsonant : !Self.isVowel(letter)
            if index > 0, isConsonant, !previousIsConsonant { result += 1 }
            previousIsConsonant = isConsonant
        }
        return result
    }

    private func hasVowel(_ count: Int) -> Bool {
        (0..<count).contains { !isConsonant($0) }
    }

    private var endsInDoubleConsonant: Bool {
        let count = word.count
        return count >= 2 && word[count - 1] == word[count - 2] && isConsonant(count - 1)
    }

    /// Whether the first letters end consonant, vowel, consonant other than w, x, y; two letters
    /// count as well if they are vowel and consonant.
    private func endsShort(_ count: Int) -> Bool {
        if count == 2 { return !isConsonant(0) && isConsonant(1) }
        guard count > 2, isConsonant(count - 3), !isConsonant(count - 2), isConsonant(count - 1)
        else { return false }
        switch word[count - 1] {
        case UInt8(ascii: "w"), UInt8(ascii: "x"), UInt8(ascii: "y"): return false
        default: return true
        }
    }

    private static func isVowel(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
            UInt8(ascii: "u"):
            true
        default: false
        }
    }

    // MARK: - Tables

    private static let ies = Array("ies".utf8)
    private static let sses = Array("sses".utf8)
    private static let ss = Array("ss".utf8)
    private static let ied = Array("ied".utf8)
    private static let eed = Array("eed".utf8)
    private static let ed = Array("ed".utf8)
    private static let ing = Array("ing".utf8)
    private static let at = Array("at".utf8)
    private static let bl = Array("bl".utf8)
    private static let iz = Array("iz".utf8)
    private static let alli = Array("alli".utf8)
    private static let logi = Array("logi".utf8)
    private static let ion = Array("ion".utf8)
    private static let ll = Array("ll".utf8)

    private static func rules(_ table: String) -> [Rule] {
        table.split(separator: " ").map { entry in
            let parts = entry.split(separator: ">", omittingEmptySubsequences: false)
            return (Array(parts[0].utf8), parts.count > 1 ? Array(parts[1].utf8) : [])
        }
    }

    private static let step2 = rules(
        """
        ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e \
        ousli>ous ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous \
        aliti>al iviti>ive biliti>ble fulli>ful
        """)

    private static let step3 = rules("icate>ic ative alize>al iciti>ic ical>ic ful ness")

    private static let step4 = rules(
        """
        al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize
        """)

    private static let irregularForms: [[UInt8]: [UInt8]] = {
        let table = [
            "sky": "sky", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie",
            "news": "news", "innings": "inning", "inning": "inning", "outings": "outing",
            "outing": "outing", "cannings": "canning", "canning": "canning", "howe": "howe",
            "proceed": "proceed", "exceed": "exceed", "succeed": "succeed",
        ]
        return Dictionary(
            uniqueKeysWithValues: table.map { (Array($0.key.utf8), Array($0.value.utf8)) })
    }()
}
