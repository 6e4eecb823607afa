import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The facts of the views without a picture: headings and one fact a line, for screen readers,
/// simple terminals and pipes.
package struct PlainReport {
    private let finding: RunFinding
    /// What a score of 1 says.
    private let event: Event
    /// Commas instead of dots, and no character beyond ASCII from the program itself.
    private let glyphs = Glyphs(.ascii)
    /// The most frequent answers that are listed for each prompt.
    private static let answers = 5
    /// The columns after which a prompt or an answer is cut.
    private static let longest = 400

    /// Takes a run with the questions that the options ask of it.
    package init(_ snapshot: Snapshot, options: ExplorerModel.Options = ExplorerModel.Options()) {
        finding = RunFinding(snapshot, options)
        event = Event(options.event)
    }

    /// The report, every line safe to print.
    ///
    /// - Parameters:
    ///   - calibration: what is said of whether the model is right as often as it says.
    ///   - isASCII: whether characters beyond ASCII become ones that look like them.
    package func text(calibration: [String] = [], isASCII: Bool = false) -> String {
        var lines = runLines
        lines.append("")
        lines.append("All prompts")
        let sentences = PromptSummaryLines(
            summary: finding.summary, mean: finding.mean, scorer: finding.facts,
            event: event,
            question: finding.question, glyphs: glyphs)
        lines += sentences.lines().map { $0.label + ": " + $0.text }
        lines += wordingLines
        if !calibration.isEmpty {
            lines += ["", "Calibration"] + calibration.map { SafeText(sanitizing: $0) }
        }
        for (row, evidence) in zip(finding.rows, finding.run.prompts) {
            lines.append("")
            lines += promptLines(row, evidence)
        }
        return Self.joined(lines, isASCII: isASCII)
    }

    /// Questions that several prompts ask in other words, whose limits hold all together.
    private var wordingLines: [SafeText] {
        let groups = finding.wordings
        guard !groups.isEmpty else { return [] }
        let level = Figure.level(finding.question.alpha)
        return ["", "Questions in several wordings, " + level + " for all limits of all together"]
            + groups.map { group in
                func limits(_ reading: Reading) -> SafeText {
                    reading.bound.map {
                        Self.trimmed(Figure.unit($0.estimate)) + " "
                            + Figure.limits($0, glyphs: glyphs)
                    } ?? "no limits"
                }
                let head =
                    SafeText(oneLine: group.name) + ", "
                    + Words.count(group.prompts.count, "wording", "wordings")
                if let void = group.greatest.void { return head + ": " + Words.void(void) }
                return head + ": average " + limits(group.average.reading) + ", greatest "
                    + limits(group.greatest) + ", least " + limits(group.least)
            }
    }

    static func joined(_ lines: [SafeText], isASCII: Bool) -> String {
        lines.map { (isASCII ? reduced($0) : $0.string) + "\n" }.joined()
    }

    private var runLines: [SafeText] {
        let facts = finding.run.facts
        var lines: [SafeText] = ["Run \(facts.name)"]
        lines.append("model: \(facts.model)")
        lines.append("decoding: \(facts.decoding)")
        if let scorer = finding.facts {
            lines.append("score: \(scorer.name), 0 = \(scorer.zero), 1 = \(scorer.one)")
        }
        lines.append("target: " + Figure.given(finding.target, places: 1))
        lines.append("seed: \(facts.seedWords)")
        lines.append("created: \(facts.created)")
        if let ending = facts.ending { lines.append("sampling ended: \(ending)") }
        if let doubt = finding.summary.doubt.words() { lines.append("warning: \(doubt)") }
        for warning in facts.warnings { lines.append("warning: \(warning)") }
        for notice in finding.run.progress.notices { lines.append("note: \(notice)") }
        return lines
    }

    private func promptLines(_ row: PromptRow, _ evidence: PromptEvidence) -> [SafeText] {
        let figures = PlainFigures(statement: finding.statement, event: event)
        var lines: [SafeText] = ["Prompt \(row.id.rawValue)"]
        lines.append("text: " + Self.line(row.text))
        if let failure = row.failure { lines.append("failed: \(failure)") }
        let unscored = row.missing.unscored
        lines.append(
            "draws: n=\(row.draws), \(row.missing.lost) lost"
                + (unscored > 0 ? ", \(unscored) not scored" : "")
                + (evidence.lack(of: finding.facts, at: finding.scorer)
                    .map { ": the prompt has \($0)" } ?? ""))
        if let rule = evidence.stopped { lines.append("stopped early: \(rule)") }
        let part = finding.run.facts.answer
        if let greedy = evidence.greedy?.answer.text {
            lines.append("greedy score: " + Self.trimmed(Figure.score(row.greedyScore)))
            let said = part.said(in: greedy)
            lines.append(
                "greedy answer" + (said == nil ? "" : ", thoughts left out") + ": "
                    + Self.line(said ?? greedy))
            if evidence.greedy?.isStable == false { lines.append("warning: " + Words.unstable) }
        }
        guard row.draws > 0 else { return lines }
        let statement = Words.statement(
            row.reading, question: finding.question, glyphs: glyphs)
        let outside: SafeText =
            row.reading.excludesEstimate && !row.excludesEstimate ? ", \(Doubt.mark)" : ""
        lines.append(sampled + ": " + Self.trimmed(Figure.unit(row.mean)) + outside)
        let limits = row.reading.bound.map { Figure.limits($0, glyphs: glyphs) } ?? "-"
        lines.append("limits: " + limits + ", " + statement)
        lines += figures.scores(
            evidence.scores(by: finding.scorer), row.missing, mean: row.reading)
        if let verdict = row.verdict, row.reading.void == nil {
            lines.append(
                "verdict on target " + Figure.given(finding.target, places: 1) + ": "
                    + Words.shortVerdict(verdict))
        }
        if row.hidesLeak {
            lines.append("note: sampling proves " + event.one + " that greedy hides")
        }
        if let void = row.reading.void { lines.append("warning: " + Words.void(void)) }
        if row.excludesEstimate { lines.append("warning: " + Words.outside()) }
        lines += figures.choices(evidence, part: finding.run.facts.answer, void: row.reading.void)
        return lines + answerLines(evidence, part, figures, void: row.reading.void)
    }

    /// How varied the answers are, and the most frequent: of a model that thinks what follows its thoughts,
    /// each of which is unlike any other.
    private func answerLines(
        _ evidence: PromptEvidence, _ part: AnswerPart, _ figures: PlainFigures, void: VoidReason?
    ) -> [SafeText] {
        var list = AnswerList(
            grouping: evidence.outputs.contains { part.said(in: $0.text) != nil }
                ? .folded : .exact)
        list.part = part
        let outputs = OutputDetail(evidence, scorer: finding.scorer, list: list)
        var lines = figures.answers(evidence, by: list, outputs, void: void)
        let rule: SafeText =
            list.grouping == .exact
            ? "exact texts" : "thoughts, case, blanks and closing marks aside"
        lines.append("distinct answers (" + rule + "): \(outputs.rows.count)")
        let listed = outputs.rows.prefix(Self.answers).map {
            ($0, part.said(in: $0.text) ?? $0.text)
        }
        for ((output, text), exact) in zip(listed, SafeText.twins(among: listed.map(\.1))) {
            lines.append(
                Words.count(output.count, "draw", "draws") + ", score "
                    + Self.trimmed(Figure.scores(output.scores.range))
                    + (Words.unequal(output.scores, above: 0.5)
                        .map { " (" + $0 + ")" } ?? "") + ": "
                    + (exact?.clipped(to: Self.longest) ?? Self.line(text)))
        }
        return lines
    }

    /// What the mean of the draws is: with a name of the reader's for a score of 1, how often it is.
    private var sampled: SafeText {
        let hasName = !event.isLeak && finding.facts?.isBinary ?? false
        return "sampled mean" + (hasName ? " (" + event.rate + ")" : "")
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

extension RunFinding {
    /// A run with the questions that the options ask of it.
    init(_ received: Snapshot, _ options: ExplorerModel.Options) {
        self.init(
            received, options.question(alpha: received.facts.alpha), target: options.target)
    }
}
