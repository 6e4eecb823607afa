import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// A question that several prompts ask, as one line of the list: the average wording's mean and limits,
/// and the greatest one's beside the text.
///
/// All limits of all such questions hold together.
struct WordingLine {
    /// One for each wording.
    let rows: [PromptRow]
    /// What is known of them together; nil while it is found out.
    let group: WordingGroup?
    let glyphs: Glyphs

    /// The question's name.
    var name: SafeText {
        group.map { SafeText(oneLine: $0.name) }
            ?? SafeText(sanitizing: rows.first?.id.rawValue ?? "")
    }

    /// How many wordings there are and how high the greatest of them may be, with as much of the question as
    /// there is room for.
    func text(width: Int) -> SafeText {
        let count = rows.count
        let words: SafeText = "\(count) wordings"
        let question = SafeText(sanitizing: String((rows.first?.text ?? "").prefix { $0 != "\n" }))
        guard let bound = group?.greatest.bound else { return words + "  " + question }
        let limits = Figure.limits(bound, glyphs: glyphs)
        let greatest = Figure.unit(bound.estimate).trimmingLeadingBlanks() + " " + limits
        let most = glyphs.atMost + Figure.unit(bound.upper, rounding: .up).trimmingLeadingBlanks()
        let full = words + ", greatest " + greatest
        return Words.fitting(
            [
                full + "  " + question.clipped(to: max(0, width - full.width - 2), glyphs: glyphs),
                full,
                "\(count): greatest " + greatest, "\(count): " + limits, "\(count)w max " + most,
                "\(count)w " + most, "\(count) wordings", "\(count)w",
            ],
            width: width)
    }

    /// What stands in a column.
    func content(of column: PromptTable.Column, width: Int) -> (SafeText, Style) {
        let void = rows.lazy.compactMap(\.reading.void).first
        let average = void == nil ? group?.average.reading.bound : nil
        switch column {
        case .draws:
            return (
                Figure.count(rows.reduce(0) { $0 + $1.draws }, width: column.width), .role(.muted)
            )
        case .histogram:
            let counts = rows.map(\.histogram).reduce(
                [Int](repeating: 0, count: PromptRow.binCount)
            ) {
                zip($0, $1).map(+)
            }
            return (
                Plot.sparkline(counts: counts, width: width, glyphs: glyphs), .role(.barSampled)
            )
        case .greedy:
            let greatest = rows.compactMap(\.greedyScore).max()
            return (
                Figure.score(greatest).padded(to: column.width, alignment: .right),
                .role(.barGreedy)
            )
        case .mean: return (Figure.unit(average?.estimate), .text)
        case .lower: return (Figure.unit(average?.lower, rounding: .down), .role(.bound))
        case .upper: return (Figure.unit(average?.upper, rounding: .up), .role(.bound))
        case .left, .answer: return ("", .text)
        case .leak:
            let hides = rows.contains { $0.hidesLeak }
            return hides ? (SafeText(glyphs.leak), Style(.bad, .bold)) : ("", .text)
        case .arrow: return void == nil ? ("", .text) : ("x", .role(.error))
        case .verdict:
            if let void { return ("\(void.word)", .role(.error)) }
            return (group == nil ? "computing" : "together", .role(.muted))
        }
    }
}

/// What the draws of questions in several wordings prove, found out beside the explorer.
struct WordingsWork: PureWork {
    struct Key: Sendable, Hashable {
        var run: OpenRuns.Identity
        var draws: Int
        var scorer: Int
        var statement: Statement
    }

    struct Found: Sendable {
        var key: Key
        var groups: [WordingGroup]
    }

    let key: Key
    let run: Snapshot
    let voids: [VoidReason?]

    func answer() -> Found {
        Found(
            key: key,
            groups: WordingGroup.groups(
                of: run.prompts.map(\.prompt), run.prompts.map { $0.scores(by: key.scorer) },
                voids: voids, key.statement))
    }

    static func == (a: WordingsWork, b: WordingsWork) -> Bool { a.key == b.key }

    func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
