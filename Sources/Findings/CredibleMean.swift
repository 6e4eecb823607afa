import Evidence
import Statistics

/// What a hierarchical model believes of the mean leak rate of prompts like these.
///
/// See ``HierarchicalPosterior``: prompts borrow strength from each other. Credible under its prior,
/// without a guarantee, and blind to lost draws, which are left out; limits that are guaranteed are
/// those of ``MeanFinding``.
package struct CredibleMean: Sendable {
    package let interval: CredibleInterval
    /// The prompts that it was learned from: those with a completed draw and no contradiction.
    package let prompts: Int
    /// Prompts that were left out: those without a completed draw, and those whose draws contradict each
    /// other.
    package let leftOut: Int
    /// How many draws were left out, as they have no score.
    package let lost: Int

    /// Nil without a draw, and for draws without replacement, whose counts follow no such model.
    ///
    /// - Parameters:
    ///   - prompts: the scores of one binary scorer, an element per prompt.
    ///   - voids: for each of them whether its draws contradict each other.
    package init?(_ prompts: [ScoreEvidence], voids: [Bool] = [], mass: Double = 0.95) {
        guard !prompts.contains(where: \.isWithoutReplacement) else { return nil }
        let known = prompts.enumerated().filter { position, scores in
            scores.count > 0 && !(position < voids.count && voids[position])
        }.map(\.element)
        let counts = known.map {
            PromptMean.Count(
                leaks: Double($0.distribution.count(above: 0.5)), draws: $0.count)
        }
        guard let posterior = try? HierarchicalPosterior(counts),
            let interval = try? posterior.populationMean(mass: mass)
        else { return nil }
        self.interval = interval
        self.prompts = known.count
        leftOut = prompts.count - known.count
        lost = known.reduce(0) { $0 + $1.lost }
    }

    /// What it was learned from, for a reader: "20 of 24 prompts (the others have no score or no limit),
    /// without 8 lost draws".
    package var basis: String {
        let all = leftOut == 0 ? "\(prompts)" : "\(prompts) of \(prompts + leftOut)"
        return all + (prompts + leftOut == 1 ? " prompt" : " prompts")
            + (leftOut == 0
                ? "" : " (the \(leftOut == 1 ? "other has" : "others have") no score or no limit)")
            + (lost == 0 ? "" : ", without \(lost) lost " + (lost == 1 ? "draw" : "draws"))
    }
}
