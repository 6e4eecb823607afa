import Evidence
import Findings
import Prompts
import Statistics

/// What takes long to find out about one prompt's scores: figures that depend on the order of the
/// draws, and the band around the distribution function.
///
/// Each new draw means going through all of them again. With many draws that is done beside the
/// explorer, by a ``SpreadJob``.
struct Spread: Sendable {
    /// What the question was.
    struct Key: Sendable, Hashable {
        var opening: Int
        var run: Int
        var prompt: PromptID
        var scorer: Int
        var question: Statement
        var planned: Int
    }

    let key: Key
    let findings: MetricFindings
    /// The limits of P(score ≤ x) from draws without replacement; nil where there are none.
    let cumulative: [RestSample.CumulativePoint]?
    /// The draws that there were, the lost ones included.
    var draws: Int { findings.drawn }
}

/// Work that takes too long to be done between a key and its picture.
struct SpreadJob: PureWork {
    let key: Spread.Key
    let evidence: ScoreEvidence
    let facts: RunFacts.Scorer?

    func answer() -> Spread {
        let statement = key.question.about(facts, planned: key.planned)
        return Spread(
            key: key, findings: MetricFindings(evidence, statement),
            cumulative: evidence.cumulativeLimits(statement))
    }
}

extension Snapshot {
    /// Whether going through so many draws says enough more than those gone through before: one in
    /// fifty while more come in, any afterwards.
    func isWorth(_ draws: Int, _ before: Int) -> Bool {
        switch progress.phase {
        case .sampling, .waitingForServer: (draws - before) * 50 > before
        default: draws > before
        }
    }
}
