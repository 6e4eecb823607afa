import Canvas
import Evidence
import Findings
import Statistics

/// The numbers of one prompt's Scores and Outputs views as sentences: a name, the value, its limits,
/// and what these hold for.
struct PlainFigures {
    private let model: ExplorerModel
    private let glyphs = Glyphs(.ascii)

    /// - Parameter model: a model that shows the scores of the prompt.
    init(model: ExplorerModel) {
        self.model = model
    }

    /// The spread of the scores and what lost draws do to the mean.
    var scores: [SafeText] {
        guard let detail = model.views[ScoresView.self].detail, detail.count > 0 else { return [] }
        let n = detail.count + detail.lost
        var lines: [SafeText] = []
        if let completed = detail.meanOfCompleted {
            lines.append(
                line(
                    "mean if lost draws were like the others", detail.figures[0].estimate,
                    completed, n))
        }
        for figure in detail.figures.dropFirst() {
            lines.append(
                line(
                    "\(figure.words.name)", figure.estimate, figure.reading,
                    figure.metric.takesLong ? detail.spreadDraws ?? n : n))
        }
        return lines
    }

    /// How varied the answers are, and the chance of one that was not seen yet.
    var answers: [SafeText] {
        guard let detail = model.context.answers, let diversity = detail.diversity else {
            return []
        }
        let n = detail.completed + detail.lost
        let figures = Metric.answers(
            diversity, lost: detail.lost,
            model.context.question.about(model.context.scorerFacts, planned: model.context.planned),
            void: model.context.selectedRow?.reading.void)
        return figures.map { figure in
            let name: SafeText = "\(figure.words.name)"
            guard !figure.metric.hasLimits else {
                return line(name, figure.estimate, figure.reading, n)
            }
            guard figure.estimate.isFinite else {
                return name + ": cannot be told, every draw gave another answer"
            }
            return name + ": " + Figure.fixed(figure.estimate, places: 2) + " \(figure.meaning)"
                + ", n=\(n)"
        }
    }

    /// `name: value, limits [lower, upper], n=…, level, validity, method`.
    func line(_ name: SafeText, _ value: Double, _ reading: Reading, _ n: Int) -> SafeText {
        let limits: SafeText =
            reading.bound.map { "limits " + Figure.limits($0, glyphs: glyphs) } ?? "no limits"
        return name + ": " + PlainReport.trimmed(Figure.unit(value)) + ", " + limits + ", n=\(n), "
            + Words.statement(reading, question: model.context.question, glyphs: glyphs)
    }
}
