import Evidence
import Text

/// Which answers are listed: those that all of its terms hold for.
///
/// Terms such as `score>0.5` and a text, which is looked for as ``Matcher`` says; `!` before either
/// turns it round.
struct AnswerFilter: Sendable, Hashable {
    /// What was typed.
    let text: String
    private var terms: [Term] = []
    /// The text that answers must hold, or with `isNegated` must not; empty for none.
    private(set) var pattern = ""
    private var isNegated = false

    /// What one answer must be like.
    private struct Term: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            case score(Comparison, Double)
            case length(Comparison, Double)
            case count(Comparison, Double)
            case isCut
            case isGreedy
            case label(String)
        }

        let kind: Kind
        let isNegated: Bool
    }

    enum Comparison: String, Sendable, Hashable, CaseIterable {
        // Longer ones first, since they begin like shorter ones.
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
        case equal = "="

        func holds(_ a: Double, _ b: Double) -> Bool {
            switch self {
            case .atLeast: a >= b
            case .atMost: a <= b
            case .above: a > b
            case .below: a < b
            case .equal: a == b
            }
        }
    }

    /// Why a filter cannot be used.
    struct Problem: Error {
        let description: String
        /// Whether a term is wrong, and not the text.
        var isOfTerm = true
    }

    /// No filter.
    init() { text = "" }

    init(_ text: String) throws(Problem) {
        self.text = text
        var words: [Substring] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if let term = try Self.term(word) { terms.append(term) } else { words.append(word) }
        }
        try Self.refuseParts(words)
        var pattern = words.joined(separator: " ")[...]
        // Blanks between terms are no text.
        if !terms.isEmpty || pattern.allSatisfy({ $0 == " " }) {
            while pattern.first == " " { pattern.removeFirst() }
            while pattern.last == " " { pattern.removeLast() }
        }
        if pattern.first == "!", pattern.count > 1 {
            isNegated = true
            pattern.removeFirst()
        }
        self.pattern = String(pattern)
        do throws(Matcher.PatternError) {
            _ = try Matcher(self.pattern)
        } catch {
            throw Problem(description: error.description, isOfTerm: false)
        }
    }

    /// Whether more is asked than what its text holds.
    var hasTerms: Bool { !terms.isEmpty }

    /// Whether a text has terms, right or wrong ones.
    static func isAboutAnswers(_ text: String) -> Bool {
        do throws(Problem) {
            return try AnswerFilter(text).hasTerms
        } catch {
            return error.isOfTerm
        }
    }

    var isEmpty: Bool { terms.isEmpty && pattern.isEmpty }

    /// The text as a matcher; nil without one.
    var matcher: Matcher? { pattern.isEmpty ? nil : try? Matcher(pattern) }

    /// Whether another filter asks the same of the text.
    func hasTextOf(_ other: AnswerFilter) -> Bool {
        pattern == other.pattern && isNegated == other.isNegated
    }

    /// Whether every text that holds another filter's text holds this one's too: plain words that
    /// were typed on, without a capital letter that tells letters apart anew.
    func isNarrowed(by other: AnswerFilter) -> Bool {
        guard !isNegated, !other.isNegated, other.pattern.hasPrefix(pattern) else { return false }
        guard let (old, new) = matcher.flatMap({ old in other.matcher.map { (old, $0) } }) else {
            return pattern.isEmpty
        }
        return !old.isExpression && !new.isExpression && old.ignoresCase
    }

    /// Whether labels count.
    var asksForLabels: Bool {
        terms.contains { if case .label = $0.kind { true } else { false } }
    }

    // MARK: - Reading

    /// Refuses a term that was written with blanks, which would be a text that nothing holds.
    private static func refuseParts(_ words: [Substring]) throws(Problem) {
        for (word, next) in zip(words, words.dropFirst()) {
            let name = word.first == "!" ? word.dropFirst() : word
            guard ["score", "len", "count"].contains(name),
                let sign = Comparison.allCases.first(where: { next.hasPrefix($0.rawValue) })
            else { continue }
            throw Problem(description: "\(name)\(sign.rawValue)0.5 is written without blanks")
        }
    }

    /// The terms there are, as messages name them.
    static let termNames = "score>0.5, len>200, count>1, stop:limit, is:greedy, label:leak"

    /// What may have been meant where nothing is found: a word that looks like a term and is none was
    /// looked for as a text, and a label may be one that nobody gave.
    ///
    /// - Parameter labels: the labels there are.
    func doubt(labels: [String]) -> String? {
        for case .label(let name) in terms.map(\.kind) where !labels.contains(name) {
            let near = NearestName.closest(to: name, in: labels)
            return "no answer has the label \(name); "
                + (near.map { "did you mean label:\($0)?" }
                    ?? "labels are " + labels.joined(separator: ", "))
        }
        for word in pattern.split(separator: " ") {
            let name = word.prefix { $0.isLetter }
            let rest = word.dropFirst(name.count)
            guard !name.isEmpty, rest.count > 1, let sign = rest.first, "<>=:".contains(sign)
            else { continue }
            let known = ["score", "len", "count", "stop", "is", "label"]
            let near = NearestName.closest(to: String(name), in: known)
            let meant =
                near.map { near in
                    switch near {
                    case "stop": "stop:limit"
                    case "is": "is:greedy"
                    default: near + (near == "label" ? ":" : "") + rest.drop { $0 == ":" }
                    }
                } ?? (name == "not" ? "!" + rest.dropFirst() : nil)
            return "nothing holds the text \(word), which is no term; "
                + (meant.map { "did you mean \($0)?" } ?? "terms are \(Self.termNames)")
        }
        return nil
    }

    private static func term(_ word: Substring) throws(Problem) -> Term? {
        let isNegated = word.first == "!" && word.count > 1
        let word = isNegated ? word.dropFirst() : word
        guard let kind = try kind(word) else { return nil }
        return Term(kind: kind, isNegated: isNegated)
    }

    private static func kind(_ word: Substring) throws(Problem) -> Term.Kind? {
        switch word {
        case "stop:limit": return .isCut
        case "is:greedy": return .isGreedy
        default: break
        }
        if word.hasPrefix("stop:") {
            throw Problem(description: "stop: takes limit; !stop:limit shows the others")
        }
        if word.hasPrefix("is:") { throw Problem(description: "is: takes greedy") }
        if word.hasPrefix("label:") {
            let name = String(word.dropFirst(6))
            guard !name.isEmpty else {
                throw Problem(description: "label: takes a label, or none or any")
            }
            return .label(name)
        }
        for name in ["score", "len", "count"] where word.hasPrefix(name) {
            let rest = word.dropFirst(name.count)
            guard let comparison = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) })
            else { continue }
            let figure = String(rest.dropFirst(comparison.rawValue.count))
            guard let number = Double(figure), number.isFinite else {
                throw Problem(description: "\(name)\(comparison.rawValue) takes a number")
            }
            switch name {
            case "score": return .score(comparison, number)
            case "len": return .length(comparison, number)
            default: return .count(comparison, number)
            }
        }
        return nil
    }

    // MARK: - Asking

    /// What is asked of an answer beside its text.
    struct Subject {
        var text: String
        var score: Double?
        var count: Int
        /// Whether the answer reached the limit of tokens.
        var isCut: Bool
        var isGreedy: Bool
        /// The labels of its draws.
        var labels: Set<String>
    }

    /// How many draws of a text the terms hold for, each by its own score.
    ///
    /// Where a text reached the limit of tokens in some of its draws alone, those count as cut; where
    /// the scores are unequal as well, it is not kept which have which, and each counts as cut.
    func draws(
        of output: PromptEvidence.Output, _ scores: OutputScores, isGreedy: Bool,
        labels: Set<String>
    ) -> Int {
        guard !isEmpty else { return output.count }
        func holds(_ score: Double?, isCut: Bool) -> Bool {
            self.holds(
                Subject(
                    text: output.text, score: score, count: output.count, isCut: isCut,
                    isGreedy: isGreedy, labels: labels))
        }
        guard scores.areUnequal || scores.draws != output.count && scores.draws > 0 else {
            let score = scores.common
            let (cut, whole) = (output.truncated, output.count - output.truncated)
            return (cut > 0 && holds(score, isCut: true) ? cut : 0)
                + (whole > 0 && holds(score, isCut: false) ? whole : 0)
        }
        let isCut = output.truncated > 0
        let unscored = max(0, output.count - scores.draws)
        return scores.count { holds($0, isCut: isCut) }
            + (unscored > 0 && holds(nil, isCut: isCut) ? unscored : 0)
    }

    /// Whether the terms hold; the text is asked for by itself, since its answer never changes.
    func holds(_ subject: Subject) -> Bool {
        terms.allSatisfy { term in
            let holds =
                switch term.kind {
                case .score(let comparison, let number):
                    subject.score.map { comparison.holds($0, number) } ?? false
                case .length(let comparison, let number):
                    comparison.holds(Double(subject.text.unicodeScalars.count), number)
                case .count(let comparison, let number):
                    comparison.holds(Double(subject.count), number)
                case .isCut: subject.isCut
                case .isGreedy: subject.isGreedy
                case .label("none"): subject.labels.isEmpty
                case .label("any"): !subject.labels.isEmpty
                case .label(let name): subject.labels.contains(name)
                }
            return holds != term.isNegated
        }
    }

    /// Whether the text holds for an answer, or is not asked for.
    func holdsText(_ text: String, _ matcher: Matcher?) -> Bool {
        guard let matcher else { return true }
        return matcher.matches(text) != isNegated
    }
}
