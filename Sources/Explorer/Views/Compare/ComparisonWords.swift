import Canvas
import Findings
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

    static func style(_ verdict: ComparisonVerdict) -> Style {
        switch verdict {
        case .firstLeaksMore, .secondLeaksMore: .role(.bad)
        case .undecided: .role(.muted)
        }
    }
}
