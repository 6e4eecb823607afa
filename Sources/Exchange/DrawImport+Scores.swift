import Files

extension DrawImport {
    /// Makes sure that all scores become numbers from 0 to 1, or says which score has other values.
    ///
    /// A score is on one scale in the whole file: one value outside 0 to 1 shows that the others,
    /// which might pass for shares, are on another scale too.
    func check(
        _ scales: ScoreScales, _ values: [String: ScoreValues], file: String
    ) throws(ImportError) {
        let names = Set(values.keys)
        if let unknown = scales.names.subtracting(names).min() {
            let list = names.sorted().map { PromptError.printable($0) }.joined(separator: ", ")
            throw ImportError(
                "\(file) has no score \(PromptError.printable(unknown)); "
                    + (names.isEmpty ? "it has none." : "its scores are \(list)."))
        }
        for (name, seen) in values.sorted(by: { $0.key < $1.key })
        where !scales.leftOut.contains(name) {
            if let fault = seen.fault(of: name, scales) { throw ImportError("\(file): \(fault)") }
        }
    }

    static func scores(
        _ raw: [String: ImportedScore], _ scales: ScoreScales
    ) -> [String: Double] {
        var scores: [String: Double] = [:]
        for (name, value) in raw where !scales.leftOut.contains(name) {
            scores[name] = score(value, name, scales)
        }
        return scores
    }

    /// The value from 0 to 1; nil where the scale has none for it.
    fileprivate static func score(
        _ value: ImportedScore, _ name: String, _ scales: ScoreScales
    ) -> Double? {
        if let words = scales.grades[name] {
            let word =
                switch value {
                case .word(let text): text
                case .number(let number): figure(number)
                }
            return words[ImportedScore.folded(word)]
        }
        if let range = scales.ranges[name] {
            guard let number = value.number else { return nil }
            let share = (number - range.low) / (range.high - range.low)
            return (0...1).contains(share) ? share : nil
        }
        let number =
            switch value {
            case .number(let number): number
            case .word: value.letter
            }
        return number.flatMap { (0...1).contains($0) ? $0 : nil }
    }

    /// A number as a file may have it: 5 and not 5.0.
    static func figure(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    /// Whether a number beside an answer is by its name a score and not its length or its time.
    static func isMetric(_ name: String) -> Bool {
        let name = name.lowercased()
        if ["es", "em", "exact", "f1", "acc", "leak", "label", "passed"].contains(name) {
            return true
        }
        return [
            "rouge", "bleu", "exact_match", "_match", "score", "recall", "precision", "_f1",
            "accuracy", "bertscore", "similarity", "leak", "refus", "harmful", "jailbroken",
            "judge",
            "contains", "keyword", "verbatim", "correct",
        ].contains { name.contains($0) }
    }

    /// The scores among the fields beside an answer.
    mutating func besideScores(_ fields: JSONValue) -> [String: ImportedScore] {
        guard case .object(let list) = fields else { return [:] }
        var found: [String: ImportedScore] = [:]
        for field in list where !Self.facts.contains(field.name) {
            let isNamed = wanted.contains(field.name)
            if case .object = field.value, Self.measures.contains(FieldName.plain(field.name)) {
                found.merge(besideScores(field.value)) { own, _ in own }
            } else if let text = field.value.string {
                guard !field.value.isNoFault || isNamed, !text.isEmpty,
                    isNamed || !Self.texts.contains(FieldName.plain(field.name))
                else { continue }
                if isNamed || Self.isMetric(field.name) && Self.looksLikeScore(text) {
                    found[field.name] = .word(text)
                } else if Self.mayBeGrade(field.name) {
                    wordsBeside[field.name, default: GradesSeen()].note(text)
                }
            } else if field.value.number != nil || field.value.flag != nil {
                if isNamed || Self.isMetric(field.name) {
                    found[field.name] = ImportedScore(field.value)
                } else {
                    note(number: field.value, beside: field.name)
                }
            }
        }
        return found
    }

    /// The scores of each answer in a list, where lists as long stand beside it; what may be a score and
    /// is none is told.
    mutating func listScores(_ record: JSONValue, count: Int) -> [[String: ImportedScore]] {
        var found: [[String: ImportedScore]] = Array(repeating: [:], count: count)
        guard case .object(let fields) = record, count > 0 else { return found }
        for field in fields {
            if case .object(let members) = field.value, Self.holdsScores(field.name) {
                for member in members { take(list: member, into: &found) }
            } else {
                take(list: field, into: &found)
            }
        }
        return found
    }

    /// Gives each answer its value of a list that stands beside the answers.
    private mutating func take(
        list field: JSONValue.Field, into found: inout [[String: ImportedScore]]
    ) {
        guard let values = field.value.list, !values.isEmpty else { return }
        let isNamed = wanted.contains(field.name)
        let isMetric = isNamed || Self.isMetric(field.name)
        guard values.count == found.count else {
            guard isMetric, values.allSatisfy({ $0.number != nil || $0.flag != nil }) else {
                return
            }
            skipped[
                "lists of scores are not as long as the lists of answers beside them and are not taken",
                default: 0] += 1
            return
        }
        let areScores = values.allSatisfy { $0.string.map(Self.looksLikeScore) ?? true }
        guard isMetric, isNamed || areScores else { return note(beside: field.name, values) }
        let name = field.name == "scores" ? "score" : field.name
        for (place, value) in values.enumerated() {
            if let members = value.fields {
                for (name, value) in members { found[place][name] = ImportedScore(value) }
            } else {
                found[place][name] = ImportedScore(value)
            }
        }
    }

    /// Takes note of numbers or words that stand beside answers, one for each, and are no scores by
    /// their name.
    private mutating func note(beside name: String, _ values: [JSONValue]) {
        guard !Self.facts.contains(name), !Self.texts.contains(FieldName.plain(name)),
            !Self.lists.contains(name)
        else { return }
        if values.allSatisfy({ $0.number != nil || $0.flag != nil || $0.isNull }) {
            for value in values { note(number: value, beside: name) }
        } else if Self.mayBeGrade(name) {
            for word in values.compactMap(\.string) {
                wordsBeside[name, default: GradesSeen()].note(word)
            }
        }
    }

    /// Takes note of a number that is no score by its name, and of one that may say for how many draws
    /// an answer stands.
    private mutating func note(number: JSONValue, beside name: String) {
        let plain = FieldName.plain(name)
        guard Self.listedFacts[plain] == nil,
            !Self.texts.contains(plain) || plain.hasPrefix("keyword"), Self.mark(named: name) == nil
        else { return }
        if let count = number.number, count > 1, Self.counts.contains(FieldName.plain(name)) {
            countsBeside.insert(name)
        } else {
            numbersBeside.insert(name)
        }
    }

    /// Names of fields that say how often an answer came.
    private static let counts: Set<String> = [
        "count", "counts", "frequency", "frequencies", "freq", "freqs", "occurrences",
        "numoccurrences", "multiplicity", "weight", "weights", "times", "votes", "ncopies",
    ]

    /// Whether an object of this name has scores alone.
    private static func holdsScores(_ name: String) -> Bool {
        name == "scores" || measures.contains(FieldName.plain(name))
    }

    private static let lists = Set(answerListFields)

    /// Names of fields that have what was asked, answered or wanted, whatever that is.
    private static let texts = Set(
        (promptFields + answerFields + referenceFields + idFields + modelFields + marks
            + ["keywords", "keyword", "finish_reason", "stop_reason", "reason", "class"])
            .map(FieldName.plain))

    /// Names of objects that have scores alone.
    private static let measures: Set<String> = [
        "metrics", "eval", "evaluation", "evals", "evaluations", "measures",
    ]

    /// Whether a text is a number, in whatever way that is written, or a truth value.
    private static func looksLikeScore(_ text: String) -> Bool {
        let text = ImportedScore.folded(text)
        if ["true", "false", "yes", "no", "pass", "fail", "passed", "failed"].contains(text) {
            return true
        }
        let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
        return Double(digits.replacing(",", with: ".")) != nil
    }

    /// Whether a word beside an answer is by its field's name a grade of it.
    private static func mayBeGrade(_ name: String) -> Bool {
        let name = name.lowercased()
        return isMetric(name)
            || ["label", "verdict", "status", "grade", "rating", "judg", "class", "passed"]
                .contains { name.contains($0) }
    }
}

/// The few words that stand in one field beside answers.
struct GradesSeen: Sendable {
    private(set) var words: Set<String> = []
    /// Whether one of them is too long for a grade.
    private var areTexts = false

    mutating func note(_ word: String) {
        guard !areTexts, words.count < 9 else { return }
        if word.utf8.count < 64 { words.insert(word) } else { areTexts = true }
    }

    /// Whether they may be grades: a few short ones that come again and again.
    func areGrades(of draws: Int) -> Bool {
        !areTexts && (1..<9).contains(words.count) && draws >= 2 * words.count
    }
}

/// What a file has of one score.
struct ScoreValues {
    private var low = Double.infinity
    private var high = -Double.infinity
    private var words: Set<String> = []
    private var hasNumbersAsText = false
    private var isWrong = false

    /// Takes in one value.
    mutating func take(_ value: ImportedScore, of name: String, _ scales: ScoreScales) {
        if DrawImport.score(value, name, scales) == nil { isWrong = true }
        if let number = value.number {
            (low, high) = (min(low, number), max(high, number))
            if case .word = value { hasNumbersAsText = true }
        } else if case .word(let text) = value, words.count < 1000 {
            words.insert(text)
        }
    }

    /// Why the values are not understood, nil where all are.
    func fault(of name: String, _ scales: ScoreScales) -> String? {
        guard isWrong else { return nil }
        let printable = PromptError.printable(name)
        var seen: [String] = []
        if low <= high {
            let range =
                "values from \(DrawImport.figure(low)) to \(DrawImport.figure(high))"
            seen.append(range + (hasNumbersAsText ? " (as texts)" : ""))
        }
        if !words.isEmpty {
            let list = words.sorted().prefix(5).map { "\"\(PromptError.printable($0))\"" }
            seen.append(
                "the grade\(words.count == 1 ? "" : "s") \(list.joined(separator: ", "))"
                    + (words.count > 5 ? ", …" : ""))
        }
        let found = "score \(printable) has \(seen.joined(separator: " and "))"
        let leaving = "leave the score out with --without-score \(printable)."
        if scales.grades[name] != nil {
            return found + ", not all of them in --grades; name the others too, or " + leaving
        }
        if let range = scales.ranges[name] {
            return found
                + ", which is not all on the scale from \(DrawImport.figure(range.low)) to "
                + "\(DrawImport.figure(range.high)); correct --scale, or " + leaving
        }
        return found + ", and scores here go from 0 to 1: say what 0 and 1 are by "
            + (words.isEmpty
                ? "--scale \(printable)=LOW..HIGH, or "
                : "--grades \(printable)=WORD:1,WORD:0, or ") + leaving
    }
}
