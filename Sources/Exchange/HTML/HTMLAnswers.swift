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

    /// Answers that count as one, with what scorers and people say of them.
    struct Group {
        let answers: AnswerGroups.Group
        /// Their exact probability as far as it is known; nil for plain draws.
        let probability: Double?
        /// By each scorer, the scores of its draws.
        let scores: [OutputScores]
        /// How often people gave each label.
        let labels: [String: Int]
    }

    let groups: [Group]
    /// What was shown to no reader: groups and draws beyond the first.
    let (otherGroups, otherDraws): (Int, Int)
    /// The draws that have an answer, of which shares are.
    private let completed: Int
    /// The limits of the groups' shares, in their order.
    private let shares: [Reading]
    private let level: String
    private let event: Event

    /// - Parameters:
    ///   - part: the part of an answer that counts, for groups by it.
    ///   - labels: what people said about draws, by launch number.
    ///   - statement: what is stated of each prompt.
    ///   - event: what is called a leak where nothing else is said.
    ///   - void: why no limit holds for the draws.
    init(
        _ evidence: PromptEvidence, _ part: AnswerPart, _ grouping: AnswerGrouping,
        labels: [Int: DrawLabel], _ statement: Statement, _ event: Event,
        void: VoidReason?
    ) {
        self.event = event
        let all = AnswerGroups(evidence, grouping, AnswerFinder(part))
        var given: [Int: [String: Int]] = [:]
        for (index, label) in labels {
            guard evidence.sequence.indices.contains(index), evidence.sequence[index] >= 0 else {
                continue
            }
            let group = all.groupOfText[Int(evidence.sequence[index])]
            given[group, default: [:]][label.label, default: 0] += 1
        }
        let sorted = all.byCount
        groups = sorted.prefix(Self.mostGroups).map { place in
            Group(
                answers: all.groups[place],
                probability: Self.probability(all.groups[place], evidence),
                scores: Self.scores(all.groups[place], evidence), labels: given[place] ?? [:])
        }
        let others = sorted.dropFirst(Self.mostGroups)
        (otherGroups, otherDraws) = (
            others.count, others.reduce(0) { $0 + all.groups[$1].count }
        )
        completed = evidence.drawCount - evidence.lost
        level = Figure.percent(1 - statement.each, .down)
        let limits = ShareLimits(evidence)
        shares = groups.map { group in
            limits.reading(
                of: ShareLimits.Target(
                    count: group.answers.count,
                    discovery: group.answers.holdsGreedy ? nil : group.answers.discovery),
                question: statement, planned: statement.planned, void: void)
        }
    }

    /// By each scorer the scores of a group's draws.
    private static func scores(
        _ group: AnswerGroups.Group, _ evidence: PromptEvidence
    ) -> [OutputScores] {
        evidence.scores.indices.map { scorer in
            group.texts.reduce(into: OutputScores()) {
                $0.merge(evidence.outputs[$1].scores[scorer])
            }
        }
    }

    private static func probability(
        _ group: AnswerGroups.Group, _ evidence: PromptEvidence
    ) -> Double? {
        let known = group.texts.compactMap { evidence.outputs[$0].probability }
        return known.isEmpty ? nil : known.reduce(0, +)
    }

    /// What the shares' limits hold for.
    private var statement: String {
        guard let bound = shares.lazy.compactMap(\.bound).first else {
            if groups.contains(where: { $0.probability != nil }) {
                return "Shares are exact probabilities, as far as they were found."
            }
            return "Shares are what was drawn, without limits."
        }
        return
            "Limits of answers that the draws brought up hold together at level \(level), however "
            + "many there are; the greedy answer's hold on their own; \(bound.validity.words)."
    }

    func html(scorers: [String]) -> HTMLText {
        guard !groups.isEmpty else { return "" }
        let examples = SafeText.distinct(
            groups.map { String($0.answers.example.prefix(Self.mostText)) })
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
        if group.answers.holdsGreedy {
            marks.append(#"<span class="mark greedy-mark">greedy</span>"#)
        }
        if group.answers.texts.count > 1 {
            marks.append(
                #"<span class="mark">\#(Figure.count(group.answers.texts.count)) texts</span>"#)
        }
        if group.answers.example.count > Self.mostText {
            marks.append(
                """
                <span class="mark">cut, of \(Figure.count(group.answers.example.count)) characters</span>
                """)
        }
        for (label, count) in group.labels.sorted(by: { $0.key < $1.key }) {
            marks.append(
                #"<span class="mark">\#(event.title(ofLabel: label).string) × \#(Figure.count(count))</span>"#
            )
        }
        // Draws without replacement repeat nothing, so that their number tells nothing.
        let share = Figure.number(
            group.probability ?? Double(group.answers.count) / Double(max(1, completed)))
        let limits =
            reading.bound.map {
                Figure.number($0.lower, .down) + " – " + Figure.number($0.upper, .up)
            } ?? "–"
        let text: HTMLText = example.isEmpty ? #"<span class="soft">empty</span>"# : lines(example)
        return """
            <tr><td class="number" data-label="draws">\(Figure.count(group.answers.count))</td>\
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
