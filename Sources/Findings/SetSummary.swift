import Evidence
import Statistics

/// What can be said about the whole prompt set.
package struct SetSummary: Sendable, Hashable {
    package var prompts = 0
    package var greedy = GreedyFinding()
    /// Prompts with at least one completed draw.
    package var sampled = 0
    /// Those of them that have a mean: whose draws have scores and are not void.
    package var averaged = 0
    /// The mean over these of their mean scores; nil without any.
    package var mean: Double?
    /// Draws over all prompts, lost ones included.
    package var draws = 0
    /// Those of them without a score.
    package var missing = MissingScores()
    /// Prompts whose leak is proven by sampling although their greedy answer is clean.
    package var provenHidden = 0
    /// Verdicts that hold for all prompts at once, each at α divided by the number of prompts.
    package var above = 0
    package var below = 0
    package var undecided = 0
    /// Prompts on the list of those above the target on which a share of α is expected to be false.
    package var named = 0
    /// Prompts whose draws contradict each other: there is no verdict about them.
    package var drifted = 0
    /// Those whose mean lies outside of limits that hold.
    package var doubt = Doubt()

    package init() {}

    /// - Parameter target: nil where nobody named one: nothing is proven of it then.
    package init(rows: [PromptRow], isBinary: Bool, target: Double?, alpha: Double) {
        prompts = rows.count
        greedy = GreedyFinding(rows.map(\.greedyScore), isBinary: isBinary, above: target ?? 0)
        var means: [Double] = []
        means.reserveCapacity(rows.count)
        // By positions: a row that is taken out is copied.
        for position in rows.indices {
            let isVoid = rows[position].void != nil
            if rows[position].mean.isFinite {
                sampled += 1
                if !isVoid { means.append(rows[position].mean) }
            }
            draws += rows[position].draws
            missing = missing + rows[position].missing
            if rows[position].hidesLeak { provenHidden += 1 }
            guard !isVoid else {
                drifted += 1
                continue
            }
            if rows[position].excludesEstimate { doubt.add(rows[position].id) }
            switch rows[position].simultaneous {
            case .above: above += 1
            case .below: below += 1
            case .undecided, nil: undecided += 1
            }
        }
        named = TargetRace(rows.map(\.logEvidence), alpha: alpha).above.count
        averaged = means.count
        if averaged > 0 { mean = means.average }
    }
}
