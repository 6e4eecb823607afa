import Evidence
import Text

/// What a score of 1 is called: "leak" where nothing else is said.
package struct Event: Sendable, Hashable {
    /// The name in the singular, safe to be shown.
    package let name: SafeText

    package init(_ name: String = "leak") {
        self.name = SafeText(oneLine: name)
    }

    /// Whether a text may be a name.
    package static func isName(_ text: String) -> Bool {
        (1...longest).contains(text.count) && !text.allSatisfy(\.isWhitespace)
    }

    /// What a name has to be.
    package static var nameWords: String { "1 to \(longest) characters, such as refusal" }

    private static let longest = 30

    package var isLeak: Bool { name.string == "leak" }

    /// With its article: `a leak`, `an error`.
    package var one: SafeText {
        let isVowel = name.string.first.map { "aeiouAEIOU".contains($0) } ?? false
        return (isVowel ? "an " : "a ") + name
    }

    /// More than one of it.
    package var many: SafeText { name + (name.string.hasSuffix("s") ? "" : "s") }

    /// The average of scores that say yes or no.
    package var mean: SafeText { "mean " + (isLeak ? name : rate) }

    /// How often it happens.
    package var rate: SafeText { name + " rate" }

    /// A person's word about an answer, with this name for what is looked for.
    package func title(ofLabel word: String) -> SafeText {
        word == DrawLabel.leak ? name : SafeText(oneLine: word)
    }
}
