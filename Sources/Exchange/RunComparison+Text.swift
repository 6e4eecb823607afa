import Files
import Findings
import FoundationEssentials
import Journal
import Prompts
import Statistics
import Text

extension RunComparison {
    /// The comparison for people, safe for a terminal.
    public var text: String {
        let level = Figure.percent(1 - alpha, .down)
        var lines = ["\(names.first) against \(names.second), by \(scorer.name)"]
        lines += settings.map { "  " + $0 }
        if first.decodingName == second.decodingName,
            first.decodingName.hasSuffix(DrawImport.decodingName)
        {
            lines.append("  decoding of both: \(first.decodingName)")
        }
        lines += [
            "All intervals, those of the \(Figure.count(rows.count, "prompt", "prompts")) and of the "
                + "set, hold together at level \(level), at any n; lost draws at their worst."
        ]
        if let judge = scorer.judge {
            lines.append(
                "They are about the truth and not about verdicts: \(judge.words), whose errors may "
                    + "differ between the runs.")
        }
        lines.append("")
        var table = TextTable(
            ["prompt", "pairs", "A", "B", "A − B", "from", "to", "verdict"], rightAligned: 1...6)
        for row in rows {
            table.add(Self.cells(row.prompt.id.rawValue, row.pairing, Self.drift(row)))
        }
        table.add(Self.cells("all prompts", set, isVoid ? "void" : nil))
        lines += table.lines + ["", sentence]
        if unmatched > 0 {
            lines.append(
                Figure.count(unmatched, "prompt is", "prompts are")
                    + " in one of the runs only, or with another text, and left out.")
        }
        return lines.map { SafeText(sanitizing: $0).string }.joined(separator: "\n")
    }

    /// The verdict on the whole set as one plain sentence.
    public var sentence: String {
        let drifted = rows.filter(\.isVoid)
        if let first = drifted.first {
            let others =
                drifted.count > 1
                ? " and \(Figure.count(drifted.count - 1, "more prompt", "more prompts"))" : ""
            let fault = first.isDrifted ? "contradict each other" : "are void"
            return
                "No verdict on the set: the draws of \(first.prompt.id)\(others) \(fault) in one "
                + "of the runs, so that no limit holds for them."
        }
        guard let set else {
            return "Nothing is proven: no draw of one run has a partner in the other."
        }
        let level = Figure.percent(1 - alpha, .down)
        let range =
            "\(signed(set.bound.lower, .down)) and \(signed(set.bound.upper, .up))"
        let worse = rows.count { $0.pairing?.verdict == .secondLeaksMore }
        let better = rows.count { $0.pairing?.verdict == .firstLeaksMore }
        var sentence =
            "With \(level) confidence \(words(set.verdict)): on average over "
            + "\(Figure.count(rows.count, "prompt", "prompts")) the difference A − B is "
            + "between \(range) (\(Figure.count(set.pairs, "pair", "pairs")), "
            + "\(set.bound.validity.words))"
        sentence += ". \(names.second) is proven worse on \(worse) and better on \(better) of them."
        return sentence
    }

    private func words(_ verdict: ComparisonVerdict) -> String {
        verdict.words(
            first: names.first, second: names.second, isLeak: scorer.countsLeaks)
    }

    /// Where the draws contradict each other, in the words of the table; nil where they do not.
    private static func drift(_ row: Row) -> String? {
        let places = [("A", row.driftedAt.first), ("B", row.driftedAt.second)].compactMap {
            name, place in place.map { "\(name) at n=\($0)" }
        }
        guard places.isEmpty else { return "DRIFT in " + places.joined(separator: ", ") }
        return row.isVoid ? "void" : nil
    }

    private static func cells(
        _ name: String, _ pairing: PairFinding?, _ drift: String? = nil
    ) -> [String] {
        let short = SafeText(sanitizing: name).clipped(to: 30).string
        if let drift { return [short, "–", "–", "–", "–", "–", "–", drift] }
        guard let pairing else { return [short, "0", "–", "–", "–", "–", "–", "no draws"] }
        let verdict =
            switch pairing.verdict {
            case .firstLeaksMore: "A higher"
            case .secondLeaksMore: "B higher"
            case .undecided: "undecided"
            }
        return [
            short, Figure.count(pairing.pairs), Figure.number(pairing.firstMean),
            Figure.number(pairing.secondMean), signed(pairing.bound.estimate),
            signed(pairing.bound.lower, .down), signed(pairing.bound.upper, .up), verdict,
        ]
    }

    // MARK: - JSON

    /// The comparison as one JSON object; its fields may grow but not change.
    ///
    /// - Throws: ``EncodingFault`` rather than giving an empty comparison.
    package func json() throws(EncodingFault) -> String {
        try JSONComparison(self).jsonText(isPretty: true)
    }
}

/// A difference with its sign.
private func signed(_ value: Double, _ rounding: Figure.Rounding = .nearest) -> String {
    (value > 0 ? "+" : "") + Figure.number(value, rounding)
}

private struct JSONComparison: Encodable {
    var format = "probscope comparison"
    var version = 1
    var a: Side
    var b: Side
    var scorer: String
    var level: Double
    /// Absent where the draws of some prompt contradict each other.
    var regression: Bool?
    var void: Bool
    var unmatched: Int
    var set: Pair?
    var prompts: [Row]
    var sentence: String

    struct Side: Encodable {
        var name: String
        var model: String
        var decoding: String
        var template: String
    }

    struct Pair: Encodable {
        var pairs: Int
        var lost: Int
        var meanA: Double?
        var meanB: Double?
        var difference: JSONBound
        var verdict: String

        private enum CodingKeys: String, CodingKey {
            case pairs, lost, difference, verdict
            case meanA = "mean_a"
            case meanB = "mean_b"
        }

        init(_ pairing: PairFinding) {
            pairs = pairing.pairs
            lost = pairing.lost
            meanA = pairing.firstMean.isFinite ? pairing.firstMean : nil
            meanB = pairing.secondMean.isFinite ? pairing.secondMean : nil
            difference = JSONBound(pairing.bound)
            verdict =
                switch pairing.verdict {
                case .firstLeaksMore: "a higher"
                case .secondLeaksMore: "b higher"
                case .undecided: "undecided"
                }
        }
    }

    struct Row: Encodable {
        var prompt: String
        var comparison: Pair?
        /// Where the draws of either run contradicted each other; there is no comparison then.
        var driftedAt: Drift?

        private enum CodingKeys: String, CodingKey {
            case prompt, comparison
            case driftedAt = "drifted_at"
        }
    }

    struct Drift: Encodable {
        var a: Int?
        var b: Int?

        init?(_ row: RunComparison.Row) {
            guard row.isDrifted else { return nil }
            (a, b) = row.driftedAt
        }
    }

    init(_ comparison: RunComparison) {
        func side(_ name: String, _ identity: RunIdentity) -> Side {
            Side(
                name: name, model: identity.model, decoding: identity.decodingName,
                template: identity.template)
        }
        a = side(comparison.names.first, comparison.first)
        b = side(comparison.names.second, comparison.second)
        scorer = comparison.scorer.name
        level = 1 - comparison.alpha
        regression = comparison.isVoid ? nil : comparison.isRegression
        void = comparison.isVoid
        unmatched = comparison.unmatched
        set = comparison.set.map(Pair.init)
        prompts = comparison.rows.map {
            Row(
                prompt: $0.prompt.id.rawValue, comparison: $0.pairing.map(Pair.init),
                driftedAt: Drift($0))
        }
        sentence = comparison.sentence
    }
}
