import Evidence
import Findings
import Prompts
import Statistics

/// What a run's own probabilities say, found out beside the explorer.
struct CalibrationWork: PureWork {
    struct Key: Sendable, Hashable {
        var run: OpenRuns.Identity
        var draws: Int
        var scorer: Int
        var question: Statement
        var confidence: Confidence
        /// How many prompts have groups of one meaning.
        var grouped: Int
    }

    struct Found: Sendable {
        var key: Key
        var finding: CalibrationFinding
    }

    let key: Key
    let run: Snapshot
    let own: OwnProbabilities
    let voids: [VoidReason?]
    let groups: [PromptID: AnswerPartition]

    func answer() -> Found {
        Found(
            key: key,
            finding: CalibrationFinding(
                run, own, voids: voids, key.question, scorer: key.scorer,
                confidence: key.confidence, groups: groups))
    }

    static func == (a: CalibrationWork, b: CalibrationWork) -> Bool { a.key == b.key }

    func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

/// What a run's model says of each of its draws, read beside the explorer.
struct ProbabilitiesWork: Work {
    /// Of which draws of which run.
    struct Key: Sendable, Hashable {
        var run: OpenRuns.Identity
        var draws: Int
    }

    struct Found: Sendable {
        var key: Key
        /// Without any draws where they cannot be read.
        var own: OwnProbabilities
    }

    let key: Key

    func answer(reading runs: any RunReader) -> Found {
        Found(
            key: key,
            own: runs.probabilities(ofRun: key.run.position) ?? OwnProbabilities(draws: []))
    }
}

/// The order of the prompts in the Calibration view.
struct CalibrationSort: Sendable, Hashable {
    var column = Column.excess
    var isReversed = false

    /// What the rows are sorted by; each column starts with its most interesting end.
    enum Column: String, Sendable, Hashable, CaseIterable {
        case excess, confidence, accuracy, verdict, pairs, file

        var title: String {
            switch self {
            case .excess: "over-confidence"
            case .confidence: "confidence"
            case .accuracy: "share right"
            case .verdict: "verdict"
            case .pairs: "pairs"
            case .file: "file order"
            }
        }
    }

    mutating func advance() {
        let all = Column.allCases
        let position = all.firstIndex(of: column) ?? 0
        self = CalibrationSort(column: all[(position + 1) % all.count])
    }

    func sorted(_ rows: [CalibrationRow]) -> [CalibrationRow] {
        let sorted = column == .file ? rows : rows.stablySorted(by: precedes)
        return isReversed ? sorted.reversed() : sorted
    }

    private func precedes(_ a: CalibrationRow, _ b: CalibrationRow) -> Bool {
        func value(_ number: Double) -> Double { number.isFinite ? number : -2 }
        func rank(_ row: CalibrationRow) -> Int {
            let order: [CalibrationRow.Verdict] = [.void, .over, .under, .undecided]
            return order.firstIndex(of: row.verdict) ?? order.count
        }
        return switch column {
        case .excess: value(a.estimate) > value(b.estimate)
        case .confidence: value(a.confidence) > value(b.confidence)
        case .accuracy: value(a.accuracy) > value(b.accuracy)
        case .verdict: rank(a) < rank(b)
        case .pairs: (a.ranked.isFinite ? a.ranked : 2) < (b.ranked.isFinite ? b.ranked : 2)
        case .file: false
        }
    }
}
