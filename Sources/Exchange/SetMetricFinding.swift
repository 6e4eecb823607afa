import Evidence
import Findings
import Journal
import Statistics
import Text

/// One figure of ``Metric/table`` over all prompts, by one scorer.
///
/// With a fixed number of draws the mean, the standard deviation and ED are the paper's M_μ, M_σ and
/// ED score, the last with a limit.
package struct SetMetricFinding: Sendable {
    package var metric: Metric
    package var parameters: MetricParameters
    /// The mean over the prompts of their point estimates; NaN where some prompt has none.
    package var estimate: Double
    /// Nil for a figure that has no limits.
    package var limits: Limits?

    /// What the prompts' limits come to.
    package struct Limits: Sendable {
        /// The mean over the prompts of their upper limits, each of which holds on its own.
        ///
        /// It tells how tight single statements are; a limit on the average is `interval`.
        package var upperMean: Double
        /// The greatest upper limit of a prompt, as they hold on their own.
        package var upperGreatest: Double
        /// The level of each single upper limit.
        package var level: Double
        package var method: Bound.Method
        /// Limits on the average over the prompts: of a mean those of the set, else the mean of
        /// limits that all hold together.
        package var interval: Bound
    }
}

extension RunReport {
    /// Every figure over the prompts that has limits, or an estimate, for all of them; none where a
    /// prompt has no limit of its mean, and where nothing holds for the set.
    ///
    /// - Parameter scorer: a position in the run's scorers.
    package func setFigures(scorer: Int) -> [SetMetricFinding] {
        let findings = findings(scorer: scorer)
        guard sets[scorer].void == nil, findings.allSatisfy({ $0.upperLimit != nil }) else {
            return []
        }
        let count = findings.count
        let own = statement.byItself
        let alone = findings.map {
            $0.figures(own, .upper) + $0.answerFigures(own, by: grouping, answerPart)
        }
        var joint = statement
        joint.together = count
        let together = findings.map {
            $0.figures(statement, .two, among: count)
                + $0.answerFigures(joint, by: grouping, answerPart)
        }
        return Metric.table.compactMap { metric in
            func row(_ figures: [[MetricFinding]]) -> [MetricFinding] {
                figures.compactMap { $0.first { $0.metric.name == metric.name } }
            }
            let own = row(alone)
            guard let first = own.first, own.count == count else { return nil }
            var moment = SetMetricFinding(
                metric: metric, parameters: first.parameters,
                estimate: own.map(\.estimate).average)
            guard metric.hasLimits else { return moment.estimate.isFinite ? moment : nil }
            moment.limits = limits(
                own.compactMap(\.reading.bound), row(together).compactMap(\.reading.bound),
                among: count,
                set: first.isMean
                    ? sets[scorer].averageInterval : pooled(first, over: findings))
            return moment.limits == nil ? nil : moment
        }
    }

    /// The limits on the average over the prompts of P(score > x): pooled, as those of the mean are, of
    /// whether each score is above; nil for other figures.
    private func pooled(_ figure: MetricFinding, over findings: [Finding]) -> Bound? {
        guard figure.metric.name == Metric.exceedance.name,
            !findings.contains(where: \.evidence.isWithoutReplacement)
        else { return nil }
        return MeanFinding(
            findings.map { $0.evidence.above(figure.parameters.threshold) },
            statement.byItself.on(.two).about(isBinary: true, judge: nil)
        ).reading.bound
    }

    /// The findings of one scorer, in the order of the prompts.
    func findings(scorer: Int) -> [Finding] {
        stride(from: scorer, to: findings.count, by: max(1, sets.count)).map { findings[$0] }
    }

    /// The limits of one figure over all prompts; nil where some prompt has none.
    ///
    /// - Parameters:
    ///   - alone: of each prompt on its own.
    ///   - joint: of all prompts at once.
    ///   - set: where there is one statement about the mean, which is tighter.
    private func limits(
        _ alone: [Bound], _ joint: [Bound], among count: Int, set: Bound?
    ) -> SetMetricFinding.Limits? {
        guard let first = alone.first, alone.count == count, joint.count == count,
            let interval = Bound.average(joint, alpha: statement.alpha)
        else { return nil }
        return SetMetricFinding.Limits(
            upperMean: alone.map(\.upper).average,
            upperGreatest: alone.map(\.upper).max() ?? first.upper, level: first.level,
            method: first.method, interval: set ?? interval)
    }
}

extension RunReport {
    /// The figures over all prompts as tables have them: estimate, both limits of the average, and
    /// the greatest upper limit of a prompt on its own.
    func setRows(scorer: Int) -> [(name: String, cells: [String])] {
        setFigures(scorer: scorer).map { moment in
            let limits = moment.limits
            func cell(_ value: Double?, _ rounding: Figure.Rounding) -> String {
                value.flatMap { $0.isFinite ? Figure.number($0, rounding) : nil } ?? "–"
            }
            return (
                moment.metric.words(moment.parameters).about(event).name,
                [
                    cell(moment.estimate, .nearest), cell(limits?.interval.lower, .down),
                    cell(limits?.interval.upper, .up), cell(limits?.upperGreatest, .up),
                ]
            )
        }
    }

    static let setTableWords =
        "*lower* and *upper* are limits of the average over the prompts: of the mean one statement, "
        + "of other figures the average of limits that hold for all prompts together."
}
