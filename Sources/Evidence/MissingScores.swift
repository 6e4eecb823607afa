import Prompts

/// The draws of which a scorer's evidence has no score: every limit counts each at its worst.
package struct MissingScores: Sendable, Hashable {
    /// Draws without a whole answer.
    package var lost: Int
    /// Whole answers that have no score, as those to a prompt without the reference that a scorer needs.
    package var unscored: Int

    package init(lost: Int = 0, unscored: Int = 0) {
        (self.lost, self.unscored) = (lost, unscored)
    }

    package var count: Int { lost + unscored }

    /// Such as "2 lost, 40 not scored"; nil where nothing is missing.
    package var words: String? {
        let parts =
            (lost > 0 ? ["\(lost) lost"] : []) + (unscored > 0 ? ["\(unscored) not scored"] : [])
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    package static func + (a: Self, b: Self) -> Self {
        MissingScores(lost: a.lost + b.lost, unscored: a.unscored + b.unscored)
    }
}

extension PromptEvidence {
    /// The draws without a score by a scorer; where there is no such scorer the lost ones alone.
    package func missing(by scorer: Int?) -> MissingScores {
        let unscored =
            scorer.map { scores.indices.contains($0) ? self.unscored(by: $0) : 0 } ?? 0
        return MissingScores(lost: statedLost, unscored: max(0, unscored))
    }

    /// What the prompt has not that a scorer may need, where none of its answers has a score: "no keywords"
    /// or "no reference"; nil else.
    package func lack(of scorer: RunFacts.Scorer?, at position: Int) -> String? {
        guard let scorer, scores.indices.contains(position), scores[position].count == 0,
            missing(by: position).unscored > 0
        else { return nil }
        if scorer.name == "keyword" { return prompt.keywords.isEmpty ? "no keywords" : nil }
        return prompt.references.isEmpty ? "no reference" : nil
    }
}
