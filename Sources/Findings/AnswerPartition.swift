import Evidence

/// The distinct answers to a prompt in groups that were found by looking at them.
///
/// The groups are frozen at some draw: from then on a fixed rule says of any text which of them it
/// is of, or that it is of none and founds a new one. So the shares of all draws are estimates, and
/// the draws after the freeze, which had no part in finding the groups, give limits: those of things
/// that were named by the draw before (``DiscoveredShare``).
package struct AnswerPartition: Sendable, Hashable {
    /// `topic` or `meaning`.
    package let grouping: AnswerGrouping
    /// How it was made, for the reader: "cosine at least 0.40, all-MiniLM-L6-v2".
    package let rule: String
    /// The draws that there were when the groups were frozen.
    package let frozenAt: Int
    /// How many groups were frozen; those with higher numbers came later.
    package let frozenGroups: Int
    /// The number of the group of each text, from 0.
    package var groups: [ExactText: Int]
    /// For each group that was frozen, the lowest likeness of two texts in it; nil where not known.
    package var likeness: [Double?]
    /// What the reader must know of single answers, one sentence each.
    package var remarks: [String]

    /// - Parameters:
    ///   - rule: how it was made, in words.
    ///   - frozenAt: a number of draws.
    package init(
        _ grouping: AnswerGrouping, rule: String, frozenAt: Int, frozenGroups: Int,
        groups: [ExactText: Int], likeness: [Double?] = [], remarks: [String] = []
    ) {
        self.grouping = grouping
        self.rule = rule
        self.frozenAt = frozenAt
        self.frozenGroups = frozenGroups
        self.groups = groups
        self.likeness = likeness
        self.remarks = remarks
    }

    /// The group of a text; nil for one that nobody was asked about.
    package func group(of text: String) -> Int? { groups[ExactText(text)] }

    /// Whether all distinct answers are in it.
    package func covers(_ evidence: PromptEvidence) -> Bool {
        evidence.outputs.allSatisfy { group(of: $0.text) != nil }
    }

    /// How a group was found: with all others when they were frozen, or by a later draw.
    ///
    /// - Parameter draw: the launch number of the first draw of the group.
    package func discovery(of group: Int, firstDraw draw: Int) -> ShareLimits.Discovery {
        ShareLimits.Discovery(
            rank: group + 1, draw: group < frozenGroups ? max(0, frozenAt - 1) : draw)
    }
}
