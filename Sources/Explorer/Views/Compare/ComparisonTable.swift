import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// Two runs on the same prompts, or several marked prompts of one run.
struct ComparisonTable: Sendable {
    struct Row: Sendable {
        let id: PromptID
        let text: String
        let first: ComparisonSide
        /// The same prompt in the other run; nil without another run.
        var second: ComparisonSide?
        /// How much more the first leaks than the second; nil without another run, and where the
        /// draws of a side contradict each other.
        var difference: PairFinding?
        var verdict: ComparisonVerdict? { difference?.verdict }
        /// The means that the row shows: of the pairs where there are any, so that the row adds up.
        var firstMean: Double { difference?.firstMean ?? first.mean }
        var secondMean: Double? { difference?.secondMean ?? second?.mean }
        /// Whether the runs are proven to differ, or one is proven to be above the target and the
        /// other one below it.
        func isDifferent(target: Double) -> Bool {
            if let verdict, verdict != .undecided { return true }
            guard let one = first.bound, let other = second?.bound, void == nil else {
                return false
            }
            return one.lower > target && other.upper <= target
                || other.lower > target && one.upper <= target
        }
        /// Why no limit holds for the draws of a side; nil while all is well.
        var void: VoidReason? { first.void ?? second?.void }
    }

    /// What the two sides are called; the second is nil without another run.
    private(set) var names: (first: String, second: String?) = ("", nil)
    /// How the two runs were sampled.
    private(set) var decodings: (first: String, second: String?) = ("", nil)
    private(set) var rows: [Row] = []
    /// Prompts of the second run that the first one lacks, and the other way round.
    private(set) var unmatched = 0
    /// Why nothing is decided of the set, beside what the rows say.
    private(set) var warnings: [PairWarning] = []
    /// Whether some limits could still be narrowed by those of earlier numbers of draws.
    private(set) var isUnfinished = false
    /// What the draws of marked prompts prove where there is one run.
    private var marked = RunSides()

    /// Brings everything up to the last draws.
    mutating func update(_ context: inout Context) {
        guard let shown = context.received else { return self = ComparisonTable() }
        names = (shown.facts.name, context.comparison?.facts.name)
        decodings = (shown.facts.decoding, context.comparison?.facts.decoding)
        let known = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard let other = context.comparison else {
            return updateMarked(&context, shown, known)
        }
        context.refreshPairs()
        let pairs = context.compared.pairs
        let place = context.scorer(in: other)
        rows = pairs.rows.map { pair in
            let before = known[pair.prompt.id]
            return Row(
                id: pair.prompt.id, text: pair.prompt.text,
                first: ComparisonSide(
                    pair.first, shown.prompts[pair.first.position],
                    greedyScore: context.greedyScore(at: pair.first.position),
                    known: before?.first),
                second: ComparisonSide(
                    pair.second, other.prompts[pair.second.position],
                    greedyScore: place.flatMap {
                        other.greedyScore(at: pair.second.position, by: $0)
                    }, known: before?.second),
                difference: pair.difference)
        }
        unmatched = pairs.unmatched
        warnings = PairWarning.all(pairs)
        isUnfinished = pairs.isUnfinished
    }

    /// The same for the marked prompts of one run.
    private mutating func updateMarked(
        _ context: inout Context, _ shown: Snapshot, _ known: [PromptID: Row]
    ) {
        (unmatched, warnings) = (0, [])
        let run = ComparedRun(
            shown.prompts, by: context.scorer, scorers: shown.facts.scorers,
            findings: context.question.validity == .anytime ? context.findings.limits : nil)
        marked.begin(run, context.question.about(context.scorerFacts))
        var budget = context.budget
        rows = []
        for (position, evidence) in shown.prompts.enumerated()
        where context.list.marks.contains(evidence.prompt.id) {
            let side = marked.side(
                at: position, of: run, budget: &budget, sharing: &context.findings.bounds)
            rows.append(
                Row(
                    id: evidence.prompt.id, text: evidence.prompt.text,
                    first: ComparisonSide(
                        side, evidence, greedyScore: context.greedyScore(at: position),
                        known: known[evidence.prompt.id]?.first)))
        }
        isUnfinished = marked.isUnfinished
    }
}

extension Context {
    /// Why B has no figures where it was not scored by the scorer shown, the longest words first;
    /// none where it was.
    var missingScorer: [SafeText] {
        comparison.flatMap { shown?.missingScorer(scorerFacts, in: $0) } ?? []
    }
}

extension Snapshot {
    /// Why a run that is compared with this one has no figures by a scorer of this one; none where it
    /// has.
    func missingScorer(_ facts: RunFacts.Scorer?, in comparison: Snapshot) -> [SafeText] {
        guard let facts, comparison.position(of: facts) == nil else { return [] }
        let namesake = comparison.facts.scorers.first { $0.name == facts.name }
        let how: SafeText =
            switch namesake {
            case nil: ""
            case let other? where other.settings != facts.settings: " with these settings"
            case _?: " with this judge"
            }
        let what: SafeText = "B has no scores by \(facts.name)" + how
        let shared = self.facts.sharedScorer(with: comparison.facts)?.first
        let remedy: SafeText =
            shared.map { ":scorer \(self.facts.scorers[$0].name), or " } ?? ""
        return [what + "; " + remedy + "probscope score", what + "; probscope score", what]
    }
}
