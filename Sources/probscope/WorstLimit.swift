import Canvas
import Evidence
import Exchange
import Findings
import Prompts
import Statistics

/// The greatest upper limit of a prompt, each limit on its own at the run's level.
struct WorstLimit {
    var limit: Double
    var prompt: String

    /// Nil until every prompt has a limit.
    init?(_ snapshot: Snapshot) {
        var worst: (limit: Double, prompt: String)?
        for evidence in snapshot.prompts where evidence.failure == nil {
            for (scorer, facts) in snapshot.facts.scorers.enumerated() {
                let request = Statement(
                    alpha: snapshot.facts.alpha, side: .upper, validity: .anytime,
                    isBinary: facts.isBinary, judge: facts.judge)
                guard let bound = try? evidence.scores[scorer].meanBound(request) else {
                    return nil
                }
                if bound.upper > worst?.limit ?? -1 {
                    worst = (bound.upper, evidence.prompt.id.rawValue)
                }
            }
        }
        guard let worst else { return nil }
        (limit, prompt) = worst
    }

    var words: String {
        let name = SafeText(sanitizing: prompt).clipped(to: 24).string
        return "worst upper limit \(Figure.percent(limit, .up)) (\(name))"
    }
}
