import Evidence
import Statistics

/// What two runs prove of the mean difference over all their prompts.
package struct PairSetFinding: Sendable, Hashable {
    /// Nil where the draws contradict each other, and where there is no pair.
    package var difference: PairFinding?
    /// Why no limit holds for the whole set although one may hold for each prompt: the draws of its
    /// prompts contradict each other, in the first run, in the second, or between the two; that all
    /// do is said of each.
    package var contradictions: [Contradiction] = []

    /// At which number of rounds which draws contradict those of fewer rounds.
    package struct Contradiction: Sendable, Hashable {
        package enum Source: Sendable, Hashable { case first, second, pairs }
        package let source: Source
        package let rounds: Int
    }
}

/// The question what two runs prove of the mean difference over all their prompts, as a value: put
/// together where the draws are, answered anywhere.
///
/// It goes through all draws, and takes long where there are many.
package struct PairSetQuestion: Sendable, Hashable {
    private let first: [ScoreEvidence]
    private let second: [ScoreEvidence]
    /// What is asked of each run, with the α of its own alarms.
    private let alarms: [Statement]
    private let pairs: Statement

    /// Nil where no prompt has scores by both runs.
    init?(
        _ rows: [RunPairs.Row], _ statement: Statement,
        alarms: (first: Statement, second: Statement)
    ) {
        let scores = rows.compactMap { row in
            row.first.scores.flatMap { x in row.second.scores.map { (x, $0) } }
        }
        guard !scores.isEmpty else { return nil }
        (first, second) = (scores.map(\.0), scores.map(\.1))
        self.alarms = [alarms.first, alarms.second]
        pairs = Statement.pairs(alpha: statement.alpha, judge: statement.judge).ofSet
    }

    /// The draws there are in both runs, lost ones included.
    package var draws: Int { (first + second).reduce(0) { $0 + $1.draws } }

    /// Does the work; the same on any thread.
    package func answer() -> PairSetFinding {
        let scores = zip(first, second).map { (first: $0, second: $1) }
        let contradictions = contradictions(scores)
        return PairSetFinding(
            difference: contradictions.isEmpty ? PairFinding(scores, pairs) : nil,
            contradictions: contradictions)
    }

    /// What is wrong with the draws of a whole set; each run's alarm has the α of its own statement.
    private func contradictions(
        _ scores: [(first: ScoreEvidence, second: ScoreEvidence)]
    ) -> [PairSetFinding.Contradiction] {
        let found = [
            PromptMean.contradiction(over: first, alarms[0])
                .map { PairSetFinding.Contradiction(source: .first, rounds: $0) },
            PromptMean.contradiction(over: second, alarms[1])
                .map { PairSetFinding.Contradiction(source: .second, rounds: $0) },
        ].compactMap { $0 }
        guard found.isEmpty else { return found }
        return PairFinding.contradiction(scores, pairs).map {
            [PairSetFinding.Contradiction(source: .pairs, rounds: $0)]
        } ?? []
    }
}
