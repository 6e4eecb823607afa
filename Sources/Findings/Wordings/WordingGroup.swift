import Evidence
import Prompts
import Statistics

/// Prompts that ask one question in several wordings, and what their draws prove of it.
///
/// All limits of all groups of a run hold together: half of α is shared among the wordings, from whose
/// limits follow those on the greatest and the least of them and on the spread, and half among the
/// averages.
package struct WordingGroup: Sendable {
    /// The name that its prompts share.
    package let name: String
    package let prompts: [PromptID]
    /// The limits on each wording's mean, or why there are none.
    package let wordings: [Reading]
    /// The same for the average over the wordings, each with the same weight.
    package let average: MeanFinding
    /// The limits on the greatest of the wordings' means, whichever has it, and on the least.
    package let greatest: Reading
    package let least: Reading
    /// The variance of the wordings' means, as limits; nil where some wording has no limits.
    package let between: Bound?
    /// The mean variance of the score within a wording; nil for graded scores too, of which limits on
    /// the mean do not tell it.
    package let within: Bound?

    /// The share of the variance of a draw by a random wording that comes from the wording, as limits.
    package var shareBetween: (lower: Double, upper: Double)? {
        guard let between, let within else { return nil }
        func share(_ part: Double, _ other: Double) -> Double {
            part + other > 0 ? part / (part + other) : 0
        }
        let upper = between.upper > 0 && within.lower <= 0 ? 1 : share(between.upper, within.lower)
        return (max(0, share(between.lower, within.upper).nextDown), min(1, upper.nextUp))
    }

    /// The name of the field of a prompt that names its group.
    package static let field = Prompt.groupField

    /// The positions of the prompts by what they ask, wordings of one question together, in the order of
    /// their first ones: the units of whatever supposes that prompts are an independent sample.
    package static func questions(of prompts: [Prompt]) -> [[Int]] {
        var places: [String: Int] = [:]
        var questions: [[Int]] = []
        for (position, prompt) in prompts.enumerated() {
            guard let name = prompt.metadata[field], !name.isEmpty else {
                questions.append([position])
                continue
            }
            if let place = places[name] {
                questions[place].append(position)
            } else {
                places[name] = questions.count
                questions.append([position])
            }
        }
        return questions
    }

    /// The groups of two prompts or more, in the order of their first prompts.
    ///
    /// - Parameters:
    ///   - scores: the scores by one scorer, an element per prompt.
    ///   - voids: why no limit holds for the draws of each.
    ///   - statement: what is asked of all of them together.
    package static func groups(
        of prompts: [Prompt], _ scores: [ScoreEvidence], voids: [VoidReason?],
        _ statement: Statement
    ) -> [WordingGroup] {
        let groups = questions(of: prompts).filter { $0.count > 1 }
        let all = groups.reduce(0) { $0 + $1.count }
        let two = statement.byItself.on(.two)
        return groups.map { chosen in
            WordingGroup(
                prompts[chosen[0]].metadata[field] ?? "", chosen.map { prompts[$0].id },
                chosen.map { scores[$0] },
                voids: chosen.map { $0 < voids.count ? voids[$0] : nil },
                each: two.shared(among: 2 * all), mean: two.shared(among: 2 * groups.count))
        }
    }

    private init(
        _ name: String, _ prompts: [PromptID], _ scores: [ScoreEvidence], voids: [VoidReason?],
        each: Statement, mean: Statement
    ) {
        self.name = name
        self.prompts = prompts
        let wordings = zip(scores, voids).map { scores, void in
            PromptFinding(scores, each, void: void).reading
        }
        self.wordings = wordings
        average = MeanFinding(scores, voids: voids.map { $0 != nil }, mean)
        let alpha = each.alpha / 2
        greatest = Reading.extreme(wordings, alpha: alpha) { $0.max() ?? 1 }
        least = Reading.extreme(wordings, alpha: alpha) { $0.min() ?? 0 }
        let bounds = wordings.compactMap(\.bound)
        let spread =
            bounds.count == wordings.count
            ? try? WordingSpread(bounds, alpha: alpha) : nil
        between = spread?.between
        within = each.isBinary ? spread?.within : nil
    }
}
