import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

extension RunReport {
    /// The report as plain text for people, safe for a terminal whatever the model wrote.
    package var text: String {
        var lines = heading + [""]
        var last: String?
        for finding in findings {
            if finding.prompt.id.rawValue != last {
                if last != nil { lines.append("") }
                last = finding.prompt.id.rawValue
                lines.append(Self.title(of: finding))
            }
            let name = identity.scorers.count > 1 ? "\(finding.scorer.name): " : ""
            lines.append("  " + safe(name + sentence(of: finding)))
            if let exact = finding.exactSentence { lines.append("  " + safe(exact)) }
            if finding.scorerPosition == 0, let letters = choiceSentence(of: finding) {
                lines.append("  " + safe(letters))
            }
            if let greedy = greedyLine(finding) { lines.append("  " + greedy) }
            if let rule = finding.stopped { lines.append("  " + safe("Stopped early: \(rule).")) }
        }
        lines += wordingLines
        lines.append("")
        lines.append("All prompts")
        for set in sets {
            for sentence in set.sentences(decoding: decoding) {
                lines.append("  " + safe(sentence))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The same in Markdown, with a table first.
    package var markdown: String {
        var lines = ["# " + markdownSafe(plan.name), ""]
        for line in heading.dropFirst() { lines += ["- " + Self.escapingMarkdown(line)] }
        // Answers without a score are not lost, and have a column where there are any.
        let hasUnscored = !unscored.isEmpty
        lines += [
            "",
            "| prompt | scorer | draws | lost |\(hasUnscored ? " not scored |" : "") greedy | mean "
                + "| lower | upper | upper alone |",
            "| --- | --- | ---: | ---: |\(hasUnscored ? " ---: |" : "") ---: | ---: | ---: | ---: "
                + "| ---: |",
        ]
        for finding in findings {
            let cells =
                [
                    markdownSafe(finding.prompt.id.rawValue), markdownSafe(finding.scorer.name),
                    Figure.count(finding.evidence.draws), Figure.count(finding.lostDraws),
                ] + (hasUnscored ? [Figure.count(finding.unscored)] : []) + [
                    figure(finding.greedyScore),
                    figure(finding.mean), limit(finding.interval?.lower, .down, finding),
                    limit(finding.interval?.upper, .up, finding),
                    limit(finding.upperLimit?.upper, .up, finding),
                ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        lines += [
            "",
            "*lower* and *upper* hold together, *upper alone* is \(upperAloneWords) and the one that the "
                + "sentences make.", "",
        ]
        lines += otherTable + ["", "## Findings", ""]
        for finding in findings {
            lines.append(
                "- **\(markdownSafe(finding.prompt.id.rawValue))**, "
                    + "\(markdownSafe(finding.scorer.name)): "
                    + markdownSafe(sentence(of: finding))
                    + (finding.exactSentence.map { " " + markdownSafe($0) } ?? ""))
            if finding.scorerPosition == 0, let letters = choiceSentence(of: finding) {
                lines.append("  " + markdownSafe(letters))
            }
        }
        lines += ["", "## All prompts", ""]
        for set in sets {
            for sentence in set.sentences(decoding: decoding) {
                lines.append("- " + markdownSafe(sentence))
            }
        }
        for scorer in sets.indices { lines += setTable(scorer) }
        lines += wordingMarkdown
        return lines.joined(separator: "\n")
    }

    /// Every figure over all prompts by one scorer.
    private func setTable(_ scorer: Int) -> [String] {
        let rows = setRows(scorer: scorer)
        guard !rows.isEmpty else { return [] }
        let scorer = markdownSafe(sets[scorer].scorer.name)
        var lines = [
            "", "| over all prompts by \(scorer) | mean | lower | upper | greatest upper alone |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        for row in rows {
            let cells = [Self.escapingMarkdown(row.name)] + row.cells
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines + ["", Self.setTableWords + " " + groupingWords]
    }

    /// The other figures, a column each, with their upper limits.
    private var otherTable: [String] {
        let names = Metric.others.map { $0.words(MetricParameters()).about(event).name }
        func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        var lines = [
            row(["prompt", "scorer"] + names),
            row(["---", "---"] + names.map { _ in "---:" }),
        ]
        for finding in findings {
            let figures = otherFigures(of: finding)
            let cells = Metric.others.map { metric -> String in
                guard let figure = figures.first(where: { $0.metric.name == metric.name }) else {
                    return "–"
                }
                let value = Figure.number(figure.estimate)
                guard metric.hasLimits else { return value }
                return value + " (" + upperWords(figure, finding) + ")"
            }
            lines.append(
                row(
                    [markdownSafe(finding.prompt.id.rawValue), markdownSafe(finding.scorer.name)]
                        + cells))
        }
        return lines + [
            "",
            "Behind each value stands its upper limit, a statement of its own. " + groupingWords,
        ]
    }

    /// What the upper limits in the last column are.
    var upperAloneWords: String {
        statement.together > 1
            ? "one of \(statement.together) upper limits that all hold together"
            : "a statement of its own"
    }

    /// The upper limit of a figure behind its estimate.
    private func upperWords(_ figure: MetricFinding, _ finding: ReportRow) -> String {
        guard finding.void == nil else { return "void" }
        guard let bound = figure.reading.bound else { return "no limit" }
        return Self.upperWords(bound)
    }

    /// `≤ 0.12`, and that the estimate is beyond where it is.
    static func upperWords(_ bound: Bound) -> String {
        "≤ \(Figure.number(bound.upper, .up))" + (bound.excludesEstimate ? ", \(Doubt.mark)" : "")
    }

    /// The finding as one plain sentence.
    package func sentence(of finding: ReportRow) -> String {
        finding.sentence(statement, decoding: decoding, planned: plan.draws)
    }

    /// The decoding, and what must be known of it wherever a limit is stated.
    var decoding: String { identity.decodingName + plan.decodingRemarks }

    /// When the limits hold, as the rest of a sentence: those of draws without replacement at any n,
    /// whatever is asked.
    package var holds: String {
        plan.holds(validity)
    }

    /// Limits of draws without replacement hold at any n, whatever is asked.
    private var validity: Validity {
        identity.withoutReplacement == true ? .anytime : statement.validity
    }

    /// What every reader must know first: the run, the statement, the warnings.
    var heading: [String] { headingLines.map(\.text) }

    /// A line of the heading, safe for a terminal.
    struct HeadingLine {
        var text: String
        /// Whether it takes something back from what follows.
        var isWarning = false
    }

    /// What has to be said of draws that are no sample; nil for plain ones.
    var kindOfDraws: String? {
        guard identity.withoutReplacement == true else { return nil }
        var none = "Draws without replacement: each leaves out what was seen before it."
        if plain > 0 {
            none =
                "Draws without replacement behind \(Figure.count(plain, "plain draw", "plain draws")), "
                + "which leave nothing out; limits are of both together."
        }
        guard directed > 0 else { return none }
        let looked = Figure.count(directed, "answer was", "answers were")
        return none + " \(looked) looked for and \(directed == 1 ? "is no draw" : "are no draws")."
    }

    /// The same with what kind of line each is.
    var headingLines: [HeadingLine] {
        let each = Figure.level(statement.each).string
        let level =
            statement.together > 1
            ? "The limits of all \(statement.together) means by prompt and scorer hold together at "
                + "level \(Figure.level(statement.alpha).string), each at \(each); every other "
                + "limit is a statement of its own"
            : "Each limit holds at level \(each) on its own"
        let stated = plan.noneHolds(validity) ?? "\(level), \(holds)"
        var facts = [
            "\(identity.model), \(decoding), template \(identity.template), "
                + "seed \(RunFacts(identity, plan).seedWords)",
            Figure.count(promptCount, "prompt", "prompts") + ", "
                + Figure.count(draws, "draw", "draws") + ", "
                + "\(Figure.count(lost)) lost",
            "\(stated); lost draws are counted at their worst.",
        ]
        if let kind = kindOfDraws { facts.append(kind) }
        if let retriedWords { facts.append(retriedWords) }
        if let ending { facts.append("Sampling ended: \(ending).") }
        facts += judges.map { "Limits by \($0.scorer) are \($0.judge.words)." }
        facts += unscored.map {
            "\(Figure.count($0.count, "answer has", "answers have")) no score by "
                + "\($0.scorer) and \($0.count == 1 ? "counts at its" : "count at their") worst."
        }
        func line(_ text: String, isWarning: Bool = false) -> HeadingLine {
            HeadingLine(text: safe(text), isWarning: isWarning)
        }
        let doubts = [alarm, doubtWords.map { "Contradiction: \($0)." }].compactMap { $0 }
        return [line(plan.name)] + doubts.map { line($0, isWarning: true) }
            + facts.map { line($0) }
            + warnings.map { line("Warning: \($0)", isWarning: true) }
    }

    private static func title(of finding: ReportRow) -> String {
        let text = SafeText(sanitizing: finding.prompt.text).clipped(to: 72)
        return (SafeText(sanitizing: finding.prompt.id.rawValue) + "  " + text).string
    }

    private func greedyLine(_ finding: ReportRow) -> String? {
        guard let greedy = finding.greedy else { return nil }
        let text = SafeText(sanitizing: greedy.answer.text).clipped(to: 56).string
        let unstable = greedy.isStable == false ? ", and it differs from call to call" : ""
        return "The greedy answer scores \(figure(finding.greedyScore))\(unstable): \(text)"
    }

    private func figure(
        _ value: Double?, _ rounding: Figure.Rounding = .nearest
    ) -> String {
        value.map { Figure.number($0, rounding) } ?? "–"
    }

    private func limit(
        _ value: Double?, _ rounding: Figure.Rounding, _ finding: ReportRow
    ) -> String {
        finding.void == nil ? figure(value, rounding) : "void"
    }

    func safe(_ text: String) -> String { SafeText(sanitizing: text).string }

    func markdownSafe(_ text: String) -> String { Self.escapingMarkdown(safe(text)) }

    /// Text that Markdown shows as it is: no emphasis, link, HTML or table cell can begin in it.
    package static func escapingMarkdown(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "<": result += "&lt;"
            case "&": result += "&amp;"
            case "|": result += "&#124;"
            case "\\", "`", "*", "_", "[", "]", "#", "~", "!": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }
}

extension RunPlan {
    /// When the limits of a report hold, as the rest of a sentence.
    package func holds(_ validity: Validity) -> String {
        if validity == .fixed, let change { return "none holds, as \(change.words)" }
        return validity.words(planned: "the planned n = \(draws)")
    }

    /// That there are no limits to speak of, with the reason; nil where there may be.
    package func noneHolds(_ validity: Validity) -> String? {
        validity == .fixed ? change?.noneHolds : nil
    }
}
