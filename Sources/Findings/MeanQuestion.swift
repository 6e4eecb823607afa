import Evidence
import Prompts
import Statistics

/// The question what is known of the mean over the prompts of a run, as a value: put together where
/// the draws are, answered anywhere.
package struct MeanQuestion: Sendable, Hashable {
    private let prompts: [ScoreEvidence]
    private let statement: Statement
    /// For each prompt whether no limit is known to hold for its draws.
    private let voids: [Bool]
    /// The draws of each prompt by every scorer where these may contradict each other, unknown as yet;
    /// else empty.
    private let unread: [[ScoreEvidence]]
    /// The alarms by each scorer.
    private let alarms: [Statement]
    /// The limits of the first prompt, which are the mean's where there is no other.
    private let own: Bound?

    /// About a run, each of whose prompts was looked at already.
    ///
    /// - Parameter rows: what is known of its prompts by this scorer, in their order.
    package init(_ run: Snapshot, by scorer: Int, _ question: Statement, rows: [PromptRow]) {
        self.init(
            run, by: scorer, question, voids: rows.map { $0.void != nil }, unread: [],
            own: rows.first?.reading.bound)
    }

    /// About a run of which nothing is known yet.
    package init(_ run: Snapshot, by scorer: Int, _ question: Statement) {
        self.init(
            run, by: scorer, question, voids: run.prompts.map { $0.void != nil },
            unread: run.prompts.map(\.scores), own: nil)
    }

    private init(
        _ run: Snapshot, by scorer: Int, _ question: Statement, voids: [Bool],
        unread: [[ScoreEvidence]], own: Bound?
    ) {
        prompts = run.prompts.map { $0.scores(by: scorer) }
        statement = question.about(run.facts, prompts: run.prompts.count)
            .about(run.scorer(at: scorer))
        self.voids = voids
        self.unread = unread
        self.own = own
        alarms =
            unread.isEmpty
            ? [] : question.alarms(of: run.facts.scorers, prompts: run.prompts.count)
    }

    /// The draws there are, lost ones included.
    package var draws: Int { prompts.reduce(0) { $0 + $1.draws } }

    /// Does the work; the same on any thread.
    package func answer() -> MeanFinding {
        var (voids, bounds) = (voids, BinaryBounds())
        for (position, scores) in unread.enumerated() where !voids[position] {
            voids[position] = DriftAlarms.driftedAt(scores, alarms, sharing: &bounds) != nil
        }
        return MeanFinding(prompts, voids: voids, statement, own: own)
    }

    /// Whether the answer takes no longer than a millisecond or two: prompts that have equal counts
    /// share their work, so that the number of different ones matters.
    package static func isShort(_ run: Snapshot, by scorer: Int) -> Bool {
        var counts: Set<[Double]> = []
        // By positions: an element that is taken out of its array is copied.
        for position in run.prompts.indices {
            let sum = run.prompts[position].scores[scorer].sum
            counts.insert([sum, Double(run.prompts[position].drawCount)])
            if counts.count > shortCounts { return false }
        }
        return true
    }

    private static let shortCounts = 24
}

extension Snapshot {
    /// Whether no limit holds for the draws of the prompt at a position; of a run whose prompts nobody
    /// keeps findings of.
    package func isVoid(at position: Int, _ question: Statement) -> Bool {
        var bounds = BinaryBounds()
        let alarms = question.alarms(of: facts.scorers, prompts: prompts.count)
        return prompts[position].void(by: alarms, sharing: &bounds) != nil
    }
}
