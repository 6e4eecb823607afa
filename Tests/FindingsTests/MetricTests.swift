import Evidence
import Findings
import Prompts
import Statistics
import TestSupport
import Testing

/// The table of metrics: every entry has limits that mean what they say.
@Suite struct MetricTests {
    @Test func `no two metrics share a name, a key or a column, and the mean comes first`() {
        for names in [
            Metric.table.map(\.name), Metric.table.map(\.key), Metric.table.map(\.column),
        ] {
            #expect(Set(names).count == Metric.table.count)
        }
        #expect(Metric.table[0].name == Metric.mean.name)
        #expect(Metric.others.count == Metric.table.count - 1)
        #expect(Metric.ofScores.count + Metric.ofAnswers.count == Metric.table.count)
    }

    /// All figures of scores under a statement, with the mean's limits that every reader has.
    private func figures(
        _ evidence: ScoreEvidence, _ statement: Statement
    ) -> [MetricFinding] {
        MetricFindings(evidence, statement).all(
            mean: PromptFinding(evidence, statement).reading)
    }

    /// P(score > x) at a threshold that nobody moves is one proportion; where it may be moved, the band
    /// holds for all thresholds together and is wider.
    @Test(arguments: Validity.allCases)
    func `a threshold that stands has the limits of a proportion`(validity: Validity) throws {
        let evidence = ScoreEvidence((0..<256).map { Double($0 * 37 % 256) / 400 })
        let statement = Statement(alpha: 0.05, validity: validity, planned: 256)
        let mean = PromptFinding(evidence, statement).reading
        func limits(isMovable: Bool) throws -> Bound {
            var parameters = MetricParameters()
            parameters.isThresholdMovable = isMovable
            return try #require(
                MetricFindings(evidence, statement).finding(
                    .exceedance, mean: mean, parameters
                ).reading.bound)
        }
        let (one, all) = (try limits(isMovable: false), try limits(isMovable: true))
        #expect(one.lower == (try evidence.leakBound(statement, above: 0.5)).lower)
        #expect(one.upper - one.lower < all.upper - all.lower)
        #expect(one.lower < one.estimate && one.estimate < one.upper)
    }

    @Test(arguments: ScoreStream.allCases)
    func `every figure states its level, side and validity and contains its estimate`(
        stream: ScoreStream
    ) {
        for lost in [0, 0.1] {
            let evidence = ScoreEvidence(stream.scores(150, lost: lost, seed: 13))
            for var request in requests where stream == .binary || !request.isBinary {
                request.planned = 150
                let figures = figures(evidence, request)
                #expect(
                    figures.count == Metric.ofScores.count { !request.isBinary || $0.isForBinary })
                for figure in figures {
                    guard let bound = figure.reading.bound else {
                        Issue.record("\(figure.metric.name) has no limits: \(request)")
                        continue
                    }
                    #expect(bound.alpha == 0.05 && bound.side == request.side)
                    #expect((bound.validity == .anytime) == (request.validity == .anytime))
                    #expect(bound.estimate == figure.estimate)
                    #expect(
                        bound.lower <= figure.estimate && figure.estimate <= bound.upper,
                        "\(figure.metric.name) \(bound)")
                    #expect(!figure.meaning.isEmpty && !figure.words.label.isEmpty)
                }
            }
        }
    }

    @Test(arguments: [Validity.anytime, .fixed])
    func `whatever the lost draws would have scored, the limits of every figure cover it`(
        validity: Validity
    ) throws {
        let scores = ScoreStream.graded.scores(60, lost: 0.06, seed: 5)
        let evidence = ScoreEvidence(scores)
        #expect(evidence.lost > 0)
        for side in [Bound.Side.two, .upper, .lower] {
            let statement = Statement(alpha: 0.05, side: side, validity: validity, planned: 60)
            let worst = figures(evidence, statement)
            for fill in [[0.0], [1], [0, 1], [1, 0, 0], [0.5]] {
                var next = 0
                let filled = ScoreEvidence(
                    scores.map { score in
                        if let score { return score }
                        next += 1
                        return fill[next % fill.count]
                    })
                for (worst, filled) in zip(worst, figures(filled, statement)) {
                    let name = worst.metric.name
                    // The deviation of filled scores at any n is another process; see the simulation.
                    if validity == .anytime, ["std", "ed"].contains(name) { continue }
                    let wide = try #require(worst.reading.bound, "\(name)")
                    let narrow = try #require(filled.reading.bound, "\(name)")
                    #expect(wide.lower <= narrow.lower + 1e-12, "\(name) \(side)")
                    #expect(wide.upper >= narrow.upper - 1e-12, "\(name) \(side)")
                }
            }
        }
    }

    @Test func `without a leak in n draws, leak@k has the closed form`() throws {
        let evidence = ScoreEvidence(Array(repeating: 0, count: 128))
        let statement = Statement(
            alpha: 0.05, side: .upper, validity: .fixed, planned: 128, isBinary: true)
        let figures = figures(evidence, statement)
        let leak = try #require(figures.first { $0.metric.name == "leak_at_k" }?.reading.bound)
        // (1 − p)^128 = α, so that 1 − (1 − p)^10 = 1 − α^(10/128).
        var share = 0.05
        for _ in 0..<7 { share = share.squareRoot() }
        var expected = 1.0
        for _ in 0..<10 { expected *= share }
        #expect(abs(leak.upper - (1 - expected)) < 1e-12)
        #expect(leak.estimate == 0)
    }

    @Test func `fixed figures of graded scores are those of the band and of order statistics`()
        throws
    {
        let scores = ScoreStream.graded.scores(200, lost: 0, seed: 3).compactMap { $0 }
        let statement = Statement(alpha: 0.01, side: .upper, validity: .fixed, planned: 200)
        let figures = figures(ScoreEvidence(scores), statement)
        func bound(_ name: String) -> Bound? {
            figures.first { $0.metric.name == name }?.reading.bound
        }
        let distribution = try ScoreDistribution(scores)
        // The threshold is fixed beforehand, so that its share is a proportion.
        let above = scores.count { $0 > 0.5 }
        #expect(
            bound("survival")?.upper
                == (try Proportion.clopperPearson(
                    leaks: above, draws: 200, alpha: 0.01, side: .upper)).upper)
        #expect(
            bound("quantile")
                == (try Quantile.bound(
                    of: distribution, q: 0.95, alpha: 0.01, side: .upper,
                    method: .clopperPearson)))
    }

    @Test func `before a planned number is there, and where draws contradict, nothing is stated`() {
        let evidence = ScoreEvidence(ScoreStream.graded.scores(50, seed: 2))
        let statement = Statement(alpha: 0.05, validity: .fixed, planned: 60)
        for figure in figures(evidence, statement) {
            #expect(figure.reading == .pending(drawn: 50, planned: 60), "\(figure.metric.name)")
        }
        let drift = VoidReason.drift(at: 40)
        for figure in MetricFindings(evidence, Statement(alpha: 0.05)).all(mean: .void(drift)) {
            #expect(figure.reading == .void(drift))
        }
        let answers = try? OutputDiversity(counts: [3, 1, 1])
        for figure in Metric.answers(answers, lost: 0, Statement(alpha: 0.05), void: drift) {
            #expect(figure.reading.bound == nil)
        }
    }

    /// Whoever hands on the mean's limits may have lost why there are none.
    @Test
    func `no figure has a fixed limit where the plan was not kept, whatever is known of the mean`()
    {
        let evidence = ScoreEvidence(ScoreStream.graded.scores(50, seed: 2))
        var changed = Statement(alpha: 0.05, validity: .fixed, planned: 50)
        changed.planChange = PlanChange(planned: [32], seen: 32)
        let early = Statement(alpha: 0.05, validity: .fixed, planned: 60)
        for statement in [changed, early] {
            for figure in MetricFindings(evidence, statement).all(mean: .none) {
                #expect(figure.reading.bound == nil, "\(figure.metric.name)")
                #expect(figure.reading != .none, "\(figure.metric.name): and it says why")
            }
        }
    }

    @Test func `the variety of answers that all differ cannot be told`() throws {
        let all = try OutputDiversity(counts: Array(repeating: 1, count: 40))
        let figures = Metric.answers(all, lost: 0, Statement(alpha: 0.05))
        let new = try #require(figures.first { $0.metric.name == "unseen_mass" })
        #expect(new.estimate == 1 && new.reading.bound?.upper == 1)
        for name in ["entropy", "effective_number"] {
            #expect(figures.first { $0.metric.name == name }?.estimate.isNaN == true)
        }
    }
}
