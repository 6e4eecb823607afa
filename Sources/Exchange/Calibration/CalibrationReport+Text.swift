import Evidence
import Findings
import Prompts
import Statistics
import Text

extension CalibrationReport {
    /// The report for people, safe for a terminal.
    package var text: String {
        var lines = heading + [""]
        lines += figureTable.lines + [""] + diagramLines + [""]
        lines += confidenceLines + promptTable.lines + posteriorLines
        lines += ["", promptSentence, Self.estimateSentence]
        return lines.map { SafeText(sanitizing: $0).string }.joined(separator: "\n")
    }

    private var heading: [String] {
        let level = Figure.percent(finding.question.level, .down)
        let question = finding.question
        let changed = question.validity == .fixed ? question.planChange : nil
        let stated =
            changed.map { $0.noneHolds + "." }
            ?? "Each limit holds at level \(level) on its own, for these prompts, at the n that stands "
            + "beside it (planned n = \(facts.plannedDraws))."
        var lines = ["\(facts.name): is the model right as often as it says?"]
        if let voidLine { lines.append("  " + voidLine) }
        lines += facts.warningLines
        lines += [
            "  \(facts.model), \(facts.decoding), template \(facts.template)",
            "  confidence: \(finding.confidence.words); right: \(scorer.specification)",
            "  " + Figure.count(finding.rows.count, "prompt", "prompts") + ", "
                + Figure.count(finding.known, "draw", "draws") + " with both, "
                + "\(Figure.count(finding.missing)) without",
            "  \(stated)",
            "  A p-value supposes that the prompts with their references are an independent sample.",
        ]
        return lines + finding.remarks.map { "  " + $0 }
    }

    /// What comes before all else where no limit holds.
    var voidLine: String? {
        finding.void.map { "No limit holds: the draws of \($0.prompt) \($0.reason.words)." }
    }

    private var figureTable: TextTable {
        var table = TextTable(
            ["figure", "value", "from", "to", "holds", "what it is"], rightAligned: 1...3)
        for entry in finding.entries {
            let value =
                entry.kind == .pValue ? pValue(entry.estimate) : number(entry, entry.estimate)
            let kind = entry.kind == .limits ? "" : "\(entry.kind.rawValue): "
            table.add([
                entry.name, value, number(entry, entry.reading.bound?.lower, .down),
                number(entry, entry.reading.bound?.upper, .up), holds(entry),
                kind + entry.meaning,
            ])
        }
        return table
    }

    /// At which n an entry's limits hold.
    func holds(_ entry: CalibrationEntry) -> String {
        guard let bound = entry.reading.bound else { return "" }
        if entry.kind == .sample { return "n = \(entry.units ?? 0) sampled" }
        return bound.validity.kind == .anytime ? "any n" : "planned n"
    }

    private func number(
        _ entry: CalibrationEntry, _ value: Double?, _ rounding: Figure.Rounding = .nearest
    ) -> String {
        guard let value, value.isFinite else { return "–" }
        return entry.isSigned
            ? Figure.signed(value, places: 4, rounding).string : Figure.number(value, rounding)
    }

    /// A p-value is rounded up, as limits are rounded outwards.
    private func pValue(_ value: Double) -> String {
        value.isFinite ? Figure.number(value, .up) : "–"
    }

    /// The reliability diagram as lines for people.
    package var diagramLines: [String] {
        guard let diagram = finding.diagram else { return [] }
        var table = TextTable(
            ["confidence", "draws", "mean", "right", "from", "to"], rightAligned: 1...5)
        for (position, bin) in diagram.bins.enumerated() where bin.count > 0 {
            let bound = finding.bands.limits?[position]
            table.add([
                Figure.fixed(bin.from, places: 2).string + " – "
                    + Figure.fixed(bin.to, places: 2).string,
                Figure.count(bin.count), Figure.number(bin.confidence),
                Figure.number(bin.accuracy),
                bound.map { Figure.number($0.lower, .down) } ?? "–",
                bound.map { Figure.number($0.upper, .up) } ?? "–",
            ])
        }
        return table.lines + [bandSentence]
    }

    /// What the limits of the bins hold for, or why there are none.
    var bandSentence: String {
        let level = Figure.percent(finding.question.level, .down)
        switch finding.bands {
        case .limits:
            return "The limits of all \(finding.diagram?.bins.count ?? 0) bins hold together at "
                + "level \(level), at the planned n = \(facts.plannedDraws) only "
                + "(Clopper–Pearson on pooled counts)."
        case .pending(let drawn, let planned):
            return "Bins have limits at the planned n = \(planned) only; some prompt has \(drawn)."
        case .none(let reason): return "Bins have no limits: \(reason)."
        }
    }

    private var promptTable: TextTable {
        var table = TextTable(
            [
                "prompt", "draws", "confidence", "right", "over", "from", "to", "verdict", "pairs",
                "entropy", "meanings", "by prob.",
            ],
            rightAligned: Array(1...6) + Array(8...11))
        for row in finding.rows {
            let bound = row.simultaneous.bound
            table.add([
                SafeText(sanitizing: row.prompt.id.rawValue).clipped(to: 30).string,
                Figure.count(row.known), Figure.number(row.confidence),
                Figure.number(row.accuracy), signed(row.estimate), signed(bound?.lower, .down),
                signed(bound?.upper, .up), row.verdict.words, plain(row.ranked),
                plain(row.entropy?.naive), plain(row.entropy?.discrete),
                plain(row.entropy?.weighted),
            ])
        }
        return table
    }

    private func plain(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return Figure.number(value)
    }

    private func signed(_ value: Double?, _ rounding: Figure.Rounding = .nearest) -> String {
        guard let value, value.isFinite else { return "–" }
        return Figure.signed(value, places: 4, rounding).string
    }

    private static let estimateSentence =
        "Estimates: \"pairs\" is the share of pairs of draws with unlike scores in which the more probable one "
        + "has the better; \"entropy\" (of texts, by the model's own probabilities: the mean of −ln p), "
        + "\"meanings\" (by draws) and \"by prob.\" are in nats."

    /// How many prompts are proven to be over- or under-confident.
    var promptSentence: String {
        let level = Figure.percent(finding.question.level, .down)
        func count(_ verdict: CalibrationRow.Verdict) -> Int {
            finding.rows.count { $0.verdict == verdict }
        }
        return "Of \(Figure.count(finding.rows.count, "prompt", "prompts")) \(count(.over)) are "
            + "proven over-confident and \(count(.under)) under-confident, "
            + "\(count(.undecided)) are undecided"
            + (count(.void) > 0 ? ", \(count(.void)) void" : "")
            + "; these limits hold for all prompts together at level \(level)."
    }
}
