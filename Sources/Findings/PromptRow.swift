import Evidence
import Prompts
import Statistics

/// What the list shows of one prompt under one scorer.
package struct PromptRow: Sendable, Hashable {
    package let id: PromptID
    /// The first line of the prompt.
    package let text: String
    /// Draws in the evidence, the lost ones included.
    package var draws: Int
    /// The same with answers that were looked for and are no draws: what the row is from.
    let received: Int
    /// Those without a score by the scorer, which limits read at their worst.
    package var missing: MissingScores
    /// The scores in ten equal bins from 0 to 1.
    package var histogram: [Int]
    /// The mean score of those of them that were completed; NaN without any.
    package var mean: Double
    package var greedyScore: Double?
    package var reading: Reading
    /// What the draws prove about the target, each side by a limit of its own; nil while there is nothing to judge.
    package var verdict: TargetVerdict?
    /// The same at a level at which the verdicts on all prompts hold together.
    package var simultaneous: TargetVerdict?
    /// The evidence that the rate is above the target, for a race of all prompts.
    package var logEvidence: Double?
    /// Which scores it is from, as ``Evidence/ScoreEvidence/revision`` counts them.
    private let revision: Int
    /// Whether sampling proves what the greedy answer hides.
    package var hidesLeak: Bool
    package var failure: String?
    /// Whether the mean lies outside of limits that earlier draws have narrowed.
    package var excludesEstimate: Bool
    /// Why no limit holds for the draws; nil while all is well.
    package var void: VoidReason? { reading.void }

    /// The bins of the list's histogram.
    package static let binCount = 10

    /// What a row says of a prompt beside its limits.
    struct Facts {
        var id: PromptID
        var text: String
        var draws: Int
        var received: Int
        var missing: MissingScores
        var failure: String?
        var greedyScore: Double?

        init(_ prompt: PromptEvidence, by scorer: Int, greedyScore: Double?) {
            (id, text) = (prompt.prompt.id, prompt.prompt.text)
            (draws, received) = (prompt.statedDraws, prompt.drawCount)
            missing = prompt.missing(by: scorer)
            failure = prompt.failure
            self.greedyScore = greedyScore
        }
    }

    /// - Parameter known: an earlier row from the same draws at the same target; limits that were
    ///   narrowed since change nothing of the evidence.
    init(
        _ facts: Facts, scores: ScoreEvidence, isBinary: Bool, isJudged: Bool,
        finding: PromptFinding, target: Double?, sharing bounds: inout BinaryBounds,
        known: PromptRow? = nil
    ) {
        id = facts.id
        text = facts.text
        draws = facts.draws
        received = facts.received
        missing = facts.missing
        failure = facts.failure
        let greedyScore = facts.greedyScore
        self.greedyScore = greedyScore
        reading = finding.reading
        if let known, known.revision == scores.revision, known.draws == facts.draws {
            (histogram, mean) = (known.histogram, known.mean)
        } else {
            (histogram, mean) = (Self.counts(scores.distribution), scores.mean)
        }
        verdict = target.flatMap(finding.verdict)
        excludesEstimate = finding.excludesEstimate
        simultaneous = target.flatMap(finding.simultaneousVerdict)
        if let known, known.revision == scores.revision,
            (known.void == nil) == (finding.void == nil)
        {
            logEvidence = known.logEvidence
        } else {
            logEvidence = target.flatMap {
                bounds.logEvidence(
                    scores, above: $0, isJudged: isJudged, isVoid: finding.void != nil)
            }
        }
        revision = scores.revision
        // That a mean score is above 0 says nothing.
        let rate = isBinary ? 0 : target.flatMap { $0 > 0 ? $0 : nil }
        hidesLeak =
            rate.map {
                PromptFinding.hidesLeak(
                    scores, greedyScore: greedyScore, above: $0, by: finding.decision.bound,
                    isVoid: finding.void != nil, isBinary: isBinary, isJudged: isJudged)
            } ?? false
    }

    /// The row of one prompt, of which nothing is kept.
    ///
    /// - Parameters:
    ///   - prompt: the draws that the statement is about.
    ///   - statement: what is asked of the scorer's scores.
    ///   - finding: what the draws prove.
    ///   - target: nil where nobody named one: nothing is said of it then.
    package init(
        _ prompt: PromptEvidence, by scorer: Int, greedyScore: Double?, _ statement: Statement,
        finding: PromptFinding, target: Double?, sharing bounds: inout BinaryBounds
    ) {
        self.init(
            Facts(prompt, by: scorer, greedyScore: greedyScore), scores: prompt.scores(by: scorer),
            isBinary: statement.isBinary, isJudged: statement.judge != nil, finding: finding,
            target: target, sharing: &bounds)
    }

    /// The draws in the bins of the list's histogram.
    package static func counts(_ scores: ScoreDistribution) -> [Int] {
        (try? Histogram(of: scores, bins: .count(binCount)))?.counts ?? []
    }
}

extension PromptRow {
    /// Whether the row still says what is known of the prompt.
    func isCurrent(_ facts: Facts) -> Bool {
        id == facts.id && received == facts.received && failure == facts.failure
            && greedyScore == facts.greedyScore
    }
}
