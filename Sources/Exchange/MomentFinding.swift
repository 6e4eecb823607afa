import Evidence
import Findings
import Journal
import Statistics

/// One figure of ``Metric/table`` over all prompts, by one scorer.
///
/// With a fixed number of draws the mean, the standard deviation and ED are the paper's M_μ, M_σ and
/// ED score, the last with a limit.
public struct MomentFinding: Sendable {
    public var metric: Metric
    public var parameters: MetricParameters
    /// The mean over the prompts of their point estimates; NaN where some prompt has none.
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
    /// Limits on the average over the prompts: of a mean those of the set, else the mean of limits
    /// that all hold together.
    public var interval: Bound
}

extension RunReport {
    /// Every figure of scores over the prompts; none where a prompt has no limit.
    ///
    /// - Parameter scorer: a position in the run's scorers.
    public func moments(scorer: Int) -> [MomentFinding] {
        let findings = findings(scorer: scorer)
        let alone = findings.map { $0.figures(statement, .upper) }
        let together = findings.map { $0.figures(statement, .two, among: findings.count) }
        guard let first = alone.first else { return [] }
        return first.indices.compactMap { position in
            moment(
                alone.map { $0[position] }, together.map { $0[position].reading.bound },
                set: sets[scorer])
        }
    }

    /// The findings of one scorer, in the order of the prompts.
    func findings(scorer: Int) -> [Finding] {
        stride(from: scorer, to: findings.count, by: max(1, sets.count)).map { findings[$0] }
    }

    /// One figure over all prompts.
    private func moment(
        _ alone: [MetricFinding], _ together: [Bound?], set: SetFinding
    ) -> MomentFinding? {
        let (limits, joint) = (alone.compactMap(\.reading.bound), together.compactMap { $0 })
        guard let first = limits.first, limits.count == alone.count, var interval = joint.first,
            joint.count == alone.count
        else { return nil }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        interval.estimate = mean(joint.map(\.estimate))
        interval.lower = mean(joint.map(\.lower)).nextDown
        interval.upper = mean(joint.map(\.upper)).nextUp
        interval.alpha = statement.alpha
        // There is one statement about the mean, and it is tighter.
        if alone[0].metric.name == Metric.mean.name, let mean = set.averageInterval {
            interval = mean
        }
        return MomentFinding(
            metric: alone[0].metric, parameters: alone[0].parameters,
            estimate: mean(alone.map(\.estimate)), upperMean: mean(limits.map(\.upper)),
            upperGreatest: limits.map(\.upper).max() ?? first.upper, level: first.level,
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
            if finding.hidesLeak(above: rate, by: finding.decision) { result.proven += 1 }
            let together = finding.simultaneous.two
            if finding.hidesLeak(above: rate, by: together) { result.least += 1 }
            if (together?.upper ?? 1) > rate { result.most += 1 }
        }
        return result
    }
}
