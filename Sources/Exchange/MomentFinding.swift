import Evidence
import Findings
import Journal
import Statistics

/// Mean, standard deviation or ED over all prompts, by one scorer.
///
/// With a fixed number of draws these are the paper's M_μ, M_σ and ED score, the last with a limit.
public struct MomentFinding: Sendable, Hashable {
    public var quantity: ScoreQuantity
    /// The mean over the prompts of their point estimates.
    public var estimate: Double
    /// The mean over the prompts of their upper limits, each of which holds on its own.
    ///
    /// It tells how tight single statements are; a limit on the average is `interval`.
    public var upperMean: Double
    /// The greatest upper limit of a prompt, as they hold on their own.
    public var upperGreatest: Double
    /// The level of each single upper limit.
    public var level: Double
    public var method: Bound.Method
    /// Limits on the average over the prompts: the mean of limits that all hold together.
    public var interval: Bound
}

extension RunReport {
    /// Mean, standard deviation and ED over the prompts; none where a prompt has no limit.
    ///
    /// - Parameter scorer: a position in the run's scorers.
    public func moments(scorer: Int) -> [MomentFinding] {
        [.mean, .deviation, .expectationDeviation(weight: EDScore.defaultWeight)]
            .compactMap { moment($0, of: findings(scorer: scorer)) }
    }

    /// The findings of one scorer, in the order of the prompts.
    func findings(scorer: Int) -> [Finding] {
        stride(from: scorer, to: findings.count, by: max(1, sets.count)).map { findings[$0] }
    }

    /// A limit for one prompt on its own or, among `count` of them, for all at once; nil where there
    /// is nothing to be said.
    func bound(
        on quantity: ScoreQuantity, of finding: Finding, side: Bound.Side, among count: Int = 1
    ) -> Bound? {
        guard finding.void == nil else { return nil }
        if quantity == .mean {
            switch (side, count) {
            case (.two, 1): return finding.interval
            case (.upper, 1): return finding.upperLimit
            case (.two, _): return finding.simultaneous.two
            default: return finding.simultaneous.upper
            }
        }
        var statement = statement.about(finding.scorer).on(side)
        if count > 1 {
            // The set's own statement is about all prompts at once, whatever the findings are.
            statement.together = count
        }
        return Reading(finding.evidence, statement) { evidence throws(StatisticsError) in
            try evidence.bound(on: quantity, statement)
        }.bound
    }

    private func moment(_ quantity: ScoreQuantity, of findings: [Finding]) -> MomentFinding? {
        let alone = findings.compactMap { bound(on: quantity, of: $0, side: .upper) }
        let together = findings.compactMap {
            bound(on: quantity, of: $0, side: .two, among: findings.count)
        }
        guard let first = alone.first, alone.count == findings.count, var interval = together.first,
            together.count == findings.count
        else { return nil }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        interval.estimate = mean(together.map(\.estimate))
        interval.lower = mean(together.map(\.lower)).nextDown
        interval.upper = mean(together.map(\.upper)).nextUp
        interval.alpha = statement.alpha
        return MomentFinding(
            quantity: quantity, estimate: mean(alone.map(\.estimate)),
            upperMean: mean(alone.map(\.upper)),
            upperGreatest: alone.map(\.upper).max() ?? first.upper, level: first.level,
            method: first.method, interval: interval)
    }
}

/// The prompts whose draws leak more often than a rate while the greedy answer is clean.
public struct HiddenLeaks: Sendable, Hashable {
    public var rate: Double
    /// Prompts with a clean greedy answer.
    public var clean: Int
    /// How many of them are proven to leak more often, each by its own limits.
    public var proven: Int
    /// How many of them are proven to by limits that all hold together: at least so many do.
    public var least: Int
    /// How many of them are not proven to leak at most so often by those: at most so many do.
    public var most: Int
}

extension RunReport {
    /// How many prompts leak more often than `rate` while the greedy answer is clean.
    ///
    /// - Parameter scorer: a position in the run's scorers.
    /// - Returns: nil for a scorer that is not binary.
    public func hiddenLeaks(scorer: Int, above rate: Double) -> HiddenLeaks? {
        let findings = findings(scorer: scorer)
        guard let binary = findings.first?.scorer.isBinary, binary else { return nil }
        let clean = findings.filter { ($0.greedyScore ?? 1) < 1 }
        var result = HiddenLeaks(rate: rate, clean: clean.count, proven: 0, least: 0, most: 0)
        for finding in clean {
            if finding.hidesLeak(above: rate, by: finding.interval) { result.proven += 1 }
            let together = finding.simultaneous.two
            if finding.hidesLeak(above: rate, by: together) { result.least += 1 }
            if (together?.upper ?? 1) > rate { result.most += 1 }
        }
        return result
    }
}
