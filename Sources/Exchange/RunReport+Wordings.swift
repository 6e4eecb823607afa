import Findings
import Journal
import Prompts
import Statistics
import Text

extension RunReport {
    /// The groups of prompts that ask one question in several wordings, by the scorer at a position.
    func wordings(scorer: Int) -> [WordingGroup] {
        let findings = findings(scorer: scorer)
        guard let facts = findings.first?.scorer,
            findings.contains(where: { $0.prompt.metadata[WordingGroup.field] != nil })
        else { return [] }
        return WordingGroup.groups(
            of: findings.map(\.prompt), findings.map(\.evidence), voids: findings.map(\.void),
            statement.about(facts))
    }

    /// The same for people: a table a scorer, safe for a terminal; nothing without groups.
    var wordingLines: [String] {
        sets.indices.flatMap { scorer -> [String] in
            let groups = wordings(scorer: scorer)
            guard !groups.isEmpty else { return [] }
            var table = TextTable(Self.wordingHeader, rightAligned: 1...17)
            for group in groups { table.add(Self.cells(group)) }
            return ["", wordingTitle(scorer)] + table.lines.map { "  " + safe($0) }
                + ["  " + wordingSentence(scorer)]
        }
    }

    /// The same in Markdown.
    var wordingMarkdown: [String] {
        sets.indices.flatMap { scorer -> [String] in
            let groups = wordings(scorer: scorer)
            guard !groups.isEmpty else { return [] }
            func row(_ cells: [String]) -> String {
                "| " + cells.joined(separator: " | ") + " |"
            }
            return [
                "", "## " + markdownSafe(wordingTitle(scorer)), "", row(Self.wordingHeader),
                row(Self.wordingHeader.indices.map { $0 == 0 ? "---" : "---:" }),
            ] + groups.map { row(Self.cells($0).map { markdownSafe($0) }) }
                + ["", markdownSafe(wordingSentence(scorer))]
        }
    }

    func wordingTitle(_ scorer: Int) -> String {
        "One question in several wordings (field \(WordingGroup.field))"
            + (sets.count > 1 ? ", by \(safe(sets[scorer].scorer.name))" : "")
    }

    func wordingSentence(_ scorer: Int) -> String {
        let sentence =
            "All limits of all groups hold together at level "
            + "\(Figure.percent(statement.level, .down)), \(holds). \"between\" is the variance of the "
            + "wordings' means, \"within\" the mean of p(1 − p) over them; both estimates are plain ones, "
            + "and the first is too great by what chance adds. \"share\" is that of the variance that "
            + "comes from the wording."
        guard let judge = findings(scorer: scorer).first?.scorer.judge else { return sentence }
        return sentence
            + " Limits are about the truth and not about verdicts: \(safe(judge.words))."
    }

    static let wordingHeader = [
        "group", "wordings", "average", "from", "to", "greatest", "from", "to", "least", "from",
        "to",
        "between", "from", "to", "within from", "to", "share from", "to",
    ]

    static func cells(_ group: WordingGroup) -> [String] {
        func limits(_ bound: Bound?) -> [String] {
            [
                bound.map { Figure.number($0.estimate) } ?? "–",
                bound.map { Figure.number($0.lower, .down) } ?? "–",
                bound.map { Figure.number($0.upper, .up) } ?? "–",
            ]
        }
        let void = group.greatest.void.map { [$0.mark, "–", "–"] }
        var cells = [
            SafeText(sanitizing: group.name).clipped(to: 30).string,
            Figure.count(group.prompts.count),
        ]
        cells += void ?? limits(group.average.reading.bound)
        cells += void ?? limits(group.greatest.bound)
        cells += void ?? limits(group.least.bound)
        cells += limits(group.between)
        cells += limits(group.within).dropFirst()
        let share = group.shareBetween
        cells.append(share.map { Figure.number($0.lower, .down) } ?? "–")
        cells.append(share.map { Figure.number($0.upper, .up) } ?? "–")
        return cells
    }
}

/// One question in several wordings; all limits of all groups hold together.
struct JSONWordings: Encodable {
    var group: String
    var scorer: String
    var prompts: [String]
    var average: JSONBound?
    var greatest: JSONBound?
    var least: JSONBound?
    /// The variance of the wordings' means, and the mean of p(1 − p) over them.
    var varianceBetween: JSONBound?
    var varianceWithin: JSONBound?
    /// The share of the variance that comes from the wording.
    var shareBetween: JSONSides?
    /// Why no limit holds, in a word.
    var void: String?

    private enum CodingKeys: String, CodingKey {
        case group, scorer, prompts, average, greatest, least, void
        case varianceBetween = "variance_between"
        case varianceWithin = "variance_within"
        case shareBetween = "share_between"
    }

    init(_ group: WordingGroup, scorer: String) {
        (self.group, self.scorer) = (group.name, scorer)
        prompts = group.prompts.map(\.rawValue)
        void = group.greatest.void?.word
        greatest = group.greatest.bound.map(JSONBound.init)
        least = group.least.bound.map(JSONBound.init)
        if void == nil { average = group.average.reading.bound.map(JSONBound.init) }
        varianceBetween = group.between.map(JSONBound.init)
        varianceWithin = group.within.map(JSONBound.init)
        shareBetween = group.shareBetween.map { JSONSides(lower: $0.lower, upper: $0.upper) }
    }
}
