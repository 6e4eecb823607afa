import Canvas

/// What a score of 1 is called: "leak" where nothing else is said.
struct Event: Sendable, Hashable {
    /// The name in the singular, safe to be shown.
    let name: SafeText

    init(_ name: String = "leak") {
        self.name = SafeText(oneLine: name)
    }

    var isLeak: Bool { name.string == "leak" }

    /// With its article: `a leak`, `an error`.
    var one: SafeText {
        let isVowel = name.string.first.map { "aeiouAEIOU".contains($0) } ?? false
        return (isVowel ? "an " : "a ") + name
    }

    /// More than one of it.
    var many: SafeText { name + (name.string.hasSuffix("s") ? "" : "s") }

    /// How often it happens.
    var rate: SafeText { name + " rate" }
}
