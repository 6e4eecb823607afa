import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

extension RunReport {
    /// The report as one HTML file that needs nothing else and runs nothing: no script, no font, no
    /// picture from elsewhere, which its own policy forbids.
    ///
    /// Its lists and its figures count answers by their part that counts.
    ///
    /// - Parameters:
    ///   - run: the run that the report is about, for its answers.
    ///   - labels: what people said about draws, by prompt and launch number.
    ///   - more: further sentences about all prompts.
    ///   - calibration: whether the model is right as often as it says, where that was asked.
    package func html(
        _ run: RestoredRun, labels: [[Int: DrawLabel]] = [], more: [String] = [],
        calibration: CalibrationReport? = nil
    ) -> String {
        var page = self
        page.grouping = .answer
        return page.page(run, labels, more, calibration)
    }

    private func page(
        _ run: RestoredRun, _ labels: [[Int: DrawLabel]], _ more: [String],
        _ calibration: CalibrationReport?
    ) -> String {
        let reliability = calibration.map(HTMLReliability.section) ?? ""
        let body: [HTMLText] = [
            head, summary(more), reliability, wordingTables, table, details(run, labels),
        ]
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            style-src '\(HTMLStyle.hash)'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>\(("\(plan.name)" as HTMLText).markup)</title>
            <style>\(HTMLStyle.sheet)</style></head>
            <body>
            \(body.joined("\n").markup)
            </body></html>

            """
    }

    private var head: HTMLText {
        var html: HTMLText = "<header><h1>\(plan.name)</h1>"
        for line in headingLines.dropFirst() {
            html +=
                line.isWarning
                ? #"<p class="alarm">\#(line.text)</p>"# : #"<p class="facts">\#(line.text)</p>"#
        }
        return html + "</header>"
    }

    private func summary(_ more: [String]) -> HTMLText {
        let sentences = sets.flatMap { $0.sentences(decoding: decoding) } + more
        let lines = sentences.map { #"<p class="statement">\#($0)</p>"# as HTMLText }
        let tables = sets.indices.map { setTable($0) }
        return "<section><h2>All prompts</h2>\(lines.joined())\(tables.joined())</section>"
    }

    /// Every figure over all prompts by one scorer.
    private func setTable(_ scorer: Int) -> HTMLText {
        let rows = setRows(scorer: scorer).map { row -> HTMLText in
            let cells = zip(Self.setColumns, row.cells).map { label, cell in
                #"<td class="number" data-label="\#(label)">\#(cell)</td>"# as HTMLText
            }
            return #"<tr><td data-label="figure">\#(row.name)</td>\#(cells.joined())</tr>"#
        }
        guard !rows.isEmpty else { return "" }
        let heads = Self.setColumns.map { #"<th class="number">\#($0)</th>"# as HTMLText }
        return """
            <table><caption>Over all prompts by \(sets[scorer].scorer.name). \
            \(Self.setTableWords.replacing("*", with: "")) \(groupingWords)</caption>\
            <thead><tr><th>figure</th>\(heads.joined())</tr></thead>\
            <tbody>\(rows.joined())</tbody></table>
            """
    }

    private static let setColumns = ["mean", "lower", "upper", "greatest upper alone"]

    /// One table a scorer, with a row a prompt.
    private var table: HTMLText {
        let count = identity.scorers.count
        let heading: HTMLText =
            unscored.isEmpty ? "" : #"<th class="number">not scored</th>"#
        let tables = identity.scorers.indices.map { scorer in
            let own = stride(from: scorer, to: findings.count, by: count).map { findings[$0] }
            let end = HTMLPicture.end(of: own)
            let rows = own.enumerated().map { row($1, prompt: $0, end) }
            return """
                <section><h2>Prompts by \(identity.namedScorers[scorer].name)</h2><table><caption>Bars: \
                lower and upper limit together, on a line from 0 to \(Figure.number(end)). Stroke: \
                the mean. Circle: the greedy answer's score. "Upper alone" is \(upperAloneWords) \
                and the one that the sentences make.</caption><thead><tr><th>prompt</th>\
                <th class="number">draws</th><th class="number">lost</th>\(heading)\
                <th class="number">greedy</th><th class="number">mean</th>\
                <th class="number">limits</th><th></th><th class="number">upper alone</th></tr>\
                </thead><tbody>\(rows.joined())</tbody></table></section>
                """ as HTMLText
        }
        return tables.joined("\n")
    }

    private func row(_ finding: ReportRow, prompt: Int, _ end: Double) -> HTMLText {
        let limits =
            finding.interval.map {
                Figure.number($0.lower, .down) + " – " + Figure.number($0.upper, .up)
            } ?? (finding.void == nil ? "–" : "void")
        func number(_ label: String, _ value: String) -> HTMLText {
            #"<td class="number" data-label="\#(label)">\#(value)</td>"#
        }
        let text = SafeText(sanitizing: finding.prompt.text).clipped(to: 90)
        return """
            <tr><td data-label="prompt"><div><a href="#p\(prompt)">\(finding.prompt.id.rawValue)</a> \
            <span class="soft">\(text)</span></div></td>\
            \(number("draws", Figure.count(finding.evidence.draws)))\
            \(number("lost", Figure.count(finding.lostDraws)))\
            \(unscored.isEmpty ? "" : number("not scored", Figure.count(finding.unscored)))\
            \(number("greedy", finding.greedyScore.map { Figure.number($0) } ?? "–"))\
            \(number("mean", finding.mean.map { Figure.number($0) } ?? "–"))\
            \(number("limits", limits))\
            <td data-label="">\(HTMLPicture.interval(finding, end: end))</td>\
            \(number("upper alone", finding.upperLimit.map { Figure.number($0.upper, .up) } ?? "–"))\
            </tr>
            """
    }

    private func details(_ run: RestoredRun, _ labels: [[Int: DrawLabel]]) -> HTMLText {
        let count = max(1, identity.scorers.count)
        let isOpen = run.evidence.count <= 8
        let sections = run.evidence.enumerated().map { position, evidence -> HTMLText in
            let own = findings[
                min(findings.count, position * count)..<min(findings.count, (position + 1) * count)]
            return section(
                evidence, position, Array(own),
                labels.indices.contains(position) ? labels[position] : [:], isOpen)
        }
        return "<section><h2>Answers</h2>\(sections.joined("\n"))</section>"
    }

    /// The other figures of a prompt in words, each with its upper limit, a statement of its own.
    private func others(of finding: ReportRow) -> [String] {
        otherFigures(of: finding).filter { $0.estimate.isFinite }.map { figure in
            let name = figure.metric.words(MetricParameters()).about(event).name
            let limit = figure.reading.bound.map { " (\(Self.upperWords($0)))" } ?? ""
            return "\(name): \(Figure.number(figure.estimate))\(limit)"
        }
    }

    private func section(
        _ evidence: PromptEvidence, _ position: Int, _ findings: [ReportRow],
        _ labels: [Int: DrawLabel], _ isOpen: Bool
    ) -> HTMLText {
        let prompt = evidence.prompt
        var html: HTMLText = """
            <details\(isOpen ? " open" : "")><summary><h3>\(prompt.id.rawValue)</h3> \
            <span class="soft">\(SafeText(sanitizing: prompt.text).clipped(to: 90))</span></summary>\
            <div class="inside" id="p\(position)"><pre>\(prompt.text)</pre>
            """
        if !prompt.references.isEmpty {
            let list = prompt.references.map { "\($0)" as HTMLText }.joined(" · ")
            html += #"<p class="soft">References: \#(list)</p>"#
        }
        for finding in findings {
            let style: HTMLText = finding.void == nil ? "statement" : "alarm"
            let name = findings.count > 1 ? "\(finding.scorer.name): " : ""
            html += #"<p class="\#(style)">\#(name)\#(sentence(of: finding))</p>"#
            if let exact = finding.exactSentence {
                html += #"<p class="statement">\#(exact)</p>"#
            }
            if let rule = finding.stopped {
                html += #"<p class="soft">Stopped early: \#(rule).</p>"#
            }
            guard finding.evidence.count > 0 else { continue }
            html += #"<p class="soft">\#(others(of: finding).joined(separator: " · "))</p>"#
            html += """
                <figure>\(HTMLPicture.histogram(finding))<figcaption>Scores by \
                \(finding.scorer.name)</figcaption></figure>
                """
        }
        if let first = findings.first, let choices = choices(of: first) {
            html += HTMLChoices.table(choices)
        }
        if let greedy = evidence.greedy {
            let unstable = greedy.isStable == false ? " (it differs from call to call)" : ""
            let text = String(greedy.answer.text.prefix(HTMLAnswers.mostText))
            html += #"<p class="soft">The greedy answer\#(unstable):</p><pre>\#(text)</pre>"#
        }
        html += HTMLAnswers(
            evidence.allowed(by: statement), answerPart, grouping, labels: labels, statement,
            event, void: findings.first?.void
        ).html(scorers: identity.namedScorers.map(\.name))
        return html + "</div></details>"
    }
}
