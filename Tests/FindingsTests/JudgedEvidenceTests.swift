import Evidence
import Findings
import Prompts
import Statistics
import Testing

/// Evidence from a judge's verdicts: every limit is about the truth and says so.
@Suite struct JudgedEvidenceTests {
    private let scores: [Double?] = (0..<200).map { $0 % 41 == 7 ? nil : $0 % 3 == 0 ? 1 : 0 }
    private let judge: JudgeAccuracy

    init() throws {
        judge = try JudgeAccuracy(sensitivity: 0.8, specificity: 0.9)
    }

    private func request(
        _ validity: Validity, judged: Bool, side: Bound.Side = .two
    ) -> Statement {
        Statement(
            alpha: 0.01, side: side, validity: validity, planned: scores.count, isBinary: true,
            judge: judged ? judge : nil)
    }

    @Test(arguments: [Validity.anytime, .fixed], [Bound.Side.two, .upper, .lower])
    func `limits on the mean and on leaks are those of the verdicts, widened`(
        validity: Validity, side: Bound.Side
    ) throws {
        let evidence = ScoreEvidence(scores)
        let plain = try evidence.meanBound(request(validity, judged: false, side: side))
        let wide = try evidence.meanBound(request(validity, judged: true, side: side))
        #expect(wide == judge.widening(plain))
        #expect(try evidence.leakBound(request(validity, judged: true, side: side)) == wide)
        var parameters = MetricParameters()
        parameters.threshold = 0.3
        let figures = MetricFindings(evidence, request(validity, judged: true, side: side))
        let beyond = figures.finding(.exceedance, mean: .bound(wide), parameters)
        #expect(beyond.reading.bound == wide)
        var shared = BinaryBounds()
        for judged in [true, false, true] {
            #expect(
                try shared.mean(of: evidence, request(validity, judged: judged, side: side))
                    == (judged ? wide : plain))
        }
    }

    @Test(arguments: [Validity.anytime, .fixed])
    func `deviation and ED are those of every share within the widened limits`(
        validity: Validity
    ) throws {
        let evidence = ScoreEvidence(scores)
        let mean = try evidence.meanBound(request(validity, judged: true))
        let deviation = try evidence.deviationBound(request(validity, judged: true))
        let ed = try evidence.edBound(request(validity, judged: true))
        for step in 0...100 {
            let p = mean.lower + (mean.upper - mean.lower) * Double(step) / 100
            let sigma = (p * (1 - p)).squareRoot()
            let score: Double = p + 2 * sigma
            #expect(deviation.lower <= sigma + 1e-12)
            #expect(deviation.upper >= sigma - 1e-12)
            #expect(ed.lower <= score + 1e-12)
            #expect(ed.upper >= score - 1e-12)
        }
        #expect(deviation.judge == judge && ed.judge == judge)
    }

    @Test func `the running limits are the widened running limits, and drift is seen as early`()
        throws
    {
        let drifting: [Double?] =
            Array(repeating: 0, count: 300) + Array(repeating: 1, count: 300)
        for scores in [scores, drifting] {
            var plain = BoundTrajectory(request(.anytime, judged: false))
            var wide = BoundTrajectory(request(.anytime, judged: true))
            try plain.extend(to: ScoreEvidence(scores))
            try wide.extend(to: ScoreEvidence(scores.prefix(77)))
            try wide.extend(to: ScoreEvidence(scores))
            #expect(wide.points.map(\.running) == plain.points.map { judge.widening($0.running) })
            #expect(wide.current?.running == plain.current.map { judge.widening($0.running) })
            #expect(wide.driftedAt == plain.driftedAt)
        }
    }

    @Test func `an answer that was scored only the second time has its score`() {
        var evidence = PromptEvidence(
            prompt: Prompt(id: PromptID("p"), text: "?"), scorerCount: 2)
        for (index, scores) in [[nil, 1.0], [0.5, nil], [nil, nil]].enumerated() {
            let answer = Answer(text: "t", stop: .endOfText, tokenCount: 1)
            evidence.add(
                Draw(
                    prompt: PromptID("p"), index: index, seed: UInt32(index),
                    outcome: .completed(answer)),
                scores: scores)
        }
        #expect(evidence.outputs[0].scores.map(\.common) == [0.5, 1])
        #expect(evidence.scores[0].lost == 2 && evidence.scores[1].lost == 2)
        #expect(evidence.lost == 0)
    }
}
