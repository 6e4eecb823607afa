import Evidence
import Prompts
import Statistics

/// One of two runs that are compared, as it is now.
package struct ComparedRun: Sendable {
    package let prompts: [PromptEvidence]
    /// The position of the scorer; nil where the run has none like it.
    package let scorer: Int?
    /// All its scorers, which may show that its draws contradict each other.
    package let scorers: [RunFacts.Scorer]
    /// What somebody keeps of its prompts by this scorer who asks the same of each, at any number of
    /// draws; nil where nobody does.
    package let findings: [PromptFinding]?

    package init(
        _ prompts: [PromptEvidence], by scorer: Int?, scorers: [RunFacts.Scorer],
        findings: [PromptFinding]? = nil
    ) {
        self.prompts = prompts
        self.scorer = scorer
        self.scorers = scorers
        self.findings = findings
    }
}

/// What the draws of one prompt prove in one of two runs that are compared.
package struct RunSide: Sendable {
    /// The position of the prompt in its run.
    package let position: Int
    /// Nil where the run has no such scorer.
    package let scores: ScoreEvidence?
    /// The draws without a score by it.
    package let missing: MissingScores
    /// The limits of the mean that hold at any number of draws, those of earlier numbers included.
    package let reading: Reading
    /// Why no limit holds for the draws; nil while all is well.
    package let void: VoidReason?
    /// Whether the mean of the draws lies outside of its own limits.
    package let excludesEstimate: Bool
}

/// What the draws of a run's prompts prove, each by itself; kept while draws come.
package struct RunSides: Sendable {
    private var findings: [PromptFinding] = []
    private var prompts: [PromptID] = []
    private var question = Question()
    /// Whether some limits could still be narrowed.
    package private(set) var isUnfinished = false

    private struct Question: Hashable {
        var statement: Statement?
        var alarms: [Statement] = []
        var scorer: Int?
        var prompts = 0
    }

    package init() {}

    /// Makes ready for the next picture of the run; what was asked otherwise is forgotten.
    package mutating func begin(_ run: ComparedRun, _ statement: Statement) {
        let statement = statement.valid(.anytime)
            .alarming(prompts: run.prompts.count, scorers: run.scorers.count)
        let question = Question(
            statement: statement,
            alarms: statement.alarms(of: run.scorers, prompts: run.prompts.count),
            scorer: run.scorer, prompts: run.prompts.count)
        isUnfinished = false
        guard self.question != question else { return }
        self.question = question
        findings = Array(repeating: PromptFinding(), count: run.prompts.count)
        prompts = run.prompts.map(\.prompt.id)
    }

    /// What the draws of the prompt at a position prove now.
    package mutating func side(
        at position: Int, of run: ComparedRun, budget: inout Int,
        sharing bounds: inout BinaryBounds
    ) -> RunSide {
        let prompt = run.prompts[position]
        let scores = run.scorer.flatMap { $0 < prompt.scores.count ? prompt.scores[$0] : nil }
        let missing = prompt.missing(by: run.scorer)
        if let findings = run.findings, position < findings.count {
            return RunSide(position, scores, missing, findings[position])
        }
        if prompts[position] != prompt.prompt.id {
            findings[position] = PromptFinding()
            prompts[position] = prompt.prompt.id
        }
        guard let statement = question.statement else {
            return RunSide(position, scores, missing, PromptFinding())
        }
        _ = findings[position].bringUp(
            to: prompt, by: scores == nil ? nil : run.scorer, statement,
            alarms: question.alarms, budget: &budget, sharing: &bounds)
        isUnfinished = isUnfinished || findings[position].isUnfinished
        return RunSide(position, scores, missing, findings[position])
    }

    /// A statement as the alarms of this run ask it: they share α among its own prompts and scorers.
    func statement(_ statement: Statement) -> Statement { question.statement ?? statement }
}

extension RunSide {
    fileprivate init(
        _ position: Int, _ scores: ScoreEvidence?, _ missing: MissingScores,
        _ finding: PromptFinding
    ) {
        self.init(
            position: position, scores: scores, missing: missing, reading: finding.reading,
            void: finding.void,
            excludesEstimate: finding.excludesEstimate)
    }
}
