import Canvas
import Evidence
import Findings
import Prompts

/// What people say about the draws of the runs that are open, and what of it can be taken back.
struct RunLabels: Sendable {
    /// Who labels here; empty where that is not known.
    var person = "" { didSet { revision += 1 } }
    /// Whether the draws that were picked at random are gone through.
    var isSampling = false
    /// What ``:label`` tells, as it was when the window opened.
    var report: LabelReport?
    /// The word that was given last.
    var lastWord: String?
    private var books: [Int: LabelBook] = [:]
    /// What takes back each deed, the newest last.
    private var deeds: [(run: Int, lines: [LabelLine])] = []
    /// What is said of the selected prompt's distinct answers, by their position.
    private(set) var marks: [Int: LabelMark] = [:]
    /// The same of its groups of answers.
    private(set) var groups: [Int: LabelMark] = [:]
    /// Counts the changes.
    private(set) var revision = 0
    private var key: Key?

    private struct Key: Hashable {
        var run: Int
        var revision: Int
        var prompt: PromptID?
        var draws: Int
        var grouping: Int
    }

    /// What was said about a run by its position among the open ones.
    func book(of run: Int) -> LabelBook { books[run] ?? LabelBook() }

    mutating func setBook(_ book: LabelBook, of run: Int) {
        books[run] = book
        deeds.removeAll { $0.run == run }
        revision += 1
    }

    /// Keeps what is said, and how it is taken back.
    mutating func add(_ lines: [LabelLine], to run: Int, undo: [LabelLine]?) {
        for line in lines { books[run, default: LabelBook()].add(line) }
        if let undo { deeds.append((run, undo)) }
        revision += 1
    }

    /// The lines that take back the last deed on a run; nil without one.
    mutating func takeBack(of run: Int) -> [LabelLine]? {
        guard let place = deeds.lastIndex(where: { $0.run == run }) else { return nil }
        let lines = deeds.remove(at: place).lines
        add(lines, to: run, undo: nil)
        return lines
    }

    /// Forgets all runs: others are opened.
    mutating func forget() {
        books = [:]
        deeds = []
        isSampling = false
        revision += 1
    }

    /// Brings what is said of the selected prompt up to date.
    mutating func refresh(_ evidence: PromptEvidence?, _ index: AnswerIndex, run: Int) {
        let key = Key(
            run: run, revision: revision, prompt: evidence?.prompt.id,
            draws: evidence?.drawCount ?? 0, grouping: index.revision)
        guard self.key != key else { return }
        self.key = key
        (marks, groups) = ([:], [:])
        guard let evidence, let book = books[run] else { return }
        for (position, labels) in book.labels(of: evidence) {
            let mark = LabelMark(labels, person: person)
            marks[position] = mark
            guard index.groups.indices.contains(position) else { continue }
            let group = Int(index.groups[position])
            groups[group] = groups[group].map { $0.joined(mark) } ?? mark
        }
    }
}

/// What is said of one answer or of a group of them.
struct LabelMark: Sendable, Hashable {
    /// The reader's own word, else that of the others, "mixed" where they do not say the same; nil
    /// where a group has several.
    var word: String?
    var note: String?
    /// Everything that anybody says of it.
    var words: Set<String>

    init(_ labels: [DrawLabel], person: String) {
        let chosen = labels.last { $0.person == person } ?? DrawLabel(joining: labels)
        word = chosen?.label
        note = chosen?.note
        words = Set(labels.map(\.label))
    }

    /// The mark of a group.
    func joined(_ other: LabelMark) -> LabelMark {
        var both = self
        if both.word != other.word { both.word = nil }
        both.note = both.note ?? other.note
        both.words.formUnion(other.words)
        return both
    }

    /// The word on the screen; with a mark where people do not say the same.
    func title(_ event: Event) -> SafeText {
        guard let word else { return SafeText(sanitizing: DrawLabel.mixed) }
        return event.title(ofLabel: word)
            + (words.count > 1 && word != DrawLabel.mixed ? "*" : "")
    }
}
