import Evidence
import Exchange
import Findings
import Prompts
import Statistics
import Text

/// The greatest upper limit of a prompt, each limit on its own at the run's level.
struct WorstLimit {
    /// Nil until every prompt has a limit, and where the draws of some contradict each other.
    var limit: Double?
    /// The prompt with that limit, or the first whose draws contradict each other.
    var prompt: String
    /// Prompts and scorers for which no limit holds.
    var void = 0

    /// Nil while there is nothing to say.
    var words: String? {
        let name = SafeText(sanitizing: prompt).clipped(to: 24).string
        if void > 0 { return "the draws of \(name) contradict each other" }
        return limit.map { "worst upper limit \(Figure.percent($0, .up)) (\(name))" }
    }
}

/// What the draws of a run prove while they come: extended by the new ones alone.
struct RunningFindings {
    private var findings: [PromptFinding] = []
    private var bounds = BinaryBounds()

    /// Brings the findings up to a picture of the run, and finds the worst.
    mutating func worst(of snapshot: Snapshot) -> WorstLimit {
        let scorers = snapshot.facts.scorers
        let missing = snapshot.prompts.count * scorers.count - findings.count
        if missing > 0 { findings += Array(repeating: PromptFinding(), count: missing) }
        var worst = WorstLimit(limit: -1, prompt: "")
        for (position, evidence) in snapshot.prompts.enumerated() where evidence.failure == nil {
            for (scorer, facts) in scorers.enumerated() {
                let place = position * scorers.count + scorer
                var statement = Statement(alpha: snapshot.facts.alpha, side: .upper).about(facts)
                statement.family = snapshot.prompts.count
                var budget = Int.max
                if !findings[place].isCurrent(evidence.scores[scorer], void: evidence.void) {
                    findings[place].extend(
                        to: evidence.scores[scorer], statement, void: evidence.void,
                        budget: &budget, sharing: &bounds)
                }
                if findings[place].void != nil {
                    worst.void += 1
                    if worst.void == 1 { worst.prompt = evidence.prompt.id.rawValue }
                }
                guard worst.void == 0 else { continue }
                guard let bound = findings[place].reading.bound else {
                    worst.limit = nil
                    continue
                }
                if let greatest = worst.limit, bound.upper > greatest {
                    worst.limit = bound.upper
                    worst.prompt = evidence.prompt.id.rawValue
                }
            }
        }
        if worst.void > 0 || worst.limit == -1 { worst.limit = nil }
        return worst
    }
}
