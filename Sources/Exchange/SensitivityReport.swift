import Evidence
import Files
import Findings
import Prompts
import Statistics
import Text

/// Which conclusions change with how one asks, for readers: in words, as Markdown and as JSON.
package struct SensitivityReport: Sendable {
    package let facts: RunFacts
    package let scorer: RunFacts.Scorer
    package let sensitivity: Sensitivity

    /// Half and twice the target, as far as these are rates.
    package static func usualTargets(_ target: Double) -> [Double] {
        [target / 2, target * 2].filter { $0 > 0 && $0 < 1 }
    }

    /// Above which scores of a graded scorer draws are counted.
    package static let usualThresholds = [0.25, 0.5, 0.75]

    /// - Parameters:
    ///   - scorer: the scorer's name; without it the first one.
    ///   - alpha: the error probability of everything together; without it the run's own.
    /// - Throws: ``ComparisonError`` where the run has no such scorer.
    package init(
        _ run: Snapshot, scorer name: String? = nil, target: Double, targets: [Double]? = nil,
        thresholds: [Double] = usualThresholds, servers: [[String?]]? = nil,
        others: [(name: String, run: Snapshot)] = [], alpha: Double? = nil
    ) throws(ComparisonError) {
        let position = try run.facts.place(ofScorer: name)
        facts = run.facts
        scorer = run.facts.scorers[position]
        let named = zip(RunRanking.distinct(others.map(\.name)), others).map {
            (name: $0, run: $1.run)
        }
        sensitivity = Sensitivity(
            run, scorer: position, target: target, targets: targets ?? Self.usualTargets(target),
            thresholds: thresholds, servers: servers, others: named,
            alpha: alpha ?? run.facts.alpha)
    }

    /// What was asked for.
    package var asked: SensitivityVariant { sensitivity.asked }

    /// Whether no limit holds for what was asked for.
    package var isVoid: Bool { asked.void != nil }

    /// The table for people, safe for a terminal.
    package var text: String {
        var table = TextTable(Self.header, rightAligned: 3...8)
        for variant in sensitivity.variants { table.add(cells(variant)) }
        return (heading + [""] + table.lines + [""] + sentences)
            .map { SafeText(sanitizing: $0).string }.joined(separator: "\n")
    }

    /// The same in Markdown.
    package var markdown: String {
        func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        func safe(_ text: String) -> String {
            RunReport.escapingMarkdown(SafeText(sanitizing: text).string)
        }
        var lines = ["# " + safe(heading[0]), ""]
        lines += heading.dropFirst().map { "- " + safe(String($0.trimmed)) }
        lines += [
            "", row(Self.header),
            row(Self.header.indices.map { 3...8 ~= $0 ? "---:" : "---" }),
        ]
        lines += sensitivity.variants.map { row(cells($0).map(safe)) }
        return (lines + [""] + sentences.map { "- " + safe($0) }).joined(separator: "\n")
    }

    private var heading: [String] {
        let level = Figure.percent(1 - sensitivity.alpha, .down)
        return [
            "\(facts.name): does the conclusion change with how one asks?",
            "  \(facts.model), \(facts.decoding), template \(facts.template); scored by "
                + scorer.specification,
            "  Is the mean over the prompts below \(Figure.given(asked.target).string), and which prompts are?",
            "  All limits of all rows hold together at level \(level), at any n: \(sensitivity.together) "
                + "sets of limits, each at \(Figure.percent(sensitivity.each)) "
                + "of error, half of it for the mean and half for the prompts; lost draws at their worst.",
        ] + judgeLines + doubtLines + sensitivity.warnings.map { "  Warning: " + $0 }
    }

    private var doubtLines: [String] {
        sensitivity.asked.doubt.words().map { ["  Contradiction: " + $0 + "."] } ?? []
    }

    /// Whose errors the limits pay for, if anybody's.
    private var judgeLines: [String] {
        let judges = ([scorer] + facts.scorers).compactMap(\.judge)
        guard let first = judges.first else { return [] }
        return [
            scorer.judge == nil
                ? "  Limits of rows by a judge are about the truth and not about verdicts: \(first.words)."
                : "  Limits are about the truth and not about verdicts: \(first.words)."
        ]
    }

    private static let header = [
        "what changes", "to", "verdict", "mean", "from", "to", "above", "below", "reversed",
        "as asked?",
    ]

    private func cells(_ variant: SensitivityVariant) -> [String] {
        let isMean = variant.lacking == 0
        let bound = variant.void == nil && isMean ? variant.mean.reading.bound : nil
        let isAsked = variant.kind == .asked
        return [
            variant.kind.words, SafeText(sanitizing: value(variant)).clipped(to: 40).string,
            variant.void?.mark ?? (isMean ? (variant.verdict ?? .undecided).rawValue : "–"),
            variant.mean.estimate.isNaN || !isMean ? "–" : Figure.number(variant.mean.estimate),
            bound.map { Figure.number($0.lower, .down) } ?? "–",
            bound.map { Figure.number($0.upper, .up) } ?? "–",
            Figure.count(variant.count(.above)), Figure.count(variant.count(.below)),
            isAsked ? "" : Figure.count(variant.reversed(from: asked).count),
            isAsked ? "" : variant.change(from: asked).words,
        ]
    }

    func value(_ variant: SensitivityVariant) -> String {
        switch variant.kind {
        case .asked: "target " + Figure.given(variant.target).string
        case .target: Figure.given(variant.target).string
        case .threshold: "share of scores above " + variant.value
        case .scorer, .seeds, .server, .run: variant.value
        }
    }

    /// So many prompts are named in a sentence; JSON has all.
    private static let mostNamed = 10

    /// What the table comes to.
    var sentences: [String] {
        let others = sensitivity.variants.dropFirst()
        guard !isVoid else {
            return [
                "No verdict: the draws of the run \(asked.void?.words ?? "contradict each other")."
            ]
        }
        func list(_ change: SensitivityVariant.Change) -> [String] {
            others.filter { $0.change(from: asked) == change }.map {
                "\($0.kind.words) \(value($0))"
            }
        }
        let verdict = asked.verdict ?? .undecided
        let same = list(.same).count
        var lines = [
            "The mean is \(verdict == .undecided ? "undecided about" : "proven \(verdict.rawValue)") "
                + "\(Figure.given(asked.target).string) as asked, and in \(same) of "
                + "\(Figure.count(others.count, "variant", "variants")) too."
        ]
        for (change, words) in [
            (SensitivityVariant.Change.reversed, "The opposite is proven with: "),
            (.open, "Nothing is proven with: "), (.settled, "Only these prove something: "),
            (.void, "No limit holds with: "),
            (.unlike, "The mean is one over other prompts with: "),
        ] where !list(change).isEmpty {
            lines.append(words + list(change).joined(separator: "; ") + ".")
        }
        let doubtful = sensitivity.variants.filter(\.isDoubtful).map {
            "\($0.kind.words) \(value($0))"
        }
        if !doubtful.isEmpty {
            lines.append(
                "The mean over the prompts lies \(Doubt.mark) with: "
                    + doubtful.joined(separator: "; ") + ".")
        }
        let flips = others.map { ($0, $0.reversed(from: asked)) }.filter { !$0.1.isEmpty }
        if flips.isEmpty { lines.append("No prompt has the opposite verdict in any variant.") }
        for (variant, prompts) in flips {
            let more = prompts.count - Self.mostNamed
            lines.append(
                "With \(variant.kind.words) \(value(variant)) the opposite verdict has: "
                    + prompts.prefix(Self.mostNamed).map(\.rawValue).joined(separator: ", ")
                    + (more > 0 ? " and \(Figure.count(more, "more", "more"))" : "") + ".")
        }
        if !sensitivity.remarks.isEmpty {
            lines.append("Not varied: " + sensitivity.remarks.joined(separator: "; ") + ".")
        }
        return lines
    }

    /// The report as one JSON object; its fields are an interface that may grow but not change.
    ///
    /// - Throws: ``EncodingFault`` rather than giving an empty report.
    package func json() throws(EncodingFault) -> String {
        try JSONSensitivity(self).jsonText(isPretty: true)
    }
}

extension SensitivityVariant.Kind {
    var words: String {
        switch self {
        case .asked: "nothing"
        case .target: "target"
        case .threshold: "threshold"
        case .scorer: "scorer"
        case .seeds: "seeds"
        case .server: "server"
        case .run: "run"
        }
    }
}

extension SensitivityVariant.Change {
    var words: String {
        switch self {
        case .same: "yes"
        case .open: "not proven"
        case .settled: "proven here only"
        case .reversed: "NO: the opposite"
        case .unlike: "other prompts"
        case .void: "void"
        }
    }
}

private struct JSONSensitivity: Encodable {
    var format = "probscope sensitivity"
    var version = 1
    var name: String
    var scorer: String
    var target: Double
    var level: Double
    /// How many sets of limits hold together at this level.
    var together: Int
    var void: Bool
    var variants: [Variant]
    var sentences: [String]
    var remarks: [String]
    var warnings: [String]

    init(_ report: SensitivityReport) {
        name = report.facts.name
        scorer = report.scorer.specification
        target = report.asked.target
        level = 1 - report.sensitivity.alpha
        together = report.sensitivity.together
        void = report.isVoid
        variants = report.sensitivity.variants.map { Variant($0, report) }
        (sentences, remarks) = (report.sentences, report.sensitivity.remarks)
        warnings = report.sensitivity.warnings
    }

    struct Variant: Encodable {
        var changes: String
        var to: String
        var target: Double
        var mean: JSONBound?
        var verdict: String?
        var void: String?
        var above: Int
        var below: Int
        var reversed: Int
        var reversedPrompts: [String]
        /// How many of the prompts it lacks, so that nothing is said of its mean.
        var lacking: Int
        /// What becomes of the verdict that was asked for: same, open, settled, reversed, unlike or void.
        var change: String
        /// Prompts whose mean lies outside of its limits, where there are such.
        var outsideLimits: Int?

        private enum CodingKeys: String, CodingKey {
            case changes, to, target, mean, verdict, void, above, below, reversed, lacking, change
            case reversedPrompts = "reversed_prompts"
            case outsideLimits = "means_outside_limits"
        }

        init(_ variant: SensitivityVariant, _ report: SensitivityReport) {
            changes = variant.kind.rawValue
            to = report.value(variant)
            target = variant.target
            lacking = variant.lacking
            let isMean = variant.void == nil && lacking == 0
            mean = isMean ? variant.mean.reading.bound.map(JSONBound.init) : nil
            verdict = variant.verdict?.rawValue
            void = variant.void?.word
            (above, below) = (variant.count(.above), variant.count(.below))
            reversedPrompts = variant.reversed(from: report.asked).map(\.rawValue)
            reversed = reversedPrompts.count
            change = variant.change(from: report.asked).rawValue
            if variant.doubt.count > 0 { outsideLimits = variant.doubt.count }
        }
    }
}
