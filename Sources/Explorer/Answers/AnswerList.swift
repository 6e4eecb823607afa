import Canvas
import Evidence
import Findings
import Prompts

/// The distinct answers to the selected prompt as they are listed: grouped, filtered, sorted, one of
/// them selected.
struct AnswerList: Sendable {
    var cursor = ListCursor<OutputDetail.Row.ID>()
    var order = Order.count
    var isReversed = false
    /// The rule by which answers count as one.
    var grouping = AnswerGrouping.folded
    /// The part of an answer that `AnswerGrouping.answer` looks at.
    var part = AnswerPart.standard
    /// The part that the reader chose in place of the run's.
    var chosenPart: AnswerPart?
    /// The prompt by whose answers the part was chosen; nil where the reader, or the run, has named it.
    var guessedFor: PromptID?
    /// Whether answers are grouped by a pattern of the reader's, who may have made it for what it shows.
    var isRuleMadeUp: Bool {
        guard grouping == .answer, case .pattern = chosenPart?.rule else { return false }
        return true
    }
    /// The groups that a server was asked about, for a rule that asks; nil without any.
    private(set) var partition: AnswerPartition?
    private var partitionKey: PartitionKey?
    private var partitionRevision = 0
    var filter = AnswerFilter()
    /// The wording that is read of a group that is folded; nil for the first.
    var wording: OutputDetail.Row.ID?
    /// The numbers of the groups whose wordings are listed.
    var unfolded: Set<Int> = []
    /// What people said of distinct answers, by their position.
    var labels: [Int: LabelMark] = [:]
    private(set) var index = AnswerIndex()
    /// What the list was made from.
    private var key: Key?

    /// What the list is sorted by.
    enum Order: String, Sendable, Hashable, CaseIterable {
        case count, score, first

        /// - Parameter isExact: whether answers have a probability in place of a count.
        func title(isExact: Bool) -> SafeText {
            switch self {
            case .count: isExact ? "likeliest first" : "most frequent first"
            case .score: "highest score first"
            case .first: "in order of appearance"
            }
        }

        func reversedTitle(isExact: Bool) -> SafeText {
            switch self {
            case .count: isExact ? "unlikeliest first" : "least frequent first"
            case .score: "lowest score first"
            case .first: "latest first"
            }
        }
    }

    private struct PartitionKey: Hashable {
        var place: RunGroupings.Place
        var revision: Int
    }

    private struct Key: Hashable {
        var prompt: PromptID
        var draws: Int
        var greedy: String?
        var scorer: Int
        var order: Order
        var isReversed: Bool
        var grouping: AnswerGrouping
        var part: AnswerPart
        var partition: Int
        var filter: String
        var unfolded: Set<Int>
        var labels: [Int: LabelMark]
    }

    init(grouping: AnswerGrouping = .folded) {
        self.grouping = grouping
    }

    /// Brings what is known of each text up to date.
    mutating func extendIndex(to evidence: PromptEvidence) {
        index.extend(
            to: evidence, grouping: grouping, part: part, filter: filter,
            partition: partition.map { ($0, partitionRevision) })
    }

    /// Whether all answers are listed, the most frequent first, in groups that their text stands for: one
    /// of a part, a topic or a meaning is named by what all have in common, which only Outputs shows.
    var isPlain: Bool {
        filter.isEmpty && order == .count && !isReversed && grouping == plainGrouping
    }
    var plainGrouping: AnswerGrouping { grouping == .exact ? .exact : .folded }

    /// Takes what a server said of the answers to the selected prompt.
    mutating func setPartition(from groupings: RunGroupings, at place: RunGroupings.Place?) {
        let key = place.map { PartitionKey(place: $0, revision: groupings.revision) }
        guard key != partitionKey else { return }
        partitionKey = key
        partition = place.flatMap { groupings[$0] }
        partitionRevision += 1
    }

    /// Makes the list anew where that has changed which it was made from.
    mutating func refresh(
        _ detail: inout OutputDetail?, _ evidence: PromptEvidence?, scorer: Int
    ) {
        guard let evidence else {
            detail = nil
            return
        }
        let key = Key(
            prompt: evidence.prompt.id, draws: evidence.drawCount,
            greedy: evidence.greedy?.answer.text, scorer: scorer, order: order,
            isReversed: isReversed, grouping: grouping, part: part,
            partition: partition == nil ? -1 : partitionRevision, filter: filter.text,
            unfolded: unfolded, labels: filter.asksForLabels ? labels : [:])
        if self.key != key || detail == nil {
            let read = self.key?.prompt == key.prompt ? selected(detail)?.text : nil
            if self.key?.prompt != key.prompt { leavePrompt() }
            let revision = index.revision
            extendIndex(to: evidence)
            if index.revision != revision { follow(read, in: evidence) }
            detail = OutputDetail(evidence, scorer: scorer, list: self)
            self.key = key
            self.key?.unfolded = unfolded
        }
        cursor.settle(in: ids(detail), keepsTop: true)
    }

    /// Keeps the reader at a text whose group has another number now, as all were made anew.
    private mutating func follow(_ text: String?, in evidence: PromptEvidence) {
        unfolded = []
        guard let text, let group = index.group(of: text, in: evidence) else { return }
        cursor.selected = OutputDetail.Row.ID(group: Int(group), wording: nil)
        if wording != nil { wording = OutputDetail.Row.ID(group: Int(group), wording: text) }
    }

    private mutating func leavePrompt() {
        cursor = ListCursor()
        unfolded = []
        wording = nil
    }

    /// Forgets what is known of the run shown before.
    mutating func forget() {
        key = nil
        index.forget()
    }

    /// The lines' names, in their order.
    func ids(_ detail: OutputDetail?) -> [OutputDetail.Row.ID] { detail?.ids ?? [] }

    /// The selected line, or the wording of its group that is read.
    func selected(_ detail: OutputDetail?) -> OutputDetail.Row? {
        guard let detail, let position = cursor.position(in: ids(detail)) else { return nil }
        let row = detail.rows[position]
        guard let wording, wording.group == row.id.group, !row.isWording,
            let place = detail.groups.position(ofNumber: wording.group),
            let answer = detail.groups.wordings(at: place).first(where: {
                $0.text == wording.wording
            })
        else { return row }
        return OutputDetail.Row(answer, of: detail.groups[place])
    }

    /// Changes the rule by which answers count as one; the selected answer stays selected.
    mutating func group(by grouping: AnswerGrouping) {
        guard grouping != self.grouping else { return }
        self.grouping = grouping
    }
}
