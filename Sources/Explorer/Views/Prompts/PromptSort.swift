import Canvas
import Findings
import Prompts
import Statistics

/// The order of the prompt list.
struct PromptSort: Sendable, Hashable {
    var column = Column.file
    var isReversed = false

    /// What the list is sorted by; each column starts with its most interesting end.
    enum Column: String, Sendable, Hashable, CaseIterable {
        case file, id, prompt, draws, greedy, mean, lower, upper, hidden, verdict

        func title(_ event: Event) -> SafeText {
            switch self {
            case .file: "file order"
            case .id: "id"
            case .prompt: "prompt"
            case .draws: "n"
            case .greedy: "greedy score"
            case .mean: "mean"
            case .lower: "lower limit"
            case .upper: "upper limit"
            case .hidden: "hidden " + event.name
            case .verdict: "verdict"
            }
        }
    }

    /// The next column after this one.
    mutating func advance() {
        let all = Column.allCases
        let position = all.firstIndex(of: column) ?? 0
        column = all[(position + 1) % all.count]
        isReversed = false
    }

    /// Whether `a` stands before `b`; equal rows keep the order of the file.
    func precedes(_ a: PromptRow, _ b: PromptRow) -> Bool {
        switch column {
        case .file: false
        case .id: a.id.rawValue < b.id.rawValue
        case .prompt: a.text < b.text
        case .draws: a.draws > b.draws
        case .greedy: (a.greedyScore ?? -1) > (b.greedyScore ?? -1)
        case .mean: value(a.mean) > value(b.mean)
        case .lower: value(a.reading.bound?.lower) > value(b.reading.bound?.lower)
        case .upper: value(a.reading.bound?.upper) > value(b.reading.bound?.upper)
        case .hidden: a.hidesLeak && !b.hidesLeak
        case .verdict: rank(a) < rank(b)
        }
    }

    private func value(_ number: Double?) -> Double {
        guard let number, number.isFinite else { return -1 }
        return number
    }

    private func rank(_ row: PromptRow) -> Int {
        let base =
            switch row.verdict {
            case .above: 0
            case .undecided: 2
            case .below: 4
            case nil: 6
            }
        return row.hidesLeak ? base : base + 1
    }
}
