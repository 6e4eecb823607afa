import Evidence
import Findings
import Prompts
import Statistics

/// What is known of all prompts of the run that is shown: computed at the end of an update where an
/// input has changed, so that drawing only reads.
struct ShownFindings: Sendable {
    fileprivate var prompts = PromptFindings()
    /// Where each prompt stands in `rows`.
    fileprivate(set) var positions: [PromptID: Int] = [:]
    /// Limits that prompts share.
    var bounds = BinaryBounds()
    /// What is known about the means over all prompts.
    var means: [ShownMean.Key: ShownMean] = [:]
    /// Counts how often the rows were brought up to date.
    fileprivate(set) var revision = 0

    /// What the rows were computed from.
    fileprivate var key: Key?
    fileprivate var target: Double?
    fileprivate var generation = -1
    /// What was found for questions asked before.
    fileprivate var kept: [Key: PromptFindings] = [:]

    fileprivate struct Key: Hashable {
        var run: String
        var prompts: Int
        var planned: Int
        var scorer: Int
        var scorerName: String
        var question: Statement
    }

    /// One row per prompt, in the order of the run.
    var rows: [PromptRow] { prompts.rows }
    /// Per row, its limits as they grew with the draws.
    var limits: [PromptFinding] { prompts.limits }
    var summary: SetSummary { prompts.summary }
    /// Whether some limits could still be narrowed.
    var isUnfinished: Bool { prompts.isUnfinished }
}

extension Context {
    /// Brings what is known of all prompts up to date.
    mutating func refreshFindings() {
        guard let shown else { return }
        refreshRows(shown)
        refreshList(shown)
        if list.hidesSelection {
            list.isFolded = false
            refreshList(shown)
        }
        refreshSetMeans()
    }

    private mutating func refreshList(_ shown: Snapshot) {
        list.refresh(findings.rows, revision: findings.revision) {
            WordingGroup.questions(of: shown.prompts.map(\.prompt)).map { question in
                question.map { shown.prompts[$0].prompt.id }
            }
        }
    }

    private mutating func refreshRows(_ shown: Snapshot) {
        let key = ShownFindings.Key(
            run: shown.facts.name + shown.facts.created + "\(runs.position)",
            prompts: shown.prompts.count, planned: planned, scorer: scorer,
            scorerName: scorerFacts?.name ?? "", question: question)
        if findings.key == key, findings.target == target,
            findings.generation == runs.generation, !findings.isUnfinished
        {
            return
        }
        if let old = findings.key, old != key {
            if old.run == key.run, old.prompts == key.prompts {
                findings.kept[old] = findings.prompts
                if findings.kept.count > Self.keptQuestions { findings.kept = [:] }
            } else {
                findings.kept = [:]
            }
        }
        if findings.key != key {
            findings.prompts = findings.kept.removeValue(forKey: key) ?? PromptFindings()
            findings.positions = Dictionary(
                shown.prompts.enumerated().map { ($0.element.prompt.id, $0.offset) },
                uniquingKeysWith: { first, _ in first })
        }
        findings.prompts.extend(
            to: shown, of: received ?? shown, by: scorer, question, target: target,
            budget: budget, sharing: &findings.bounds)
        (findings.key, findings.target) = (key, target)
        findings.generation = runs.generation
        findings.revision += 1
    }

    /// For how many questions asked before the limits are kept.
    private static let keptQuestions = 64
}
