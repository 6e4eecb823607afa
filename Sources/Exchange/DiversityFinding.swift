import Evidence
import Findings
import Journal
import Statistics

/// How varied a run's answers are, averaged over its prompts.
public struct DiversityFinding: Sendable, Hashable {
    /// Distinct answers per prompt, with limits on the expected number; nil where prompts have
    /// different numbers of draws, as more draws give more answers.
    public var distinct: Bound?
    /// How many equally likely answers would be as varied: exp of the Chao–Shen entropy, an
    /// estimate without limits; nil where it cannot be told, as all draws to some prompt differ.
    public var effectiveNumber: Double?
    /// The chance that a further draw gives a new answer, by Good and Turing; an estimate.
    public var unseenMass: Double

    init?(_ run: RestoredRun, _ statement: Statement) {
        let prompts = run.evidence.map { $0.allowed(by: statement) }
        let known = prompts.compactMap(\.diversity)
        guard !known.isEmpty else { return nil }
        let count = Double(known.count)
        if known.allSatisfy(\.tellsEntropy) {
            effectiveNumber = known.reduce(0) { $0 + $1.effectiveNumber } / count
        }
        unseenMass = known.reduce(0) { $0 + $1.unseenMass } / count
        let draws = Set(prompts.map(\.drawCount))
        let isAnytime = statement.validity == .anytime
        if draws.count == 1, let each = draws.first,
            isAnytime || each == statement.planned && statement.planChange == nil
        {
            distinct = try? OutputDiversity.distinctBound(
                prompts.map(\.outputs.count), draws: each,
                lost: prompts.reduce(0) { $0 + $1.lost }, alpha: statement.alpha,
                side: .two, anytime: isAnytime)
        }
    }
}
