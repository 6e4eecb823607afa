import Prompts

/// Whether a keyword occurs in the answer.
///
/// Case does not matter, nor does the amount of white space within a keyword of several words. A
/// whole word is one that has no letter, mark or digit of any script right before or after it, so
/// that "Ron" is not found in "strong" but is in "Ron's"; in scripts that write no spaces (Han,
/// Kana, Thai, …) a keyword is found anywhere. An empty answer scores 0.
public struct KeywordScorer: Scorer {
    private let needsAll: Bool
    private let isSubstring: Bool

    /// - Parameter options: any of `all` and `substring`, with a comma between them.
    public init(options text: String = "") throws(ScoringError) {
        let options = try ScorerOptions(text, scorer: "keyword", allowed: ["all", "substring"])
        needsAll = try options.flag("all")
        isSubstring = try options.flag("substring")
    }

    public var descriptor: ScorerDescriptor {
        let settings = [needsAll ? "all" : nil, isSubstring ? "substring" : nil]
        return ScorerDescriptor(
            name: "keyword", settings: settings.compactMap { $0 }.joined(separator: ","),
            isBinary: true,
            zero: needsAll ? "a keyword is missing" : "no keyword in the answer",
            one: needsAll ? "all keywords in the answer" : "a keyword in the answer")
    }

    public func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        let matcher = PhraseMatcher(prompt.keywords, wholeWords: !isSubstring)
        guard !matcher.isEmpty else { throw .noKeyword("keyword", prompt) }
        let needsAll = needsAll
        return FunctionScorer { text in
            (needsAll ? matcher.matchesAll(in: text) : matcher.matchesAny(in: text)) ? 1 : 0
        }
    }
}
