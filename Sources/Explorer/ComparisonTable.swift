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
        /// The draws that were paired: the i-th of one run with the i-th of the other.
        var pairs = 0
        var verdict: ComparisonVerdict?
    }

    struct Side: Sendable {
        var draws: Int
        var mean: Double
        var bound: Bound?
        var greedyScore: Double?
        var greedyAnswer: String?
        var histogram: [Int]
    }

    /// What the two sides are called; the second is nil without another run.
    var names: (first: String, second: String?)
    /// How the two runs were sampled.
    var decodings: (first: String, second: String?) = ("", nil)
    var rows: [Row] = []
    /// Prompts of the second run that the first one lacks, and the other way round.
    var unmatched = 0

    /// - Parameter previous: a table for the same question and the same two runs, earlier; what has
    ///   not changed since is taken from it.
    init(model: ExplorerModel, previous: ComparisonTable?) {
        let known = Dictionary(
            (previous?.rows ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard let shown = model.shown else {
            names = ("", nil)
            return
        }
        names = (shown.facts.name, model.comparison?.facts.name)
        decodings = (shown.facts.decoding, model.comparison?.facts.decoding)
        guard let other = model.comparison else {
            rows = Self.markedRows(shown, model: model)
            return
        }
        let scorer = model.scorerFacts
        let otherScorer = other.facts.scorers.firstIndex {
            $0.name == scorer?.name && $0.judge == scorer?.judge
        }
        let positions = Dictionary(
            other.prompts.enumerated().map { ($0.element.prompt.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        for (position, evidence) in shown.prompts.enumerated() {
            guard let match = positions[evidence.prompt.id] else {
                unmatched += 1
                continue
            }
            if let old = known[evidence.prompt.id], old.first.draws == evidence.drawCount,
                old.second?.draws == other.prompts[match].drawCount,
                old.first.greedyAnswer == evidence.greedy?.answer.text,
                old.second?.greedyAnswer == other.prompts[match].greedy?.answer.text
            {
                rows.append(old)
                continue
            }
            var row = Row(
                id: evidence.prompt.id, text: evidence.prompt.text,
                first: Self.side(
                    evidence, greedy: model.greedyScore(at: position), scorer: model.scorer,
                    model: model, narrowed: model.derived.rows[position].reading))
            if let otherScorer {
                let twin = other.prompts[match]
                let greedy =
                    match < other.greedyScores.count
                        && otherScorer < other.greedyScores[match].count
                    ? other.greedyScores[match][otherScorer] : nil
                row.second = Self.side(twin, greedy: greedy, scorer: otherScorer, model: model)
                if model.scorer < evidence.scores.count, otherScorer < twin.scores.count {
                    row.pairs = min(evidence.drawCount, twin.drawCount)
                    row.difference = Self.difference(
                        evidence.scores[model.scorer], twin.scores[otherScorer],
                        judge: model.scorerFacts?.judge, alpha: model.question.alpha)
                }
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
                    model: model, narrowed: model.derived.rows[position].reading))
        }
    }

    private static func side(
        _ evidence: PromptEvidence, greedy: Double?, scorer: Int, model: ExplorerModel,
        narrowed: Reading? = nil
    ) -> Side {
        guard scorer < evidence.scores.count else {
            return Side(
                draws: 0, mean: .nan, bound: nil, greedyScore: greedy,
                greedyAnswer: evidence.greedy?.answer.text, histogram: [])
        }
        let scores = evidence.scores[scorer]
        var question = model.question
        question.validity = .anytime
        let request = question.request(for: model.scorerFacts)
        // The list's own limits take all earlier numbers of draws into account.
        let listed = model.question.validity == .anytime ? narrowed?.bound : nil
        let weighted = zip(scores.distribution.scores, scores.distribution.counts)
        return Side(
            draws: evidence.drawCount, mean: scores.mean,
            bound: listed ?? (try? scores.meanBound(request)),
            greedyScore: greedy, greedyAnswer: evidence.greedy?.answer.text,
            histogram: Histogram.counts(of: weighted.map { ($0, $1) }, bins: PromptRow.binCount))
    }

    /// The mean of the first minus that of the second, from pairs of draws with the same number.
    ///
    /// A lost draw is read at its worst for each limit.
    private static func difference(
        _ first: ScoreEvidence, _ second: ScoreEvidence, judge: JudgeAccuracy?, alpha: Double
    ) -> Bound? {
        let count = min(first.draws, second.draws)
        guard count > 0 else { return nil }
        func bound(
            lostFirst: Double, lostSecond: Double
        ) throws(StatisticsError) -> Bound {
            try Difference.paired(
                first.scores.prefix(count).map { $0 ?? lostFirst },
                second.scores.prefix(count).map { $0 ?? lostSecond }, judge: judge, alpha: alpha,
                side: .two)
        }
        do throws(StatisticsError) {
            var difference = try bound(lostFirst: 1, lostSecond: 0)
            if first.lost + second.lost > 0 {
                difference.lower = try bound(lostFirst: 0, lostSecond: 1).lower
            }
            difference.estimate = first.mean - second.mean
            return difference
        } catch {
            return nil
        }
    }
}

extension ExplorerModel {
    /// The prompts of the Compare view, in its order.
    var comparedIDs: [PromptID] {
        let ids = Set((derived.comparison?.rows ?? []).map(\.id))
        return derived.order.filter(ids.contains)
    }
}
