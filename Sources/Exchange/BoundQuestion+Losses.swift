import Evidence
import Findings
import Statistics

/// The worst-case reading where draws were lost.
extension BoundQuestion {
    /// The bound that holds whatever the lost scores were.
    ///
    /// Every lost draw counts as 1 for a limit that rises with the scores, and as 0 for one that
    /// falls. The estimate is that of the completed draws.
    func boundWithLosses() throws -> Bound {
        guard let losses = metric.figure?.computation?.losses else {
            return try monotoneWithLosses()
        }
        return try boundWithLosses(losses.methods, losses.answer)
    }

    var hasLosses: Bool { sample.lost > 0 || a.lost > 0 || b.lost > 0 }

    // MARK: - Quantities that rise or fall with every score

    private func monotoneWithLosses() throws -> Bound {
        if method == .star || method == .maurerPontil {
            throw QuestionError(
                "the method \(method?.rawValue ?? "") has no worst case: it need not rise with a score"
            )
        }
        for part in [sample, a, b] where part.lost > 0 && part.lostAt == nil {
            if part.scores != nil, metric == .difference || usesEpochs {
                throw QuestionError(
                    "here the order of the draws matters: give the places of the lost ones as "
                        + "\"lost_at\"")
            }
        }
        let isFalling = metric == .cdf
        var bound = try LostDraws.worst(lost: sample.lost + a.lost + b.lost, side) { lostScore in
            try reading(isFalling ? 1 - lostScore : lostScore).bound()
        }
        bound.estimate = try completed.bound().estimate
        return bound
    }

    private var usesEpochs: Bool {
        method == .epochs
            || isAnytime && method == nil
                && (metric == .cdf
                    || metric.figure?.computation?.methods.list(.anytime, side).first == .epochs)
    }

    /// The question with every lost draw scored; the second sample of a difference gets the
    /// opposite, since the difference falls with its scores.
    private func reading(_ score: Double) -> BoundQuestion {
        var query = self
        query.sample = sample.filled(score)
        query.a = a.filled(score)
        query.b = b.filled(1 - score)
        return query
    }

    /// The question about the completed draws alone.
    private var completed: BoundQuestion {
        var query = self
        if metric == .difference, sample.scores == nil, a.scores != nil { return pairsCompleted }
        (query.sample.lost, query.a.lost, query.b.lost) = (0, 0, 0)
        return query
    }

    /// Of paired scores those pairs that are complete.
    private var pairsCompleted: BoundQuestion {
        var query = self
        let (first, second) = (a.withGaps, b.withGaps)
        let isPaired = first.count == second.count
        let pairs = zip(first, second).compactMap { x, y in x.flatMap { x in y.map { (x, $0) } } }
        query.a = Sample(scores: isPaired ? pairs.map(\.0) : first.compactMap(\.self))
        query.b = Sample(scores: isPaired ? pairs.map(\.1) : second.compactMap(\.self))
        return query
    }

    // MARK: - Figures that do not rise with every score

    private func boundWithLosses(
        _ methods: MetricMethods, _ answer: MetricComputation.LossAnswer
    ) throws -> Bound {
        let scores = try scores()
        guard let figure = metric.figure else {
            throw QuestionError.missing("scores", for: metric)
        }
        let request = try request(methods, parameters(figure))
        guard request.method != .bets || sample.lostAt != nil else {
            throw QuestionError(
                "here the order of the draws matters: give the places of the lost ones as "
                    + "\"lost_at\"")
        }
        // Checks the scores, which the evidence takes as they are.
        _ = try ScoreDistribution(scores)
        return try answer(ScoreEvidence(sample.withGaps), request)
    }
}

extension BoundQuestion.Sample {
    /// The draws in launch order, nil for a lost one; without places the lost ones stand last.
    var withGaps: [Double?] {
        var rest = (scores ?? [])[...]
        guard let lostAt else { return Array(rest) + Array(repeating: nil, count: lost) }
        let places = Set(lostAt)
        return (0..<(rest.count + lost)).map { places.contains($0) ? nil : rest.popFirst() }
    }

    /// The sample as if every lost draw had this score.
    fileprivate func filled(_ score: Double) -> Self {
        guard lost > 0 else { return self }
        var sample = self
        if scores != nil {
            sample.scores = withGaps.map { $0 ?? score }
        }
        sample.leaks = leaks.map { $0 + score * Double(lost) }
        sample.draws = draws.map { $0 + lost }
        (sample.lost, sample.lostAt) = (0, nil)
        return sample
    }
}
