import Evidence
import Prompts
import Statistics

/// One figure of ``Metric/table`` over all prompts of a run, by one scorer.
///
/// With a fixed number of draws the mean, the standard deviation and ED are the paper's M_μ, M_σ and
/// ED score, the last with a limit.
package struct SetFigure: Sendable {
    package let metric: Metric
    package let parameters: MetricParameters
    /// The mean over the prompts of their point estimates; NaN where some prompt has none.
    package let estimate: Double
    /// Nil for a figure that has no limits.
    package private(set) var limits: Limits?

    /// What the prompts' limits come to.
    package struct Limits: Sendable {
        /// The mean over the prompts of their upper limits, each of which holds on its own.
        ///
        /// It tells how tight single statements are; a limit on the average is `interval`.
        package let upperMean: Double
        /// The greatest upper limit of a prompt, as they hold on their own.
        package let upperGreatest: Double
        /// The level of each single upper limit.
        package let level: Double
        package let method: Bound.Method
        /// Limits on the average over the prompts: of a mean those of the set, else the mean of
        /// limits that all hold together.
        package let interval: Bound
    }

    /// What is known of one prompt.
    package struct Prompt: Sendable {
        let id: PromptID
        let scores: ScoreEvidence
        /// Of the mean: the upper limit by itself, and both limits of all prompts at once.
        let upper: Reading
        let together: Reading
        /// How varied the answers are, and how many draws have none.
        let answers: OutputDiversity?
        let lost: Int

        package init(
            _ id: PromptID, _ scores: ScoreEvidence, upper: Reading, together: Reading,
            answers: OutputDiversity?, lost: Int
        ) {
            (self.id, self.scores, self.upper, self.together) = (id, scores, upper, together)
            (self.answers, self.lost) = (answers, lost)
        }

        /// Every figure by one statement.
        fileprivate func figures(_ statement: Statement, mean: Reading) -> [MetricFinding] {
            MetricFindings(scores, statement).all(mean: mean)
                + Metric.answers(answers, lost: lost, statement, void: mean.void)
        }
    }

    /// Every figure that has limits, or an estimate, for all prompts; none where a prompt has no limit of
    /// its mean.
    ///
    /// - Parameters:
    ///   - statement: what is asked of the scorer's scores.
    ///   - mean: both limits on the mean over the prompts.
    package static func all(
        _ prompts: [Prompt], _ statement: Statement, mean: Bound?
    ) -> [SetFigure] {
        guard prompts.allSatisfy({ $0.upper.bound != nil }) else { return [] }
        let own = statement.byItself
        let alone = prompts.map { $0.figures(own.on(.upper), mean: $0.upper) }
        let joint = own.shared(among: prompts.count).on(.two)
        let together = prompts.map { $0.figures(joint, mean: $0.together) }
        return Metric.table.compactMap { metric in
            func row(_ figures: [[MetricFinding]]) -> [MetricFinding] {
                figures.compactMap { $0.first { $0.metric.name == metric.name } }
            }
            let row = (alone: row(alone), together: row(together))
            guard let first = row.alone.first, row.alone.count == prompts.count else { return nil }
            var figure = SetFigure(
                metric: metric, parameters: first.parameters,
                estimate: row.alone.map(\.estimate).average)
            guard metric.hasLimits else { return figure.estimate.isFinite ? figure : nil }
            let pooled = metric.pooled.map { pooled in
                MeanFinding(
                    prompts.map { pooled($0.scores, first.parameters) },
                    own.on(.two).about(isBinary: true, judge: nil)
                ).reading.bound
            }
            let isPlain = !prompts.contains(where: \.scores.isWithoutReplacement)
            figure.limits = limits(
                prompts.map(\.id), row.alone.map(\.reading), row.together.map(\.reading), own,
                set: first.isMean ? mean : isPlain ? pooled ?? nil : nil)
            return figure.limits == nil ? nil : figure
        }
    }

    /// The limits of one figure over all prompts; nil where some prompt has none.
    ///
    /// - Parameters:
    ///   - alone: of each prompt on its own.
    ///   - joint: of all prompts at once.
    ///   - set: where there is one statement about the average, which is tighter.
    private static func limits(
        _ prompts: [PromptID], _ alone: [Reading], _ joint: [Reading], _ statement: Statement,
        set: Bound?
    ) -> Limits? {
        let (own, all) = (alone.compactMap(\.bound), joint.compactMap(\.bound))
        guard let first = own.first, all.count == prompts.count,
            let greatest = GreatestFinding(
                zip(prompts, alone).map { (prompt: $0, reading: $1) }
            ).limit,
            let interval = Bound.average(all, alpha: statement.alpha)
        else { return nil }
        return Limits(
            upperMean: own.map(\.upper).average, upperGreatest: greatest.upper,
            level: first.level, method: first.method, interval: set ?? interval)
    }
}
