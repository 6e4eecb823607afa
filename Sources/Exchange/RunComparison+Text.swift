import Evidence
import Files
import Findings
import FoundationEssentials
import Journal
import Prompts
import Statistics
import Text

extension RunComparison {
    /// The comparison for people, safe for a terminal.
    package var text: String {
        let level = Figure.level(alpha).string
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
        lines += warnings.map { "Warning: " + $0 }
        lines.append("")
        var table = TextTable(
            ["prompt", "pairs", "A", "B", "A − B", "from", "to", "at most", "verdict"]
                + (believed == nil ? [] : ["P(A > B)"]),
            rightAligned: Array(1...7) + (believed == nil ? [] : [9]))
        for (position, row) in rows.enumerated() {
            table.add(
                Self.cells(row.prompt.id.rawValue, row.pairing, Self.void(row))
                    + (believed.map { [chance($0.firstHigher[position])] } ?? []))
        }
        table.add(
            Self.cells("all prompts", set, isVoid ? voidMark : nil)
                + (believed.map { [chance($0.firstHigherOnAverage)] } ?? []))
        lines += table.lines + ["", sentence, Self.question]
        lines += believed.map { ["", $0.sentence] } ?? []
        let outside = rows.filter { $0.excludesEstimate.first || $0.excludesEstimate.second }
        if let first = outside.first {
            let name = first.excludesEstimate.first ? names.first : names.second
            let others =
                outside.count > 1 ? ", and of \(Figure.count(outside.count - 1)) more prompts" : ""
            lines.append(
                "The mean of \(first.prompt.id) in \(name)\(others) lies outside of limits that earlier "
                    + "draws have narrowed: \(Doubt.conclusion)."
            )
        }
        let odd =
            rows.filter { $0.pairing?.bound.excludesEstimate == true }.map(\.prompt.id.rawValue)
            + (set?.bound.excludesEstimate == true ? ["all prompts"] : [])
        if let first = odd.first {
            let others =
                odd.count > 1
                ? " and of \(Figure.count(odd.count - 1, "more row", "more rows"))" : ""
            lines.append(
                "The difference of \(first)\(others) lies \(Doubt.mark): \(Doubt.conclusion).")
        }
        if unmatched > 0 {
            lines.append(
                Figure.count(unmatched, "prompt is", "prompts are")
                    + " in one of the runs only, or with another text, and left out.")
        }
        return lines.map { SafeText(sanitizing: $0).string }.joined(separator: "\n")
    }

    /// In the table's last row, where nothing holds for the set.
    private var voidMark: String {
        guard !contradictions.isEmpty else { return "void" }
        return contradictions.map { contradiction in
            let mark = VoidReason.drift(at: contradiction.rounds).mark
            return switch contradiction.source {
            case .first: "A " + mark
            case .second: "B " + mark
            case .pairs: mark
            }
        }.joined(separator: ", ")
    }

    /// What the gate asks.
    private static let question =
        "Whether B is worse is one question: \"at most\" is its one-sided limit of A − B, at the same "
        + "level together, and decides it; \"from\" and \"to\" hold on both sides at once."

    /// The verdict on the whole set as one plain sentence.
    package var sentence: String {
        let void = rows.filter(\.isVoid)
        if let first = void.first {
            let faults = [(names.first, first.void.first), (names.second, first.void.second)]
                .compactMap { name, reason in
                    reason.map { "those of \(first.prompt.id) in \(name) \($0.words)" }
                }
            let others = Figure.count(void.count - 1, "more prompt", "more prompts")
            return
                "No verdict on the set, since no limit holds for some draws: "
                + faults.joined(separator: "; ") + (void.count > 1 ? "; and \(others)" : "") + "."
        }
        if let first = strays.first {
            let others = Figure.count(strays.count - 1, "more prompt", "more prompts")
            return
                "No verdict on the set, since no limit holds for some draws: those of "
                + "\(first.prompt.rawValue) in \(first.isFirst ? names.first : names.second), which the other run "
                + "lacks, \(first.reason.words)" + (strays.count > 1 ? "; and \(others)" : "") + "."
        }
        if !contradictions.isEmpty {
            return "No verdict on the set, since no limit holds for it: "
                + contradictions.map {
                    "\(words($0)) from round \(Figure.count($0.rounds)) on"
                }.joined(separator: "; ") + "."
        }
        guard let set else {
            return "Nothing is proven: no draw of one run has a partner in the other."
        }
        let level = Figure.level(alpha).string
        let range =
            "\(signed(set.bound.lower, .down)) and \(signed(set.bound.upper, .up))"
        let worse = rows.count { $0.pairing?.verdict == .secondLeaksMore }
        let better = rows.count { $0.pairing?.verdict == .firstLeaksMore }
        var sentence =
            "With \(level) confidence \(words(set.verdict)): on average over "
            + "\(Figure.count(rows.count, "prompt", "prompts")) the difference A − B is "
            + "between \(range) ("
            + (set.isPaired
                ? Figure.count(set.pairs, "pair", "pairs")
                : "from the limits of both runs, as draws without replacement have no pairs")
            + ", \(set.bound.validity.words)"
            + ", and at most \(signed(set.most.upper, .up)) by a limit on that side alone"
            + (set.undrawn > 0
                ? "; \(Figure.count(set.undrawn, "prompt", "prompts")) without a score at the worst"
                : "") + ")"
        sentence += ". \(names.second) is proven worse on \(worse) and better on \(better) of them."
        return sentence
    }

    private func words(_ contradiction: PairSetFinding.Contradiction) -> String {
        switch contradiction.source {
        case .first: "the draws of \(names.first) over all prompts contradict each other"
        case .second: "the draws of \(names.second) over all prompts contradict each other"
        case .pairs: "the differences of the two runs over all prompts contradict each other"
        }
    }

    private func words(_ verdict: ComparisonVerdict) -> String {
        verdict.words(
            first: names.first, second: names.second, isLeak: scorer.countsLeaks)
    }

    /// Why no limit holds, in the words of the table; nil where one does.
    private static func void(_ row: Row) -> String? {
        let marks = [("A", row.void.first), ("B", row.void.second)].compactMap { name, reason in
            reason.map { "\(name) \($0.mark)" }
        }
        return marks.isEmpty ? nil : marks.joined(separator: ", ")
    }

    private static func cells(
        _ name: String, _ pairing: PairFinding?, _ void: String? = nil
    ) -> [String] {
        let short = SafeText(sanitizing: name).clipped(to: 30).string
        if let void { return [short, "–", "–", "–", "–", "–", "–", "–", void] }
        guard let pairing else { return [short, "0", "–", "–", "–", "–", "–", "–", "no draws"] }
        let verdict =
            switch pairing.verdict {
            case .firstLeaksMore: "A higher"
            case .secondLeaksMore: "B higher"
            case .undecided: "undecided"
            }
        return [
            short, pairing.isPaired ? Figure.count(pairing.pairs) : "–",
            Figure.number(pairing.firstMean),
            Figure.number(pairing.secondMean), signed(pairing.bound.estimate),
            signed(pairing.bound.lower, .down), signed(pairing.bound.upper, .up),
            signed(pairing.most.upper, .up), verdict,
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
    /// Absent where no limit holds for some prompt's draws.
    var regression: Bool?
    var void: Bool
    /// The number of rounds whose draws over all prompts contradict those of fewer rounds.
    var setDriftedAt: Int?
    var unmatched: Int
    var set: Pair?
    /// What is believed of the set; absent where nothing follows.
    var credible: JSONBelief?
    var prompts: [Row]
    var sentence: String
    var warnings: [String]

    private enum CodingKeys: String, CodingKey {
        case format, version, a, b, scorer, level, regression, void, unmatched, set, credible,
            prompts, sentence, warnings
        case setDriftedAt = "set_drifted_at"
    }

    struct Side: Encodable {
        var name: String
        var model: String
        var decoding: String
        var template: String
    }

    struct Pair: Encodable {
        /// Nil where the difference follows from the limits of both.
        var pairs: Int?
        var lost: Int
        var meanA: Double?
        var meanB: Double?
        var difference: JSONBound
        /// The one-sided upper limit of the difference, by which B is worse or not.
        var upperLimit: JSONBound
        var verdict: String

        private enum CodingKeys: String, CodingKey {
            case pairs, lost, difference, verdict
            case meanA = "mean_a"
            case meanB = "mean_b"
            case upperLimit = "upper_limit"
        }

        init(_ pairing: PairFinding) {
            pairs = pairing.isPaired ? pairing.pairs : nil
            lost = pairing.lost
            meanA = pairing.firstMean.isFinite ? pairing.firstMean : nil
            meanB = pairing.secondMean.isFinite ? pairing.secondMean : nil
            difference = JSONBound(pairing.bound)
            upperLimit = JSONBound(pairing.most)
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
        var driftedAt: Sides<Int>?
        /// Why no limit holds for the draws of either run, in a word: drift, copies or model.
        var void: Sides<String>?
        /// True where the mean of a run's draws lies outside of its own limits.
        var excludesEstimate: Sides<Bool>?
        /// The chance that A's rate is the higher one, as is believed.
        var credible: JSONChance?

        private enum CodingKeys: String, CodingKey {
            case prompt, comparison, void, credible
            case excludesEstimate = "mean_outside_limits"
            case driftedAt = "drifted_at"
        }

        init(_ row: RunComparison.Row, _ chance: Double?) {
            credible = chance.map { JSONChance(firstHigher: $0) }
            prompt = row.prompt.id.rawValue
            comparison = row.pairing.map(Pair.init)
            driftedAt = Sides(row.void.first?.driftedAt, row.void.second?.driftedAt)
            void = Sides(row.void.first?.word, row.void.second?.word)
            let (first, second) = row.excludesEstimate
            excludesEstimate = Sides(first ? true : nil, second ? true : nil)
        }
    }

    struct Sides<Value: Encodable>: Encodable {
        var a: Value?
        var b: Value?

        /// Nil where neither run has a value.
        init?(_ a: Value?, _ b: Value?) {
            guard a != nil || b != nil else { return nil }
            (self.a, self.b) = (a, b)
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
        setDriftedAt = comparison.contradictions.map(\.rounds).min()
        unmatched = comparison.unmatched
        set = comparison.set.map(Pair.init)
        prompts = comparison.rows.enumerated().map { position, row in
            Row(row, comparison.believed?.firstHigher[position])
        }
        credible = comparison.believed.map(JSONBelief.init)
        sentence = comparison.sentence
        warnings = comparison.warnings
    }
}
