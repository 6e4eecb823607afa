import Prompts
import Text

/// Whether a keyword occurs in the answer.
///
/// Case does not matter unless asked for (`case`), diacritical marks do unless told otherwise
/// (`no-diacritics`); never does the amount of white space within a keyword of several words. A
/// whole word is one that has no letter, mark or digit of any script right before or after it, so
/// that "Ron" is not found in "strong" but is in "Ron's"; in scripts that write no spaces (Han,
/// Kana, Thai, …) a keyword is found anywhere. Marks of Markdown within a word and separators
/// within a number (1,000) are seen as they are. An empty answer scores 0.
package struct KeywordScorer: Scorer {
    private let needsAll: Bool
    private let isSubstring: Bool
    private let equality: TextFolding.Equality

    /// - Parameter options: any of `all`, `substring`, `case` and `no-diacritics`, with commas
    ///   between them.
    package init(options text: String = "") throws(ScoringError) {
        let options = try ScorerArguments(
            text, scorer: "keyword", allowed: ["all", "substring", "case", "no-diacritics"])
        equality = TextFolding.Equality(
            matchesCase: try options.flag("case"),
            ignoresDiacritics: try options.flag("no-diacritics"))
        needsAll = try options.flag("all")
        isSubstring = try options.flag("substring")
    }

    package var descriptor: ScorerDescriptor {
        let settings = [
            needsAll ? "all" : nil, isSubstring ? "substring" : nil,
            equality.matchesCase ? "case" : nil,
            equality.ignoresDiacritics ? "no-diacritics" : nil,
        ]
        return ScorerDescriptor(
            name: "keyword", settings: settings.compactMap { $0 }.joined(separator: ","),
            isBinary: true,
            zero: needsAll ? "a keyword is missing" : "no keyword in the answer",
            one: needsAll ? "all keywords in the answer" : "a keyword in the answer",
            isLeak: true)
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        let matcher = PhraseMatcher(
            prompt.keywords, wholeWords: !isSubstring, equality: equality)
        guard !matcher.isEmpty else { throw .noKeyword("keyword", prompt) }
        let needsAll = needsAll
        return FunctionScorer(settles: { matcher.settles($0, needsAll: needsAll) }) { text in
            (needsAll ? matcher.matchesAll(in: text) : matcher.matchesAny(in: text)) ? 1 : 0
        }
    }
}
