import Canvas
import Evidence
import Findings
import Prompts
import Statistics

/// Two runs on the same prompts, or several marked prompts of one run.
struct ComparisonTable: Sendable {
    struct Row: Sendable {
        var id: PromptID
        var text: String
        var first: ComparisonSide
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
    var names: (first: String, second: String?) = ("", nil)
    /// How the two runs were sampled.
    var decodings: (first: String, second: String?) = ("", nil)
    var rows: [Row] = []
    /// Prompts of the second run that the first one lacks, and the other way round.
    var unmatched = 0

    /// Whether some limits could still be narrowed by those of earlier numbers of draws.
    var isUnfinished: Bool {
        rows.contains { $0.first.isUnfinished || $0.second?.isUnfinished == true }
    }

    /// - Parameters:
    ///   - previous: a table for the same question and the same two runs, earlier: its limits go
    ///     on, and what has not changed since is taken from it.
    ///   - budget: how much work on limits may be done now.
    ///   - bounds: what was computed for other prompts.
    init(
        context: Context, previous: consuming ComparisonTable?, budget: Int,
        bounds: inout BinaryBounds
    ) {
        guard let shown = context.received else { return }
        // Each row has one owner, so that its limits grow in place.
        var known: [PromptID: Row] = [:]
        while let row = previous?.rows.popLast() { known[row.id] = row }
        names = (shown.facts.name, context.comparison?.facts.name)
        decodings = (shown.facts.decoding, context.comparison?.facts.decoding)
        var budget = budget
        let partners = Partners(context: context)
        // All differences hold together, as those of compare do.
        let pairs = Statement.pairs(
            alpha: context.question.alpha, judge: context.scorerFacts?.judge
        ).ofOne(among: max(1, shown.prompts.count { partners.include($0.prompt) }))
        for (position, evidence) in shown.prompts.enumerated() {
            let id = evidence.prompt.id
            guard partners.include(evidence.prompt) else {
                if partners.run != nil { unmatched += 1 }
                continue
            }
            var row =
                known.removeValue(forKey: id)
                ?? Row(id: id, text: evidence.prompt.text, first: ComparisonSide())
            let scores =
                context.scorer < evidence.scores.count ? evidence.scores[context.scorer] : nil
            let listed = context.findings.rows[position]
            row.first.update(
                evidence, scores, at: context.scorer,
                greedyScore: context.greedyScore(at: position), question: context.question,
                scorer: context.scorerFacts, of: (shown.facts, context.findings.rows.count),
                listed: listed, budget: &budget, bounds: &bounds)
            if let other = partners.run, let partner = partners.partner(of: evidence.prompt) {
                var second = row.second ?? ComparisonSide()
                row.second = nil
                second.update(
                    partner.evidence, partner.scores, at: partners.scorer,
                    greedyScore: partner.greedyScore, question: context.question,
                    scorer: context.scorerFacts, of: (other.facts, other.prompts.count),
                    listed: nil, budget: &budget, bounds: &bounds)
                row.second = second
                if row.void != nil {
                    row.difference = nil
                } else if let scores, let other = partner.scores {
                    row.difference = PairFinding(
                        [(scores, other)], pairs, unless: row.difference)
                }
            }
            rows.append(row)
        }
        if let other = partners.run { unmatched += other.prompts.count - rows.count }
    }
}

/// The prompts of the other run, by their identifiers; without another run, the marked prompts.
private struct Partners {
    struct Partner {
        var evidence: PromptEvidence
        /// By the scorer that is shown; nil where the other run has no such scorer.
        var scores: ScoreEvidence?
        var greedyScore: Double?
    }

    let run: Snapshot?
    private let marks: Set<PromptID>
    let scorer: Int?
    private let places: PromptPlaces

    init(context: Context) {
        run = context.comparison
        marks = context.list.marks
        scorer = run.flatMap { context.scorer(in: $0) }
        places = PromptPlaces(run?.prompts ?? [])
    }

    /// Whether the other run has this prompt, with this text; without one, whether it is marked.
    func include(_ prompt: Prompt) -> Bool {
        run == nil ? marks.contains(prompt.id) : places.position(of: prompt) != nil
    }

    func partner(of prompt: Prompt) -> Partner? {
        guard let run, let scorer, let position = places.position(of: prompt) else { return nil }
        let evidence = run.prompts[position]
        let greedy = position < run.greedyScores.count ? run.greedyScores[position] : []
        return Partner(
            evidence: evidence,
            scores: scorer < evidence.scores.count ? evidence.scores[scorer] : nil,
            greedyScore: scorer < greedy.count ? greedy[scorer] : nil)
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
