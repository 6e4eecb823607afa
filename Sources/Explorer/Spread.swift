import Evidence
import Findings
import Prompts
import Statistics

/// What is known about the spread of one prompt's scores: the limits of σ and of mean + 2 σ, and
/// the band around the distribution function.
///
/// They depend on the order of the draws, so each new draw means going through all of them again.
/// With many draws that is done beside the explorer, by a ``SpreadJob``.
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
    /// The draws that the limits speak of, the lost ones included.
    let draws: Int
    let deviation: Reading
    let edScore: Reading
    /// Lost draws at their worst; nil while there is no band.
    let band: WorstCaseBand?

    init(_ evidence: ScoreEvidence, scorer: RunFacts.Scorer?, key: Key) {
        self.key = key
        draws = evidence.draws
        let request = key.question.about(scorer, planned: key.planned)
        deviation = Reading(evidence, request) {
            evidence throws(StatisticsError) in try evidence.deviationBound(request)
        }
        edScore = Reading(evidence, request) {
            evidence throws(StatisticsError) in try evidence.edBound(request)
        }
        if case .bound = deviation {
            band = try? WorstCaseBand(evidence.allowed(by: request), request)
        } else {
            band = nil
        }
    }
}

/// Work that takes too long to be done between a key and its picture.
struct SpreadJob: Work {
    let key: Spread.Key
    let evidence: ScoreEvidence
    let facts: RunFacts.Scorer?

    func answer() -> Spread { Spread(evidence, scorer: facts, key: key) }
}

extension ExplorerModel {
    /// Up to so many draws the limits of σ take a few milliseconds and are computed at once.
    static let inlineDraws = 10_000

    /// What the Scores view asks about the spread of the selected prompt.
    var spreadKey: Spread.Key? {
        guard let prompt else { return nil }
        return Spread.Key(
            opening: openings, run: shownRun, prompt: prompt, scorer: scorer,
            question: question, planned: planned)
    }

    /// The spread of the selected prompt's scores: computed at once where there are few draws, else
    /// the last result that came, which may speak of somewhat fewer draws.
    func currentSpread(_ evidence: ScoreEvidence) -> Spread? {
        guard let key = spreadKey else { return nil }
        if evidence.draws <= Self.inlineDraws {
            return Spread(evidence, scorer: scorerFacts, key: key)
        }
        return spread?.key == key ? spread : nil
    }

    /// Takes in what a job found out.
    mutating func receive(_ result: Spread) {
        if result.key == spreadKey { spread = result }
    }

    /// The job that is due; nil where there is none.
    ///
    /// While draws come in there is a new one only after two in a hundred more.
    var spreadJob: SpreadJob? {
        guard Set(layout.panes.map(\.view)).contains(.scores), let key = spreadKey,
            let evidence = selectedEvidence.map(scoreEvidence), evidence.draws > Self.inlineDraws
        else { return nil }
        if let spread, spread.key == key {
            guard shown?.isWorth(evidence.draws, spread.draws) == true else { return nil }
        }
        return SpreadJob(key: key, evidence: evidence, facts: scorerFacts)
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
