import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The facts of the views without a picture: headings and one fact a line, for screen readers,
/// simple terminals and pipes.
public struct PlainReport {
    private let model: ExplorerModel
    /// Commas instead of dots, and no character beyond ASCII from the program itself.
    private let glyphs = Glyphs(.ascii)
    /// The most frequent answers that are listed for each prompt.
    private static let answers = 5
    /// The columns after which a prompt or an answer is cut.
    private static let longest = 400

    /// Takes a run with the questions that the options ask of it.
    public init(_ snapshot: Snapshot, options: ExplorerModel.Options = ExplorerModel.Options()) {
        var model = ExplorerModel(snapshot: snapshot, options: options)
        // Nobody presses keys meanwhile.
        model.context.budget = 1_000_000
        var effects: [Effect] = [.refine]
        while !effects.isEmpty {
            for case .compute(let job) in effects { _ = model.update(.computed(job.result())) }
            effects = effects.contains(.refine) ? model.update(.refine) : []
        }
        self.model = model
    }

    /// The report, every line safe to print.
    ///
    /// - Parameter isASCII: whether characters beyond ASCII become ones that look like them.
    public func text(isASCII: Bool = false) -> String {
        var lines = runLines
        lines.append("")
        lines.append("All prompts")
        lines += PromptSummaryLines(context: model.context).lines().map {
            $0.label + ": " + $0.text
        }
        var page = model
        for (position, row) in model.context.findings.rows.enumerated() {
            page.showScores(of: row.id)
            lines.append("")
            lines += promptLines(row, at: position, PlainFigures(model: page))
        }
        return Self.joined(lines, isASCII: isASCII)
    }

    static func joined(_ lines: [SafeText], isASCII: Bool) -> String {
        lines.map { (isASCII ? reduced($0) : $0.string) + "\n" }.joined()
    }

    private var runLines: [SafeText] {
        guard let shown = model.context.shown else { return [] }
        let facts = shown.facts
        var lines: [SafeText] = ["Run \(facts.name)"]
        lines.append("model: \(facts.model)")
        lines.append("decoding: \(facts.decoding)")
        if let scorer = model.context.scorerFacts {
            lines.append("score: \(scorer.name), 0 = \(scorer.zero), 1 = \(scorer.one)")
        }
        lines.append("target: " + Figure.short(model.context.target))
        lines.append("seed: \(facts.seed)")
        lines.append("created: \(facts.created)")
        if let ending = facts.ending { lines.append("sampling ended: \(ending)") }
        for warning in facts.warnings { lines.append("warning: \(warning)") }
        for notice in shown.progress.notices { lines.append("note: \(notice)") }
        return lines
    }

    private func promptLines(
        _ row: PromptRow, at position: Int, _ figures: PlainFigures
    ) -> [SafeText] {
        guard let shown = model.context.shown else { return [] }
        let evidence = shown.prompts[position]
        var lines: [SafeText] = ["Prompt \(row.id.rawValue)"]
        lines.append("text: " + Self.line(row.text))
        if let failure = row.failure { lines.append("failed: \(failure)") }
        lines.append("draws: n=\(row.draws), \(row.lost) lost")
        if let rule = evidence.stopped { lines.append("stopped early: \(rule)") }
        if let greedy = evidence.greedy?.answer.text {
            lines.append("greedy score: " + Self.trimmed(Figure.score(row.greedyScore)))
            lines.append("greedy answer: " + Self.line(greedy))
            if evidence.greedy?.isStable == false { lines.append("warning: " + Words.unstable) }
        }
        guard row.draws > 0 else { return lines }
        let statement = Words.statement(
            row.reading, question: model.context.question, glyphs: glyphs)
        lines.append("sampled mean: " + Self.trimmed(Figure.unit(row.mean)))
        let limits = row.reading.bound.map { Figure.limits($0, glyphs: glyphs) } ?? "-"
        lines.append("limits: " + limits + ", " + statement)
        lines += figures.scores
        if let verdict = row.verdict, row.driftedAt == nil {
            lines.append(
                "verdict on target " + Figure.short(model.context.target) + ": "
                    + Words.shortVerdict(verdict))
        }
        if row.hidesLeak { lines.append("note: sampling proves a leak that greedy hides") }
        if let drift = row.driftedAt { lines.append("warning: " + Words.drift(at: drift)) }
        let outputs = OutputDetail(
            evidence, scorer: model.context.scorer)
        lines += figures.answers
        lines.append("distinct answers: \(outputs.rows.count)")
        for output in outputs.rows.prefix(Self.answers) {
            lines.append(
                Words.count(output.count, "draw", "draws") + ", score "
                    + Self.trimmed(Figure.score(output.score)) + ": " + Self.line(output.text))
        }
        return lines
    }

    static func line(_ text: String) -> SafeText {
        let start = text.drop { $0 == " " }.prefix(4 * longest)
        return SafeText(oneLine: String(start))
            .clipped(to: longest, ellipsis: true)
    }

    static func trimmed(_ text: SafeText) -> SafeText {
        SafeText(sanitizing: String(text.string.drop { $0 == " " }))
    }

    private static func reduced(_ line: SafeText) -> String {
        var frame = Frame(width: line.width, height: 1)
        frame.put(line, x: 0, y: 0)
        return String(PlainTextWriter.text(frame.reducedToASCII()).prefix { $0 != "\n" })
    }
}
