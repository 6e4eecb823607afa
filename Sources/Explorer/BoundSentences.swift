import Canvas
import Statistics

/// What the Bounds view says below its plot.
struct BoundSentences {
    struct Line {
        var label: SafeText
        var text: SafeText
        var style: Style = .text
    }

    let model: ExplorerModel
    let row: PromptRow
    let series: BoundSeries
    let last: BoundSeries.Point
    private var glyphs: Glyphs { model.glyphs }

    init(
        model: ExplorerModel, row: PromptRow, series: BoundSeries, last: BoundSeries.Point
    ) {
        self.model = model
        self.row = row
        self.series = series
        self.last = last
    }

    var lines: [Line] {
        var lines = [
            Line(
                label: "verdict", text: verdict,
                style: row.verdict.map(Words.style)?.adding(.bold) ?? .text),
            Line(label: "at any n", text: limits(last.anytime)),
            Line(label: "if n was fixed", text: fixed),
        ]
        if let greedy = row.greedyScore {
            lines.append(
                Line(
                    label: "greedy",
                    text: Figure.unit(greedy) + "  one answer, no limits",
                    style: .role(.barGreedy)))
        }
        lines.append(Line(label: "statement", text: statement, style: .role(.muted)))
        return lines
    }

    private func limits(_ bound: Bound?) -> SafeText {
        guard let bound else { return "-" }
        return Figure.unit(bound.estimate) + "  " + Figure.limits(bound, glyphs: glyphs)
            + "  n=\(last.draws), " + "\(bound.method.rawValue)"
    }

    /// A limit for a number fixed in advance holds at that number alone.
    private var fixed: SafeText {
        if last.draws < model.planned {
            return "\(last.draws) of \(model.planned) draws: no limit before"
        }
        guard let bound = fixedReading else { return "-" }
        return Figure.unit(bound.estimate) + "  " + Figure.limits(bound, glyphs: glyphs)
            + "  fixed n=\(model.planned), \(bound.method.rawValue)"
    }

    private var fixedReading: Bound? {
        guard let evidence = model.selectedEvidence else { return nil }
        var question = model.question
        question.validity = .fixed
        return model.reading(of: evidence, question: question).bound
    }

    private var statement: SafeText {
        Words.level(alpha: model.question.alpha, side: model.question.side) + glyphs.dot
            + "each line holds on its own" + glyphs.dot + "n=\(last.draws)"
            + (row.lost > 0 ? ", \(row.lost) lost" : "")
    }

    private var verdict: SafeText {
        let target = Figure.short(model.target)
        guard let bound = last.anytime else { return "no draws yet" }
        switch TargetVerdict(bound, target: model.target) {
        case .above: return "above the target " + target + since
        case .below: return "below the target " + target + since
        case .undecided:
            guard let more = series.drawsToDecide else {
                return "undecided: the target " + target + " is too near the estimate"
            }
            return "undecided; at this rate decided after about \(more) more draws"
        }
    }

    /// Since when the verdict stands: limits that hold at any n never have to be taken back.
    private var since: SafeText {
        guard let last = last.anytime else { return "" }
        let verdict = TargetVerdict(last, target: model.target)
        let first = series.points.first { point in
            point.anytime.map { TargetVerdict($0, target: model.target) == verdict } ?? false
        }
        return first.map { ", certain since n=\($0.draws)" } ?? ""
    }
}
