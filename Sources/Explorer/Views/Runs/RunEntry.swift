import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// One of the runs of a folder: what its file says of itself, and once that is known, what its draws
/// prove.
package struct RunEntry: Sendable, Hashable {
    /// The path within the folder, by which it is opened.
    package var name: String
    package var facts: RunFacts?
    package var prompts = 0
    /// What its draws prove by its first scorer; nil while that is found out.
    package var proven: Proven?
    /// Why it cannot be opened; nil while nothing is wrong.
    package var problem: String?

    package init(name: String) {
        self.name = name
    }

    /// What the draws of a run prove.
    package struct Proven: Sendable, Hashable {
        /// Draws, lost ones included.
        package var draws: Int
        /// Those of them without a score.
        package var missing: MissingScores
        /// The mean over the prompts of their mean scores; NaN without a draw.
        package var mean: Double
        /// Its limits; nil where none hold.
        package var bound: Bound?
        /// Prompts above and below the target, and undecided ones, all at once.
        package var above: Int
        package var below: Int
        package var undecided: Int
        /// Prompts for whose draws no limit holds.
        package var void: Int
        /// Whether the draws of all prompts together contradict each other.
        package var isSetVoid: Bool
        /// Prompts whose mean lies outside of its limits.
        package var doubt: Doubt
        /// Whether the mean over the prompts does.
        package var excludesMean: Bool

        /// - Parameter alpha: nil for the run's own.
        package init(_ snapshot: Snapshot, alpha: Double?, target: Double) {
            let statement = Statement(
                alpha: alpha ?? snapshot.facts.alpha, side: .two, validity: .anytime)
            let finding = RunFinding(snapshot, statement, target: target)
            draws = finding.summary.draws
            missing = finding.summary.missing
            mean = finding.mean?.estimate ?? .nan
            bound = finding.mean?.reading.bound
            above = finding.summary.above
            below = finding.summary.below
            undecided = finding.summary.undecided
            void = finding.summary.drifted
            isSetVoid = finding.mean?.reading.void != nil
            doubt = finding.summary.doubt
            excludesMean = finding.mean?.reading.excludesEstimate == true
        }
    }

    /// What is known of the run in a line, for readers without a screen.
    package func sentence(target: Double, isASCII: Bool) -> String {
        let name = SafeText(oneLine: self.name)
        var line: SafeText
        if let problem {
            line = name + ": unreadable: " + SafeText(oneLine: problem)
        } else if let facts, let proven {
            let limits = proven.bound.map { " " + Figure.interval($0) } ?? ""
            let model = SafeText(oneLine: facts.model) + ", " + SafeText(oneLine: facts.decoding)
            let level = proven.bound.map { ", " + Figure.level($0.alpha) } ?? ""
            line = name + ": " + model + ", " + Words.count(prompts, "prompt", "prompts")
            line +=
                ", n=\(proven.draws), mean "
                + Figure.unit(proven.mean).trimmingLeadingBlanks() + limits + level
            line +=
                ", " + verdict + " target " + Figure.given(target, places: 1) + ", begun "
                + SafeText(oneLine: facts.created)
            if let doubt = proven.doubtWords { line += "; " + doubt }
        } else {
            line = name
        }
        return PlainReport.joined([line], isASCII: isASCII)
    }

    /// The verdict in a word or two: void before above before what its own draws contradict before
    /// undecided before below.
    var verdict: SafeText {
        if problem != nil { return "unreadable" }
        guard let proven else { return "…" }
        if proven.void > 0 { return "\(proven.void) void" }
        if proven.isSetVoid { return "set void" }
        if proven.above > 0 { return "\(proven.above) above" }
        if proven.draws == 0 { return "no draws" }
        if hasNoScores { return "no scores" }
        if proven.doubt.count > 0 { return "\(proven.doubt.count) outside" }
        return proven.undecided > 0 ? "\(proven.undecided) undecided" : "all below"
    }

    /// Whether nothing was said of its draws that a verdict could be about.
    var hasNoScores: Bool { facts?.scorers.isEmpty == true }

    var verdictRank: Int {
        guard problem == nil else { return 5 }
        guard let proven, !hasNoScores || proven.void > 0 else { return 4 }
        if proven.void > 0 || proven.isSetVoid { return 0 }
        if proven.above > 0 { return 1 }
        return proven.undecided > 0 ? 2 : 3
    }
}

extension RunEntry.Proven {
    /// What is said of limits that draws contradict; nil where none do.
    var doubtWords: SafeText? {
        if let words = doubt.words() { return SafeText(sanitizing: words) }
        return excludesMean ? "the mean over the prompts lies \(Doubt.mark)" : nil
    }
}

/// The runs of a folder as they are listed.
struct RunFolder: Sendable {
    /// The folder as it was given.
    let name: String
    var entries: [RunEntry] = []
    var cursor = ListCursor<String>()
    /// The runs to be compared, in the order in which they were marked.
    var marks: [String] = []
    var sort = Column.name
    var isReversed = false
    var filter = ""

    /// What the list is sorted by; each column starts with its most interesting end.
    enum Column: String, Sendable, Hashable, CaseIterable {
        case name, model, decoding, prompts, draws, mean, verdict, when

        var title: SafeText { self == .draws ? "n" : "\(rawValue)" }
    }

    /// The runs that are listed, in their order.
    var listed: [RunEntry] {
        let matcher = filter.isEmpty ? nil : try? Matcher(filter)
        let found =
            matcher.map { matcher in entries.filter { matcher.matches($0.searchText) } } ?? entries
        let sorted = found.stablySorted(by: precedes)
        return isReversed ? sorted.reversed() : sorted
    }

    private func precedes(_ a: RunEntry, _ b: RunEntry) -> Bool {
        switch sort {
        case .name: a.name < b.name
        case .model: (a.facts?.model ?? "~") < (b.facts?.model ?? "~")
        case .decoding: (a.facts?.decoding ?? "~") < (b.facts?.decoding ?? "~")
        case .prompts: a.prompts > b.prompts
        case .draws: (a.proven?.draws ?? -1) > (b.proven?.draws ?? -1)
        case .mean: Self.number(a) > Self.number(b)
        case .verdict: a.verdictRank < b.verdictRank
        case .when: (a.facts?.created ?? "") > (b.facts?.created ?? "")
        }
    }

    private static func number(_ entry: RunEntry) -> Double {
        guard let mean = entry.proven?.mean, mean.isFinite else { return -1 }
        return mean
    }

    /// The selected run.
    var selected: RunEntry? {
        let listed = listed
        return cursor.position(in: listed.map(\.name)).map { listed[$0] }
    }

    mutating func toggleMark(_ name: String) {
        if let place = marks.firstIndex(of: name) {
            marks.remove(at: place)
        } else {
            marks.append(name)
        }
    }

    mutating func advanceSort() {
        let all = Column.allCases
        sort = all[((all.firstIndex(of: sort) ?? 0) + 1) % all.count]
        isReversed = false
        cursor = ListCursor()
    }
}

extension RunEntry {
    /// What a search and a filter go through.
    var searchText: String {
        [name, facts?.model, facts?.decoding, facts?.template].compactMap { $0 }
            .joined(separator: " ")
    }
}
