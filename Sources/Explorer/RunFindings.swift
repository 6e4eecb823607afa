import Evidence
import Findings
import Prompts
import Statistics

/// What is known of all prompts of the run that is shown: computed at the end of an update where an
/// input has changed, so that drawing only reads.
struct RunFindings: Sendable {
    /// One row per prompt, in the order of the run.
    fileprivate(set) var rows: [PromptRow] = []
    /// Where each prompt stands in `rows`.
    fileprivate(set) var positions: [PromptID: Int] = [:]
    /// Per row, its limits as they grew with the draws.
    fileprivate(set) var limits: [PromptFinding] = []
    fileprivate(set) var summary = SetSummary()
    /// Limits that prompts share.
    var bounds = BinaryBounds()
    /// What is known about the means over all prompts.
    var means: [SetMean.Key: SetMean] = [:]
    /// Whether some limits could still be narrowed.
    fileprivate(set) var isUnfinished = false
    /// Counts how often the rows were brought up to date.
    fileprivate(set) var revision = 0

    /// What the rows were computed from.
    fileprivate var key: Key?
    fileprivate var generation = -1
    /// What the limits answer, and the limits for questions asked before.
    fileprivate var limitsKey: Key?
    fileprivate var kept: [Key: [PromptFinding]] = [:]

    fileprivate struct Key: Hashable {
        var run: String
        var prompts: Int
        var planned: Int
        var scorer: Int
        var scorerName: String
        var question: Statement
        var target: Double
    }
}

extension Context {
    /// Brings what is known of all prompts up to date.
    mutating func refreshFindings() {
        guard let shown else { return }
        refreshRows(shown)
        list.refresh(findings.rows, revision: findings.revision)
        refreshSetMeans()
    }

    private mutating func refreshRows(_ shown: Snapshot) {
        let key = RunFindings.Key(
            run: shown.facts.name + shown.facts.created + "\(runs.position)",
            prompts: shown.prompts.count, planned: planned, scorer: scorer,
            scorerName: scorerFacts?.name ?? "",
            question: question, target: target)
        let keepsRows = findings.key == key
        if keepsRows, findings.generation == runs.generation, !findings.isUnfinished { return }
        // Another target changes what limits prove, not the limits; and those of a question asked
        // before are still there.
        var limitsKey = key
        limitsKey.target = 0
        if findings.limitsKey != limitsKey {
            if let old = findings.limitsKey, old.run == key.run, old.prompts == key.prompts {
                findings.kept[old] = findings.limits
                if findings.kept.count > Self.keptQuestions { findings.kept = [:] }
            } else {
                findings.kept = [:]
            }
            findings.limits = findings.kept[limitsKey] ?? []
            findings.limitsKey = limitsKey
            findings.positions = Dictionary(
                shown.prompts.enumerated().map { ($0.element.prompt.id, $0.offset) },
                uniquingKeysWith: { first, _ in first })
        }
        var rows: [PromptRow] = []
        // Taken out, so that they are changed in place.
        var limits = findings.limits
        findings.limits = []
        rows.reserveCapacity(shown.prompts.count)
        var budget = budget
        for (position, evidence) in shown.prompts.enumerated() {
            let greedy = greedyScore(at: position)
            let scores = scoreEvidence(evidence)
            if position == limits.count { limits.append(PromptFinding()) }
            // Draws may contradict each other after those that the question is about.
            let all =
                showsFirstDraws
                ? received.map { scoreEvidence($0.prompts[position]) } ?? scores : scores
            if !limits[position].isCurrent(scores, all: all, void: evidence.void) {
                var statement = question.about(scorerFacts, planned: planned)
                statement.family = shown.prompts.count
                limits[position].extend(
                    to: scores, all: all, statement,
                    among: shown.prompts.count, void: evidence.void, budget: &budget,
                    sharing: &findings.bounds)
            } else if keepsRows,
                findings.rows[position].isCurrent(evidence, greedyScore: greedy)
            {
                rows.append(findings.rows[position])
                continue
            }
            rows.append(
                PromptRow(
                    evidence: evidence, scores: scores, isBinary: isBinary,
                    isJudged: scorerFacts?.judge != nil, greedyScore: greedy,
                    finding: limits[position], target: target))
        }
        findings.rows = rows
        findings.limits = limits
        findings.isUnfinished = limits.contains(where: \.isUnfinished)
        findings.summary = SetSummary(
            rows: rows, simultaneous: limits.map(\.simultaneousDecision), isBinary: isBinary,
            target: target, alpha: question.alpha)
        findings.key = key
        findings.generation = runs.generation
        findings.revision += 1
    }

    /// For how many questions asked before the limits are kept.
    private static let keptQuestions = 64
}
