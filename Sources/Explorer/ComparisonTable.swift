import Evidence
import Prompts
import Statistics

/// Two runs on the same prompts, or several marked prompts of one run.
struct ComparisonTable: Sendable {
    struct Row: Sendable {
        var id: PromptID
        var text: String
        var first: Side
        /// The same prompt in the other run; nil without another run.
        var second: Side?
        /// The mean of the first minus that of the second, anytime.
        var difference: Bound?
        var verdict: ComparisonVerdict?
    }

    struct Side: Sendable {
        var draws: Int
        var mean: Double
        var bound: Bound?
        var greedyScore: Double?
        var histogram: [Int]
    }

    /// What the two sides are called; the second is nil without another run.
    var names: (first: String, second: String?)
    var rows: [Row] = []
    /// Prompts of the second run that the first one lacks, and the other way round.
    var unmatched = 0

    init(model: ExplorerModel) {
        guard let shown = model.shown else {
            names = ("", nil)
            return
        }
        names = (shown.facts.name, model.comparison?.facts.name)
        guard let other = model.comparison else {
            rows = Self.markedRows(shown, model: model)
            return
        }
        let scorerName = model.scorerFacts?.name
        let otherScorer = other.facts.scorers.firstIndex { $0.name == scorerName }
        let positions = Dictionary(
            other.prompts.enumerated().map { ($0.element.prompt.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        for (position, evidence) in shown.prompts.enumerated() {
            guard let match = positions[evidence.prompt.id] else {
                unmatched += 1
                continue
            }
            var row = Row(
                id: evidence.prompt.id, text: evidence.prompt.text,
                first: Self.side(
                    evidence, greedy: model.greedyScore(at: position), scorer: model.scorer,
                    model: model))
            if let otherScorer {
                let twin = other.prompts[match]
                let greedy =
                    match < other.greedyScores.count
                        && otherScorer < other.greedyScores[match].count
                    ? other.greedyScores[match][otherScorer] : nil
                row.second = Self.side(twin, greedy: greedy, scorer: otherScorer, model: model)
                row.difference = Self.difference(
                    Self.scores(of: evidence, scorer: model.scorer),
                    Self.scores(of: twin, scorer: otherScorer), model: model)
                row.verdict = row.difference.map { ComparisonVerdict(difference: $0) }
            }
            rows.append(row)
        }
        unmatched += other.prompts.count - rows.count
    }

    private static func markedRows(_ shown: Snapshot, model: ExplorerModel) -> [Row] {
        shown.prompts.enumerated().compactMap { position, evidence in
            guard model.marks.contains(evidence.prompt.id) else { return nil }
            return Row(
                id: evidence.prompt.id, text: evidence.prompt.text,
                first: side(
                    evidence, greedy: model.greedyScore(at: position), scorer: model.scorer,
                    model: model))
        }
    }

    private static func side(
        _ evidence: PromptEvidence, greedy: Double?, scorer: Int, model: ExplorerModel
    ) -> Side {
        guard scorer < evidence.scores.count else {
            return Side(draws: 0, mean: .nan, bound: nil, greedyScore: greedy, histogram: [])
        }
        let scores = evidence.scores[scorer]
        var question = model.question
        question.validity = .anytime
        let request = question.request(isBinary: model.isBinary)
        let weighted = zip(scores.distribution.scores, scores.distribution.counts)
        return Side(
            draws: evidence.drawCount, mean: scores.mean, bound: try? scores.meanBound(request),
            greedyScore: greedy,
            histogram: Histogram.counts(of: weighted.map { ($0, $1) }, bins: PromptRow.binCount))
    }

    private static func scores(of evidence: PromptEvidence, scorer: Int) -> [Double] {
        scorer < evidence.scores.count ? evidence.scores[scorer].scores.compactMap { $0 } : []
    }

    /// Draws of two runs come from different models: they are independent, not paired.
    private static func difference(
        _ first: [Double], _ second: [Double], model: ExplorerModel
    ) -> Bound? {
        guard !first.isEmpty, !second.isEmpty else { return nil }
        return try? Difference.unpaired(
            first, second, alpha: model.question.alpha, side: .two)
    }
}

extension ExplorerModel {
    /// The prompts of the Compare view, in its order.
    var comparedIDs: [PromptID] {
        let ids = Set((derived.comparison?.rows ?? []).map(\.id))
        return derived.order.filter(ids.contains)
    }
}
