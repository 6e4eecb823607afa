import Canvas
import Statistics

/// What a difference proves, in the words for its scores: a graded score is higher, only one of 0
/// or 1 says that something leaks.
struct ComparisonWords {
    let isBinary: Bool
    /// Whether a column has to be narrow.
    var isShort = false

    init(isBinary: Bool, isShort: Bool = false) {
        self.isBinary = isBinary
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
                ? "leaks more" : "scores higher"
        return switch verdict {
        case .firstLeaksMore: "A " + more
        case .secondLeaksMore: "B " + more
        case .undecided: isShort ? "open" : "undecided"
        }
    }

    /// The verdict as a sentence.
    func sentence(_ verdict: ComparisonVerdict) -> SafeText {
        "\(verdict.words(first: "A", second: "B", isLeak: isBinary))"
    }

    static func style(_ verdict: ComparisonVerdict) -> Style {
        switch verdict {
        case .firstLeaksMore, .secondLeaksMore: .role(.bad)
        case .undecided: .role(.muted)
        }
    }
}
