import Files

extension DrawImport {
    /// Makes numbers from 0 to 1 of all scores, or says which score has other values.
    ///
    /// A score is on one scale in the whole file: one value outside 0 to 1 shows that the others,
    /// which might pass for shares, are on another scale too.
    mutating func applyScales(_ scales: ScoreScales, file: String) throws(ImportError) {
        let names = Set(draws.joined().flatMap(\.raw.keys))
        if let unknown = scales.names.subtracting(names).min() {
            let list = names.sorted().map { PromptError.printable($0) }.joined(separator: ", ")
            throw ImportError(
                "\(file) has no score \(PromptError.printable(unknown)); "
                    + (names.isEmpty ? "it has none." : "its scores are \(list)."))
        }
        scorers.removeAll { scales.leftOut.contains($0) }
        for name in names.sorted() where !scales.leftOut.contains(name) {
            if let fault = fault(of: name, scales) { throw ImportError("\(file): \(fault)") }
        }
        for position in draws.indices {
            for index in draws[position].indices {
                draws[position][index].scores = Self.scores(draws[position][index].raw, scales)
            }
            if let greedy = details[position].greedy {
                details[position].greedy?.scores = Self.scores(greedy.raw, scales)
            }
        }
    }

    private static func scores(
        _ raw: [String: ImportedScore], _ scales: ScoreScales
    ) -> [String: Double] {
        var scores: [String: Double] = [:]
        for (name, value) in raw where !scales.leftOut.contains(name) {
            scores[name] = score(value, name, scales)
        }
        return scores
    }

    /// The value from 0 to 1; nil where the scale has none for it.
    private static func score(
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

    /// Why a score's values are not understood, nil where all are.
    private func fault(of name: String, _ scales: ScoreScales) -> String? {
        var (low, high) = (Double.infinity, -Double.infinity)
        var words: Set<String> = []
        var hasNumbersAsText = false
        var isWrong = false
        for entry in draws.joined() {
            guard let value = entry.raw[name] else { continue }
            if Self.score(value, name, scales) == nil { isWrong = true }
            if let number = value.number {
                (low, high) = (min(low, number), max(high, number))
                if case .word = value { hasNumbersAsText = true }
            } else if case .word(let text) = value, words.count < 1000 {
                words.insert(text)
            }
        }
        guard isWrong else { return nil }
        let printable = PromptError.printable(name)
        var seen: [String] = []
        if low <= high {
            seen.append(
                "values from \(Self.figure(low)) to \(Self.figure(high))"
                    + (hasNumbersAsText ? " (as texts)" : ""))
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
            return found + ", which is not all on the scale from \(Self.figure(range.low)) to "
                + "\(Self.figure(range.high)); correct --scale, or " + leaving
        }
        return found + ", and scores here go from 0 to 1: say what 0 and 1 are by "
            + (words.isEmpty
                ? "--scale \(printable)=LOW..HIGH, or "
                : "--grades \(printable)=WORD:1,WORD:0, or ") + leaving
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
            guard field.value.number != nil || field.value.flag != nil else { continue }
            if Self.isMetric(field.name) || wanted.contains(field.name) {
                found[field.name] = ImportedScore(field.value)
            } else {
                numbersBeside.insert(field.name)
            }
        }
        return found
    }
}
