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
                line("mean if lost draws were like the others", detail.meanEstimate, completed, n))
        }
        let x = model.views[ScoresView.self].threshold
        let exceedance = detail.exceedance(above: x).map(Reading.bound)
        lines.append(
            line(
                "P(score > " + Figure.fixed(x, places: 2) + ")", detail.share(above: x),
                exceedance ?? (detail.mean.bound == nil ? detail.mean : Reading.none), n))
        let spread = detail.spread?.draws ?? n
        lines.append(
            line("standard deviation", detail.deviationEstimate, detail.deviation, spread))
        lines.append(
            line(
                "ED score, mean + 2 standard deviations",
                detail.meanEstimate + 2 * detail.deviationEstimate, detail.edScore, spread))
        return lines
    }

    /// How varied the answers are, and the chance of one that was not seen yet.
    var answers: [SafeText] {
        guard let detail = model.context.answers, let diversity = detail.diversity else {
            return []
        }
        let n = detail.completed + detail.lost
        let isAnytime = model.context.question.validity == .anytime
        let bound =
            isAnytime || n == model.context.planned
            ? try? diversity.unseenMassBound(
                alpha: model.context.question.alpha, anytime: isAnytime, lost: detail.lost) : nil
        let reading: Reading =
            model.context.selectedRow?.driftedAt != nil
            ? .none : bound.map(Reading.bound) ?? .pending(drawn: n, planned: model.context.planned)
        return [
            line("chance of a new answer", diversity.unseenMass, reading, n),
            "entropy of the answers: " + Figure.fixed(diversity.chaoShenEntropy, places: 2)
                + " nats, n=\(n), an estimate by Chao and Shen without limits",
            "as varied as: " + Figure.fixed(diversity.effectiveNumber, places: 1)
                + " equally likely answers",
        ]
    }

    /// `name: value, limits [lower, upper], n=…, level, validity, method`.
    func line(_ name: SafeText, _ value: Double, _ reading: Reading, _ n: Int) -> SafeText {
        let limits: SafeText =
            reading.bound.map { "limits " + Figure.limits($0, glyphs: glyphs) } ?? "no limits"
        return name + ": " + PlainReport.trimmed(Figure.unit(value)) + ", " + limits + ", n=\(n), "
            + Words.statement(reading, question: model.context.question, glyphs: glyphs)
    }
}
