import Canvas
import Findings
import Prompts
import Statistics

/// The order of the Compare view, which is its own: that of the list stays as it is.
struct CompareSort: Sendable, Hashable {
    var column = Column.run
    var isReversed = false

    /// What the rows are sorted by; each column starts with its most interesting end.
    enum Column: String, Sendable, Hashable, CaseIterable {
        case run, id
        case first = "mean-a"
        case second = "mean-b"
        case difference, verdict

        var title: SafeText {
            switch self {
            case .run: "order of the run"
            case .id: "id"
            case .first: "mean A"
            case .second: "mean B"
            case .difference: "difference"
            case .verdict: "verdict"
            }
        }

        /// The columns there are for two runs, or for the marked prompts of one.
        static func all(isPair: Bool) -> [Column] { isPair ? allCases : [.run, .id, .first] }
    }

    /// The next column after this one.
    mutating func advance(isPair: Bool) {
        let all = Column.all(isPair: isPair)
        let position = all.firstIndex(of: column) ?? -1
        self = CompareSort(column: all[(position + 1) % all.count])
    }

    /// The rows in this order; equal ones stay as they are.
    func sorted(_ rows: [ComparisonTable.Row]) -> [ComparisonTable.Row] {
        guard column != .run else { return isReversed ? rows.reversed() : rows }
        let sorted = rows.stablySorted(by: precedes)
        return isReversed ? sorted.reversed() : sorted
    }

    private func precedes(_ a: ComparisonTable.Row, _ b: ComparisonTable.Row) -> Bool {
        switch column {
        case .run: false
        case .id: a.id.rawValue < b.id.rawValue
        case .first: value(a.firstMean) > value(b.firstMean)
        case .second: value(a.secondMean) > value(b.secondMean)
        case .difference:
            value(a.difference?.bound.estimate) > value(b.difference?.bound.estimate)
        case .verdict: rank(a) < rank(b)
        }
    }

    /// What is unknown stands below every mean and every difference.
    private func value(_ number: Double?) -> Double {
        guard let number, number.isFinite else { return -2 }
        return number
    }

    private func rank(_ row: ComparisonTable.Row) -> Int {
        if row.void != nil { return 0 }
        return switch row.verdict {
        case .firstLeaksMore: 1
        case .secondLeaksMore: 2
        case .undecided: 3
        case nil: 4
        }
    }
}
