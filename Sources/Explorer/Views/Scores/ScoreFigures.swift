import Canvas
import Evidence
import Findings
import Statistics

/// The numbers under the plot of the scores, each with its limits and what it means.
struct ScoreFigures {
    /// One number: a name, a value, its limits and a few words.
    struct Line {
        var label: SafeText
        /// What the label becomes where there is little room.
        var short: SafeText = ""
        var value: SafeText = ""
        var limits: SafeText = ""
        var meaning: SafeText = ""
        var style: Style = .text
    }

    let context: Context
    let view: ScoresView
    let detail: ScoreDetail
    let row: PromptRow
    private var glyphs: Glyphs { context.glyphs }

    /// The lines, the most important first, the statement of the guarantee last.
    func lines(width: Int) -> [Line] {
        var lines = [greedy]
        if context.mode == .greedy {
            lines.append(
                Line(
                    label: "sampled mean", short: "sampled",
                    value: Figure.unit(mean.estimate),
                    limits: limits(detail.mean), meaning: "press s for its distribution",
                    style: .role(.muted)))
            lines.append(statement(width: width))
            return lines
        }
        lines.insert(line(mean), at: 0)
        if let completed = detail.meanOfCompleted {
            lines.insert(
                Line(
                    label: "mean, completed", short: "completed",
                    value: Figure.unit(mean.estimate),
                    limits: limits(completed),
                    meaning: detail.missing.unscored == 0
                        ? "if lost draws were like others" : "if missing scores were like others"),
                at: 1)
        }
        lines += detail.figures.dropFirst().map(line)
        lines.append(statement(width: width))
        return lines
    }

    private var mean: MetricFinding { detail.figures[0] }

    /// One figure of the table.
    private func line(_ figure: MetricFinding) -> Line {
        // What can be moved with the arrow keys has an arrow.
        let mark: SafeText =
            figure.metric.parameter == .threshold ? SafeText(glyphs.arrowUp) + " " : ""
        let words = figure.words.about(context.event)
        let isOutside = figure.reading.excludesEstimate
        let outside: SafeText = isOutside ? "! " : ""
        return Line(
            label: outside + mark + shown(words.label, alone: glyphs.sigmaWord),
            short: outside + shown(words.short, alone: glyphs.sigma),
            value: Figure.unit(figure.estimate), limits: limits(figure.reading),
            meaning: isOutside ? "\(Doubt.mark)" : meaning(of: figure),
            style: isOutside ? .role(.error) : .text)
    }

    /// The words with the σ that the terminal can show.
    private func shown(_ text: String, alone: SafeText) -> SafeText {
        guard text != "σ" else { return alone }
        return "\(text.replacing("σ", with: glyphs.sigma.string))"
    }

    private func meaning(of figure: MetricFinding) -> SafeText {
        if figure.metric.name == Metric.mean.name, detail.lost > 0 {
            return detail.missing.unscored == 0
                ? "every lost draw at its worst" : "every missing score at its worst"
        }
        if figure.metric.name == Metric.mean.name, context.isBinary, !context.event.isLeak {
            return "the chance of " + context.event.one
        }
        if figure.metric.name == Metric.leakAtK.name, !figure.estimate.isFinite, detail.count > 0 {
            return "no estimate below \(figure.parameters.attempts) draws"
        }
        // What follows from the band waits for it.
        let waits = detail.spreadDraws == nil && figure.reading.bound == nil
        let note = figure.metric.takesLong || waits ? spreadNote : nil
        return note ?? "\(figure.meaning)"
    }

    /// What is to be said about limits that take long: that they are being computed, or of how many
    /// draws they speak, where more have come since.
    private var spreadNote: SafeText? {
        guard let draws = detail.spreadDraws else { return "being computed" }
        return draws < detail.count + detail.lost ? "limits of n=\(draws)" : nil
    }

    private var greedy: Line {
        Line(
            label: SafeText(glyphs.greedy) + " greedy", value: Figure.unit(row.greedyScore),
            limits: "one answer, no limits", style: .role(.barGreedy))
    }

    private func limits(_ reading: Reading) -> SafeText {
        switch reading {
        case .bound(let bound): Figure.limits(bound, glyphs: glyphs)
        case .pending(let drawn, let planned): "\(drawn) of \(planned)"
        case .none, .void, .unplanned: "-"
        }
    }

    private func statement(width: Int) -> Line {
        Line(
            label: Words.guarantee(
                draws: detail.count + detail.lost, detail.missing, detail.mean,
                question: context.question,
                width: width - 2, glyphs: glyphs),
            style: .role(row.reading.void == nil ? .muted : .error))
    }

    func draw(into frame: inout Frame, in rect: Rect) {
        var lines = lines(width: rect.width)
        let isNarrow = rect.width < 56
        let labelWidth = isNarrow ? 10 : 19
        // The guarantee stays even where some of the numbers have to go.
        while lines.count > max(1, rect.height), lines.count > 1 {
            lines.remove(at: lines.count - 2)
        }
        for (row, line) in lines.enumerated() {
            let y = rect.y + row
            let area = Rect(x: rect.x + 1, y: y, width: rect.width - 1, height: 1)
            if line.value.isEmpty {
                frame.line(line.label, row: 0, in: area, style: line.style, glyphs: glyphs)
                continue
            }
            let label = isNarrow && !line.short.isEmpty ? line.short : line.label
            // Limits are shown whole or not at all.
            if labelWidth + line.value.width + 2 + line.limits.width > area.width {
                let compact = label + " " + line.value + " " + line.limits
                let fits = compact.width <= area.width
                frame.put(
                    [
                        (fits ? label + " " : label.padded(to: labelWidth), line.style),
                        (line.value, Style(.text, .bold)),
                        (fits ? " " + line.limits : "", .role(.bound)),
                    ], x: area.x, y: y, within: area)
                continue
            }
            var x = frame.put(
                label.padded(to: labelWidth), x: area.x, y: y, style: line.style, within: area)
            x = frame.put(line.value + "  ", x: x, y: y, style: Style(.text, .bold), within: area)
            x = frame.put(
                line.limits.padded(to: 18), x: x, y: y, style: .role(.bound), within: area)
            // Words that explain are shown whole or not at all.
            if line.meaning.width <= area.right - x {
                frame.put(line.meaning, x: x, y: y, style: .role(.muted), within: area)
            }
        }
    }
}
