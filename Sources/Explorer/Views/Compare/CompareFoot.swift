import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The foot of the Compare view: the selected prompt in both runs, with rulers and histograms.
struct CompareFoot {
    let context: Context
    let view: CompareView
    let table: ComparisonTable
    private var glyphs: Glyphs { context.glyphs }
    /// The least columns of a ruler.
    private static let leastRuler = 10

    func draw(_ row: ComparisonTable.Row, into frame: inout Frame, in rect: Rect) {
        let scale = Swift.max(
            Self.greatest(row.first), row.second.map(Self.greatest) ?? 0, context.target, 0.01)
        let ruler = "rulers from 0 to " + Figure.unit(scale, rounding: .up)
        guard
            let body = row.beginFoot(
                notes: [ruler], verdict: brief(row, width: rect.width - 2),
                otherwise: note(row, width: rect.width - 2), into: &frame, in: rect, glyphs: glyphs)
        else { return }
        var y = 1
        let sides = sides(row, width: body.width)
        let textWidth = sides.map(\.text.width).max() ?? 0
        for (side, text) in sides {
            drawSide(
                side, text.padded(to: textWidth), scale: scale, row: y, into: &frame, in: body)
            y += 1
        }
        let settings = CompareSettings(context)
        let confounders: [(SafeText, Style)] =
            settings.isConfounded
            ? [(settings.line(width: body.width, lead: "differ: "), .role(.text))] : []
        let warning =
            PairWarning.line(table.warnings, width: body.width, glyphs: glyphs)
            .map { [($0, Style(.error, .bold))] } ?? []
        for (text, style) in sentences(row, width: body.width) + warning + confounders {
            if y < body.height - 1 {
                frame.line(text, row: y, in: body, style: style, glyphs: glyphs)
            }
            y += 1
        }
        if y + 5 < body.height {
            CompareHistogram(context: context, view: view, table: table, row: row).draw(
                into: &frame, in: body.rows(y).1.rows(body.height - y - 1).0)
        }
        frame.line(
            statement(row, width: body.width), row: body.height - 1, in: body, style: .role(.muted),
            glyphs: glyphs)
    }

    // MARK: - Each side

    private static func greatest(_ side: ComparisonSide) -> Double {
        Swift.max(side.bound?.upper ?? 0, side.mean.isFinite ? side.mean : 0, side.greedyScore ?? 0)
    }

    private func sides(
        _ row: ComparisonTable.Row, width: Int
    ) -> [(side: ComparisonSide, text: SafeText)] {
        guard let second = row.second else {
            let name: SafeText = table.names.second == nil ? "mean" : "A"
            return [(row.first, figures(name, row.first, width: width))]
        }
        return [
            (row.first, figures("A", row.first, width: width)),
            (second, figures("B", second, width: width)),
        ]
    }

    /// Mean, limits and number of draws of one side; an interval is whole or not there.
    private func figures(_ name: SafeText, _ side: ComparisonSide, width: Int) -> SafeText {
        let mean = Figure.unit(side.mean)
        let limits = side.bound.map { Figure.limits($0, glyphs: glyphs) } ?? "-"
        let n: SafeText = "n=\(side.draws)"
        let losses = side.missing.behind
        let all = name.padded(to: 6) + " " + mean + "  " + limits + "  "
        return Words.fitting(
            [
                all + (n + losses).padded(to: 8), all + n + losses, all + n,
                name + " " + mean + " " + limits + " " + n, name + " " + mean + " " + limits,
                name + " " + limits, name + " " + mean,
            ], width: width)
    }

    private func drawSide(
        _ side: ComparisonSide, _ text: SafeText, scale: Double, row: Int,
        into frame: inout Frame, in rect: Rect
    ) {
        guard row < rect.height - 1 else { return }
        let y = rect.y + row
        let x = frame.put(text, x: rect.x, y: y, style: .role(.bound), within: rect)
        let ruler = Rect(x: x + 1, y: y, width: rect.right - x - 1, height: 1)
        guard ruler.width >= Self.leastRuler else { return }
        var marks: [(Double, Character, Style)] = [(context.target, "T", Style(.target, .bold))]
        if let greedy = side.greedyScore {
            marks.append((greedy, glyphs.greedy, Style(.barGreedy, .bold)))
        }
        Plot.ruler(
            &frame, in: ruler, lower: side.bound?.lower ?? .nan, estimate: side.mean,
            upper: side.bound?.upper ?? .nan, marks: marks, range: 0...scale, glyphs: glyphs)
    }

    // MARK: - The difference

    /// The difference and what it proves, or why there is none.
    private func sentences(_ row: ComparisonTable.Row, width: Int) -> [(SafeText, Style)] {
        let drift = drift(row).map { (Words.fitting($0, width: width), Style(.error, .bold)) }
        guard let second = table.names.second, let difference = row.difference else {
            if let drift { return [drift] }
            let missing = table.names.second == nil ? [] : context.missingScorer
            return missing.isEmpty
                ? drift.map { [$0] } ?? []
                : [(Words.fitting(missing, width: width), Style(.text, .bold))]
        }
        let figures = (figures(difference, of: row, width: width), Style.role(.bound))
        if let drift { return [figures, drift] }
        let verdict = difference.verdict
        let words = ComparisonWords(isBinary: context.isBinary, event: context.event)
        let sentence = words.sentence(verdict)
        // Proven by the limit of the one side that is asked about.
        let limit: SafeText =
            verdict == .secondLeaksMore
            ? ": A - B at most "
                + Figure.signed(difference.most.upper, places: 4, .up) + " by itself" : ""
        let named = sentence + limit + "   (" + what(second) + ")"
        let proof = Words.fitting(
            (belief(row).map { [named + glyphs.dot + $0] } ?? [])
                + [named, sentence + limit, sentence, words.brief(verdict)], width: width)
        return [figures, (proof, Style(.text, .bold))]
    }

    /// What a low foot says: the verdict, and that it may come from what differs beside the model.
    private func brief(_ row: ComparisonTable.Row, width: Int) -> (text: SafeText, style: Style)? {
        guard let last = sentences(row, width: width).last else { return nil }
        let settings = CompareSettings(context)
        guard settings.isConfounded, row.void == nil, let verdict = row.verdict else { return last }
        let words = ComparisonWords(isBinary: context.isBinary, event: context.event)
        let names = glyphs.dot + settings.names
        return (
            Words.fitting(
                [words.sentence(verdict) + names, words.brief(verdict) + names, last.0],
                width: width), last.1
        )
    }

    /// What is believed of which run is higher, which is no guarantee; nil where nothing is.
    private func belief(_ row: ComparisonTable.Row) -> SafeText? {
        let pairs = context.compared.pairs
        return pairs.rows.first { $0.prompt.id == row.id }
            .flatMap { pairs.firstHigher($0, judge: context.scorerFacts?.judge) }
            .map { "P(A > B) " + Words.chance($0) + " (credible, prior Beta(0.5, 0.5))" }
    }

    /// Why no limit holds for the draws; nil while all is well.
    private func drift(_ row: ComparisonTable.Row) -> [SafeText]? {
        ComparisonWords.void(
            first: row.first.void, second: row.second?.void, isPair: table.names.second != nil)
    }

    /// Estimate and limits of the difference, which are always two-sided and speak of the pairs.
    private func figures(
        _ difference: PairFinding, of row: ComparisonTable.Row, width: Int
    ) -> SafeText {
        let bound = difference.bound
        let estimate = Figure.signed(bound.estimate, places: 4)
        let limits = Figure.signedInterval(bound, places: 4)
        let all = "A - B  " + estimate + "  " + limits + "  " + Words.pairs(difference)
        let losses = Words.missing(difference, [row.first.missing, row.second?.missing])
        let level = glyphs.dot + Words.together(difference.statement)
        let method = glyphs.dot + "\(bound.method.rawValue)"
        return Words.fitting(
            [
                all + losses + level + method, all + losses + method, all + losses, all,
                difference.isPaired
                    ? "A-B " + estimate + " " + limits + " n=\(difference.pairs)"
                    : "A-B " + estimate + " " + limits,
                "A-B " + estimate + " " + limits, "A-B " + limits, limits, estimate,
            ], width: width)
    }

    /// What A and B are: their decodings where those differ, else the runs' names.
    private func what(_ second: String) -> SafeText {
        let decodings = table.decodings
        guard let other = decodings.second, other != decodings.first else {
            return "A = \(table.names.first), B = \(second)"
        }
        return "A: \(decodings.first), B: \(other)"
    }

    // MARK: - What the limits hold for

    /// What the row's figures hold for, in one line: for a pair those of the difference.
    private func note(_ row: ComparisonTable.Row, width: Int) -> SafeText {
        guard table.names.second != nil else {
            return statement(row, width: width, alone: true)
        }
        guard let difference = row.difference else {
            let missing = context.missingScorer
            return missing.isEmpty
                ? statement(row, width: width, alone: true) : Words.fitting(missing, width: width)
        }
        let bound = difference.bound
        let n = pairs(difference, of: row) + glyphs.dot
        let level = Words.together(difference.statement) + glyphs.dot
        let method = glyphs.dot + "\(bound.method.rawValue)"
        return Words.fitting(
            [
                n + level + "holds at any n" + method, n + level + "any n" + method,
                n + level + "any n",
            ] + brief(row), width: width)
    }

    private func pairs(_ difference: PairFinding, of row: ComparisonTable.Row) -> SafeText {
        Words.pairs(difference)
            + Words.missing(difference, [row.first.missing, row.second?.missing])
    }

    /// The number of draws, level and validity in as few words as can be.
    private func brief(_ row: ComparisonTable.Row) -> [SafeText] {
        let level = Figure.level(context.question.alpha)
        guard let difference = row.difference else {
            return ["n=\(row.first.draws)" + glyphs.dot + level + " any n", level + " any n"]
        }
        let n: SafeText = "n=\(difference.pairs)"
        guard difference.isPaired else {
            return [
                Words.pairs(difference) + glyphs.dot + level + " together, any n",
                level + " together, any n", level + " any n",
            ]
        }
        return [
            n + " pairs" + glyphs.dot + level + " together, any n",
            n + " pairs" + glyphs.dot + level + " any n", n + " " + level + " any n",
            level + " any n",
        ]
    }

    /// What the limits of A and of B hold for.
    ///
    /// - Parameter alone: whether no line above says of how many draws.
    private func statement(
        _ row: ComparisonTable.Row, width: Int, alone: Bool = false
    ) -> SafeText {
        let side = context.question.side
        let isPair = context.comparison != nil
        let losses = row.first.missing.behind
        let n: SafeText = alone ? "n=\(row.first.draws)" + losses + glyphs.dot : ""
        let level =
            n + Words.level(alpha: context.question.alpha, side: side)
            + (isPair && side != .two ? ", A - B two-sided" : "")
        let judge = context.scorerFacts?.judge
        let brief = Words.brieflyWidened(judge, glyphs: glyphs)
        let method =
            (row.first.bound ?? row.second?.bound).map { glyphs.dot + "\($0.method.rawValue)" }
            ?? ""
        let validity = level + glyphs.dot + "holds at any n" + method
        let each = glyphs.dot + "each line on its own"
        // Narrow lines have no n of their own.
        let isNarrow = width < 46
        return Words.fitting(
            (isNarrow
                ? []
                : [
                    validity + each + Words.widened(judge, glyphs: glyphs), validity + each + brief,
                    validity + brief, level + glyphs.dot + "any n" + method + brief,
                    level + glyphs.dot + "any n" + brief,
                ]) + self.brief(row), width: width)
    }
}

extension ComparisonTable.Row {
    /// Draws the title and the text of the selected prompt; returns the foot with that text as its
    /// first row, or nil where there is room for a verdict and the note alone.
    ///
    /// - Parameter verdict: what the selected prompt proves, in a line; nil where nothing can be said.
    func beginFoot(
        notes: [SafeText] = [], verdict: (text: SafeText, style: Style)?, otherwise note: SafeText,
        into frame: inout Frame, in rect: Rect, glyphs: Glyphs
    ) -> Rect? {
        guard rect.height > 2 else {
            let body = rect.inset(horizontally: 1, vertically: 0)
            if rect.height > 1 {
                let (text, style) = verdict ?? (SafeText(oneLine: self.text), .role(.text))
                frame.line(text, row: 0, in: body, style: style, glyphs: glyphs)
            }
            frame.line(
                note, row: rect.height - 1, in: body, style: .role(.muted), glyphs: glyphs)
            return nil
        }
        let body = frame.panel(
            rect, title: "Prompt " + SafeText(sanitizing: id.rawValue), notes: notes,
            glyphs: glyphs
        ).inset(horizontally: 1, vertically: 0)
        frame.line(
            SafeText(oneLine: text), row: 0, in: body, style: Style(.text, .bold), glyphs: glyphs)
        return body
    }
}
