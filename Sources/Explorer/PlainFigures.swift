import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The numbers of one prompt as sentences: a name, the value, its limits, and what these hold for.
struct PlainFigures {
    /// What is asked of the prompt.
    let statement: Statement
    /// What a score of 1 is called.
    var event = Event()
    private let glyphs = Glyphs(.ascii)

    /// Every figure of the scores but the mean, and what lost draws do to that.
    func scores(
        _ scores: ScoreEvidence, _ missing: MissingScores, mean: Reading
    ) -> [SafeText] {
        guard scores.count > 0 else { return [] }
        var lines: [SafeText] = []
        if scores.lost > 0, mean.void == nil {
            var ignoring = statement
            ignoring.losses = .ignored
            lines.append(
                line(
                    missing.unscored == 0
                        ? "mean if lost draws were like the others"
                        : "mean if draws without a score were like the others", scores.mean,
                    PromptFinding(scores, ignoring).reading, scores.draws))
        }
        for figure in MetricFindings(scores, statement).all(mean: mean).dropFirst() {
            lines.append(
                line(
                    "\(figure.words.about(event).name)", figure.estimate, figure.reading,
                    scores.draws))
        }
        return lines
    }

    /// How varied the answers are, and the chance of one that was not seen yet.
    ///
    /// - Parameter list: which answers count as one, as `outputs` has them.
    func answers(
        _ evidence: PromptEvidence, by list: AnswerList, _ outputs: OutputDetail, void: VoidReason?
    ) -> [SafeText] {
        let n = evidence.statedDraws
        let diversity = evidence.diversity(by: list.grouping, list.part)
        let figures = Metric.answers(diversity, lost: evidence.lost, statement, void: void)
        return figures.map { figure in
            let name: SafeText = "\(figure.words.name)"
            guard !figure.metric.hasLimits else {
                return line(name, figure.estimate, figure.reading, n)
            }
            guard figure.estimate.isFinite else {
                let least = diversity.map {
                    "; "
                        + Words.variety(
                            VarietyFinding(
                                VarietyFinding.Question(
                                    diversity: $0, drawsBeforeRepeat: outputs.drawsBeforeRepeat,
                                    alpha: statement.alpha, isVoid: void != nil)),
                            alpha: statement.alpha)[0]
                }
                return name + ": cannot be told, most draws gave an answer that no other gave"
                    + (least ?? "")
            }
            return name + ": " + Figure.fixed(figure.estimate, places: 2) + " \(figure.meaning)"
                + ", n=\(n)"
        }
    }

    /// The share of draws that make each choice of a question of multiple choice; nothing for others.
    func choices(_ evidence: PromptEvidence, part: AnswerPart, void: VoidReason?) -> [SafeText] {
        var reader = ChoiceReader(part)
        let shares = ChoiceShares(evidence, reader: &reader, statement, void: void)
        return (shares?.rows ?? []).map { row in
            let name: SafeText =
                row.letter.map {
                    "choice \(String($0))" + (row.isRight ? ", right" : "") + ", "
                        + PlainReport.line(row.text)
                } ?? "no choice"
            guard let exact = row.exact else {
                return line(name, row.share, row.limits, evidence.statedDraws)
            }
            return name + ": exactly from "
                + PlainReport.trimmed(Figure.unit(exact.lowerBound, rounding: .down)) + " to "
                + PlainReport.trimmed(Figure.unit(exact.upperBound, rounding: .up))
        }
    }

    /// `name: value, limits [lower, upper], n=…, level, validity, method`.
    func line(_ name: SafeText, _ value: Double, _ reading: Reading, _ n: Int) -> SafeText {
        let limits: SafeText =
            reading.bound.map {
                ($0.excludesEstimate ? "\(Doubt.mark), " : "") + "limits "
                    + Figure.limits($0, glyphs: glyphs)
            } ?? "no limits"
        return name + ": " + PlainReport.trimmed(Figure.unit(value)) + ", " + limits + ", n=\(n), "
            + Words.statement(reading, question: statement, glyphs: glyphs)
    }
}
