import Evidence
import Statistics

/// One figure of a prompt: its estimate and what the draws prove about it.
package struct MetricFinding: Sendable {
    package let metric: Metric
    package let parameters: MetricParameters
    /// NaN where it cannot be told.
    package let estimate: Double
    package let reading: Reading
    /// Whether the scores are 0 and 1 only.
    package let isBinary: Bool

    package var words: MetricWords { metric.words(parameters) }
    /// Whether it is the mean by another name: the chance of a score above x, of scores that are 0 or
    /// 1 only.
    package var isMean: Bool {
        metric.name == Metric.mean.name
            || isBinary && metric.name == Metric.exceedance.name && parameters.threshold < 1
    }
    /// What it tells, in a few words.
    package var meaning: String { metric.meaning(self) }

    init(
        _ metric: Metric, _ parameters: MetricParameters, _ input: MetricInput, _ reading: Reading,
        isBinary: Bool
    ) {
        self.metric = metric
        self.isBinary = isBinary
        self.parameters = parameters
        // Draws without replacement are not alike: their scores are no sample of the distribution.
        estimate =
            input.scores.isWithoutReplacement && metric.name != Metric.mean.name
            ? reading.bound?.estimate ?? .nan : metric.estimate(input, parameters)
        if case .bound(var bound) = reading {
            // Methods have estimates of their own; a figure has one.
            bound.estimate = estimate
            // Limits that were narrowed apart from each other may leave no value between them.
            self.reading =
                bound.isContradiction
                ? .void(.drift(at: input.scores.draws)) : .bound(bound)
        } else {
            self.reading = reading
        }
    }
}

/// Limits from which others follow at once.
package struct KnownLimits: Sendable {
    /// Those on the mean, as ``PromptFinding`` has them.
    package var mean: Reading
    package var band: WorstCaseBand?
    /// The scores that the limits speak of.
    package var scores: ScoreEvidence
}

/// What the scores of one prompt prove about every figure of ``Metric/table``.
///
/// What takes long with many draws is computed when the value is made: the band, and figures for
/// which the order of the draws matters. The others follow from these and from the mean's limits.
package struct MetricFindings: Sendable {
    package let statement: Statement
    /// The scores that the limits speak of.
    package let scores: ScoreEvidence
    /// The draws that there were, the lost ones included.
    package let drawn: Int
    /// The band around the distribution function; nil while there is none.
    package let band: WorstCaseBand?
    private let parameters: MetricParameters
    private let fromDraws: [String: Reading]
    /// Why nothing is stated of so many draws; nil where limits are.
    private let unstated: Reading?

    package init(
        _ evidence: ScoreEvidence, _ statement: Statement,
        parameters: MetricParameters = MetricParameters()
    ) {
        self.statement = statement
        self.parameters = parameters
        let scores = evidence.allowed(by: statement)
        self.scores = scores
        drawn = evidence.draws
        unstated = statement.unstated(of: evidence)
        var found: [String: Reading] = [:]
        for metric in Metric.ofScores {
            guard case .draws(let heedsRest, let bound) = metric.source else { continue }
            guard heedsRest || !scores.isWithoutReplacement else { continue }
            found[metric.name] = Reading(evidence, statement) {
                scores throws(StatisticsError) in try bound(scores, statement, parameters)
            }
        }
        fromDraws = found
        band =
            evidence.draws == 0 || unstated != nil ? nil : try? WorstCaseBand(scores, statement)
    }

    /// What is known before the rest is computed: figures that follow from the mean's limits.
    package init(
        before evidence: ScoreEvidence, _ statement: Statement,
        parameters: MetricParameters = MetricParameters()
    ) {
        self.statement = statement
        self.parameters = parameters
        scores = evidence.allowed(by: statement)
        (band, fromDraws, drawn) = (nil, [:], evidence.draws)
        unstated = statement.unstated(of: evidence)
    }

    /// One figure of scores.
    ///
    /// - Parameters:
    ///   - mean: the limits of the mean under the same statement.
    ///   - newest: later draws, for the estimate alone.
    package func finding(
        _ metric: Metric, mean: Reading, _ parameters: MetricParameters? = nil,
        newest: ScoreEvidence? = nil
    ) -> MetricFinding {
        let parameters = parameters ?? self.parameters
        let input = MetricInput(newest ?? scores)
        func result(_ reading: Reading) -> MetricFinding {
            MetricFinding(
                metric, parameters, input, reading, isBinary: statement.isBinary)
        }
        if case .void = mean { return result(mean) }
        switch metric.source {
        case .draws: return result(fromDraws[metric.name] ?? .none)
        case .known(let bound):
            if let unstated { return result(unstated) }
            let known = KnownLimits(
                mean: mean, band: statement.judge == nil ? band : nil, scores: scores)
            let found = try? bound(known, statement, parameters)
            return result(found.map(Reading.bound) ?? .none)
        case .answers, .none: return result(.none)
        }
    }

    /// Every figure of scores, in the order of the table.
    package func all(
        mean: Reading, _ parameters: MetricParameters? = nil, newest: ScoreEvidence? = nil
    ) -> [MetricFinding] {
        Metric.ofScores.filter { $0.isForBinary || !statement.isBinary }.map {
            finding($0, mean: mean, parameters, newest: newest)
        }
    }
}

extension Metric {
    /// The figures of the distinct answers.
    ///
    /// - Parameters:
    ///   - lost: draws that may have given any answer.
    ///   - void: why no limit holds for the draws.
    package static func answers(
        _ answers: OutputDiversity?, lost: Int, _ statement: Statement, void: VoidReason? = nil
    ) -> [MetricFinding] {
        guard let answers else { return [] }
        let drawn = answers.draws + lost
        return ofAnswers.map { metric in
            var reading = Reading.none
            if case .answers(let bound) = metric.source {
                if let void {
                    reading = .void(void)
                } else {
                    reading =
                        statement.unstated(of: drawn, counted: true)
                        ?? (try? bound(answers, lost, statement)).map(Reading.bound) ?? .none
                }
            }
            return MetricFinding(
                metric, MetricParameters(), MetricInput(ScoreEvidence(), answers: answers), reading,
                isBinary: statement.isBinary)
        }
    }
}
