import Evidence
import Findings
import Journal
import Prompts
import Statistics
import Text

/// The answers to one prompt in a report: groups by number of draws, with an example each.
struct HTMLAnswers {
    /// How many groups a report shows of a prompt.
    static let mostGroups = 12
    /// How much of a text it shows, in characters.
    static let mostText = 1_500

    /// Answers that count as one.
    struct Group {
        /// The answer that was drawn most of them, the earliest of these.
        var example: String
        var count: Int
        /// How many different texts there are.
        var texts: Int
        /// By each scorer, the scores of its draws.
        var scores: [OutputScores]
        var holdsGreedy: Bool
        /// The draw that brought it up, and its number among the groups.
        var discovery: ShareLimits.Discovery
        /// How often people gave each label.
        var labels: [String: Int]
    }

    let groups: [Group]
    /// What was shown to no reader: groups and draws beyond the first.
    let (otherGroups, otherDraws): (Int, Int)
    /// The draws that have an answer, of which shares are.
    private let completed: Int
    /// The limits of the groups' shares, in their order.
    private let shares: [Reading]
    private let level: String

    /// - Parameters:
    ///   - labels: what people said about draws, by launch number.
    ///   - statement: what is stated of each prompt.
    ///   - void: why no limit holds for the draws.
    init(
        _ evidence: PromptEvidence, _ part: AnswerPart, labels: [Int: DrawLabel],
        _ statement: Statement, void: VoidReason?
    ) {
        var collector = AnswerCollector(AnswerFinder(part), greedy: evidence.greedy?.answer.text)
        for (position, output) in evidence.outputs.enumerated() {
            collector.add(output, position)
        }
        for (index, label) in labels.sorted(by: { $0.key < $1.key }) {
            guard evidence.sequence.indices.contains(index), evidence.sequence[index] >= 0 else {
                continue
            }
            collector.add(label, to: Int(evidence.sequence[index]))
        }
        // Of equal counts the first that was drawn comes first.
        let sorted = collector.groups.enumerated().sorted {
            ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
        }.map(\.element)
        groups = Array(sorted.prefix(Self.mostGroups))
        let others = sorted.dropFirst(Self.mostGroups)
        (otherGroups, otherDraws) = (others.count, others.reduce(0) { $0 + $1.count })
        completed = evidence.drawCount - evidence.lost
        level = Figure.percent(1 - statement.each, .down)
        let limits = ShareLimits(evidence)
        shares = groups.map { group in
            limits.reading(
                of: ShareLimits.Target(
                    count: group.count, discovery: group.holdsGreedy ? nil : group.discovery),
                question: statement, planned: statement.planned, void: void)
        }
    }

    /// What the shares' limits hold for.
    private var statement: String {
        guard let bound = shares.lazy.compactMap(\.bound).first else {
            return "Shares are what was drawn, without limits."
        }
        return
            "Limits of answers that the draws brought up hold together at level \(level), however "
            + "many there are; the greedy answer's hold on their own; \(bound.validity.words)."
    }

    func html(scorers: [String]) -> HTMLText {
        guard !groups.isEmpty else { return "" }
        let examples = SafeText.distinct(groups.map { String($0.example.prefix(Self.mostText)) })
        let rows = zip(zip(groups, shares), examples).map { group, example in
            row(group.0, group.1, example, scorers: scorers)
        }
        let heads = scorers.map { #"<th class="number">\#($0)</th>"# as HTMLText }.joined()
        let rest: HTMLText =
            otherGroups == 0
            ? ""
            : """
            <p class="soft">\(Figure.count(otherGroups, "further answer", "further answers")), \
            \(Figure.count(otherDraws, "draw", "draws")).</p>
            """
        return """
            <table><caption>Answers; those whose part that counts differs in case, blanks, emphasis or closing marks alone are one. \(statement)</caption>\
            <thead><tr><th class="number">draws</th><th class="number">share</th>\
            <th class="number">limits</th>\(heads)<th>answer</th></tr></thead>\
            <tbody>\(rows.joined())</tbody></table>\(rest)
            """
    }

    private func row(
        _ group: Group, _ reading: Reading, _ example: SafeText, scorers: [String]
    ) -> HTMLText {
        let scores = zip(scorers, group.scores).map { name, scores -> HTMLText in
            let words =
                scores.range.map {
                    $0.lowerBound == $0.upperBound
                        ? Figure.number($0.lowerBound)
                        : Figure.number($0.lowerBound) + " to " + Figure.number($0.upperBound)
                } ?? "–"
            return #"<td class="number" data-label="\#(name)">\#(words)</td>"#
        }
        var marks: [HTMLText] = []
        if group.holdsGreedy {
            marks.append(#"<span class="mark greedy-mark">greedy</span>"#)
        }
        if group.texts > 1 {
            marks.append(#"<span class="mark">\#(Figure.count(group.texts)) texts</span>"#)
        }
        if group.example.count > Self.mostText {
            marks.append(
                """
                <span class="mark">cut, of \(Figure.count(group.example.count)) characters</span>
                """)
        }
        for (label, count) in group.labels.sorted(by: { $0.key < $1.key }) {
            marks.append(#"<span class="mark">\#(label) × \#(Figure.count(count))</span>"#)
        }
        let share = Figure.number(Double(group.count) / Double(max(1, completed)))
        let limits =
            reading.bound.map {
                Figure.number($0.lower, .down) + " – " + Figure.number($0.upper, .up)
            } ?? "–"
        let text: HTMLText = example.isEmpty ? #"<span class="soft">empty</span>"# : lines(example)
        return """
            <tr><td class="number" data-label="draws">\(Figure.count(group.count))</td>\
            <td class="number" data-label="share">\(share)</td>\
            <td class="number" data-label="share limits">\(limits)</td>\(scores.joined())\
            <td data-label="answer"><div><div class="text">\(text)</div>\(marks.joined(" "))</div>\
            </td></tr>
            """
    }

    /// With a line after each mark of one.
    private func lines(_ text: SafeText) -> HTMLText {
        HTMLText(markup: HTMLText(text).markup.replacing("\u{23CE}", with: "\u{23CE}\n"))
    }
}

/// Puts answers into their groups.
private struct AnswerCollector {
    private(set) var groups: [HTMLAnswers.Group] = []
    private let finder: AnswerFinder
    /// What the greedy answer counts as; nil without one.
    private let greedy: String?
    private var positions: [String: Int] = [:]
    private var groupOfOutput: [Int] = []
    /// How often the example of each group was drawn.
    private var exampleCounts: [Int] = []

    init(_ finder: AnswerFinder, greedy: String?) {
        self.finder = finder
        self.greedy = greedy.map { AnswerGrouping.answer.key(of: $0, finder: finder) }
    }

    mutating func add(_ output: PromptEvidence.Output, _ position: Int) {
        let key = AnswerGrouping.answer.key(of: output.text, finder: finder)
        let group = positions[key] ?? groups.count
        if group == groups.count {
            positions[key] = group
            exampleCounts.append(0)
            groups.append(
                HTMLAnswers.Group(
                    example: output.text, count: 0, texts: 0,
                    scores: output.scores.map { _ in OutputScores() }, holdsGreedy: key == greedy,
                    discovery: ShareLimits.Discovery(rank: group + 1, draw: output.firstIndex),
                    labels: [:]))
        }
        groupOfOutput.append(group)
        groups[group].count += output.count
        groups[group].texts += 1
        if output.count > exampleCounts[group] {
            (groups[group].example, exampleCounts[group]) = (output.text, output.count)
        }
        for (scorer, scores) in output.scores.enumerated() {
            groups[group].scores[scorer].merge(scores)
        }
    }

    mutating func add(_ label: DrawLabel, to output: Int) {
        groups[groupOfOutput[output]].labels[label.label, default: 0] += 1
    }
}
