import Evidence
import Statistics

/// What a hierarchical model believes of the mean leak rate of prompts like these.
///
/// See ``HierarchicalPosterior``: prompts borrow strength from each other. Credible under its prior,
/// without a guarantee, and blind to lost draws, which are left out; limits that are guaranteed are
/// those of ``MeanFinding``.
package struct CredibleMean: Sendable {
    package let interval: CredibleInterval
    /// The questions that it was learned from: those with a completed draw and no contradiction.
    package let prompts: Int
    /// How many prompts ask them, wordings of one question counted each.
    package let wordings: Int
    /// Questions that were left out: those without a completed draw, and those whose draws contradict each
    /// other.
    package let leftOut: Int
    /// How many draws were left out, as they have no score.
    package let lost: Int

    /// Nil without a draw, and for draws without replacement, whose counts follow no such model.
    ///
    /// - Parameters:
    ///   - prompts: the scores of one binary scorer, an element per prompt.
    ///   - voids: for each of them whether its draws contradict each other.
    ///   - questions: which prompts ask the same (``WordingGroup/questions(of:)``): these are one unit, whose
    ///     draws are those of all its wordings. Without it each prompt is a question of its own.
    package init?(
        _ prompts: [ScoreEvidence], voids: [Bool] = [], questions: [[Int]]? = nil,
        mass: Double = 0.95
    ) {
        guard !prompts.contains(where: \.isWithoutReplacement) else { return nil }
        let questions = questions ?? prompts.indices.map { [$0] }
        let known = questions.compactMap { question -> [ScoreEvidence]? in
            let asked = question.filter { prompts[$0].count > 0 }
            let isVoid = question.contains { $0 < voids.count && voids[$0] }
            return asked.isEmpty || isVoid ? nil : asked.map { prompts[$0] }
        }
        let counts = known.map { asked in
            PromptMean.Count(
                leaks: asked.reduce(0) { $0 + Double($1.distribution.count(above: 0.5)) },
                draws: asked.reduce(0) { $0 + $1.count })
        }
        guard let posterior = try? HierarchicalPosterior(counts),
            let interval = try? posterior.populationMean(mass: mass)
        else { return nil }
        self.interval = interval
        self.prompts = known.count
        wordings = known.reduce(0) { $0 + $1.count }
        leftOut = questions.count - known.count
        lost = known.joined().reduce(0) { $0 + $1.lost }
    }

    /// What it was learned from, for a reader: "20 of 24 prompts (the others have no score or no limit),
    /// without 8 lost draws".
    package var basis: String {
        let all = leftOut == 0 ? "\(prompts)" : "\(prompts) of \(prompts + leftOut)"
        let what = wordings > prompts ? "question" : "prompt"
        return all + " " + what + (prompts + leftOut == 1 ? "" : "s")
            + (wordings > prompts ? " in \(wordings) wordings" : "")
            + (leftOut == 0
                ? "" : " (the \(leftOut == 1 ? "other has" : "others have") no score or no limit)")
            + (lost == 0 ? "" : ", without \(lost) lost " + (lost == 1 ? "draw" : "draws"))
    }
}
