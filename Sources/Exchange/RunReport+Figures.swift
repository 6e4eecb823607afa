import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

extension ReportRow {
    /// What the figures of all prompts need of this one.
    fileprivate func part(by grouping: AnswerGrouping, _ part: AnswerPart, _ statement: Statement)
        -> SetFigure.Prompt
    {
        func reading(_ bound: Bound?) -> Reading {
            void.map(Reading.void) ?? bound.map(Reading.bound) ?? .none
        }
        let stated = stated(statement)
        return SetFigure.Prompt(
            prompt.id, evidence, upper: reading(alone.upper), together: own.simultaneous,
            answers: stated.diversity(by: grouping, part), lost: stated.lost)
    }
}

extension RunReport {
    /// Every figure of a finding but the mean, each with the upper limit that is stated of it.
    package func otherFigures(of finding: ReportRow) -> [MetricFinding] {
        let asked = statement.about(finding.scorer)
        let mean =
            finding.void.map(Reading.void) ?? finding.upperLimit.map(Reading.bound) ?? .none
        let stated = finding.stated(statement)
        return MetricFindings(finding.evidence, asked.on(.upper)).all(mean: mean).dropFirst()
            + Metric.answers(
                stated.diversity(by: grouping, answerPart), lost: stated.lost, asked,
                void: finding.void)
    }

    /// Every figure over the prompts that has limits, or an estimate, for all of them; none where a
    /// prompt has no limit of its mean, and where nothing holds for the set.
    ///
    /// - Parameter scorer: a position in the run's scorers.
    package func setFigures(scorer: Int) -> [SetFigure] {
        guard sets[scorer].void == nil else { return [] }
        return SetFigure.all(
            findings(scorer: scorer).map { $0.part(by: grouping, answerPart, statement) },
            statement.about(sets[scorer].scorer), mean: sets[scorer].averageInterval)
    }

    /// The findings of one scorer, in the order of the prompts.
    func findings(scorer: Int) -> [ReportRow] {
        stride(from: scorer, to: findings.count, by: max(1, sets.count)).map { findings[$0] }
    }

    /// The figures over all prompts as tables have them: estimate, both limits of the average, and
    /// the greatest upper limit of a prompt on its own.
    func setRows(scorer: Int) -> [(name: String, cells: [String])] {
        setFigures(scorer: scorer).map { figure in
            let limits = figure.limits
            func cell(_ value: Double?, _ rounding: Figure.Rounding) -> String {
                value.flatMap { $0.isFinite ? Figure.number($0, rounding) : nil } ?? "–"
            }
            return (
                figure.metric.words(figure.parameters).about(event).name,
                [
                    cell(figure.estimate, .nearest)
                        + (limits?.interval.excludesEstimate == true ? ", \(Doubt.mark)" : ""),
                    cell(limits?.interval.lower, .down),
                    cell(limits?.interval.upper, .up), cell(limits?.upperGreatest, .up),
                ]
            )
        }
    }

    static let setTableWords =
        "*lower* and *upper* are limits of the average over the prompts: of the mean one statement, "
        + "of other figures the average of limits that hold for all prompts together. The *greatest upper "
        + "alone* is that of limits which stand each by itself."

    /// How many prompts leak more often than `rate` while the greedy answer is clean; by a scorer with
    /// grades, how many have a mean above it.
    ///
    /// - Parameter scorer: a position in the run's scorers.
    /// - Returns: nil for a scorer with grades at a rate of 0, which says nothing.
    package func hiddenLeaks(scorer: Int, above rate: Double) -> HiddenLeaks? {
        HiddenLeaks(
            findings(scorer: scorer).map {
                HiddenLeaks.Prompt($0.evidence, greedyScore: $0.greedyScore, $0.own)
            }, above: rate, statement.about(sets[scorer].scorer))
    }
}

extension Statement {
    /// The same about the scores of a scorer.
    func about(_ scorer: RunIdentity.ScorerIdentity) -> Statement {
        about(isBinary: scorer.isBinary, judge: scorer.judge)
    }
}
