import Evidence
import Findings
import Statistics

/// The distinct answers to one prompt, in groups, and what they say about answers not seen yet.
struct OutputDetail: Sendable {
    /// One distinct text.
    struct Answer: Sendable, Hashable {
        let text: String
        var count: Int
        /// The launch number of the first draw that gave it.
        let firstIndex: Int
        /// Its number in the order of discovery, from 1.
        let rank: Int
        /// The scores of its draws, which may be unequal.
        let scores: OutputScores
        /// The greatest of them: the one that is asked about.
        var score: Double? { scores.greatest }
        let isGreedy: Bool
        /// How many of its draws reached the limit of tokens.
        let truncated: Int
        /// The exact probability, as far as it is known; nil for plain draws.
        var probability: Double?
    }

    /// A line of the list: a group, or one of its wordings where it is unfolded.
    struct Row: Sendable, Hashable {
        struct ID: Sendable, Hashable {
            let group: Int
            /// The text of a wording; nil for the group.
            var wording: String?
        }

        let id: ID
        let text: String
        var count: Int
        /// The launch number of the first draw that gave the text shown.
        var firstIndex: Int
        /// The scores of its draws, which may be unequal.
        var scores: OutputScores
        var isGreedy: Bool
        /// How many distinct texts the row stands for.
        var variants: Int
        /// Of a single text its number among the texts in order of discovery, from 1; 0 of a group.
        var rank = 0
        /// The draw that brought it up, with its number among the groups or the texts.
        ///
        /// The limits of all groups hold together, and so do those of all wordings.
        var discovery: ShareLimits.Discovery?
        /// Its draws after the discovery; nil for all but one.
        var later: Int?
        /// Whether it was named before the draws, as the greedy answer is.
        var isNamed = false
        var isUnfolded = false
        var probability: Double?

        /// What its share is of; nil where that has no limits.
        var target: ShareLimits.Target? {
            if isNamed { return ShareLimits.Target(count: count, discovery: nil) }
            return discovery.map { ShareLimits.Target(count: count, discovery: $0, later: later) }
        }
        var isWording: Bool { id.wording != nil }
        /// The highest score: the one that is asked about.
        var score: Double? { scores.greatest }
    }

    /// All groups without those that are filtered out, sorted.
    let groups: Groups
    private(set) var rows: Rows
    /// The names of the lines.
    private(set) var ids: [Row.ID] = []
    /// What the lines have in common.
    private(set) var shape = Shape()
    /// The limits of the shares of the rows that were drawn so far.
    let shares: ShareLimits
    /// The exact probability of everything that was not seen; nil for plain draws.
    let exactLeft: Double?
    let completed: Int
    /// Answers that were looked for and are no draws, beside the completed draws.
    let lookedFor: Int
    let lost: Int
    /// Draws from the first on of which none was lost or is of the group of an earlier one; where a server
    /// is asked, of its text.
    let drawsBeforeRepeat: Int
    /// Whether groups are of what follows a model's thoughts.
    let leavesOutThoughts: Bool
    /// The groups and the distinct texts that there are, whatever the filter.
    private(set) var groupCount = 0
    private(set) var textCount = 0
    /// The distinct texts that are listed, and those of their draws that the filter holds for.
    private(set) var listedTexts = 0
    private(set) var listedDraws = 0
    /// How varied the groups are, and what is still unseen; nil without a draw.
    ///
    /// Nothing is inferred from topics, so that with them this is of the texts.
    private(set) var diversity: OutputDiversity?
    /// How varied the meanings are; nil but for meanings, and until all answers were judged.
    private(set) var meanings: OutputDiversity?
    /// How the groups were made, where a server was asked.
    let partition: AnswerPartition?
    /// The texts that nobody was asked about yet.
    private(set) var unaskedTexts = 0
    /// How often sampling gave the greedy answer; nil without one.
    private(set) var greedyCount: Int?

    /// The distinct texts of a prompt, the most frequent first.
    init(_ evidence: PromptEvidence, scorer: Int) {
        self.init(evidence, scorer: scorer, list: AnswerList(grouping: .exact))
    }

    init(_ evidence: PromptEvidence, scorer: Int, list: AnswerList) {
        var list = list
        list.extendIndex(to: evidence)
        completed = evidence.statedDraws - evidence.statedLost
        lookedFor = evidence.directed - evidence.directedLost
        lost = evidence.statedLost
        exactLeft = evidence.undrawn
        let grouped = list.index.groups
        drawsBeforeRepeat =
            list.grouping.asksServer
            ? evidence.drawsBeforeRepeat : evidence.drawsBeforeRepeat { Int(grouped[$0]) }
        leavesOutThoughts = list.index.leavesOutThoughts
        shares = ShareLimits(evidence)
        textCount = evidence.outputs.count
        let all = Self.counts(evidence, list.index)
        groupCount = all.count
        let partition = list.grouping.asksServer ? list.partition : nil
        self.partition = partition
        if list.grouping.asksServer {
            unaskedTexts = evidence.outputs.count { partition?.group(of: $0.text) == nil }
        }
        // Draws without replacement repeat nothing, so that counts tell nothing.
        if exactLeft == nil {
            let ofTexts = list.grouping.asksServer ? evidence.outputs.map(\.count) : all
            diversity = try? OutputDiversity(counts: ofTexts)
            if list.grouping == .meaning, partition != nil, unaskedTexts == 0 {
                meanings = try? OutputDiversity(counts: all)
            }
        }
        let greedy = evidence.greedy.map { $0.answer.text }
        let greedyGroup = greedy.flatMap { list.index.group(of: $0, in: evidence) }
        if greedy != nil { greedyCount = greedyGroup.map { all[Int($0)] } ?? 0 }
        groups = Groups(
            evidence, scorer: scorer, list: list, drawn: all,
            greedyPosition: greedy.flatMap { evidence.position(of: $0) }, greedyGroup: greedyGroup)
        rows = Rows(groups, unfolded: [])
        listedTexts = groups.listedTexts
        listedDraws = groups.listedDraws
        unfold(list.unfolded)
    }

    /// The draws of each group.
    private static func counts(_ evidence: PromptEvidence, _ index: AnswerIndex) -> [Int] {
        var counts: [Int] = []
        for position in index.groups.indices {
            let group = Int(index.groups[position])
            if group == counts.count { counts.append(0) }
            counts[group] += evidence.outputs[position].count
        }
        return counts
    }

    /// Makes the lines anew for the groups that are unfolded.
    mutating func unfold(_ unfolded: Set<Int>) {
        rows = Rows(groups, unfolded: unfolded)
        ids = rows.ids
        shape = Shape(rows)
    }
}

extension OutputDetail.Row {
    /// The line of a group: its most frequent wording stands for it.
    ///
    /// Of a group of which a filter leaves one text, the row is that text's, with limits of its own; one of
    /// which it leaves several has none, since no draw brought up just these.
    init(_ group: OutputDetail.Group) {
        let first = group.wordings[0]
        if !group.isWhole, group.wordings.count == 1 {
            self.init(first, of: group)
            self = OutputDetail.Row(
                id: ID(group: group.number), text: text, count: count, firstIndex: firstIndex,
                scores: scores, isGreedy: isGreedy, variants: 1, rank: rank, discovery: discovery,
                isNamed: isNamed, probability: probability)
            return
        }
        self.init(
            id: ID(group: group.number), text: first.text, count: group.count,
            firstIndex: first.firstIndex, scores: group.scores, isGreedy: group.isGreedy,
            variants: group.wordings.count, discovery: group.discovery, later: group.later,
            isNamed: group.isNamed, probability: group.probability)
    }

    /// The line of one wording.
    init(_ answer: OutputDetail.Answer, of group: OutputDetail.Group) {
        self.init(
            id: ID(group: group.number, wording: answer.text), text: answer.text,
            count: answer.count, firstIndex: answer.firstIndex,
            scores: answer.scores, isGreedy: answer.isGreedy, variants: 1,
            rank: answer.rank,
            discovery: ShareLimits.Discovery(rank: answer.rank, draw: answer.firstIndex),
            isNamed: answer.isGreedy, probability: answer.probability)
    }
}
