import Files

/// How the scores of a file become numbers from 0 to 1: by a linear scale, or by grades in words.
package struct ScoreScales: Sendable, Hashable {
    /// The values of a score that become 0 and 1; what lies between becomes linear.
    package struct Range: Sendable, Hashable {
        package var low: Double
        package var high: Double
    }

    /// By the score's name.
    package private(set) var ranges: [String: Range] = [:]
    /// By the score's name, then by the grade in lower case.
    package private(set) var grades: [String: [String: Double]] = [:]
    /// The scores that are not wanted.
    package private(set) var leftOut: Set<String> = []

    package init() {}

    /// - Parameters:
    ///   - scales: texts such as `clarity=0..10`; a scale may fall, as in `rank=5..1`.
    ///   - grades: texts such as `verdict=yes:1,no:0`.
    ///   - leftOut: names of scores.
    /// - Throws: ``ImportError`` that names what is wrong and the form that is wanted.
    package init(
        scales: [String], grades: [String] = [], leftOut: [String] = []
    ) throws(ImportError) {
        self.leftOut = Set(leftOut)
        for text in scales {
            guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
                let range = Self.range(text[text.index(after: equals)...])
            else {
                throw ImportError(
                    "--scale \(text): NAME=LOW..HIGH is wanted, such as clarity=0..10.")
            }
            ranges[String(text[..<equals].trimmed)] = range
        }
        for text in grades {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex,
                let words = Self.words(text[text.index(after: equals)...])
            else {
                throw ImportError(
                    "--grades \(text): NAME=word:value,word:value is wanted with values from 0 to 1, "
                        + "such as verdict=yes:1,no:0.")
            }
            self.grades[String(text[..<equals].trimmed), default: [:]].merge(words) { $1 }
        }
        for name in self.grades.keys where ranges[name] != nil {
            throw ImportError("Score \(name) has --scale and --grades; give one of them.")
        }
    }

    /// What 0 and 1 stand for in a score's values, and both in one canonical line; nil where the values
    /// are taken as they are.
    package func meaning(of name: String) -> (zero: String, one: String, settings: String)? {
        if let range = ranges[name] {
            guard range != Range(low: 0, high: 1) else { return nil }
            let (low, high) = (DrawImport.figure(range.low), DrawImport.figure(range.high))
            return (
                "\(low) in the imported file", "\(high) in the imported file", "\(low)..\(high)"
            )
        }
        guard let words = grades[name] else { return nil }
        func list(_ value: Double) -> String {
            let found = words.filter { $0.value == value }.keys.sorted().prefix(3)
            return found.isEmpty
                ? "no grade" : found.map { "\"\($0)\"" }.joined(separator: " or ")
        }
        let settings = words.sorted { $0.key < $1.key }
            .map { "\($0.key):\(DrawImport.figure($0.value))" }.joined(separator: ",")
        return (
            "\(list(0)) in the imported file", "\(list(1)) in the imported file", settings
        )
    }

    /// Every score that is named.
    var names: Set<String> { leftOut.union(ranges.keys).union(grades.keys) }

    private static func range(_ text: Substring) -> Range? {
        guard let dots = text.firstRange(of: ".."), let low = number(text[..<dots.lowerBound]),
            let high = number(text[dots.upperBound...]), low.isFinite, high.isFinite, low != high,
            (high - low).isFinite
        else { return nil }
        return Range(low: low, high: high)
    }

    /// A number with blanks around it, and with the minus sign of typesetting.
    private static func number(_ text: Substring) -> Double? {
        Double(text.trimmed.replacing("\u{2212}", with: "-"))
    }

    private static func words(_ text: Substring) -> [String: Double]? {
        var words: [String: Double] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let colon = part.lastIndex(of: ":"),
                let value = number(part[part.index(after: colon)...]), (0...1).contains(value)
            else { return nil }
            words[ImportedScore.folded(String(part[..<colon]))] = value
        }
        return words.isEmpty ? nil : words
    }
}

/// A score as a file has it, before it is known what its values mean.
enum ImportedScore: Sendable, Hashable {
    case number(Double)
    case word(String)

    /// Null and what is no number, word or truth value is no score.
    init?(_ value: JSONValue?) {
        switch value {
        case .number:
            guard let number = value?.number else { return nil }
            self = .number(number)
        case .bool(let flag): self = .number(flag ? 1 : 0)
        case .string(let text): self = .word(text)
        default: return nil
        }
    }

    /// The number, also of one that is written as a text.
    var number: Double? {
        switch self {
        case .number(let number): number
        case .word(let text): Double(Self.folded(text))
        }
    }

    /// Inspect's letters: correct, partly correct, incorrect, no answer.
    var letter: Double? {
        guard case .word(let text) = self else { return nil }
        switch text {
        case "C": return 1
        case "P": return 0.5
        case "I", "N": return 0
        default: return nil
        }
    }

    /// Upper and lower case and blanks around a grade make no difference.
    static func folded(_ text: String) -> String {
        String(text.lowercased().trimmed)
    }
}
