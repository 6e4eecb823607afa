import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// What a difference proves, in the words for its scores: a graded score is higher, only one of 0
/// or 1 says that something leaks.
struct ComparisonWords {
    let isBinary: Bool
    /// What a score of 1 is called.
    let event: Event
    /// Whether a column has to be narrow.
    var isShort = false

    init(isBinary: Bool, event: Event, isShort: Bool = false) {
        self.isBinary = isBinary
        self.event = event
        self.isShort = isShort
    }

    /// The columns that the verdicts take.
    var width: Int { column(.firstLeaksMore).width }

    /// The verdict in a column, or where a sentence has no room.
    func column(_ verdict: ComparisonVerdict) -> SafeText {
        let more: SafeText =
            isShort
            ? (isBinary ? "more" : "higher")
            : isBinary
                ? (event.isLeak ? "leaks more" : "higher rate") : "scores higher"
        return switch verdict {
        case .firstLeaksMore: "A " + more
        case .secondLeaksMore: "B " + more
        case .undecided: isShort ? "open" : "undecided"
        }
    }

    /// The verdict as a sentence.
    func sentence(_ verdict: ComparisonVerdict) -> SafeText {
        let leaks = isBinary && event.isLeak
        let words: SafeText = "\(verdict.words(first: "A", second: "B", isLeak: leaks))"
        guard isBinary, !event.isLeak else { return words }
        return switch verdict {
        case .firstLeaksMore: "A has a higher " + event.rate + " than B"
        case .secondLeaksMore: "B has a higher " + event.rate + " than A"
        case .undecided: words
        }
    }

    /// The same where a line is narrow.
    func brief(_ verdict: ComparisonVerdict) -> SafeText {
        verdict == .undecided ? "no difference proven yet" : column(verdict)
    }

    /// Why no limit holds for the draws of a side, the longest words first; nil while all is well.
    static func void(first: VoidReason?, second: VoidReason?, isPair: Bool) -> [SafeText]? {
        let names: [SafeText] = isPair ? [" of A", " of B"] : [""]
        let void = zip(names, [first, second])
            .compactMap { name, reason in reason.map { (name: name, reason: $0) } }
        guard let first = void.first else { return nil }
        let others = void.dropFirst().map { ", \($0.reason.mark)" + $0.name }
        let marks = others.reduce("\(first.reason.mark)" + first.name, +)
        let word: SafeText = "\(first.reason.word.uppercased())"
        let brief = [marks + ": no limit holds", marks, word]
        guard void.count == 1 else { return brief }
        let details: SafeText =
            first.reason.details.map { ": \($0)" }
            ?? ": the draws" + first.name + " contradict each other"
        return [marks + details] + brief
    }

    static func style(_ verdict: ComparisonVerdict) -> Style {
        switch verdict {
        case .firstLeaksMore, .secondLeaksMore: .role(.bad)
        case .undecided: .role(.muted)
        }
    }
}

/// Why nothing is decided of the set of two runs, where it is no matter of a prompt that both have.
struct PairWarning: Sendable, Hashable {
    /// Whose draws it is about.
    let subject: SafeText
    let reason: VoidReason

    /// What is wrong with all prompts together, and with those that one run lacks.
    static func all(_ pairs: RunPairs) -> [PairWarning] {
        pairs.contradictions.map { contradiction in
            let side: SafeText =
                switch contradiction.source {
                case .first: ", A"
                case .second: ", B"
                case .pairs: ", A - B"
                }
            return PairWarning(
                subject: "all prompts" + side, reason: .drift(at: contradiction.rounds))
        }
            + pairs.strays.map {
                PairWarning(
                    subject: SafeText(sanitizing: $0.prompt.rawValue) + ", in "
                        + ($0.isFirst ? "A" : "B") + " only", reason: $0.reason)
            }
    }

    private var mark: SafeText { subject + ": " + "\(reason.mark)" }

    /// One line for all; nil where there is none.
    static func line(_ warnings: [PairWarning], width: Int, glyphs: Glyphs) -> SafeText? {
        guard let first = warnings.first else { return nil }
        let more: SafeText = warnings.count > 1 ? ", and \(warnings.count - 1) more" : ""
        let verdict = glyphs.dot + "no verdict on the set"
        return Words.fitting(
            [
                first.subject + ": " + Words.void(first.reason) + more + verdict,
                first.mark + more + verdict, first.mark + verdict, first.mark + more, first.mark,
                "\(first.reason.mark)",
            ], width: width)
    }

    /// The same as notes beside a title, the one that says most first; empty where there is none.
    static func marks(_ warnings: [PairWarning]) -> [SafeText] {
        guard let first = warnings.first else { return [] }
        let more: SafeText = warnings.count > 1 ? ", \(warnings.count - 1) more" : ""
        return [first.mark + more, "\(first.reason.mark)"]
    }
}
