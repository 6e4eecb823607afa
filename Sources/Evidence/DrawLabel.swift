import Prompts

/// What a person said about a draw.
package struct DrawLabel: Sendable, Hashable {
    /// The word: ``leak``, ``not``, ``unsure``, or any other that came from elsewhere.
    package var label: String
    package var note: String?
    /// Who said it; empty where that is not known.
    package var person: String

    package init(label: String, note: String? = nil, person: String = "") {
        self.label = label
        self.note = note
        self.person = person
    }

    /// The word for what is looked for, whatever it is called on the screen.
    package static let leak = "leak"
    package static let not = "not"
    package static let unsure = "unsure"
    /// What people who do not say the same say together.
    package static let mixed = "mixed"

    /// What several people say of one text; nil where nobody says anything.
    ///
    /// The newest where all say the same, else ``mixed`` with a note of who says what: nobody's word
    /// stands for another's.
    ///
    /// - Parameter said: each person's last word, the newest last.
    package init?(joining said: [DrawLabel]) {
        guard let newest = said.last else { return nil }
        self = newest
        guard Set(said.map(\.label)).count > 1 else { return }
        let words = said.map { one in
            (one.person.isEmpty ? "somebody" : one.person) + ": " + one.label
                + (one.note.map { " (\($0))" } ?? "")
        }
        self.init(label: Self.mixed, note: words.joined(separator: "; "))
    }
}

/// A draw of a run, by its prompt and its launch number.
package struct DrawName: Sendable, Hashable {
    package var prompt: PromptID
    package var index: Int

    package init(prompt: PromptID, index: Int) {
        self.prompt = prompt
        self.index = index
    }
}

/// Draws that the program picked at random to be labelled, in the order in which they were picked.
package struct LabelSample: Sendable, Hashable {
    package var draws: [DrawName]
    /// The prompt that all of them are of; nil where each is of a prompt picked at random.
    package var prompt: PromptID?

    package init(draws: [DrawName], prompt: PromptID? = nil) {
        self.draws = draws
        self.prompt = prompt
    }
}

/// One line of what people said about a run.
package enum LabelLine: Sendable, Hashable {
    /// A word about a draw in place of the same person's earlier one.
    case said(DrawName, DrawLabel)
    /// A person takes a word back.
    case takenBack(DrawName, person: String)
    case sample(LabelSample)
}

/// What people said about the draws of a run.
///
/// A word is about the text: draws with the same text share it.
package struct LabelBook: Sendable, Hashable {
    /// By prompt and launch number the last word of each person.
    private var words: [PromptID: [Int: [Word]]] = [:]
    /// The draws that were picked last.
    package private(set) var sample: LabelSample?
    private var lineCount = 0

    private struct Word: Sendable, Hashable {
        /// The number of the line that says it.
        var line: Int
        var label: DrawLabel
    }

    package init(_ lines: [LabelLine] = []) {
        for line in lines { add(line) }
    }

    package mutating func add(_ line: LabelLine) {
        lineCount += 1
        switch line {
        case .said(let draw, let label):
            take(draw, of: label.person)
            words[draw.prompt, default: [:]][draw.index, default: []]
                .append(Word(line: lineCount, label: label))
        case .takenBack(let draw, let person): take(draw, of: person)
        case .sample(let sample): self.sample = sample
        }
    }

    private mutating func take(_ draw: DrawName, of person: String) {
        guard let said = words[draw.prompt]?[draw.index] else { return }
        let others = said.filter { $0.label.person != person }
        words[draw.prompt]?[draw.index] = others.isEmpty ? nil : others
        if words[draw.prompt]?.isEmpty ?? false { words[draw.prompt] = nil }
    }

    package var isEmpty: Bool { words.isEmpty }

    /// Everybody who said something, in the order of their names.
    package var people: [String] {
        Set(words.values.flatMap { $0.values.flatMap { $0.map(\.label.person) } }).sorted()
    }

    /// What was said of a prompt's draws, by launch number, in the order in which it was said.
    package func labels(of prompt: PromptID) -> [(index: Int, label: DrawLabel)] {
        (words[prompt] ?? [:]).flatMap { index, said in said.map { (index, $0) } }
            .sorted { $0.1.line < $1.1.line }.map { ($0, $1.label) }
    }

    /// The labels of each distinct answer to a prompt by its position among them: each person's last
    /// word, the newest last.
    package func labels(of evidence: PromptEvidence) -> [Int: [DrawLabel]] {
        var found: [Int: [DrawLabel]] = [:]
        for (index, label) in labels(of: evidence.prompt.id) {
            guard evidence.sequence.indices.contains(index) else { continue }
            let position = Int(evidence.sequence[index])
            guard position >= 0 else { continue }
            found[position]?.removeAll { $0.person == label.person }
            found[position, default: []].append(label)
        }
        return found
    }
}
