import Evidence
import Findings
import Prompts

/// What is known of each distinct answer to one prompt by its text alone: its group and its match.
///
/// Texts only ever come in at the end, so that each is looked at once.
struct AnswerIndex: Sendable {
    /// For each distinct answer the number of its group, counted by first appearance.
    private(set) var groups: [Int32] = []
    /// For each distinct answer whether it holds the text of the filter.
    private(set) var matches: [Bool] = []
    /// Whether thoughts before answers were left out of what groups are made by.
    private(set) var leavesOutThoughts = false
    private var keys = AnswerKeys()
    /// Counts how often the answers were grouped anew.
    private(set) var revision = 0
    /// The text that came in last.
    private var newest: String?
    private var grouping: Key?
    private var filter: AnswerFilter?

    private struct Key: Hashable {
        var prompt: PromptID
        var grouping: AnswerGrouping
        var part: AnswerPart
        /// Which of the groups that a server was asked about.
        var partition: Int?
    }
    /// The groups that a server was asked about.
    private var partition: AnswerPartition?

    /// Takes in what has come since.
    mutating func extend(
        to evidence: PromptEvidence, grouping: AnswerGrouping, part: AnswerPart,
        filter: AnswerFilter, partition: (groups: AnswerPartition, revision: Int)? = nil
    ) {
        let key = Key(
            prompt: evidence.prompt.id, grouping: grouping, part: part,
            partition: partition?.revision)
        let outputs = evidence.outputs
        // Another run of the same prompt, or the same begun anew, has other texts at these places.
        let known = max(groups.count, matches.count)
        let isOther =
            known > outputs.count || known > 0 && outputs[known - 1].text != newest
        if isOther || self.grouping?.prompt != key.prompt { self.filter = nil }
        if isOther || self.grouping != key {
            self.grouping = key
            self.partition = partition?.groups
            revision += 1
            groups = []
            leavesOutThoughts = false
            keys = AnswerKeys()
        }
        if groups.count < outputs.count {
            let finder = AnswerFinder(part)
            groups.reserveCapacity(outputs.count)
            for place in groups.count..<outputs.count {
                if grouping == .exact {
                    groups.append(Int32(place))
                } else if let group = self.partition?.group(of: outputs[place].text) {
                    groups.append(keys.add(key: Self.key(ofGroup: group)))
                } else {
                    groups.append(keys.add(outputs[place].text, by: grouping, finder: finder))
                }
            }
            if finder.hasSeenThoughts { leavesOutThoughts = true }
        }
        match(outputs, filter)
        newest = outputs.last?.text
    }

    /// The group of any text; nil for one that none of the answers is of.
    func group(of text: String, in evidence: PromptEvidence) -> Int32? {
        guard let grouping else { return nil }
        if grouping.grouping == .exact { return evidence.position(of: text).map { groups[$0] } }
        if let group = partition?.group(of: text) {
            return keys.number(ofKey: Self.key(ofGroup: group))
        }
        return keys.number(
            of: text, by: grouping.grouping, finder: AnswerFinder(grouping.part))
    }

    /// What answers of one group have in common; one that nobody was asked about is with its spellings.
    private static func key(ofGroup group: Int) -> String {
        // No text begins like this.
        "\u{0}group \(group)"
    }

    /// Asks each text once whether it holds that of the filter.
    ///
    /// Of a text that was typed on only those can hold the longer one that held the shorter.
    private mutating func match(_ outputs: [PromptEvidence.Output], _ filter: AnswerFilter) {
        let matcher = filter.matcher
        if let old = self.filter, old.text != filter.text {
            if old.hasTextOf(filter) {
                // Only terms are others, which are asked each time.
            } else if old.isNarrowed(by: filter) {
                for place in matches.indices where matches[place] {
                    matches[place] = filter.holdsText(outputs[place].text, matcher)
                }
            } else {
                matches = []
            }
        } else if self.filter == nil {
            matches = []
        }
        self.filter = filter
        guard matches.count < outputs.count else { return }
        guard let matcher else {
            matches += repeatElement(true, count: outputs.count - matches.count)
            return
        }
        matches.reserveCapacity(outputs.count)
        for place in matches.count..<outputs.count {
            matches.append(filter.holdsText(outputs[place].text, matcher))
        }
    }

    /// Forgets everything: another run is shown.
    mutating func forget() {
        let revision = revision + 1
        self = AnswerIndex()
        self.revision = revision
    }
}
