import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// The facts of the Compare view without a picture: two runs on the same prompts, one fact a line.
package struct PlainComparison {
    private let finding: RunFinding
    private let other: Snapshot
    private let pairs: RunPairs
    /// What a score of 1 says.
    private let event: Event
    private let glyphs = Glyphs(.ascii)

    /// Compares two runs with the questions that the options ask of them.
    package init(
        _ first: Snapshot, _ second: Snapshot,
        options: ExplorerModel.Options = ExplorerModel.Options()
    ) {
        var anytime = options
        // Neither a difference nor a side of one is about a number fixed in advance.
        anytime.validity = .anytime
        finding = RunFinding(first, anytime)
        other = second
        event = Event(options.event)
        pairs = RunPairs(
            first.prompts, by: finding.scorer, second.prompts,
            by: second.position(of: finding.facts),
            finding.statement, scorers: (first.facts.scorers, second.facts.scorers))
    }

    /// The comparison, every line safe to print.
    ///
    /// - Parameter isASCII: whether characters beyond ASCII become ones that look like them.
    package func text(isASCII: Bool = false) -> String {
        var lines: [SafeText] = ["Comparison"]
        for (name, facts) in [(SafeText("A"), finding.run.facts), ("B", other.facts)] {
            lines.append(name + ": run \(facts.name), \(facts.decoding), seed \(facts.seedWords)")
        }
        for (what, first, second) in finding.run.facts.settings(against: other.facts) {
            lines.append("not the same \(what): \(first) against \(second)")
        }
        if let scorer = finding.facts { lines.append("score: \(scorer.name)") }
        lines.append("prompts in both runs: \(pairs.rows.count)")
        if pairs.unmatched > 0 { lines.append("prompts in one run only: \(pairs.unmatched)") }
        lines.append(
            "differences: "
                + Words.level(alpha: finding.question.alpha, side: .two)
                + " for all \(Words.count(pairs.rows.count, "prompt", "prompts"))"
                + " and the set together")
        if let missing = finding.run.missingScorer(finding.facts, in: other).first {
            lines.append("note: " + missing)
        }
        for warning in PairWarning.all(pairs) {
            lines.append("warning, " + warning.subject + ": " + Words.void(warning.reason))
        }
        let verdicts = pairs.rows.compactMap { $0.difference?.verdict }
        for verdict in [ComparisonVerdict.firstLeaksMore, .secondLeaksMore, .undecided] {
            lines.append(
                words.sentence(verdict) + ": "
                    + Words.count(verdicts.count { $0 == verdict }, "prompt", "prompts"))
        }
        lines += set
        for row in pairs.rows { lines += [""] + self.lines(row) }
        return PlainReport.joined(lines, isASCII: isASCII)
    }

    private var words: ComparisonWords {
        ComparisonWords(isBinary: finding.facts?.isBinary ?? false, event: event)
    }

    private func lines(_ row: RunPairs.Row) -> [SafeText] {
        var lines: [SafeText] = ["Prompt \(row.prompt.id.rawValue)"]
        lines.append("text: " + PlainReport.line(row.prompt.text))
        let figures = PlainFigures(statement: finding.statement)
        let greedy = [
            finding.run.greedyScore(at: row.first.position, by: finding.scorer),
            other.position(of: finding.facts).flatMap {
                other.greedyScore(at: row.second.position, by: $0)
            },
        ]
        for (place, side) in [row.first, row.second].enumerated() {
            let name: SafeText = place == 0 ? "A" : "B"
            if let greedy = greedy[place] {
                lines.append(
                    "greedy score of " + name + ": " + PlainReport.trimmed(Figure.score(greedy)))
            }
            let scores = side.scores ?? ScoreEvidence()
            lines.append(
                figures.line("mean of " + name, scores.mean, side.reading, scores.draws)
                    + (side.scores == nil ? "" : side.missing.behind))
            if let void = side.void {
                lines.append("warning, " + name + ": " + Words.void(void))
            }
        }
        lines += self.difference(
            "A - B", row.difference, isVoid: row.isVoid, [row.first.missing, row.second.missing])
        if let chance = pairs.firstHigher(row, judge: finding.facts?.judge) {
            lines.append(Self.belief(chance))
        }
        return lines
    }

    /// What is believed, which is no guarantee.
    private static func belief(_ chance: Double) -> SafeText {
        "credible, no guarantee: P(A > B) " + Words.chance(chance) + ", prior Beta(0.5, 0.5)"
    }

    /// The difference of the means over all prompts, as `probscope compare` has it.
    private var set: [SafeText] {
        let believed = CredibleComparison(pairs, judge: finding.facts?.judge)
        return [""]
            + difference(
                "A - B over all prompts", pairs.set, isVoid: pairs.isVoid,
                pairs.rows.flatMap { [$0.first.missing, $0.second.missing] })
            + (believed.map { [Self.belief($0.firstHigherOnAverage)] } ?? [])
    }

    private func difference(
        _ name: SafeText, _ difference: PairFinding?, isVoid: Bool, _ missing: [MissingScores]
    ) -> [SafeText] {
        guard let difference else {
            return [
                name
                    + (isVoid
                        ? ": no verdict, no limit holds for the draws of a run"
                        : ": no pair of draws to compare")
            ]
        }
        let lost = Words.missing(difference, missing)
        let undrawn: SafeText =
            difference.undrawn > 0
            ? ", " + Words.count(difference.undrawn, "prompt", "prompts")
                + " without a score at the worst" : ""
        return [
            name + ": " + Figure.signed(difference.bound.estimate, places: 4) + ", limits "
                + Figure.signedInterval(difference.bound, places: 4) + ", at most "
                + Figure.signed(difference.most.upper, places: 4, .up) + " by itself, "
                + Words.pairs(difference) + lost + undrawn + ", "
                + Words.statement(difference, glyphs: glyphs),
            "verdict: " + words.sentence(difference.verdict),
        ]
    }
}
