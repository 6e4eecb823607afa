import Evidence
import Files
import Findings
import Prompts
import Text

/// What is kept of the groups of a prompt's answers, so that later texts are put into them without
/// asking about the earlier ones again.
///
/// Texts are named by their hashes: the run's file has them.
package struct GroupMemory: Sendable, Hashable {
    /// `topic` or `meaning`.
    package let grouping: AnswerGrouping
    package let prompt: PromptID
    /// The name of the model that was asked.
    package let model: String
    /// The part of the answers that was looked at.
    package let part: AnswerPart
    /// What the check of the judge found, in words; empty for topics.
    package var judgement = ""
    /// The least average likeness of groups that are joined; nil for meanings.
    package let threshold: Double?
    /// The draws that there were when the groups were frozen.
    package var frozenAt: Int
    /// Groups with higher numbers came later; 0 while the groups are being found.
    package var frozenGroups = 0
    /// What the server said of a fixed text, which tells one model from another; empty for a judge.
    package var probe: [Float] = []
    /// For each group of topics the mean of its members' vectors when it was frozen, or the vector
    /// of the text that founded it; empty for a group of texts that nothing is asked about.
    package var centers: [[Float]] = []
    /// For each group of meanings the hash of the text that the others are compared with.
    package var founders: [String] = []
    /// The lowest likeness of two texts of each frozen group.
    package var likeness: [Double?] = []
    /// The group of each text that was looked at, by the text's hash.
    package var members: [String: Int] = [:]
    /// The groups of what cannot be asked about, such as empty answers, by their names.
    package var specials: [String: Int] = [:]
    /// How many answers something holds for that the reader must know, by its words.
    package var remarks: [String: Int] = [:]
    /// While groups are being found: those of the texts that they are made from.
    var linkedGroups: [String: Int] = [:]

    package init(
        _ grouping: AnswerGrouping, prompt: PromptID, model: String, part: AnswerPart,
        threshold: Double?, frozenAt: Int
    ) {
        self.grouping = grouping
        self.prompt = prompt
        self.model = model
        self.part = part
        self.threshold = threshold
        self.frozenAt = frozenAt
    }

    /// How many groups there are.
    package var groupCount: Int { grouping == .topic ? centers.count : founders.count }

    /// A text's name.
    static func hash(_ text: String) -> String {
        var hash = SHA256()
        hash.update(text.utf8)
        return String(hash.finish().prefix(32))
    }

    /// The texts that are not in it.
    package func missing(from texts: [String]) -> [String] {
        texts.filter { members[Self.hash($0)] == nil }
    }

    /// The groups of these texts, as far as they are known.
    package func partition(of texts: [String]) -> AnswerPartition {
        var groups: [ExactText: Int] = [:]
        for text in texts {
            if let group = members[Self.hash(text)] { groups[ExactText(text)] = group }
        }
        return AnswerPartition(
            grouping, rule: rule, frozenAt: frozenAt, frozenGroups: frozenGroups, groups: groups,
            likeness: likeness,
            remarks: remarks.sorted { $0.key < $1.key }.map { what, count in
                "\(count) \(count == 1 ? "answer is" : "answers are") \(what)"
            })
    }

    /// Notes that something holds for so many answers.
    mutating func remark(_ count: Int, _ what: String) {
        if count > 0 { remarks[what, default: 0] += count }
    }

    /// How it was made, for the reader.
    var rule: String {
        guard let threshold else {
            return "judged by \(model)" + (judgement.isEmpty ? "" : " (\(judgement))")
        }
        return "cosine at least " + Figure.given(threshold, places: 2).string + ", " + model
    }
}

/// What of an answer is asked about.
enum GroupSubject: Hashable {
    case text(String)
    /// Nothing that could be asked about; the name of its group.
    case special(String)

    init(_ text: String, _ finder: AnswerFinder) {
        switch finder.find(in: text) {
        case .cutInThought: self = .special("cut in its thoughts")
        case .missing: self = .special("without the part that counts")
        case .text(let part):
            self = part.allSatisfy(\.isWhitespace) ? .special("empty") : .text(part)
        }
    }
}
