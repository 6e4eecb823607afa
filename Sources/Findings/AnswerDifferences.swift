import Evidence
import Prompts
import Statistics

/// The answers that two runs give to one prompt, and how much more of one run's draws each makes up.
///
/// The draws bring the answers up, so that plain limits do not hold for the list. What draw t of one
/// run brought up can be named from then on: the later draws of that run are independent of it, and so
/// are those after t of the other one. The other's first t may not be, as draws of one number may have
/// one seed in both runs; its limits are of the draws after them alone. Joined runs are numbered anew, so
/// that a draw may be at any place of the other run: then an answer has the limits of what each run
/// brought up by itself, and none where one run alone gave it. The i-th answer that a run
/// brought up gets α/(2i(i + 1)), half of it for its share in each run, so that with both runs all
/// differences hold together at level 1 − α and at any number of draws; an answer that both brought up
/// has the limits of both.
/// Where there are greedy answers, all of that holds for one half of α. The other half is for them: they were
/// named before any draw, two at most, so that plain limits of all draws hold for their shares.
package struct AnswerDifferences: Sendable {
    /// A group of answers that count as one.
    package struct Row: Sendable, Hashable {
        /// The most frequent wording.
        package let text: String
        package let first: Side
        package let second: Side

        /// The draws of one run that gave it.
        package struct Side: Sendable, Hashable {
            package var count = 0
            package var isGreedy = false
            /// Its number among the groups that the run brought up, from 1; 0 where it did not.
            var rank = 0
            /// The launch number of the draw that brought it up.
            var foundAt = 0
            /// The draws after the one of the other run that brought it up there.
            var later = 0
        }

        /// The run that alone gives it, if one does.
        package var onlyIn: Only? {
            second.count == 0 ? .first : first.count == 0 ? .second : nil
        }
    }

    /// Which of two runs.
    package enum Only: Sendable, Hashable {
        case first, second
    }

    /// Those with the greatest difference of shares first.
    package let rows: [Row]
    /// The draws of each run that have an answer.
    package var completed: (first: Int, second: Int) { (first.completed, second.completed) }
    private let first: Totals
    private let second: Totals
    private let alpha: Double
    /// Of each share of a row: the part of α by the namings of one run, and by a greedy answer.
    private let parts: (found: Double, greedy: Double)
    /// Whether limits hold: the draws are plain and do not contradict each other.
    package let hasLimits: Bool
    /// Whether draws of one seed have one number in both runs.
    package let numbersAgree: Bool

    /// How many draws there are of one run.
    private struct Totals: Sendable {
        let completed: Int
        let lost: Int
        let losses: [Int]

        init(_ evidence: PromptEvidence) {
            completed = evidence.drawCount - evidence.lost
            lost = evidence.lost
            losses = evidence.lostDraws
        }

        func share(_ count: Int) -> Double { Double(count) / Double(max(1, completed)) }

        /// The limits of the share of something that this run's draws brought up.
        func found(_ side: Row.Side, alpha: Double) -> Bound? {
            try? DiscoveredShare(
                rank: side.rank, again: side.count - 1,
                later: completed + lost - side.foundAt - 1,
                lost: losses.count { $0 > side.foundAt }
            ).bound(alpha: alpha, side: .two, method: .anytimeProportion(.two))
        }

        /// The limits of the share of something that was named before the draws; nil without any.
        func plain(_ count: Int, alpha: Double) -> Bound? {
            try? LostDraws.proportion(
                leaks: Double(count), completed: completed, lost: lost, alpha: alpha, side: .two,
                method: .anytimeProportion(.two))
        }

        /// The limits of the share of something that a draw of the other run brought up, from the
        /// draws after it; nil without any.
        func named(_ side: Row.Side, after draw: Int, alpha: Double) -> Bound? {
            let losses = losses.count { $0 > draw }
            let later = completed + lost - draw - 1
            guard later > losses else { return nil }
            return try? LostDraws.proportion(
                leaks: Double(side.later), completed: later - losses, lost: losses, alpha: alpha,
                side: .two, method: .anytimeProportion(.two))
        }
    }

    /// - Parameters:
    ///   - parts: the part of an answer that counts in each run, for groups by it.
    ///   - isVoid: whether no limit holds for the draws of a run.
    ///   - numbersAgree: whether draws of one seed have one number in both runs, as they have unless
    ///     one was joined from others.
    ///   - alpha: of all differences together.
    package init(
        _ a: PromptEvidence, _ b: PromptEvidence, grouping: AnswerGrouping,
        parts: (first: AnswerPart, second: AnswerPart), isVoid: Bool, numbersAgree: Bool,
        alpha: Double
    ) {
        self.numbersAgree = numbersAgree
        (first, second) = (Totals(a), Totals(b))
        self.alpha = alpha
        // By two runs for two shares each; or two greedy answers for two shares each, of one half.
        let hasGreedy = a.greedy != nil || b.greedy != nil
        let eighth = Statement(alpha: alpha).shared(among: 8).each
        self.parts = (
            found: hasGreedy ? eighth : Statement(alpha: alpha).shared(among: 4).each,
            greedy: eighth
        )
        hasLimits = !isVoid && a.exact == nil && b.exact == nil
        var groups = Groups()
        groups.add(a, grouping, parts.first, to: \.first)
        groups.add(b, grouping, parts.second, to: \.second)
        groups.countLater(a, of: \.first, than: \.second)
        groups.countLater(b, of: \.second, than: \.first)
        let (one, other) = (first, second)
        func difference(_ row: Row) -> Double {
            abs(one.share(row.first.count) - other.share(row.second.count))
        }
        rows = groups.rows.enumerated().sorted {
            let (x, y) = (difference($0.element), difference($1.element))
            return x == y ? $0.offset < $1.offset : x > y
        }.map(\.element)
    }

    /// Its share in the first run minus that in the second, with limits that hold for all rows
    /// together; nil where none do.
    package func bound(of row: Row) -> Bound? {
        guard hasLimits else { return nil }
        var (lower, upper) = (-1.0, 1.0)
        // A quarter of what is for the namings, for the share in each run by the namings of each run.
        let part = parts.found
        func take(_ a: Bound?, _ b: Bound?) {
            lower = max(lower, ((a?.lower ?? 0) - (b?.upper ?? 1)).nextDown)
            upper = min(upper, ((a?.upper ?? 1) - (b?.lower ?? 0)).nextUp)
        }
        if row.first.isGreedy || row.second.isGreedy {
            take(
                first.plain(row.first.count, alpha: parts.greedy),
                second.plain(row.second.count, alpha: parts.greedy))
        }
        if row.first.rank > 0, row.second.rank > 0 {
            // Each run's own naming alone, whatever the other's draws are.
            take(first.found(row.first, alpha: part), second.found(row.second, alpha: part))
        }
        guard numbersAgree else { return bound(row, lower, upper) }
        if row.first.rank > 0 {
            take(
                first.found(row.first, alpha: part),
                second.named(
                    row.second, after: row.first.foundAt,
                    alpha: Self.share(row.first.rank, of: part)))
        }
        if row.second.rank > 0 {
            take(
                first.named(
                    row.first, after: row.second.foundAt,
                    alpha: Self.share(row.second.rank, of: part)),
                second.found(row.second, alpha: part))
        }
        return bound(row, lower, upper)
    }

    private func bound(_ row: Row, _ lower: Double, _ upper: Double) -> Bound {
        Bound(
            estimate: first.share(row.first.count) - second.share(row.second.count), lower: lower,
            upper: upper, alpha: alpha, side: .two, method: .anytimeProportion(.two),
            validity: .anytime)
    }

    /// The part of α that the i-th answer has.
    private static func share(_ rank: Int, of alpha: Double) -> Double {
        DiscoveredShare(rank: rank, again: 0, later: 0).share(of: alpha)
    }
}

/// The groups of both runs while they are collected.
private struct Groups {
    private var places: [String: Int] = [:]
    private var texts: [(text: String, count: Int)] = []
    private var sides: [Sides] = []
    /// The place of each distinct answer of the evidence that was added, by its side.
    private var placeOfText: [WritableKeyPath<Sides, AnswerDifferences.Row.Side>: [Int]] = [:]
    /// The greedy answers by what their groups have in common.
    private var greedy: [(key: String, side: WritableKeyPath<Sides, AnswerDifferences.Row.Side>)] =
        []

    struct Sides {
        var first = AnswerDifferences.Row.Side()
        var second = AnswerDifferences.Row.Side()
    }

    mutating func add(
        _ evidence: PromptEvidence, _ grouping: AnswerGrouping, _ part: AnswerPart,
        to side: WritableKeyPath<Sides, AnswerDifferences.Row.Side>
    ) {
        let finder = AnswerFinder(part)
        if let answer = evidence.greedy?.answer {
            greedy.append((grouping.key(of: answer.text, finder: finder), side))
        }
        let all = AnswerGroups(evidence, grouping, finder)
        var placeOfGroup: [Int] = []
        for group in all.groups {
            let place = places[group.key] ?? sides.count
            if place == sides.count {
                places[group.key] = place
                sides.append(Sides())
                texts.append((group.example, group.exampleCount))
            } else if group.exampleCount > texts[place].count {
                texts[place] = (group.example, group.exampleCount)
            }
            sides[place][keyPath: side] = AnswerDifferences.Row.Side(
                count: group.count, isGreedy: group.holdsGreedy, rank: group.discovery.rank,
                foundAt: group.discovery.draw)
            placeOfGroup.append(place)
        }
        placeOfText[side] = all.groupOfText.map { placeOfGroup[$0] }
    }

    /// Counts the draws of one side after the one that brought each group up on the other.
    mutating func countLater(
        _ evidence: PromptEvidence,
        of side: WritableKeyPath<Sides, AnswerDifferences.Row.Side>,
        than other: WritableKeyPath<Sides, AnswerDifferences.Row.Side>
    ) {
        let places = placeOfText[side] ?? []
        let found = sides.map { $0[keyPath: other].rank > 0 ? $0[keyPath: other].foundAt : .max }
        for (draw, position) in evidence.sequence.enumerated() where position >= 0 {
            let place = places[Int(position)]
            if draw > found[place] { sides[place][keyPath: side].later += 1 }
        }
    }

    var rows: [AnswerDifferences.Row] {
        var sides = sides
        // A run's greedy answer is marked though no draw of that run may have given it.
        for (key, side) in greedy {
            if let place = places[key] { sides[place][keyPath: side].isGreedy = true }
        }
        return zip(texts, sides).map {
            AnswerDifferences.Row(text: $0.text, first: $1.first, second: $1.second)
        }
    }
}
