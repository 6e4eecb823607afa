import Prompts
import Text

/// Whether the answer has collapsed into repetition, as broken models' answers do.
///
/// 1 if, among at least eight words, one word makes more than half of them or fewer than a quarter
/// are different, or if, among at least sixteen characters other than white space, one character
/// makes more than 60 %. Shorter answers and the empty one score 0.
package struct CollapseScorer: Scorer {
    package init(options text: String = "") throws(ScoringError) {
        _ = try ScorerArguments(text, scorer: "collapse", allowed: [])
    }

    package var descriptor: ScorerDescriptor {
        ScorerDescriptor(
            name: "collapse", isBinary: true, zero: "varied text",
            one: "one word or character over and over")
    }

    package func prepared(for prompt: Prompt) throws(ScoringError) -> any PromptScorer {
        FunctionScorer { Self.isCollapsed($0) ? 1 : 0 }
    }

    private static func isCollapsed(_ text: String) -> Bool {
        let folded = TextFolding.fold(text)
        let words = folded.split(whereSeparator: \.isWhitespace)
        if words.count >= 8 {
            let counts = words.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            let most = counts.values.max() ?? 0
            if 2 * most > words.count || 4 * counts.count < words.count { return true }
        }
        var counts: [Character: Int] = [:]
        for character in folded where !character.isWhitespace {
            counts[character, default: 0] += 1
        }
        let total = counts.values.reduce(0, +)
        return total >= 16 && 10 * (counts.values.max() ?? 0) > 6 * total
    }
}
