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
///
/// Draws without replacement are no counts: each answer comes once by construction, and its probability is
/// known. Shares of such a run lie for certain between what its answers make up and that with all that was
/// not seen (reference/exact.md), and the other run has its part of α too. What draw t of it brought up
/// follows from seeds up to that of t, as its tree holds draws of lower numbers alone.
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
            /// The probability that is known of it, for draws without replacement; nil for others, and
            /// where none is known.
            package var probability: Double?
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
    /// Whether limits hold: the draws do not contradict each other.
    package let hasLimits: Bool
    /// Whether draws of one seed have one number in both runs.
    package let numbersAgree: Bool

    /// How many draws there are of one run.
    private struct Totals: Sendable {
        let completed: Int
        let lost: Int
        let losses: [Int]
        /// What is known exactly of draws without replacement; nil for plain ones.
        let known: KnownShares?

        init(_ evidence: PromptEvidence) {
            completed = evidence.drawCount - evidence.lost
            lost = evidence.lost
            losses = evidence.lostDraws
            known = KnownShares(evidence)
        }

        /// The share that is estimated, or known so far.
        func share(_ side: Row.Side) -> Double {
            known == nil
                ? Double(side.count) / Double(max(1, completed)) : side.probability ?? 0
        }

        /// Whether something is known of a share that this run's draws did not bring up.
        func isTold(_ side: Row.Side) -> Bool { known != nil || side.rank > 0 }

        /// The limits of the share of something that this run's draws brought up, or that is known.
        func found(_ side: Row.Side, alpha: Double) -> ClosedRange<Double>? {
            if let known { return known.share(side.probability ?? 0) }
            return Self.range(
                try? DiscoveredShare(
                    rank: side.rank, again: side.count - 1,
                    later: completed + lost - side.foundAt - 1,
                    lost: losses.count { $0 > side.foundAt }
                ).bound(alpha: alpha, side: .two, method: .anytimeProportion(.two)))
        }

        /// The limits of the share of something that was named before the draws; nil without any.
        func plain(_ side: Row.Side, alpha: Double) -> ClosedRange<Double>? {
            if let known { return known.share(side.probability ?? 0) }
            return Self.range(
                try? LostDraws.proportion(
                    leaks: Double(side.count), completed: completed, lost: lost, alpha: alpha,
                    side: .two, method: .anytimeProportion(.two)))
        }

        /// The limits of the share of something that a draw of the other run brought up, from the
        /// draws after it; nil without any.
        func named(_ side: Row.Side, after draw: Int, alpha: Double) -> ClosedRange<Double>? {
            if let known { return known.share(side.probability ?? 0) }
            let losses = losses.count { $0 > draw }
            let later = completed + lost - draw - 1
            guard later > losses else { return nil }
            return Self.range(
                try? LostDraws.proportion(
                    leaks: Double(side.later), completed: later - losses, lost: losses,
                    alpha: alpha, side: .two, method: .anytimeProportion(.two)))
        }

        private static func range(_ bound: Bound?) -> ClosedRange<Double>? {
            bound.map { $0.lower...$0.upper }
        }
    }

    /// What was not seen of each run, where that is known: the most that any answer may have more than
    /// was found of it; nil for plain draws.
    package var unseen: (first: Double?, second: Double?) {
        (first.known?.unseen, second.known?.unseen)
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
        // By two runs for the share in each run of plain draws; or two greedy answers, of one half.
        let hasGreedy = a.greedy != nil || b.greedy != nil
        let shares = max(1, [first, second].count { $0.known == nil })
        func part(_ count: Int) -> Double { Statement(alpha: alpha).shared(among: count).each }
        self.parts = (found: part((hasGreedy ? 4 : 2) * shares), greedy: part(4 * shares))
        hasLimits = !isVoid
        var groups = Groups()
        groups.add(a, grouping, parts.first, to: \.first)
        groups.add(b, grouping, parts.second, to: \.second)
        groups.countLater(a, of: \.first, than: \.second)
        groups.countLater(b, of: \.second, than: \.first)
        let (one, other) = (first, second)
        func difference(_ row: Row) -> Double {
            abs(one.share(row.first) - other.share(row.second))
        }
        rows = groups.rows.enumerated().sorted {
            let (x, y) = (difference($0.element), difference($1.element))
            return x == y ? $0.offset < $1.offset : x > y
        }.map(\.element)
    }

    /// Its share in the first run minus that in the second; nil where the probability of an answer that
    /// was drawn without replacement is not known.
    package func estimate(of row: Row) -> Double? {
        func isUnknown(_ side: Row.Side, _ run: Totals) -> Bool {
            run.known != nil && side.count > 0 && side.probability == nil
        }
        if isUnknown(row.first, first) || isUnknown(row.second, second) { return nil }
        return first.share(row.first) - second.share(row.second)
    }

    /// That difference with limits that hold for all rows together; nil where none do.
    package func bound(of row: Row) -> Bound? {
        guard hasLimits else { return nil }
        var (lower, upper) = (-1.0, 1.0)
        // A quarter of what is for the namings, for the share in each run by the namings of each run.
        let part = parts.found
        func take(_ a: ClosedRange<Double>?, _ b: ClosedRange<Double>?) {
            lower = max(lower, ((a?.lowerBound ?? 0) - (b?.upperBound ?? 1)).nextDown)
            upper = min(upper, ((a?.upperBound ?? 1) - (b?.lowerBound ?? 0)).nextUp)
        }
        if row.first.isGreedy || row.second.isGreedy {
            take(
                first.plain(row.first, alpha: parts.greedy),
                second.plain(row.second, alpha: parts.greedy))
        }
        if first.isTold(row.first), second.isTold(row.second) {
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
            estimate: first.share(row.first) - second.share(row.second), lower: lower,
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
                count: group.count, isGreedy: group.holdsGreedy, probability: group.probability,
                rank: group.discovery.rank, foundAt: group.discovery.draw)
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
