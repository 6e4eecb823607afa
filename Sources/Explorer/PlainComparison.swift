import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The facts of the Compare view without a picture: two runs on the same prompts, one fact a line.
public struct PlainComparison {
    private let model: ExplorerModel
    private let glyphs = Glyphs(.ascii)

    /// Compares two runs with the questions that the options ask of them.
    public init(
        _ first: Snapshot, _ second: Snapshot,
        options: ExplorerModel.Options = ExplorerModel.Options()
    ) {
        var model = ExplorerModel(snapshot: first, options: options)
        model.go(to: .compare)
        var effects = model.update(.others([second]))
        while effects.contains(.refine) { effects = model.update(.refine) }
        self.model = model
    }

    /// The comparison, every line safe to print.
    ///
    /// - Parameter isASCII: whether characters beyond ASCII become ones that look like them.
    public func text(isASCII: Bool = false) -> String {
        guard let table = model.views[CompareView.self].table,
            let first = model.context.shown?.facts,
            let second = model.context.comparison?.facts
        else { return "" }
        var lines: [SafeText] = ["Comparison"]
        for (name, facts) in [(SafeText("A"), first), ("B", second)] {
            lines.append(name + ": run \(facts.name), \(facts.decoding), seed \(facts.seed)")
        }
        if let scorer = model.context.scorerFacts { lines.append("score: \(scorer.name)") }
        lines.append("prompts in both runs: \(table.rows.count)")
        if table.unmatched > 0 { lines.append("prompts in one run only: \(table.unmatched)") }
        lines.append(
            "differences: "
                + Words.level(alpha: model.context.question.alpha, side: .two)
                + " for all \(Words.count(table.rows.count, "prompt", "prompts"))"
                + " and the set together")
        if let missing = model.context.missingScorer.first { lines.append("note: " + missing) }
        let verdicts = table.rows.filter { !$0.hasDrifted }.compactMap(\.verdict)
        for verdict in [ComparisonVerdict.firstLeaksMore, .secondLeaksMore, .undecided] {
            lines.append(
                words.sentence(verdict) + ": "
                    + Words.count(verdicts.count { $0 == verdict }, "prompt", "prompts"))
        }
        for row in table.rows { lines += [""] + self.lines(row) }
        return PlainReport.joined(lines, isASCII: isASCII)
    }

    private var words: ComparisonWords { ComparisonWords(isBinary: model.context.isBinary) }

    private func lines(_ row: ComparisonTable.Row) -> [SafeText] {
        var lines: [SafeText] = ["Prompt \(row.id.rawValue)"]
        lines.append("text: " + PlainReport.line(row.text))
        let figures = PlainFigures(model: model)
        let sides: [(SafeText, ComparisonSide?)] = [("A", row.first), ("B", row.second)]
        for case (let name, let side?) in sides {
            if let greedy = side.greedyScore {
                lines.append(
                    "greedy score of " + name + ": " + PlainReport.trimmed(Figure.score(greedy)))
            }
            let reading = side.bound.map(Reading.bound) ?? .none
            let lost: SafeText = side.lost > 0 ? ", \(side.lost) lost" : ""
            lines.append(figures.line("mean of " + name, side.mean, reading, side.draws) + lost)
            if side.driftedAt != nil {
                lines.append(
                    "warning: the draws of " + name + " cannot all come from one distribution")
            }
        }
        guard let difference = row.difference else {
            return lines
                + [
                    row.hasDrifted
                        ? "A - B: no verdict, the draws of a run contradict each other"
                        : "A - B: no pair of draws to compare"
                ]
        }
        let lost: SafeText = difference.lost > 0 ? ", \(difference.lost) lost" : ""
        lines.append(
            "A - B: " + Figure.signed(difference.bound.estimate, places: 4) + ", limits "
                + Figure.signedInterval(difference.bound, places: 4) + ", n=\(difference.pairs)"
                + " pairs" + lost + ", " + Words.statement(difference, glyphs: glyphs))
        guard !row.hasDrifted, let verdict = row.verdict else { return lines }
        return lines + ["verdict: " + words.sentence(verdict)]
    }
}
