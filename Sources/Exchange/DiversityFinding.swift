import Evidence
import Journal
import Statistics

/// How varied a run's answers are, averaged over its prompts.
public struct DiversityFinding: Sendable, Hashable {
    /// Distinct answers per prompt, with limits on the expected number; nil where prompts have
    /// different numbers of draws, as more draws give more answers.
    public var distinct: Bound?
    /// How many equally likely answers would be as varied: exp of the Chao–Shen entropy, an
    /// estimate without limits.
    public var effectiveNumber: Double
    /// The chance that a further draw gives a new answer, by Good and Turing; an estimate.
    public var unseenMass: Double

    init?(_ run: RestoredRun, alpha: Double) {
        let known = run.evidence.compactMap(\.diversity)
        guard !known.isEmpty else { return nil }
        let count = Double(known.count)
        effectiveNumber = known.reduce(0) { $0 + $1.effectiveNumber } / count
        unseenMass = known.reduce(0) { $0 + $1.unseenMass } / count
        let draws = Set(run.evidence.map(\.drawCount))
        if draws.count == 1, let each = draws.first {
            distinct = try? OutputDiversity.distinctBound(
                run.evidence.map(\.outputs.count), draws: each,
                lost: run.evidence.reduce(0) { $0 + $1.lost }, alpha: alpha, side: .two)
        }
    }
}
